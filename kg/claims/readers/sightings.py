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


_SEVERAL = "several"
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
    opponent: str = ""
    sightings: int = 0

    def between_matches_of(self, own: _Seen) -> bool:
        """Whether all of these fewer matches lie between the first and the last for the club ``own``."""
        return own.first < self.first and self.last < own.last and self.sightings < own.sightings


class Sightings:
    """Sums up who was seen for which team, season by season. Memory grows with people times seasons, not matches."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], _Seen] = {}

    def add(self, person: str, team: str, season: str, day: date, minutes: int | None, *, opponent: str = "") -> None:
        """Count a match in which somebody took part.

        Args:
            person: id of the person.
            team: id of the team.
            season: any name of it.
            day: of the match.
            minutes: ``None`` where they are not counted.
            opponent: id of the other team, "" if it is not known.
        """
        seen = self._seen.get((person, team, season))
        if seen is None:
            seen = self._seen[person, team, season] = _Seen(day, day, opponent=opponent)
        elif seen.opponent != opponent:
            seen.opponent = _SEVERAL
        seen.sightings += 1
        if day < seen.first:
            seen.first = day
        elif day > seen.last:
            seen.last = day
        if minutes is None:
            return
        seen.matches += minutes > 0
        seen.minutes = (seen.minutes or 0) + minutes

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        return key in self._seen

    def covers(self, person: str, team: str, season: str, day: date) -> bool:
        """Whether a day lies between the first and the last match that somebody was seen in."""
        seen = self._seen.get((person, team, season))
        return seen is not None and seen.first <= day <= seen.last

    def claims(self, dataset: str) -> Iterator[Claim]:
        """One spell per person, team and season, in the order in which they were first seen.

        Some tables list a player for the opponent in a match between two matches for his own club. That is a slip, and
        no ground for a tie: the match counts for his club, whose spell says so.
        """
        slips = self._slips()
        mistaken = set(slips.values())
        for (person, team, season), seen in self._seen.items():
            if (person, team, season) in mistaken:
                continue
            slip = slips.get((person, team, season))
            matches = seen.matches if seen.minutes is not None else None
            spell = Spell(
                person,
                team,
                Period(ImpreciseDate(seen.first), None, seen.last),
                Role.PLAYER,
                SpellKind.UNSTATED,
                "with a match listed for the opponent" if slip else "",
                matches=matches,
                minutes=seen.minutes,
            )
            yield Claim(claim_iri(dataset, "seen", person, team, season), spell)

    def _slips(self) -> dict[tuple[str, str, str], tuple[str, str, str]]:
        """By a spell at somebody's own club, the spell at its opponent that is a slip; all matches count there."""
        slips: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        for (person, team, season), seen in self._seen.items():
            own = self._seen.get((person, seen.opponent, season))
            if own is None or not seen.between_matches_of(own):
                continue
            slips[person, seen.opponent, season] = (person, team, season)
            own.matches += seen.matches
            if seen.minutes is not None:
                own.minutes = (own.minutes or 0) + seen.minutes
        return slips
