"""Whether every link of a site leads somewhere on it, and nothing is loaded from elsewhere."""

import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"src", "srcset", "poster", "data"}  # and what a <link> names
URL = re.compile(r"""@import\s+["']([^"']+)|url\(\s*["']?([^"')]+)""")


def faults(site: Path) -> list[str]:
    """Return a line for each link without an end, and for each thing that another host is asked."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        say = partial("{}: {}: {}".format, path.relative_to(site))
        for target, loaded in page.targets:
            parts = urlsplit(target)
            if parts.scheme == "data":
                continue
            if parts.scheme or parts.netloc:
                found += [say(target, "is asked of another host")] if loaded else []
                continue
            to = path.parent / unquote(parts.path) if parts.path else path
            to = Path(*to.resolve().parts)
            if not to.is_file():
                found.append(say(target, "is not there"))
            elif parts.fragment and to in pages and unquote(parts.fragment) not in pages[to].ids:
                found.append(say(target, "has no such place"))
    for path in sorted(site.rglob("*.css")):
        for one, other in URL.findall(path.read_text(encoding="utf-8")):
            target = one or other
            if urlsplit(target).scheme != "data" and not (path.parent / target).is_file():
                found.append(f"{path.relative_to(site)}: {target}: is not there")
    return found


class _Page(HTMLParser):
    """The places of a page, and what it links and loads."""

    def __init__(self):
        super().__init__()
        self.ids = {"", "top"}
        self.targets = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.add(value)
            elif name in LOADED or (name == "href" and tag == "link"):
                self.targets.append((value, True))
            elif name == "href":
                self.targets.append((value, False))


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
