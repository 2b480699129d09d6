"""What Firefox and WebKit have in common: the commands of W3C WebDriver, whatever carries them."""

from __future__ import annotations

import base64
from abc import abstractmethod
from typing import Any

from engines import Engine

#: Leads nowhere: port 9 is no proxy's.
CAPABILITIES = {"proxy": {"proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9"}}
KEYS = {"Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004"}


class WebDriver(Engine):
    @abstractmethod
    def _command(self, name: str, **parameters: Any) -> Any:
        """Send a command by its name in the standard, without spaces, and return its value."""

    def evaluate(self, function: str, *given: Any) -> Any:
        return self._command("ExecuteScript", script=f"return ({function})(...arguments)", args=list(given))

    def press(self, key: str) -> None:
        code = KEYS.get(key, key)
        self._act("key", [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}])

    def screenshot(self) -> bytes:
        return base64.b64decode(self._command("TakeScreenshot", full=False))

    def _reload(self) -> None:
        self._command("Refresh")

    def _click_at(self, x: int, y: int) -> None:
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y, "duration": 0}, *press])

    def _act(self, device: str, actions: list[dict[str, Any]]) -> None:
        self._command("PerformActions", actions=[{"type": device, "id": device, "actions": actions}])
