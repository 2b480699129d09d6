"""A made-up province under watch, and edits of its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import made_province

from kcn_map import serve
from kcn_map.serve import Result
from kcn_map.serve.rebuilder import Rebuilder

WAIT_S = 20.0


class Bench:
    """A made-up province under watch; `shown` are the results, `out` is the map."""

    def __init__(self, top: Path) -> None:
        self.folder, self.out = made_province.make(top / "geodata"), top / "output" / "index.html"
        self.zones = self.folder / "zones.csv"
        self.shown: list[Result] = []
        self.slept: list[float] = []
        self.while_asleep: Callable[[], object] = lambda: None

    def rebuilder(self) -> Rebuilder:
        return Rebuilder(self.folder, self.out, "vi", self.shown.append, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.while_asleep()

    def run(self, *edits: Callable[[], object]) -> None:
        """Watch while one edit after the other is made."""

        def events() -> Iterator[None]:
            for edit in edits:
                edit()
                yield

        serve.run(events(), self.rebuilder())

    def area(self, value: str) -> Callable[[], object]:
        """An edit: another planned area of the first zone."""
        return lambda: save(self.zones, edited(self.zones, value))

    def codes(self) -> list[list[str]]:
        """The errors of each result, or its failure."""
        return [[f.code for f in r.findings if f.severity == "error"] or [r.failure or "good"] for r in self.shown]


def edited(path: Path, value: str) -> str:
    """The table of zones with another value in place of each 120.5, or what took its place."""
    first, second, *rest = path.read_text(encoding="utf-8").split("\n")
    at, cells = first.split(",").index("area_planned_ha"), second.split(",")
    return "\n".join([first, ",".join([*cells[:at], value, *cells[at + 1 :]]), *rest])


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def observe(bench: Bench, value: str) -> None:
    """Adopt a value: the table and its observation."""
    observations = bench.folder / "observations.csv"
    save(observations, observations.read_text(encoding="utf-8").replace("120.5", value))
    bench.area(value)()


def by_rename(path: Path, text: str) -> None:
    save(path.with_name("zones.csv~tmp"), text)
    path.with_name("zones.csv~tmp").replace(path)
