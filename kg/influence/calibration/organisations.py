"""Clubs as organisations: the first team, its reserves and its youth are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["roots_of"]

_YOUNGER = re.compile(r"\b(U\d\d|Under \d\d|Youth|II|B|2|Primavera|Academy|Jugend|UEFA)\b")


def roots_of(teams: Mapping[str, str], children: Iterable[tuple[str, str]], listed: frozenset[str]) -> dict[str, str]:
    """The first team of every team's organisation; a team on its own is its own.

    A club that is listed in a league is nobody's child, whatever a list says. Of two parents the one whose name does
    not speak of youth or reserves is taken; where lists run in a ring, its least id stands for all.

    >>> roots_of({"1": "A", "2": "A U19", "3": "A U17"}, [("2", "3"), ("1", "2")], frozenset("1"))
    {'1': '1', '2': '1', '3': '1'}
    """
    parent: dict[str, str] = {}
    for above, below in children:
        if below in listed:
            continue
        recorded = parent.get(below)
        if recorded is None or (_YOUNGER.search(teams.get(recorded, "")) and not _YOUNGER.search(teams.get(above, ""))):
            parent[below] = above

    def root(team: str) -> str:
        line = [team]
        while (above := parent.get(line[-1])) is not None:
            if above in line:
                return min(line[line.index(above) :])
            line.append(above)
        return line[-1]

    return {team: root(team) for team in teams}
