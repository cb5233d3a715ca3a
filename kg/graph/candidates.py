"""Candidates: everybody who could speak to a player for a club, and why each is one.

* the people who are, or may be, at the club, and those who left it within two years;
* those whose move to the club was announced within a year, and who have not been there since (``arriving``);
* *former* people who left earlier: those tied to the player, and of the others those of most *standing*, from 0 to 1:
  years at the club (`_WHOLE_YEARS` count whole) times gatherings with a senior national team (on a logarithmic scale,
  `_WHOLE_GATHERINGS` count whole), halved for every `LEGACY_HALF_LIFE_YEARS` since they left, and nothing below
  `_LEAST_STANDING`;
* the player's own *circle*, wherever it is: friends, family, mentors, idols and agents that a source states, and the
  head coach of his national team.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, as_date, day
from kg.columns.segments import EVENT_KINDS, RELATIONSHIP_KINDS, ROLES
from kg.columns.visibility import visible
from kg.graph.presence import PRESENT, Standing, people_at, whereabouts
from kg.graph.ties import TIE_KINDS, related, squads_of, stays_of
from kg.model import EventKind, RelationshipKind, Role, TeamKind, TieKind

__all__ = ["LEGACY_HALF_LIFE_YEARS", "Candidate", "candidates_for"]

LEGACY_HALF_LIFE_YEARS: Final = 12.0
_WHOLE_YEARS: Final = 8.0
_WHOLE_GATHERINGS: Final = 7
_LEAST_STANDING: Final = 0.4
_MOST_FORMER: Final = 15
_YEAR: Final = 365.25
_YEAR_OF_DAYS: Final = 365
_CAME_DAYS: Final = 60  # a season's list may name somebody from its first day, before he comes
# What the other one is, first where the other leads in the tie and then where the player does; "" for nobody close.
_CIRCLE: Final = {
    TieKind.FRIENDSHIP: ("friend", "friend"),
    TieKind.FAMILY: ("family", "family"),
    TieKind.MENTOR: ("mentor", "protégé"),
    TieKind.IDOL: ("idol", ""),
}
_TRANSFER: Final = EVENT_KINDS.index(EventKind.TRANSFER)
_AGENT: Final = RELATIONSHIP_KINDS.index(RelationshipKind.AGENT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could speak.

    Attributes:
        standing: how he stands to the club, or where he is; ``None`` if that is not known.
        presence: as in `kg.graph.presence`, ``arriving``, or ``elsewhere`` for those of the circle who were never at
            the club.
        circle: what he is to the player ("friend", "family", "agent" …) if he is not at the club; "" otherwise.
        legacy: the standing of a former player, 0 to 1.
        gatherings: squads of senior national teams he was in.
    """

    standing: Standing | None
    presence: str
    circle: str = ""
    legacy: float = 0.0
    gatherings: int = 0


def candidates_for(
    facts: Facts, target: int, club: int, at: date, *, tied: Collection[int], known_by: date | None = None
) -> dict[int, Candidate]:
    """Everybody who could speak to a player for a club as of a date, by node.

    Args:
        facts: the facts.
        target: node of the player.
        club: node of the club.
        at: the date.
        tied: everybody tied to the player by a shared team or a stated relationship.
        known_by: the day by which a move had to be published; by default the date.
    """
    members = {standing.person: standing for standing in people_at(facts, club, at) if standing.person != target}
    circle = _circle(facts, target, at, day(known_by or at))
    stays = _earlier(facts, club, day(at))
    earlier = [person for person in stays if person != target and person not in members]
    gatherings = _gatherings(facts, [*members, *earlier, *circle], day(at))
    result = {person: Candidate(standing, standing.presence) for person, standing in members.items()}
    for person, moved in _announced(facts, club, day(at), day(known_by or at)).items():
        if person != target and not _has_come(members.get(person), moved, day(at)):
            members[person] = Standing(person, club, Role.PLAYER.value, "arriving", as_date(moved))
            result[person] = Candidate(members[person], "arriving")
    result |= {person: Candidate(stays[person].standing, "former") for person in earlier}
    for person, candidate in result.items():
        if candidate.presence == "former" and person in stays:
            result[person] = replace(candidate, legacy=_legacy(stays[person], gatherings[person], day(at)))
    ranked = sorted(earlier, key=lambda person: (-result[person].legacy, person))
    great = {person for person in ranked[:_MOST_FORMER] if result[person].legacy > 0}
    result = {
        person: candidate
        for person, candidate in result.items()
        if person in members or person in great or person in tied or person in circle
    }
    elsewhere = whereabouts(facts, [person for person in circle if person not in result], at)
    for person, words in circle.items():
        if person not in result:
            result[person] = Candidate(next(iter(elsewhere.get(person, ())), None), "elsewhere", words)
        elif result[person].presence not in PRESENT:
            result[person] = replace(result[person], circle=words)
    return {person: replace(candidate, gatherings=gatherings[person]) for person, candidate in sorted(result.items())}


