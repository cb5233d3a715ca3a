"""Presence: who is at a team on a date, and where somebody is.

As of ``D`` means: as far as is known of the day before, so that what happens on ``D`` itself does not count. Somebody
is *certain* to be there if a claim says so for that day without doubt, *presumed* if the dates only allow for it (an
inexact end, a season listed at two clubs, nothing heard since the last attested day), and *former* for two years after
leaving. A club is its first team; its academy, reserve and youth teams are teams of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np

from kg.model import TeamKind
from kg.network.columns import Ints, among, as_date, day, distinct
from kg.network.facts import Facts
from kg.network.segments import ROLES
from kg.network.stays import TEAM_KINDS
from kg.network.ties import squads_of, stays_of

__all__ = ["FORMER_DAYS", "SUMMER", "Standing", "clubs_of", "people_at", "settled", "whereabouts"]

FORMER_DAYS: Final = 730
SUMMER: Final = timedelta(days=92)
"""How long a transfer window of the summer, in which seasons begin, leaves open whether somebody has arrived."""
_RUN: Final = ("person", "role", "start", "end", "certain")
_NATIONAL: Final = [TEAM_KINDS.index(kind) for kind in (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at a team as of a date.

    Attributes:
        person, team: nodes.
        role: player, head_coach, …
        presence: ``certain``, ``presumed`` or ``former``.
        since: first day of the stay that lasts, or that ended last.
        until: for the former, when it had ended; ``None`` otherwise.
    """

    person: int
    team: int
    role: str
    presence: str
    since: date | None
    until: date | None = None


def people_at(facts: Facts, team: int, at: date, *, former: bool = True) -> list[Standing]:
    """Who is at a team as of a date, each person once, and who left it within `FORMER_DAYS` before.

    Ordered: certain, presumed, former (who left last first); then by role and id.

    Args:
        facts: the facts.
        team: node of the team.
        at: the date.
        former: whether those who left are wanted too.
    """
    now = day(at)
    stays = squads_of(facts, np.array([2 * team]), now)
    recent = distinct(stays["person"][stays["end"] > now - FORMER_DAYS])
    mine = np.flatnonzero(among(stays["person"], recent))
    mine = mine[np.lexsort((stays["start"][mine], stays["role"][mine], stays["person"][mine]))]
    standings = _latest(team, zip(*(stays[name][mine].tolist() for name in _RUN), strict=True), now)
    return [each for each in standings if former or each.presence != "former"]


def settled(presence: str, since: date | None, at: date) -> bool:
    """Whether somebody has certainly arrived: not known by the season only while its summer is hardly over."""
    return presence != "presumed" or since is None or since <= at - SUMMER


def clubs_of(facts: Facts, person: int, at: date) -> list[Standing]:
    """The clubs (and their reserve, youth and academy teams) that a person is at as of a date, as known."""
    return whereabouts(facts, [person], at).get(person, [])


def whereabouts(facts: Facts, people: Sequence[int] | Ints, at: date) -> dict[int, list[Standing]]:
    """What `clubs_of` tells of each of some people; those who are nowhere as far as is known are left out."""
    now = day(at)
    stays = stays_of(facts, people, now)
    teams = stays["squad"] >> 1
    here = (stays["end"] == now) & ~np.isin(facts.nodes["kind"][teams], _NATIONAL)
    both = stays["person"].astype(np.int64) * (1 << 31) + teams
    mine = np.flatnonzero(among(both, both[here]))
    mine = mine[np.lexsort((stays["start"][mine], stays["role"][mine], both[mine]))]
    found: dict[int, list[Standing]] = {}
    columns = (teams, *(stays[name] for name in _RUN))
    rows = zip(*(column[mine].tolist() for column in columns), strict=True)
    for team, told in groupby(rows, key=itemgetter(0, 1)):
        for standing in _latest(team[0], (row[1:] for row in told), now):
            if standing.presence != "former":
                found.setdefault(standing.person, []).append(standing)
    return {person: _ordered(standings) for person, standings in found.items()}


def _latest(team: int, stays: Iterable[tuple[int, ...]], now: int) -> list[Standing]:
    """The last stay of each person at one team, touching runs joined; of several roles the best lasting or the latest.

    Args:
        team: node of the team.
        stays: the `_RUN` of each, sorted by person, role and start.
        now: the date as a day number.
    """
    runs: dict[tuple[int, int], tuple[int, int, bool]] = {}
    for person, role, start, end, certain in stays:
        since, until, _ = runs.get((person, role), (start, start, False))
        runs[person, role] = (since if start <= until else start, max(end, until), bool(certain) and end == now)
    best: dict[int, Standing] = {}
    for (person, role), (since, until, certain) in runs.items():
        presence = "former" if until < now else "certain" if certain else "presumed"
        standing = Standing(
            person, team, ROLES[role].value, presence, as_date(since), as_date(until) if until < now else None
        )
        best[person] = min(best.get(person, standing), standing, key=_order)
    return _ordered(best.values())


_SURENESS: Final = ("certain", "presumed", "former")
_RANK: Final = {role.value: rank for rank, role in enumerate(ROLES)}


def _order(standing: Standing) -> tuple[int, int, int, int, int]:
    # Of those who left it counts what they were last.
    left = -standing.until.toordinal() if standing.until else 0
    return (_SURENESS.index(standing.presence), left, _RANK[standing.role], standing.person, standing.team)


def _ordered(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=_order)
