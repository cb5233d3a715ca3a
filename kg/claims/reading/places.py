"""Grounds and nicknames by which stories mean clubs, from ``places.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from kg.text.names import compact, fold

__all__ = ["club_by_nickname", "club_by_short_name", "club_of_ground"]

_FILE: Final = Path(__file__).with_name("places.toml")


@cache
def _table(name: str) -> Mapping[str, list[str]]:
    with _FILE.open("rb") as file:
        table: Mapping[str, list[str]] = tomllib.load(file)[name]
    return table


@cache
def _grounds() -> Mapping[str, str]:
    return {compact(ground): club for club, grounds in _table("grounds").items() for ground in grounds}


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    return {compact(nickname): frozenset(map(fold, clubs)) for nickname, clubs in _table("nicknames").items()}


@cache
def _short_names() -> Mapping[str, str]:
    return {compact(name): club for club, names in _table("short_names").items() for name in names}


@lru_cache(maxsize=5_000)
def club_by_short_name(name: str) -> str:
    """Return the club that is meant by a word that others share, "" if there is none.

    >>> club_by_short_name("City")
    'Manchester City'
    """
    return _short_names().get(compact(name), "")


@lru_cache(maxsize=5_000)
def club_of_ground(name: str) -> str:
    """Return the club that plays at a ground, "" if it is no ground known.

    >>> club_of_ground("Santiago Bernabeu"), club_of_ground("Wembley")
    ('Real Madrid', '')
    """
    return _grounds().get(compact(name), "")


@lru_cache(maxsize=5_000)
def club_by_nickname(name: str) -> frozenset[str]:
    """Return the folded names of the clubs with a nickname.

    >>> sorted(club_by_nickname("Reds"))
    ['liverpool', 'manchester united', 'nottingham forest']
    """
    return _nicknames().get(compact(name), frozenset())
