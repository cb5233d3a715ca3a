"""Matches to spells: somebody seen for a team from a first to a last day, with matches and minutes as the dose.

One spell per person, team and season. It starts on the day of the first match, because nobody knows since when he
was there; it has no end, but is *attested* until the last match, because nobody knows how long he stayed. So nothing
of a later season colours an earlier date, and pairs side by side are never stored: two spells with their matches and
minutes are enough to work them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kg.model.claims import Claim, Role, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period
from kg.rdf.iris import claim_iri

__all__ = ["LONGEST_MATCH", "Sightings", "season_of"]


LONGEST_MATCH = 150
"""Minutes, with extra time and a long stoppage; more is no count of minutes."""


def season_of(day: date) -> str:
    """The season that a day belongs to where the source does not say: 1 July to 30 June.

    >>> season_of(date(2024, 6, 30)), season_of(date(2024, 7, 1))
    ('2023', '2024')
    """
    return str(day.year if day.month >= 7 else day.year - 1)


@dataclass(slots=True)
class _Seen:
    first: date
    last: date
    matches: int = 0
    minutes: int | None = None


class Sightings:
    """Sums up who was seen for which team, season by season. Memory grows with people times seasons, not matches."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], _Seen] = {}

    def add(self, person: str, team: str, season: str, day: date, minutes: int | None) -> None:
        """Somebody took part in a match on ``day``; ``minutes`` is ``None`` where they are not counted."""
        seen = self._seen.get((person, team, season))
        if seen is None:
            seen = self._seen[person, team, season] = _Seen(day, day)
        elif day < seen.first:
            seen.first = day
        elif day > seen.last:
            seen.last = day
        if minutes is None:
            return
        seen.matches += minutes > 0
        seen.minutes = (seen.minutes or 0) + minutes

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        return key in self._seen

    def claims(self, dataset: str) -> Iterator[Claim]:
        """One spell per person, team and season, in the order in which they were first seen."""
        for (person, team, season), seen in self._seen.items():
            matches = seen.matches if seen.minutes is not None else None
            spell = Spell(
                person,
                team,
                Period(ImpreciseDate(seen.first), None, seen.last),
                Role.PLAYER,
                SpellKind.UNSTATED,
                matches=matches,
                minutes=seen.minutes,
            )
            yield Claim(claim_iri(dataset, "seen", person, team, season), spell)
