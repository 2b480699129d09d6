"""Send mutated bytes through every door of kcn-map, guided by the code that they reach, until the time is up.

    python tools/fuzz.py SECONDS [TARGET]…

Each target runs in a process of its own, two at a time, with an equal share of the seconds. An input that breaks
something, takes longer than TIMEOUT_S or more memory than MEMORY_MB is kept in tests/cases/fuzz/TARGET/, where the
tests then find it, and the run ends with 1.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
CASES = TOP / "tests" / "cases" / "fuzz"
NAMES = (
    *("table", "layer", "settings", "imported", "built_map", "texts", "checked", "drawn", "archived", "workbook"),
    *("levels", "reported", "begun"),
)
TIMEOUT_S, MEMORY_MB, LONGEST = 20, 2048, 32_000


def work(name: str, options: list[str]) -> None:
    """One target, in this process, until the time is up or something is broken."""
    sys.path.insert(0, str(TOP / "tests"))
    try:
        import atheris
    except ImportError:  # it has no wheel for this Python or system
        return without_guide(name, options)
    with atheris.instrument_imports(include=["kcn_map"]):
        import fuzz_targets
    atheris.Setup([sys.argv[0], *options], fuzz_targets.TARGETS[name])
    return atheris.Fuzz()


def without_guide(name: str, options: list[str]) -> None:
    """The same by chance alone, with the same options as far as they mean anything."""
    from fuzz_seeds import seeds
    from fuzz_targets import TARGETS

    given = dict(option.removeprefix("-").split("=", 1) for option in options if option.startswith("-"))
    chance, end, runs = random.Random(int(given["seed"])), time.monotonic() + float(given["max_total_time"]), 0
    while time.monotonic() < end:
        data = bytearray(chance.choice(seeds(name)))
        for _ in range(chance.randint(1, 9)):
            place = chance.randrange(len(data) + 1)
            data[place : place + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        try:
            TARGETS[name](bytes(data))
        except Exception:
            Path(f"{given['artifact_prefix']}crash-{hashlib.sha1(data).hexdigest()}").write_bytes(data)
            raise
        runs += 1
    print(f"Done {runs} runs", file=sys.stderr)


def run(name: str, seconds: int) -> str | None:
    """What went wrong with a target, None if nothing did."""
    sys.path.insert(0, str(TOP / "tests"))
    from fuzz_seeds import seeds

    with tempfile.TemporaryDirectory() as place:
        corpus, found = Path(place) / "corpus", Path(place) / "found"
        corpus.mkdir()
        found.mkdir()
        for seed in seeds(name):
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        options = [
            *(f"-max_total_time={seconds}", f"-timeout={TIMEOUT_S}", f"-rss_limit_mb={MEMORY_MB}"),
            *(f"-max_len={LONGEST}", "-seed=20201231", f"-artifact_prefix={found}{os.sep}", str(corpus)),
        ]
        command = [sys.executable, str(Path(__file__).resolve()), "--target", name, *options]
        done = subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8", errors="replace")
        for path in found.iterdir():
            (CASES / name).mkdir(parents=True, exist_ok=True)
            (CASES / name / path.name).write_bytes(path.read_bytes())
        runs = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("Done")), "")
        print(f"{name}: {runs or 'broken'}", flush=True)
        return None if done.returncode == 0 else f"{name}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}"


def main() -> None:
    seconds, *names = sys.argv[1:]
    chosen = names or NAMES
    workers = min(2, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        share = max(1, int(seconds) * workers // len(chosen))
        broken = list(filter(None, pool.map(lambda name: run(name, share), chosen)))
    rounds = str(2000 * int(seconds))
    script = TOP / "tests" / "js" / "fragment.test.js"
    done = subprocess.run(["node", "--test", str(script)], env={**os.environ, "FUZZ_ROUNDS": rounds}, check=False)
    if broken or done.returncode:
        sys.exit("\n\n".join(broken) or "the page's fragment")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--target"]:
        work(sys.argv[2], sys.argv[3:])
    else:
        main()
