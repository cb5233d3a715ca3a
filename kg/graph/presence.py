"""Presence: who is at a team on a date, and where somebody is.

As of ``D`` means: as far as is known of the day before, so that what happens on ``D`` itself does not count. Somebody
is *certain* to be there if a claim says so for that day without doubt; *presumed* if he most likely is (nothing heard
since the last attested day, or the season is known to have been his there); *unsettled* if it may as well be otherwise
(two clubs listed for a season, a season that has not begun, long silence); and *former* for two years after leaving.
A club is its first team; its academy, reserve and youth teams are teams of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import Ints, among, as_date, day, distinct
from kg.columns.intervals import NATIONAL_SHARE, TEAM_KINDS, WHOLE_SHARE
from kg.columns.segments import ROLES
from kg.graph.ties import squads_of, stays_of
from kg.model import TeamKind

__all__ = ["FORMER_DAYS", "LIKELY", "PRESENT", "Standing", "clubs_of", "people_at", "whereabouts"]

PRESENT: Final = ("certain", "presumed")
"""Those of a `Standing`'s presences that put somebody among a club's people."""

FORMER_DAYS: Final = 730
LIKELY: Final = 0.68
"""The probability from which somebody is presumed to be at a team; below it he is unsettled."""
_RUN: Final = ("person", "role", "start", "end", "certain", "dated", "share")


class _Run(NamedTuple):
    """Touching stays of one person in one role at one team; the last three are those of the last day."""

    since: int
    until: int
    certain: int
    dated: int
    share: int


_NATIONAL_TEAMS: Final = (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)
_NATIONAL: Final = [TEAM_KINDS.index(kind) for kind in _NATIONAL_TEAMS]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at a team as of a date.

    Attributes:
        person, team: nodes.
        role: player, head_coach, …
        presence: ``certain``, ``presumed``, ``unsettled`` or ``former``.
        since: first day of the stay that lasts, or that ended last.
        until: for the former, when it had ended; ``None`` otherwise.
        probability: how likely the person is there, 0 to 1; 0 for the former.
        dated: whether a source with a day says so, of that day or before; otherwise a season or year is all there is.
    """

    person: int
    team: int
    role: str
    presence: str
    since: date | None
    until: date | None = None
    probability: float = 0.0
    dated: bool = False


def people_at(facts: Facts, team: int, at: date, *, present: bool = False) -> list[Standing]:
    """Who is at a team as of a date, each person once, and who left it within `FORMER_DAYS` before.

    Ordered: certain, presumed, unsettled, former (who left last first); then by role and id.

    Args:
        facts: the facts.
        team: node of the team.
        at: the date.
        present: whether only those who are certain or presumed to be there are wanted.
    """
    now = day(at)
    stays = squads_of(facts, np.array([2 * team]), now)
    recent = distinct(stays["person"][stays["end"] > now - FORMER_DAYS])
    rows = np.flatnonzero(among(stays["person"], recent))
    rows = rows[np.lexsort((stays["start"][rows], stays["role"][rows], stays["person"][rows]))]
    whole = NATIONAL_SHARE if facts.team_kind(team) in _NATIONAL_TEAMS else WHOLE_SHARE
    standings = _latest(team, zip(*(stays[name][rows].tolist() for name in _RUN), strict=True), now, whole)
    return [standing for standing in standings if not present or standing.presence in PRESENT]


def clubs_of(facts: Facts, person: int, at: date) -> list[Standing]:
    """The clubs (and their reserve, youth and academy teams) that a person is at as of a date, as known."""
    return whereabouts(facts, [person], at).get(person, [])


def whereabouts(facts: Facts, people: Sequence[int] | Ints, at: date) -> dict[int, list[Standing]]:
    """What `clubs_of` returns for each of some people; those who are nowhere as far as is known are left out."""
    now = day(at)
    stays = stays_of(facts, people, now)
    teams = stays["squad"] >> 1
    lasting = (stays["end"] == now) & ~np.isin(facts.nodes["kind"][teams], _NATIONAL)
    both = stays["person"].astype(np.int64) * (1 << 31) + teams
    rows = np.flatnonzero(among(both, both[lasting]))
    rows = rows[np.lexsort((stays["start"][rows], stays["role"][rows], both[rows]))]
    standings: dict[int, list[Standing]] = {}
    columns = (teams, *(stays[name] for name in _RUN))
    runs = zip(*(column[rows].tolist() for column in columns), strict=True)
    for (team, person), group in groupby(runs, key=itemgetter(0, 1)):
        for standing in _latest(team, (row[1:] for row in group), now, WHOLE_SHARE):
            if standing.presence != "former":
                standings.setdefault(person, []).append(standing)
    return {person: _ordered(standings[person]) for person in standings}


def _latest(team: int, stays: Iterable[tuple[int, ...]], now: int, whole: int) -> list[Standing]:
    """The last stay of each person at one team, touching runs joined; of several roles the best lasting or the latest.

    Args:
        team: node of the team.
        stays: the `_RUN` of each, sorted by person, role and start.
        now: the date as a day number.
        whole: the share of a day that is not split between several clubs.
    """
    runs: dict[tuple[int, int], _Run] = {}
    for person, role, start, *last_day in stays:
        run = _Run(start, *last_day)
        before = runs.get((person, role))
        if before is not None and start <= before.until:
            run = run._replace(since=before.since) if run.until >= before.until else before
        runs[person, role] = run
    best: dict[int, Standing] = {}
    for (person, role), run in runs.items():
        standing = _standing(person, team, role, run=run, now=now, whole=whole)
        best[person] = min(best.get(person, standing), standing, key=_order)
    return _ordered(best.values())


def _standing(person: int, team: int, role: int, *, run: _Run, now: int, whole: int) -> Standing:
    words = ROLES[role].value
    if run.until < now:
        return Standing(person, team, words, "former", as_date(run.since), as_date(run.until))
    probability = round(min(run.share / whole, 1.0), 2)
    presence = "certain" if run.certain else "presumed" if probability >= LIKELY else "unsettled"
    return Standing(person, team, words, presence, as_date(run.since), None, probability, bool(run.dated))


_SURENESS: Final = (*PRESENT, "unsettled", "former")
_RANK: Final = {role.value: rank for rank, role in enumerate(ROLES)}


def _order(standing: Standing) -> tuple[int, int, float, int, int, int]:
    # Of those who left it counts what they were last.
    left = -standing.until.toordinal() if standing.until else 0
    sureness = _SURENESS.index(standing.presence)
    return (sureness, left, -standing.probability, _RANK[standing.role], standing.person, standing.team)


def _ordered(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=_order)
