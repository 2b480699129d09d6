"""How runs end: results are UTF-8 wherever they go, lost streams and signals have codes of their own, and no traceback.

Each is asked of every verb: as a process of its own, or as one that is forked where Python's own start and end don't
matter.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked_command import Forks
from machine_faults import content
from shell_runs import WRITING, Place, restore, run

from kcn_map.cli.streams import OPEN_FILES

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no shell, no signals, no /dev/full")

#: Verbs whose result is on stdout.
ANSWERING = {
    "help": "--help",
    "help of a verb": "import --help",
    "version": "--version",
    "check": "check --data {atlas}",
    "check as JSON": "check --format json --data {atlas}",
    "check for GitHub": "check --format github --data {flawed}",
    "query": "query --data {atlas}",
    "districts": "districts --format json --data {atlas}",
    "show": "show kcn-luong-son --data {atlas}",
    "diff": "diff {flawed} {atlas}",
    "diff as JSON": "diff {flawed} {atlas} --format json",
    "verify as JSON": "verify {map} --format json",
    "import": "import {shape} --layer zones --dry-run --data {atlas}",
}
#: Of these, one for each way to stdout: by click, as a table, as JSON, after a plan.
CLOSED = ("help", "check", "query", "verify as JSON", "import")


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Runs commands that began in a locale of another encoding."""
    with Forks(tmp_path_factory.mktemp("said"), {"PYTHONIOENCODING": "cp1258"}) as forks:
        yield forks


def forked(forks: Forks, words: str, place: Place, device: str = "") -> tuple[int, bytes, bytes]:
    """As `run`, without a start of Python."""
    done = forks.run(words.format(**place).split(), Path.cwd(), {**os.environ, "KCN_MAP_LANG": "vi"}, device)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr, done.stderr
    return done.returncode, done.stdout.encode(), done.stderr.encode()


@pytest.mark.parametrize("verb", ANSWERING)
def test_results_are_utf8_whatever_the_locale_says(verb: str, shell_place: Place, forks: Forks) -> None:
    runs = [forked(forks, ANSWERING[verb], shell_place)]
    if verb in ("help", "check"):
        runs.append(run(ANSWERING[verb], shell_place, PYTHONIOENCODING="ascii"))
    for code, result, messages in runs:
        assert code in (0, 1)
        for text in (result, messages):
            assert "\\u" not in text.decode("utf-8")
        if verb not in ("version", "verify as JSON", "check as JSON"):
            assert any(ord(char) > 0x1000 for char in (result + messages).decode("utf-8"))  # Vietnamese vowels


@pytest.mark.parametrize("verb", ANSWERING)
def test_results_that_nobody_takes_have_codes_of_their_own(verb: str, shell_place: Place, forks: Forks) -> None:
    code, _, messages = forked(forks, ANSWERING[verb], shell_place, "/dev/full")
    assert code == 2 and "Không ghi được kết quả (stdout): đĩa đã đầy" in messages.decode("utf-8")
    if verb in CLOSED:
        code, _, messages = run(ANSWERING[verb], shell_place, ">/dev/full")
        assert code == 2 and "(stdout): đĩa đã đầy" in messages.decode("utf-8")
        code, _, messages = run(ANSWERING[verb], shell_place, ">&-")
        assert code == 2 and "(stdout): nó đã đóng" in messages.decode("utf-8")
        assert run(ANSWERING[verb], shell_place, "| true; exit ${PIPESTATUS[0]}")[0] == 128 + signal.SIGPIPE


@pytest.mark.parametrize("verb", WRITING)
def test_files_are_written_with_all_streams_closed_and_few_files(verb: str, shell_place: Place, forks: Forks) -> None:
    """What a library prints goes into none of them. With open ones, messages are UTF-8 whatever the locale says."""
    before = content(shell_place["out"]), content(shell_place["copy"])
    code, result, messages = forked(forks, WRITING[verb], shell_place)
    assert code == 0 and "\\u" not in (result + messages).decode("utf-8"), messages.decode("utf-8")
    usual = code, content(shell_place["out"]), content(shell_place["copy"])
    for folder, kept in zip((shell_place["out"], shell_place["copy"]), before, strict=True):
        restore(folder, kept)
    closed = "2>&- <&-" if "import" in verb else ">&- 2>&- <&-"  # an import has a result on stdout
    assert (
        run(WRITING[verb], shell_place, closed, OPEN_FILES)[0],
        content(shell_place["out"]),
        content(shell_place["copy"]),
    ) == usual


@pytest.mark.parametrize("words", ["--help", "check --data {flawed}", "query --data {atlas}", "diff {flawed} {atlas}"])
def test_results_need_no_messages_and_few_files(words: str, shell_place: Place) -> None:
    assert run(words, shell_place, "2>&-", OPEN_FILES)[:2] == run(words, shell_place)[:2]


@pytest.mark.parametrize(
    ("words", "redirected"),
    [
        ("check --data {atlas}", "2>/dev/full"),
        ("query --district nowhere --data {atlas}", "2>/dev/full"),
        ("check --data {atlas}", ">/dev/full 2>/dev/full"),
        ("query --min-area much --data {atlas}", ">/dev/full 2>/dev/full"),
        ("no-verb", "2>/dev/full"),
    ],
)
def test_messages_without_room_end_with_2(words: str, redirected: str, shell_place: Place) -> None:
    assert run(words, shell_place, redirected)[0] == 2


def test_an_import_that_can_ask_nobody_says_so(shell_place: Place) -> None:
    words = WRITING["import"].replace("--yes", "")
    for redirected in ("<&-", "</dev/null"):
        code, _, messages = run(words, shell_place, redirected)
        assert code == 2 and "--yes" in messages.decode("utf-8")


@pytest.mark.parametrize("words", [WRITING["build"], ANSWERING["check"]])
def test_few_file_descriptors_are_a_sentence(words: str, shell_place: Place) -> None:
    """Python itself needs some five to begin with; it is told before any verb begins."""
    for most in (5, OPEN_FILES - 1):
        code, said, _ = run(words, shell_place, "2>&1", most)
        assert code == 2 and "ulimit -n" in said.decode("utf-8"), said
