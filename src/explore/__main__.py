"""Serve the page until Ctrl-C: `python -m explore`, as `make explore` does."""

import argparse
import logging

from explore import server


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="make explore", description=__doc__)
    parser.add_argument("--port", type=int, default=5006, help="0: any that is free")
    port = parser.parse_args().port
    for name in ("bokeh", "tornado.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    running, address = server.start(port)
    print(f"the page is at {address}; Ctrl-C ends it", flush=True)
    running.run_until_shutdown()


if __name__ == "__main__":
    main()
