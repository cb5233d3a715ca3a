"""Head coaches whom a list of staff names for days on which, by pages that tell the days, somebody else was it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kg.model import Claim, ImpreciseDate, Period, Precision, Role, Spell

__all__ = ["undisputed"]

_EXACT = frozenset({Precision.DAY, Precision.MONTH})
_HANDOVER = timedelta(days=60)
"""How long two coaches of one team may overlap in what two sources say of them."""


def undisputed(listed: Iterable[Claim], told: Iterable[Claim]) -> Iterator[Claim]:
    """What a list of staff says, but for head coaches in days for which pages of known days name somebody else.

    Args:
        listed: the claims of the list.
        told: claims of head coaches; those count whose beginning and end are told to the month or better.
    """
    known: defaultdict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for claim in told:
        match claim.statement:
            case (
                Spell(
                    role=Role.HEAD_COACH, period=Period(start=ImpreciseDate() as start, end=ImpreciseDate() as end)
                ) as spell
            ):
                if {start.precision, end.precision} <= _EXACT:
                    known[spell.team].append((start.first, end.first, spell.person))
    for claim in listed:
        said = claim.statement
        if isinstance(said, Spell) and said.role is Role.HEAD_COACH and said.period.start:
            first, last = said.period.start.first, said.period.end.first if said.period.end else date.max
            others = (
                min(last, end) - max(first, start) for start, end, person in known[said.team] if person != said.person
            )
            if any(overlap > _HANDOVER for overlap in others):
                continue
        yield claim
