"""As kcn-map is installed: its scripts and styles are minified, which each build would else do anew."""

from __future__ import annotations

import runpy
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Minified(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        page = Path(self.root) / "src" / "kcn_map" / "page"
        with suppress(OSError):  # a tree that nobody may write into is installed without
            runpy.run_path(str(page / "minify.py"))["prepare"](page)  # its libraries need not be there yet
        build_data["artifacts"].append("/src/kcn_map/page/minified.json")
