"""Addresses of the web and of mail, as the page links to them."""

from __future__ import annotations

import re

#: No page has a longer one.
LONGEST = 2000
_SCHEME = re.compile("https?://", re.IGNORECASE)
#: No address holds these; browsers read some as a slash or drop them. Letters of any language may stand as they are.
_NEVER = re.compile(r"""[\s"<>\\^`{|}\x00-\x20\x7f]""")
#: One plain address. What it has none of would give a mail other readers, a subject or a text: ? & = % , ; blanks.
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
_MAIL_SCHEME = "mailto:"
_HOST = re.compile(r"[^\s:@]+(:\d{1,5})?")


def is_address(text: str) -> bool:
    """Whether a text is one address of a page: http or https, a host, nothing that no address holds."""
    whole = len(text) <= LONGEST and _SCHEME.match(text) is not None and _NEVER.search(text) is None
    return whole and _HOST.fullmatch(host_of(text).rpartition("@")[2]) is not None


def is_mail_address(text: str) -> bool:
    """Whether a text is one address of mail, and nothing else."""
    return _MAIL.fullmatch(text) is not None


def mail_of(text: str) -> str:
    """An address of mail without the mailto: before it."""
    return text.removeprefix(_MAIL_SCHEME)


def host_of(text: str) -> str:
    """The host of an address, with its port and with what stands before an @."""
    return re.split("[/?#]", _SCHEME.sub("", text, count=1), maxsplit=1)[0]
