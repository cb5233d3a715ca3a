"""Where sources contradict each other about one person: what became of each claim, in words.

Both claims stay. Which of them holds a day is decided in `kg.columns.intervals`; here the outcome is read back, so
that a reader sees beside a claim which of its days count for another club, and why.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kg.columns.facts import Facts
from kg.columns.files import NEVER, UNKNOWN, as_date
from kg.columns.intervals import NATIONAL, TEAM_KINDS, WHOLE_SHARE
from kg.columns.segments import ROLES, SPELL_KINDS
from kg.model import Role, SpellKind

__all__ = ["clashes_of"]

_WORTH_TELLING: Final = 60
"""Days: less than that is how inexact most dates are, and what every move in a known month would lose."""
_PLAYER: Final = ROLES.index(Role.PLAYER)
_AWAY: Final = (SPELL_KINDS.index(SpellKind.LOAN), SPELL_KINDS.index(SpellKind.TRIAL))


def clashes_of(facts: Facts, person: int, now: int) -> dict[int, str]:
    """What became of the days of a person's spells at clubs that other claims contradict, as of a date.

    Args:
        facts: the facts.
        person: whose spells.
        now: the date, as a day number.

    Returns:
        By row of the spells, a line such as ``Jan 2013 – Jun 2013 counts for Town, told more exactly``; only of rows
        that lose 60 days or more of what they say for certain, or share them.
    """
    begin, end = facts.spells["of_person"][person : person + 2].tolist()
    rows = [row for row in range(begin, end) if _at_club(facts, row) and int(facts.spells["start_est"][row]) < now]
    stays = _stays(facts, person, now) if len(rows) > 1 else []
    clashes: dict[int, str] = {}
    for row in rows:
        team, first, last = (
            int(facts.spells["team"][row]),
            int(facts.spells["start_est"][row]),
            _stated_until(facts, row),
        )
        if last is None:
            continue
        outcomes = []
        for rival, begun, over, share in sorted(stays, key=lambda stay: stay[1]):
            start, until = max(begun, first), min(over, last, now)
            if rival == team or until - start < _WORTH_TELLING:
                continue
            against = [
                claim
                for claim in rows
                if int(facts.spells["team"][claim]) == rival
                and int(facts.spells["start_est"][claim]) < until
                and start < (_stated_until(facts, claim) or NEVER)
            ]
            outcome = _outcome(facts, row, against, share).format(facts.named(rival).name)
            outcomes.append(f"{_days(start, until)} {outcome}")
        if outcomes:
            clashes[row] = "; ".join(outcomes)
    return clashes


def _at_club(facts: Facts, row: int) -> bool:
    team = int(facts.spells["team"][row])
    kind = facts.team_kind(team)
    return int(facts.spells["role"][row]) == _PLAYER and TEAM_KINDS.index(kind) not in NATIONAL


def _stated_until(facts: Facts, row: int) -> int | None:
    """The end that a claim states, or the last day on which it says that it held; what is presumed is nobody's word."""
    table = facts.spells
    if int(table["end_max"][row]) not in (UNKNOWN, NEVER):
        return int(table["end_est"][row])
    attested = int(table["attested"][row])
    return None if attested == UNKNOWN else attested + 1


def _stays(facts: Facts, person: int, now: int) -> list[tuple[int, int, int, int]]:
    """Team, start, end and share of the stays that count on the day, as a player at clubs; touching ones joined."""
    table = facts.stays
    begin, end = table["of_person"][person : person + 2].tolist()
    stays: list[tuple[int, int, int, int]] = []
    for row in range(begin, end):
        seen = int(table["seen_from"][row]) < now <= int(table["seen_until"][row])
        if not seen or int(table["role"][row]) != _PLAYER:
            continue
        stay = (
            int(table["squad"][row]) // 2,
            int(table["start"][row]),
            int(table["end"][row]),
            int(table["share"][row]),
        )
        if stays and (stays[-1][0], stays[-1][2], stays[-1][3]) == (stay[0], stay[1], stay[3]):
            stay = (stay[0], stays.pop()[1], stay[2], stay[3])
        stays.append(stay)
    return [stay for stay in stays if TEAM_KINDS.index(facts.team_kind(stay[0])) not in NATIONAL]


def _outcome(facts: Facts, row: int, against: list[int], share: int) -> str:
    if share < WHOLE_SHARE:
        return "is shared with {}: told as exactly there"
    if int(facts.spells["kind"][row]) not in _AWAY and any(
        int(facts.spells["kind"][claim]) in _AWAY for claim in against
    ):
        return "counts for {}, on loan there"
    if any(_width(facts, claim) < _width(facts, row) for claim in against):
        return "counts for {}, told more exactly there"
    return "counts for {}"


def _width(facts: Facts, row: int) -> int:
    """How many days the start and the end of a claim leave open, in all."""
    table = facts.spells
    open_days = 0
    for low, high in (("start_min", "start_max"), ("end_min", "end_max")):
        least, most = int(table[low][row]), int(table[high][row])
        if not {least, most} & {UNKNOWN, NEVER}:
            open_days += most - least
    return open_days


def _days(start: int, until: int) -> str:
    first, last = as_date(start), as_date(until)
    if first is None or last is None:
        return "part of it"
    last -= timedelta(days=1)
    return f"{first:%b %Y}" if (first.year, first.month) == (last.year, last.month) else f"{first:%b %Y} – {last:%b %Y}"
