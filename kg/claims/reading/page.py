"""The main text of a page: of HTML what a reader would call the article, of plain text all of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kg.errors import InvalidInput, MissingExtra

__all__ = ["MOST_CHARACTERS", "Page", "read_page"]

MOST_CHARACTERS: Final = 2_000_000
"""The longest page that is read: no story is as long, and a file that is longer is not one."""

_MARKUP: Final = re.compile(r"<(?:!doctype|html|head|body|article|div|p|script)\b", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_FIELD: Final = re.compile(r"^(url|published|publisher|title):[ ]*(.*)$", re.IGNORECASE | re.MULTILINE)
_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A story as it was read: its main text, and what the page says of itself, "" where it does not.

    ``name`` is the file's, for messages. Offsets of sentences count the characters of ``text``.
    """

    name: str
    text: str
    url: str = ""
    published: str = ""
    publisher: str = ""
    title: str = ""

    def with_facts(self, *, url: str = "", published: str = "", publisher: str = "", title: str = "") -> Page:
        """Return the page with what is known of it from elsewhere; what is empty stays as the page says."""
        return Page(
            self.name,
            self.text,
            url or self.url,
            published or self.published,
            publisher or self.publisher,
            title or self.title,
        )


def read_page(raw: bytes, *, name: str) -> Page:
    """Return the main text of a page, in Unicode's composed form and without control characters.

    Plain text may begin with lines such as ``url: …``, ``published: …``, ``publisher: …`` and ``title: …``, and an
    empty line after them; HTML says so in its own way.

    Args:
        raw: the page, HTML or plain text in UTF-8.
        name: what to call it in messages.

    Raises:
        InvalidInput: it is too long, is no text, or holds none.
        MissingExtra: it is HTML, and trafilatura is not installed.
    """
    if len(raw) > MOST_CHARACTERS:
        raise InvalidInput(
            f"this is longer than {MOST_CHARACTERS:,} bytes", file=name, remedy="save the story alone, as text or HTML"
        )
    if b"\0" in raw[:4096]:
        raise InvalidInput("this is no text", file=name, remedy="save the page as text or HTML")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    page = _article(text, name) if _MARKUP.search(text[:20_000]) else _headed(_tidy(text), name)
    if not page.text:
        raise InvalidInput("there is no text in this", file=name, remedy="save the story as text and try again")
    return page


def _headed(text: str, name: str) -> Page:
    """Plain text, with the lines at its head that say where it is from."""
    head, gap, rest = text.partition("\n\n")
    fields = dict(_FIELD.findall(head))
    if not gap or len(fields) != len(head.splitlines()):
        return Page(name, text)
    return Page(name, rest.strip(), **{field.lower(): value.strip() for field, value in fields.items()})


def _article(html: str, name: str) -> Page:
    try:
        import trafilatura  # noqa: PLC0415  an extra that may not be installed
    except ImportError as error:
        raise MissingExtra(
            "reading HTML needs trafilatura", remedy="pip install 'player-kg[read]', or save the story as plain text"
        ) from error
    text = trafilatura.extract(html, include_comments=False, include_tables=False, favor_precision=True)
    if not text:
        raise InvalidInput("no story was recognised in this page", file=name, remedy="save its text and read that")
    meta = trafilatura.extract_metadata(html)
    return Page(
        name,
        _tidy(str(text)),
        str(meta.url or ""),
        str(meta.date or ""),
        str(meta.sitename or ""),
        str(meta.title or ""),
    )


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = "".join(char if char == "\n" or unicodedata.category(char)[0] != "C" else " " for char in text)
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()
