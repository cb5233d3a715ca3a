"""Where a visit begins: the start page of a site or of the server, lists of everybody, and what could not be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kg.render.html.messages import Words
from kg.render.html.page import environment, policy
from kg.render.words import clean

__all__ = ["Entry", "Start", "start_page"]

Entry: TypeAlias = tuple[str, str, str, Sequence[str]]
"""Somebody to be found: name, address, what tells namesakes apart, other names."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a start page offers.

    Attributes:
        names: everybody who can be found without asking a server; ``None`` leaves the search out.
        live: whether a server answers, so that there are forms.
        asked: what the forms hold. today: the date in them.
        examples, choices: addresses and words. picks, lists: headings with addresses and words, a few and all.
    """

    title: str
    lead: str = ""
    asof: str = ""
    assets: str = "assets/"
    home: str = ""
    names: Sequence[Entry] | None = None
    live: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    today: str = ""
    examples: Sequence[tuple[str, str]] = ()
    choices: Sequence[tuple[str, str]] = ()
    lists: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    picks: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    notes: Sequence[str] = ()


def start_page(start: Start, words: Words) -> str:
    """The document of a start page; its script and style lie beside it."""
    page: dict[str, Any] = {name: getattr(start, name) for name in Start.__slots__}
    page["asked"] = {"player": "", "club": "", "at": "", **start.asked}
    for name in ("examples", "choices"):
        page[name] = [(href, clean(text)) for href, text in getattr(start, name)]
    page |= {
        "title": clean(start.title),
        "lead": clean(start.lead),
        "lang": words.language,
        "policy": policy(None, None),
        "search": start.live or start.names is not None,
        **{
            name: [
                (clean(heading), [(href, clean(text)) for href, text in links])
                for heading, links in getattr(start, name)
            ]
            for name in ("picks", "lists")
        },
        "data": {
            "live": start.live,
            "words": words.starting("home"),
            "names": [
                [clean(name), href, clean(about), [clean(alias) for alias in aliases]]
                for name, href, about, aliases in start.names or ()
            ],
        },
    }
    return environment().get_template("start.html").render(page=page, words=words.messages)
