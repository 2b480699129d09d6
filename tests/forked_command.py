"""The command as a process that another one, with the libraries loaded, forks: it takes half of the time.

What Python itself reads as it starts can't be asked of such a process: see `conftest.kcn_map`.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn

LIBRARIES = ("folium", "geopandas", "openpyxl", "orjson", "pyogrio", "pyproj", "rapidfuzz", "shapely", "xlsxwriter")


class Forks:
    """Runs commands, one after the other; `folder` holds what they are told and say."""

    def __init__(self, folder: Path, env: Mapping[str, str] | None = None) -> None:
        self._told, *self._said = (folder / name for name in ("stdin", "stdout", "stderr"))
        self._server = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(env or {})},
        )  # fmt: skip

    def run(
        self, words: Sequence[str], cwd: Path, env: Mapping[str, str], device: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; what goes to a `device` for stdout is not to be had."""
        code = self._fork("kcn_map.__main__:run", words, cwd, env, (os.devnull, device or str(self._said[0])))
        return subprocess.CompletedProcess(words, code, *(path.read_bytes().decode("utf-8") for path in self._said))

    def ask(self, function: str, env: Mapping[str, str], told: bytes) -> tuple[int, bytes]:
        """Exit code and stdout of a function, `module:name`, that is `told` this on stdin."""
        self._told.write_bytes(told)
        code = self._fork(function, (), Path.cwd(), env, (str(self._told), str(self._said[0])))
        return code, self._said[0].read_bytes()

    def _fork(
        self, function: str, words: Sequence[str], cwd: Path, env: Mapping[str, str], files: tuple[str, str]
    ) -> int:
        for path in self._said:
            path.write_bytes(b"")
        asked = {
            "function": function, "words": words, "cwd": str(cwd), "env": dict(env),
            "files": [*files, str(self._said[1])],
        }  # fmt: skip
        assert self._server.stdin and self._server.stdout
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.communicate()


def serve() -> None:
    """Fork a command for each line, and tell its code."""
    import kcn_map

    for module in pkgutil.walk_packages(kcn_map.__path__, "kcn_map."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # a collection in a child would copy every page
    with os.fdopen(os.dup(0), encoding="utf-8") as asked:  # the command's own stdin is unread
        for line in asked:
            child = os.fork()
            if child == 0:
                become(**json.loads(line))
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def become(function: str, words: list[str], cwd: str, env: dict[str, str], files: list[str]) -> NoReturn:
    """Run the function in this process, as from a shell in that folder; it ends as the function does."""
    module, _, name = function.partition(":")
    run = getattr(importlib.import_module(module), name)
    for number, path in enumerate(files):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["kcn-map", *words]
    try:
        run()
    except SystemExit as end:
        atexit._run_exitfuncs()
        os._exit(end.code)  # type: ignore[arg-type]  # taking the libraries apart would take longer than most runs
    except BaseException:
        traceback.print_exc()
    os._exit(1)


if __name__ == "__main__":
    serve()
