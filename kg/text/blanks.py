"""Words that stand for nothing: an empty cell, as R, pandas, SQL, spreadsheets and scrapers write it; and "no club"."""

from __future__ import annotations

import re

__all__ = ["BLANK_FORMS", "is_blank", "is_no_team"]

_WORDS = (
    *("na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nat", "none", "null", "nil", "\\n", "undefined", "missing", "void"),
    *("unknown", "not known", "not available", "not applicable", "no data", "to be confirmed", "tbc", "tbd", "tba"),
    *("unbekannt", "keine angabe", "k.a.", "inconnu", "inconnue", "desconocido", "desconocida", "sin datos"),
    *("desconhecido", "sconosciuto", "onbekend", "[null]", "(null)", "(none)", "(unknown)", "(blank)"),
)
_DASHES = re.compile(r"[-–—‐−?.*_\s]*")
# Na is a surname, so that it stands for nothing in capitals and in small letters only.
_NAMES = frozenset({"na"})
BLANK_FORMS = frozenset(
    form
    for word in _WORDS
    for form in (word, word.upper(), *(() if word in _NAMES else (word.title(), word.capitalize())))
) | {"NaN", "NaT", "<NA>", "N/a", "n/A", "#NA", "[NULL]", "-", "--", "---", "–", "—", "?", "??", ".", "..", "*"}
"""Every form in which files commonly write one of these words: what no cell means."""
_LONGEST = max(map(len, _WORDS))

_NO_TEAM = re.compile(
    r"(?:currently )?(?:without|no|between|not at any) (?:a )?(?:current )?clubs?|retired|retirement|end of career"
    r"|career break|pause|ban(?:ned)?|disqualification|suspended|suspension|free agent|free transfer|unattached"
    r"|clubless|vereinslos|ohne verein|karriereende|pausiert|gesperrt|sans club|libre|sin (?:club|equipo)|agente libre"
    r"|sem clube|svincolato|senza squadra|clubloos|released|out of contract|own youth|deceased",
    re.IGNORECASE,
)


def is_blank(text: str) -> bool:
    """Whether a value says nothing: it is empty, dashes or question marks, or a word for "nothing".

    >>> [is_blank(text) for text in ("", " ", "NA", "nan", "NULL", "-", "?", "Unknown", "n/a", "Nani", "0")]
    [True, True, True, True, True, True, True, True, True, False, False]
    """
    if len(text) > 4 * _LONGEST:
        return False
    text = text.strip()
    listed = text in BLANK_FORMS or (text.casefold() in _WORDS and text.casefold() not in _NAMES)
    return listed or _DASHES.fullmatch(text) is not None


def is_no_team(name: str) -> bool:
    """Whether a name stands for having no team.

    >>> is_no_team("Without Club"), is_no_team("Free agent"), is_no_team("nan"), is_no_team("Free State Stars")
    (True, True, True, False)
    """
    return is_blank(name) or _NO_TEAM.fullmatch(name.strip(" ()[]")) is not None
