"""A web server for this machine alone: the page at /, its updates at /events, and nothing else.

It answers to the names of this machine only. A page of the Internet whose name someone lets point here
would otherwise be of the same origin, and could read the data.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Event, Thread
from typing import Any

from kcn_map.core.errors import KcnMapError
from kcn_map.serve.live_page import LivePage
from kcn_map.text.reasons import reason

LOOPBACK = "127.0.0.1"
OWN_NAMES = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?", re.IGNORECASE)
#: A listener is sent a sign of life this often; one that has gone is noticed by it.
HEARTBEAT_S = 15.0
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class PortTaken(KcnMapError):
    """Another program listens on the port already, or this one may not."""

    def __init__(self, port: int, why: Mapping[str, str]) -> None:
        super().__init__("watch.port_taken", port=port, why=why)


class _Server(ThreadingTCPServer):
    allow_reuse_address = os.name != "nt"  # on Windows it would let two programs share a port
    daemon_threads = True

    def __init__(self, live_page: LivePage, port: int) -> None:
        self.live_page, self.closing = live_page, Event()
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # else a browser has just gone


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "kcn-map", ""
    timeout = 30.0

    def do_GET(self) -> None:
        if not OWN_NAMES.fullmatch(self.headers.get("Host", "")):
            self._answer(421, "text/plain", f"http://{LOOPBACK}:{self.server.server_address[1]}/\n")
        elif self.path == "/":
            self._answer(200, "text/html", self.server.live_page.page)
        elif self.path == "/events":
            self._events()
        else:
            self._answer(404, "text/plain", "404\n")

    def _answer(self, status: int, kind: str, text: str) -> None:
        content = text.encode("utf-8")
        self._head(status, kind, {"Content-Length": str(len(content))})
        self.wfile.write(content)

    def _events(self) -> None:
        """Server-sent events: the message of the moment, then each new one, until the listener goes."""
        self._head(200, "text/event-stream", {})
        self.wfile.write(b"retry: 500\n\n")
        known = -1
        while not self.server.closing.is_set():
            update = self.server.live_page.wait_for_update(known, HEARTBEAT_S)
            if update:
                known = update[0]
            self.wfile.write(f"data: {update[1]}\n\n".encode() if update else b":\n\n")

    def _head(self, status: int, kind: str, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", **HEADERS, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives
        """Nothing: the terminal is for what becomes of the map."""


@contextmanager
def serve(live_page: LivePage, port: int) -> Iterator[str]:
    """Serve the page in threads of its own while the block runs; the value is the address. Port 0 is any free one.

    Raises PortTaken.
    """
    try:
        server = _Server(live_page, port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise PortTaken(port, reason(error)) from None
        raise
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}/"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
