"""Foreign files are read in a child process with limits: a crash or a hang there is an error message here.

That process has no network, and limits of time and memory where the system has them; GDAL knows the one driver of the
file's format there. What it found comes back as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.importing.common import Unusable, name_of, unusable
from kcn_map.io import gdal
from kcn_map.io.interrupts import undone
from kcn_map.io.vector_layers import BYTE_BY_BYTE
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason
from kcn_map.values import dataclass

#: Time of the processor, time by the clock, and address space. No plan that a person draws comes near them.
CPU_S, LONGEST_S, MEMORY = 60, 300, 3_000_000_000
#: GDAL fetches no schema and resolves no reference; what would go out all the same finds no proxy.
_NOWHERE = "http://127.0.0.1:9"
ENVIRONMENT = {
    "GML_DOWNLOAD_SCHEMA": "NO", "GML_SKIP_RESOLVE_ELEMS": "ALL", "GDAL_HTTP_MAX_RETRY": "0", "PROJ_NETWORK": "OFF",
    "http_proxy": _NOWHERE, "https_proxy": _NOWHERE, "all_proxy": _NOWHERE, "no_proxy": "", "GDAL_HTTP_PROXY": "",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "DXF_ENCODING": BYTE_BY_BYTE,
    "SHAPE_RESTORE_SHX": "YES",  # of a copy
}  # fmt: skip
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kcn_map.importing.gdal_apart import main; main()"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as GDAL reads it, in the file's own coordinates."""

    records: Sequence[gdal.Record]
    crs: str | None


def read(
    path: Path, called: Sequence[str], drivers: Sequence[str], engine: gdal.Engine | None, chosen: str | None = None
) -> Layer:
    """The `chosen` layer of a file, the one `called` so, or its only one.

    Raises Unusable, also where GDAL was stopped.
    """
    engine = engine or gdal.default_engine()
    asked = {"called": list(called), "chosen": chosen, "drivers": list(drivers), "engine": engine}
    found = ask(path, "GDAL", "kcn_map.importing.gdal_apart:here", asked, CPU_S)
    return Layer([gdal.Record(*record) for record in found["records"]], found["crs"])


def ask(path: Path, reader: str, function: str, asked: Mapping[str, Any], cpu_s: int) -> Any:
    """What a function of ours, `module:name`, makes of a file and of what is asked, in a process of its own.

    Raises Unusable, also where the `reader`, which the message names, was stopped.
    """
    limits = {"cpu_s": cpu_s, "memory": MEMORY}
    words = {"path": os.fspath(path.absolute()), "function": function, "asked": dict(asked), **limits}
    try:
        code, said = _run([sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path)], json.dumps(words))
    except subprocess.TimeoutExpired:
        _stopped(path, Told("detail.too_slow", longest_s=LONGEST_S))
    if code != 0:
        _stopped(
            path,
            Told("detail.reader_stopped", reader=reader, code=abs(code)),
        )  # fmt: skip
    found = json.loads(said)
    if "findings" in found:
        raise Unusable(findings_of(found["findings"]))
    return found["found"]


def _run(command: Sequence[str], told: str) -> tuple[int, bytes]:
    """Exit code and output of a program that ends with this one. Raises TimeoutExpired.

    What it is `told` may be longer than an argument can be: settings, and words in several languages.
    """

    def start() -> subprocess.Popen[bytes]:
        null, pipe = subprocess.DEVNULL, subprocess.PIPE
        return subprocess.Popen(command, env={**os.environ, **ENVIRONMENT}, stdin=pipe, stdout=pipe, stderr=null)

    with undone(start, lambda child: child.kill()) as made, made as child:
        try:
            said, _ = child.communicate(told.encode(), timeout=LONGEST_S)
        except BaseException:
            child.kill()
            raise
    return child.returncode, said


def _stopped(path: Path, why: Mapping[str, str]) -> None:
    unusable("import-file-unreadable", name_of(path), why=why)


def main() -> None:
    """The other process."""
    result, sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8"), sys.stderr
    os.dup2(2, 1)  # what GDAL prints is no result
    words = json.load(sys.stdin)
    _limit(words["cpu_s"], words["memory"])
    path, (module, _, name) = Path(words["path"]), words["function"].partition(":")
    try:
        answer = {"found": getattr(import_module(module), name)(path, **words["asked"])}
    except Unusable as refusal:
        answer = {"findings": [asdict(finding) for finding in refusal.findings]}
    except Exception as error:  # a library's own fault: the file is one that it does not take
        fault = Finding("import-file-unreadable", name_of(path), params={"why": reason(error)})
        answer = {"findings": [asdict(fault)]}
    json.dump(answer, result, default=as_json)
    result.flush()
    os._exit(0)


def as_json(value: Any) -> Any:
    """Words of ours by their name; bytes and the like are no texts."""
    return {"told": value.name, **value.params} if isinstance(value, Told) else None


def findings_of(listed: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """The findings of the other process, with the words that `as_json` has named."""
    return [Finding(**{**one, "params": _revived(one["params"])}) for one in listed]


def _revived(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    params = {name: _revived(one) for name, one in value.items() if name != "told"}
    return Told(value["told"], **params) if "told" in value else params


def _limit(cpu_s: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the clock has to do
        return
    for kind, most in ((resource.RLIMIT_CPU, cpu_s), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):  # a system that has no such limit, or a lower one
            resource.setrlimit(kind, (most, most))


def here(
    path: Path, called: Sequence[str], drivers: Sequence[str], engine: gdal.Engine, chosen: str | None
) -> dict[str, Any]:
    """As `read`, in this process: it is left with these drivers alone."""
    from kcn_map.importing import source

    gdal.allow_only(drivers, engine)
    found = source.read_layer(path, called, engine, chosen)
    return {"records": [[record.properties, record.geometry] for record in found.records], "crs": found.crs}
