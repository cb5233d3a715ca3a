"""Who was head coach of which club from when to when, for clubs that another table names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.columns.bounds import HEAD_COACH
from kg.columns.facts import Facts
from kg.columns.files import EPOCH
from kg.columns.intervals import WHOLE_SHARE
from kg.graph.presence import LIKELY
from kg.model import TeamKind
from kg.model.transfers import CoachRow
from kg.text.countries import same_country

__all__ = ["head_coaches_of"]


def head_coaches_of(
    facts: Facts, clubs: Iterable[str], names: Mapping[str, str], countries: Mapping[str, str]
) -> tuple[CoachRow, ...]:
    """The stays of head coaches, certain or presumed, at clubs known by name and country.

    Args:
        facts: the store's.
        clubs: ids of the table.
        names: the name of each id, as the table writes it.
        countries: the country of each id, where it is told.

    Returns:
        Rows by club, in the order given; clubs that no one name in the store stands for have none.
    """
    return tuple(row for club in clubs for row in _stays(facts, club, names[club], countries.get(club, "")))


def _stays(facts: Facts, club: str, name: str, country: str) -> Iterator[CoachRow]:
    node = _club(facts, name, country)
    if node is None:
        return
    squads = facts.squads
    first, last = squads["of_squad"][2 * node : 2 * node + 2].tolist()
    for row in range(first, last):
        if int(squads["role"][row]) == HEAD_COACH and int(squads["share"][row]) >= LIKELY * WHOLE_SHARE:
            days = (int(squads[column][row]) for column in ("start", "end", "seen_from", "seen_until"))
            yield CoachRow(facts.named(int(squads["person"][row])).id, club, *(day + EPOCH for day in days))


def _club(facts: Facts, name: str, country: str) -> int | None:
    """The one club of this name; of several, the one of the country that is told."""
    clubs = [node for node in facts.answering(name, "team") if facts.team_kind(node) is TeamKind.CLUB]
    if country:
        clubs = [node for node in clubs if same_country(facts.team(node).country, country, clubs=True)]
    return clubs[0] if len(clubs) == 1 else None
