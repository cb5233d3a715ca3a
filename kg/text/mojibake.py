"""Text damaged on its way: UTF-8 read as another encoding ("MbappÃ©"), entities of HTML, letters lost for good."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from kg.lazy import lazy

if TYPE_CHECKING:
    import ftfy
    from ftfy import badness
else:
    badness = lazy("ftfy.badness")
    ftfy = lazy("ftfy")

__all__ = ["is_damaged", "mended"]

_LOST = "\N{REPLACEMENT CHARACTER}"
# Every damage by a wrong encoding leaves one of these before another letter outside of ASCII.
_SUSPECT = re.compile("[\u00c2-\u00f4\u0102\u0103\u0192\u0413-\u0420\u201a\u201e\u221a\u252c\u251c][\u0080-\uffff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")


def mended(text: str) -> str:
    """Return the text as it was before it was damaged, where that is certain; anything else as it is.

    >>> mended("Kylian MbappÃ©"), mended("N&#039;Golo Kant&eacute;"), mended("JOÃO FÉLIX"), mended("Ødegaard")
    ('Kylian Mbappé', "N'Golo Kanté", 'JOÃO FÉLIX', 'Ødegaard')
    """
    if "&" in text and _ENTITY.search(text) and not text.lstrip().startswith(("http://", "https://")):
        text = html.unescape(text)
    if text.isascii() or not _SUSPECT.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:  # text that is good UTF-8 once more was never meant to be read as anything else
            return mended(text.encode(encoding).decode("utf-8"))
        except UnicodeError:
            continue
    return ftfy.fix_encoding(text)


def is_damaged(text: str) -> bool:
    """Whether letters of a text are lost, or it was read in a wrong encoding and nobody can tell what it was.

    >>> is_damaged("Mbapp\ufffd"), is_damaged("VrÅ¡aljko Ã"), is_damaged("Vršaljko"), is_damaged("ÇALHANOĞLU")
    (True, True, False, False)
    """
    if _LOST in text:
        return True
    if text.isascii() or not _SUSPECT.search(text):
        return False
    return badness.is_bad(text)
