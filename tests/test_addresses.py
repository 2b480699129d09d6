"""Addresses that the page links to: one plain mail address, and addresses of the web."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from atlas_edits import cell, setting
from browser import OpenMap
from test_read import findings_of, soon

from kcn_map import Atlas

#: What would give a mail other readers or a text, and what is no address.
NO_CONTACTS = (
    "a@b.vn?bcc=c@d.vn", "a@b.vn&bcc=c@d.vn", "a@b.vn%0Abcc:c@d.vn", "a@b.vn\nBcc: c@d.vn", "a@b.vn,c@d.vn",
    "a@b.vn;c@d.vn", "a@b.vn c@d.vn", "A <a@b.vn>", "a@b", "@b.vn", "a@", "a@b@c.vn", "a b@c.vn", "mailto:a@b.vn",
    "a@b..vn", "a/b@c.vn", 'a"b@c.vn', "https://b.vn", "0218 385 2222", "a@" * 20000, "a" * 40000 + "@b.vn",
)  # fmt: skip
CONTACTS = ("", "so-ct@hoabinh.gov.vn", "Ban.QL_KCN+atlas@example.org", "1@a-b.c.vn")
NO_PUBLIC = ("https://a@b/", "https://a.vn:x/", "https://a.vn/<b>", "https://a.vn/a b", "https://a.vn/" + "x" * 2000)
#: Address of a source → whether it is one.
ADDRESSES = {
    "http://example": False, "https://example.org": True, "https://vi.wikipedia.org/wiki/Hòa_Bình": True,
    "https://example.org:8443/a?b=1&c=2#d": True, "https://example.org/a b": False,
    'https://example.org/"onload=x': False, "https://example.org/<script>": False, "https://": False,
    "https://example.org\\a/": False, "https://example.org:port/": False, "//example.org": False,
    "data:text/html,x": False, "ftp://example.org": False, "https://example.org/" + "x" * 1980: True,
    "https://example.org/" + "x" * 1981: False, "x" * 40000: False,
}  # fmt: skip


def errors(folder: Path) -> list[tuple[str, str | None]]:
    return [(found.code, found.field) for found in findings_of(folder) if found.severity == "error"]


@pytest.mark.parametrize("address", NO_CONTACTS, ids=lambda address: address[:24])
def test_a_contact_is_one_plain_address(address: str, copy_of_atlas: Path) -> None:
    setting("^contact = .*$", re.sub(r"\\", r"\\\\", f"contact = {json.dumps(address)}"))(copy_of_atlas)
    with soon(10):
        assert errors(copy_of_atlas) == [("setting-invalid", "contact")]


@pytest.mark.parametrize("address", CONTACTS)
def test_a_plain_contact_is_taken(address: str, copy_of_atlas: Path) -> None:
    setting("^contact = .*$", f'contact = "{address}"')(copy_of_atlas)
    assert errors(copy_of_atlas) == []
    assert Atlas.load(copy_of_atlas).joined.settings.contact == (address or None)


@pytest.mark.parametrize("address", NO_PUBLIC, ids=lambda address: address[:24])
def test_the_address_of_the_page_is_one_of_the_web(address: str, copy_of_atlas: Path) -> None:
    setting("^contact = .*$", f'contact = ""\npublic_url = "{address}"')(copy_of_atlas)
    assert errors(copy_of_atlas) == [("setting-invalid", "public_url")]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:40])
def test_what_is_an_address_of_a_source(address: str, copy_of_atlas: Path) -> None:
    cell("sources.csv", "S01", url=address)(copy_of_atlas)
    with soon(10):
        assert errors(copy_of_atlas) == ([] if ADDRESSES[address] else [("address-invalid", "url")])


def test_the_page_writes_a_mail_to_that_address_alone(copy_of_atlas: Path, tmp_path: Path, open_map: OpenMap) -> None:
    """Site names go into its subject, as text."""
    setting("^contact = .*$", 'contact = "ban+a@example.org"')(copy_of_atlas)
    cell("zones.csv", "kcn-luong-son", name_vi="KCN A&bcc=x@y.vn")(copy_of_atlas)
    out = Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    page = open_map(out, "site=kcn-luong-son")
    found = page.eval_on_selector_all("a[href^=mailto]", "links => links.map((link) => link.getAttribute('href'))")
    assert sorted(found) == [
        "mailto:ban%2Ba@example.org",
        "mailto:ban%2Ba@example.org?subject=KCN%20A%26bcc%3Dx%40y.vn%20(kcn-luong-son)",
    ]
