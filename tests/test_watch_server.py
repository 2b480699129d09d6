"""The server of `watch`: for this machine alone, the page and its events and nothing else; and the command itself."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import made_province
import pytest

from kcn_map.core.findings import Finding
from kcn_map.serve.live_page import MOST_SHOWN, LivePage
from kcn_map.serve.rebuilder import Result, build
from kcn_map.serve.server import PortTaken, serve

WAIT_S = 20


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return build(made_province.make(tmp_path_factory.mktemp("province") / "geodata"), "vi")


@pytest.fixture
def live_page() -> LivePage:
    return LivePage("vi")


@pytest.fixture
def port(live_page: LivePage) -> Iterator[int]:
    with serve(live_page, 0) as address:
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/", address)
        assert found
        yield int(found[1])


def ask(port: int, path: str = "/", method: str = "GET", host: str | None = None) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8")


class Listener:
    """The events as a browser hears them."""

    def __init__(self, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
        connection.request("GET", "/events")
        self.answer = connection.getresponse()

    def next(self) -> dict[str, object]:
        for line in iter(self.answer.readline, b""):
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        raise AssertionError("the events have ended")


def mistake(number: int) -> Finding:
    return Finding("number-negative", "zones.csv", number, "area_planned_ha", "-1<img src=x>", subject="kcn-luong-son")


def test_before_there_is_a_map(port: int) -> None:
    status, _, text = ask(port)
    assert status == 200 and "Đang dựng bản đồ" in text and "{{" not in text
    assert Listener(port).next() == {"page": "", "problems": None}


def test_the_page_is_the_map_and_may_ask_its_server_alone(port: int, live_page: LivePage, good: Result) -> None:
    live_page.show(good)
    status, headers, text = ask(port)
    assert good.document and status == 200
    sealed = good.document.render()
    assert re.findall(r"connect-src ([^;]+)", text)[0] == "'self'" and "connect-src 'none'" in sealed
    assert "EventSource" in text and "EventSource" not in sealed
    assert len(re.findall("'sha256-", text)) == len(re.findall("'sha256-", sealed)) + 2
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"


def test_listeners_hear_what_is_new(port: int, live_page: LivePage, good: Result) -> None:
    listener = Listener(port)
    assert listener.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert listener.next()["page"] == ""
    live_page.show(good)
    page = listener.next()
    assert re.fullmatch("[0-9a-f]{16}", str(page["page"])) and page["problems"] is None
    live_page.show(Result(None, (mistake(2),)))
    problems = listener.next()
    assert problems["page"] == page["page"]
    assert Listener(port).next() == problems
    live_page.show(good)
    assert listener.next() == page


def test_problems_are_told_in_both_languages(port: int, live_page: LivePage) -> None:
    live_page.show(Result(None, tuple(mistake(number) for number in range(2, MOST_SHOWN + 5))))
    problems = Listener(port).next()["problems"]
    assert isinstance(problems, dict)
    first = {lang: problems[lang]["items"][0] for lang in ("vi", "en")}
    assert first["vi"]["place"] == "zones.csv, dòng 2 (kcn-luong-son), area_planned_ha"
    assert first["en"]["place"] == "zones.csv, row 2 (kcn-luong-son), area_planned_ha"
    assert "-1<img src=x>" in first["en"]["message"] and first["en"]["fix"]
    assert len(problems["vi"]["items"]) == MOST_SHOWN and "3" in problems["vi"]["more"]


def test_a_fault_is_told(port: int, live_page: LivePage) -> None:
    live_page.show(Result(None, (), "ValueError: hỏng"))
    problems = Listener(port).next()["problems"]
    assert isinstance(problems, dict) and problems["vi"]["items"][0]["message"] == "ValueError: hỏng"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "localhost@evil", ""]
)
@pytest.mark.parametrize("path", ["/", "/events"])
def test_other_names_get_nothing(port: int, live_page: LivePage, good: Result, host: str, path: str) -> None:
    live_page.show(good)
    status, _, text = ask(port, path, host=host.format(port=port) or " ")
    assert status == 421 and "atlas-data" not in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:{port}", "127.0.0.1"])
def test_own_names_do(port: int, host: str) -> None:
    assert ask(port, host=host.format(port=port))[0] == 200


@pytest.mark.parametrize("path", ["/geodata/", "/../../etc/passwd", "/%2e%2e/x", "/index.html", "/?x", "*"])
def test_there_is_nothing_else(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_get(port: int, method: str) -> None:
    assert ask(port, method=method)[0] == 501


def test_only_this_machine_is_listened_to(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", 0))
        other.settimeout(WAIT_S)
        with pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", port))


def test_ends_while_someone_listens(live_page: LivePage) -> None:
    def run() -> None:
        with serve(live_page, 0) as address:
            Listener(int(address.rsplit(":", 1)[1].strip("/"))).next()

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(WAIT_S)
    assert not thread.is_alive()


def test_port_in_use(port: int, live_page: LivePage) -> None:
    with pytest.raises(PortTaken) as taken, serve(live_page, port):
        pass
    assert f"Port {port} can't be used" in str(taken.value)


# ── the command ──


def test_command_says_which_port_is_taken(
    port: int, kcn_map: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = kcn_map("watch", "--port", str(port), "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"Port {port}" in done.stderr and "--port" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C can't be sent to one process alone there")
@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("output/index.html", "Built output/index.html; "),
        pytest.param(
            os.fsdecode(b"m\xff/\xfe.html"), "Built m⟨U+DCFF⟩/⟨U+DCFE⟩.html; ",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no such names"),
        ),
    ],
)  # fmt: skip
def test_command_from_start_to_ctrl_c(out: str, told: str, tmp_path: Path) -> None:
    folder = made_province.make(tmp_path / "geodata")
    running = subprocess.Popen(
        [sys.executable, "-m", "kcn_map", "watch", "--port", "0", "--lang", "en", "--out", out],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert running.stderr and running.stdout
    try:
        assert "http://127.0.0.1:" in running.stderr.readline()
        said = running.stderr.readline()
        assert told in said and "warning" in said  # whole, though it is longer than it was
        (folder / "zones.csv").write_text("id;", encoding="utf-8")
        assert "zones.csv" in running.stderr.readline()
        assert any("Nothing written" in line for line in running.stderr)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=WAIT_S)
    finally:
        running.kill()
    assert running.returncode == 0 and "Traceback" not in said
    assert said.rstrip().endswith("Stopped.")
    assert (tmp_path / out).read_text(encoding="utf-8").rstrip().endswith("</html>")
