"""The server of the page, for this machine only: bound to it, and for its own names alone."""

import errno
import re
import sys
from collections.abc import Callable
from pathlib import Path

from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.server.server import BaseServer
from bokeh.server.tornado import BokehTornado
from bokeh.server.views.ws import WSHandler
from bokeh.settings import settings
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.routing import AnyMatches, HostMatches, Rule, RuleRouter
from tornado.web import Application as Pages
from tornado.web import RequestHandler

from explore import equations, page

LOCAL, NAMES = "127.0.0.1", ("127.0.0.1", "localhost")
STYLE = Path(__file__).parent / "page.css"


class Text(RequestHandler):
    """A page that is always the same."""

    def initialize(self, kind: str, text: Callable[[], str]) -> None:
        """Take what it gives, and its kind."""
        self.kind, self.text = kind, text

    def get(self) -> None:
        """Give it."""
        self.set_header("Content-Type", f"{self.kind}; charset=utf-8")
        self.finish(self.text())


class Prompt(WSHandler):
    """A socket whose answers go out at once: by default the end of each waits 40 ms."""

    def open(self) -> None:
        """Ask for it where there is a connection."""
        self.set_nodelay(True)
        super().open()


class Refused(RequestHandler):
    """The answer to who asks for another machine, as a page does that a browser was misled by."""

    def prepare(self) -> None:
        """Refuse."""
        self.set_status(403)
        self.finish(f"This page answers to {' and '.join(NAMES)} only.\n")


def start(port: int) -> tuple[BaseServer, str]:
    """Return the server at `port` (0: any that is free) of this machine, and its address."""
    try:
        sockets = bind_sockets(port, address=LOCAL)
    except OSError as error:
        words = "taken" if error.errno == errno.EADDRINUSE else error.strerror
        sys.exit(f"make explore: port {port} is {words}; another one: make explore PORT=5007")
    port = sockets[0].getsockname()[1]
    origins = [f"{name}:{port}" for name in NAMES]
    # whatever an account exports: nothing from elsewhere, and nothing for it
    settings.resources.set_value("server")
    settings.allowed_ws_origin.set_value(origins)
    own = [
        ("/equations", Text, {"kind": "text/html", "text": equations.page}),
        ("/page.css", Text, {"kind": "text/css", "text": STYLE.read_text}),
    ]
    pages = BokehTornado(
        {"/": Application(FunctionHandler(page.make))},
        extra_websocket_origins=origins,
        extra_patterns=own,
    )
    for rule in pages.wildcard_router.rules:
        if rule.target is WSHandler:
            rule.target = Prompt
    local = Rule(HostMatches(f"({'|'.join(map(re.escape, NAMES))})$"), pages)
    other = Rule(AnyMatches(), Pages([(".*", Refused)]))
    http = HTTPServer(RuleRouter([local, other]))
    http.add_sockets(sockets)
    return BaseServer(IOLoop.current(), pages, http), f"http://{LOCAL}:{port}/"
