"""Firefox, driven with its own remote protocol, Marionette: WebDriver's commands as JSON over a socket."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import programs

from engines import WAIT_S, process
from engines.webdriver import CAPABILITIES, WebDriver

PREFERENCES = {
    "marionette.port": 0,  # a free one
    "ui.prefersReducedMotion": 1,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "extensions.update.enabled": False,
}
FLAGS = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")

#: Run in the browser's own window: the page's place in it gets the size, which may be less than any window has.
WINDOW = """(width, height, dark) => {
  const { style } = gBrowser.selectedBrowser;
  for (const least of ["", "min-", "max-"]) {
    style.setProperty(least + "width", width + "px");
    style.setProperty(least + "height", height + "px");
  }
  Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", dark ? 0 : 1);
  Services.io.offline = true;
}"""
#: Errors and violations of the page's policy; not what it says with console.log.
SAID = """() => {
  const errors = Services.console.getMessageArray().filter((one) => one instanceof Ci.nsIScriptError
    && one.sourceName.startsWith("file:") && !(one.flags & Ci.nsIScriptError.warningFlag));
  Services.console.reset();
  return errors.map((one) => one.errorMessage);
}"""


@contextmanager
def run(folder: Path) -> Iterator[Firefox]:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    port_file = folder / "MarionetteActivePort"

    def connect() -> socket.socket | None:
        port = port_file.read_text(encoding="utf-8") if port_file.exists() else ""
        return socket.create_connection(("127.0.0.1", int(port)), timeout=WAIT_S) if port else None

    with (
        process.run(folder, programs.program("firefox"), *FLAGS, "--profile", folder) as child,
        process.answer(child, folder, connect) as connection,
    ):
        yield Firefox(connection)


class Firefox(WebDriver):
    """The network is off by Firefox's own switch; errors of scripts and of the page's policy are told."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._answers = connection.makefile("rb")
        self._count = 0
        self._answer()  # who it is
        self._command("NewSession", capabilities={"alwaysMatch": CAPABILITIES})
        self._command("SetWindowRect", width=1400, height=1200)

    def pdf(self) -> bytes:
        return base64.b64decode(self._command("Print", page={"width": 21.0, "height": 29.7}))

    def said(self) -> list[str]:
        told: list[str] = self._in_browser(SAID)
        return told

    def _load(self, path: Path, fragment: str, width: int, height: int, dark: bool) -> None:
        self._command("Navigate", url="about:blank")
        self._in_browser(WINDOW, width, height, dark)
        self.wait("(width, height) => innerWidth === width && innerHeight === height", width, height)
        self._command("Navigate", url=f"{path.as_uri()}#{fragment}")

    def _in_browser(self, function: str, *given: Any) -> Any:
        """Like evaluate, with the rights of the browser's own scripts."""
        self._send("Marionette:SetContext", value="chrome")
        try:
            return self.evaluate(function, *given)
        finally:
            self._send("Marionette:SetContext", value="content")

    def _command(self, name: str, **parameters: Any) -> Any:
        answer = self._send(f"WebDriver:{name}", **parameters)
        return answer.get("value") if isinstance(answer, dict) else answer

    def _send(self, name: str, **parameters: Any) -> Any:
        """Messages are JSON arrays behind their length in bytes: [0, number, command, parameters]."""
        self._count += 1
        message = json.dumps([0, self._count, name, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._answer()
        assert number == self._count and error is None, f"{name}: {error}"
        return result

    def _answer(self) -> Any:
        digits = b""
        while (byte := self._answers.read(1)) != b":":
            assert byte, "Firefox has ended"
            digits += byte
        return json.loads(self._answers.read(int(digits)))
