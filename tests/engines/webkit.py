"""WebKit, as WebKitGTK's small browser shows it, driven by WebKitWebDriver on a screen of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import programs

from engines import WAIT_S, process, until
from engines.webdriver import CAPABILITIES, WebDriver

#: What GTK is told of its user: motion is reduced.
SETTINGS = "[Settings]\ngtk-enable-animations=0\n"
ENVIRONMENT = {
    "GDK_BACKEND": "x11",
    "GSETTINGS_BACKEND": "memory",
    "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    "NO_AT_BRIDGE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",  # without a graphics card this takes a third off the time
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it needs rights that root in a container hasn't
}
#: A window without a toolbar may be narrower than one with it: 390 pixels instead of 447. WebKit 2.52 wants to be told.
POPUP = "open('about:blank', '', 'popup,toolbar=no,location=no,menubar=no,status=no,width=800,height=600')"
OPTIONS = ("--automation", "--javascript-can-open-windows-automatically=true")

#: The standard's names of commands → how they are asked for.
COMMANDS = {
    "Navigate": ("POST", "/url"),
    "Refresh": ("POST", "/refresh"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "PerformActions": ("POST", "/actions"),
    "TakeScreenshot": ("GET", "/screenshot"),
    "SetWindowRect": ("POST", "/window/rect"),
    "GetWindowHandle": ("GET", "/window"),
    "GetWindowHandles": ("GET", "/window/handles"),
    "SwitchToWindow": ("POST", "/window"),
}

#: The driver tells nothing of the console, so the page does.
LISTEN = """said = [];
for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) {
  addEventListener(type, (e) => said.push(type + ": " + (e.message || e.reason || e.blockedURI)), true);
}
for (const level of ["debug", "info", "log", "warn", "error"]) {
  console[level] = (...words) => said.push("console " + level + ": " + words.join(" "));
}"""


@contextmanager
def run(folder: Path) -> Iterator[WebKit]:
    screen = folder / "screen"
    command = (programs.program("xvfb"), "-displayfd", "1", "-screen", "0", "1600x1200x24")

    def number() -> str | None:
        found = re.search(r"^(\d+)\n", (screen / "log").read_text(errors="replace"), re.MULTILINE)
        return found and f":{found[1]}"

    with ExitStack() as stack:
        child = stack.enter_context(process.run(screen, *command))
        display = process.answer(child, screen, number)
        yield WebKit(lambda dark: stack.enter_context(_session(folder / f"dark-{dark}", display, dark)), folder)


@contextmanager
def _session(folder: Path, display: str, dark: bool) -> Iterator[Session]:
    for gtk in ("gtk-3.0", "gtk-4.0"):
        settings = folder / ".config" / gtk / "settings.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (programs.program("webkit"), f"--port={port}")
    with process.run(folder, *command, DISPLAY=display, **ENVIRONMENT) as child:
        session = process.answer(child, folder, lambda: Session.begin(port, dark))
        first = session.command("GetWindowHandle")
        session.command("ExecuteScript", script=POPUP, args=[])
        session.command("SwitchToWindow", handle=process.answer(child, folder, lambda: session.other_window(first)))
        yield session


class Session:
    """One browser behind one driver, and its window."""

    def __init__(self, port: int, dark: bool) -> None:
        self._port = port
        self._path = ""
        arguments = [*OPTIONS, "--dark-mode"] if dark else [*OPTIONS]
        options = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": {"args": arguments}}
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {**CAPABILITIES, **options}}})
        self._path = f"/session/{made['sessionId']}"

    @classmethod
    def begin(cls, port: int, dark: bool) -> Session | None:
        """None while the driver does not listen yet."""
        try:
            return cls(port, dark)
        except ConnectionRefusedError:
            return None

    def other_window(self, first: str) -> str | None:
        return next((handle for handle in self.command("GetWindowHandles") if handle != first), None)

    def command(self, name: str, **parameters: Any) -> Any:
        method, path = COMMANDS[name]
        return self._ask(method, self._path + path, parameters if method == "POST" else None)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=WAIT_S)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
            assert answer.status == 200, f"{method} {path}: {value}"
            return value
        finally:
            connection.close()


class WebKit(WebDriver):
    """The network is off by a proxy that is none. Whether it prefers dark colours is settled when a browser starts:
    there are two, the second from when it is first asked for. Its driver is silent on what the page says, so the page
    is a copy with a listener in front, which its policy admits."""

    def __init__(self, begin: Callable[[bool], Session], folder: Path) -> None:
        self._begin = cache(begin)
        self._folder = folder
        self._session = self._begin(False)
        self._said: list[str] = []

    def said(self) -> list[str]:
        told = self._said + (self.evaluate("() => said.splice(0)") if self._shown else [])
        self._said = []
        return told

    def _load(self, path: Path, fragment: str, width: int, height: int, dark: bool) -> None:
        self._said = self.said()
        self._session = self._begin(dark)
        until(lambda: self._resize(width, height), lambda: f"a window of {width} × {height}")
        copy = self._folder / path.name
        copy.write_text(_with_listener(path.read_text(encoding="utf-8")), encoding="utf-8")
        self._command("Navigate", url="about:blank")
        self._command("Navigate", url=f"{copy.as_uri()}#{fragment}")

    def _reload(self) -> None:
        self._said = self.said()
        super()._reload()

    def _resize(self, width: int, height: int) -> bool:
        """Whether the window has the size; a new one may yet take that which it was opened with."""
        self._command("SetWindowRect", width=width, height=height)
        return bool(self.evaluate("() => [innerWidth, innerHeight]") == [width, height])

    def _command(self, name: str, **parameters: Any) -> Any:
        return self._session.command(name, **parameters)


def _with_listener(page: str) -> str:
    """The page with LISTEN as its first script. Raises AssertionError if its policy has another form."""
    digest = base64.b64encode(hashlib.sha256(LISTEN.encode()).digest()).decode()
    admitted = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    assert admitted != page and "<style>" in page
    return admitted.replace("<style>", f"<script>{LISTEN}</script><style>", 1)