def _has_come(standing: Standing | None, moved: int, now: int) -> bool:
    """Whether somebody whose move was announced is at the club, or has been there since: a loan may be over again."""
    if standing is None or standing.since is None or standing.presence in PRESENT:
        return standing is not None and standing.presence in PRESENT
    until = day(standing.until) if standing.until else now
    return until - max(day(standing.since), moved) > _CAME_DAYS


def _announced(facts: Facts, club: int, now: int, known_by: int) -> dict[int, int]:
    """Whose move to a club was announced within a year, and no later one elsewhere, with the day of the move."""
    table = facts.events
    rows = np.flatnonzero(
        (table["kind"] == _TRANSFER)
        & visible(table, now, known_by)
        & (table["when_min"] != UNKNOWN)
        & (table["when_max"] > now - _YEAR_OF_DAYS)
    )
    latest: dict[int, tuple[int, int]] = {}
    for row in rows.tolist():
        person, to = int(table["person"][row]), int(table["club"][row])
        latest[person] = max(latest.get(person, (-1, -1)), (int(table["when_max"][row]), to))
    return {person: moved for person, (moved, to) in latest.items() if to == club}


@dataclass(frozen=True, slots=True)
class _Stay:
    days: int
    player: bool
    standing: Standing


def _earlier(facts: Facts, club: int, now: int) -> dict[int, _Stay]:
    """Everybody who was ever at the first team of a club: for how many days, and as what he was last."""
    rows = squads_of(facts, np.array([2 * club]), now)
    days: Counter[int] = Counter()
    latest: dict[int, tuple[int, int]] = {}
    for person, role, start, end in zip(
        *(rows[name].tolist() for name in ("person", "role", "start", "end")), strict=True
    ):
        days[person] += end - start
        latest[person] = max(latest.get(person, (end, role)), (end, role))
    return {
        person: _Stay(
            days[person],
            ROLES[role] is Role.PLAYER,
            Standing(person, club, ROLES[role].value, "former", None, as_date(end)),
        )
        for person, (end, role) in latest.items()
    }


def _legacy(stay: _Stay, gatherings: int, now: int) -> float:
    if not stay.player or stay.standing.until is None:
        return 0.0
    tenure = min(stay.days / _YEAR / _WHOLE_YEARS, 1.0)
    fame = min(math.log1p(gatherings) / math.log1p(_WHOLE_GATHERINGS), 1.0)
    years = max(now - day(stay.standing.until), 0) / _YEAR
    standing = float(tenure * fame * 2.0 ** (-years / LEGACY_HALF_LIFE_YEARS))
    return standing if standing >= _LEAST_STANDING else 0.0


def _gatherings(facts: Facts, people: Iterable[int], now: int) -> Counter[int]:
    """In how many squads of senior national teams each was."""
    stays = stays_of(facts, list(people), now)
    national = [place for place, kind in enumerate(TeamKind) if kind is TeamKind.NATIONAL]
    senior = np.isin(facts.nodes["kind"][stays["squad"] >> 1], national)
    return Counter(stays["person"][senior].tolist())


def _circle(facts: Facts, target: int, at: date, known_by: int) -> dict[int, str]:
    """Who is close to a player, and as what: stated relationships, agents, the coach of his national team."""
    now = day(at)
    rows = related(facts, [target], now, known_by)
    result: dict[int, str] = {}
    for alter, number, leads in zip(*(rows[name].tolist() for name in ("alter", "kind", "leads")), strict=True):
        if words := _CIRCLE.get(TIE_KINDS[number], ("", ""))[leads]:
            result.setdefault(alter, words)
    table = facts.relationships
    begin, end = table["of_person"][target : target + 2].tolist()
    own = table["either"][begin:end]
    own = own[visible(table, now, known_by, own)]
    for row in own.tolist():
        if table["kind"][row] == _AGENT and table["object"][row] == target:
            result.setdefault(int(table["subject"][row]), "agent")
    stays = stays_of(facts, [target], now)
    for team in sorted(set((stays["squad"] >> 1).tolist())):
        if facts.team_kind(team) is TeamKind.NATIONAL:
            for standing in people_at(facts, team, at, present=True):
                if standing.role == Role.HEAD_COACH.value:
                    result.setdefault(standing.person, "national coach")
    result.pop(target, None)
    return result
