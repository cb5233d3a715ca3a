#!/usr/bin/env python3
"""A made-up football world of any size, as the facts that questions are answered from: for measuring speed.

    python scripts/made_world.py FOLDER --players 100000 [--seed 7] [--quads FILE]

Nobody in it exists. A player's career lasts 2 to 20 years within 1990 … 2024, in spells of one to five seasons at
clubs of unequal size (100 players to a club, some 25 at a time); every club has head coaches one after the other; the
best of each of up to 200 countries are called up to a squad every other summer; one in fifty has a published
friendship. 100,000 players make some 400,000 spells and 8.7 million ties between two people. The claims are written as
every import writes them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from kg.columns.facts import SegmentWriter, merge
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
FIRST, LAST = 1990, 2024
AS_OF = date(2024, 3, 1)
RELEASE = Release("urn:made:release", "made-up", "A made-up world", "1", retrieved=date(2024, 6, 1))
PERSON, TEAM = "https://example.org/id/person/", "https://example.org/id/team/"


def person_id(number: int) -> str:
    """The id of a player; coaches come after all players."""
    return f"{PERSON}m{number:07d}"


def club_id(number: int) -> str:
    """The id of a club."""
    return f"{TEAM}club-{number:06d}"


def clubs_of(players: int) -> int:
    """How many clubs a world has."""
    return max(20, players // 100)


def claims(players: int, seed: int = 7) -> Iterator[Claim]:
    """Everything that is said in a world of so many players."""
    draw = np.random.default_rng(seed)
    clubs, countries = clubs_of(players), min(200, max(8, players // 300))
    pull = draw.pareto(2.5, clubs) + 1.0
    sums = np.cumsum(pull / pull.sum())
    nation = draw.integers(0, countries, players)
    level = draw.normal(0, 1, players)
    for club in range(clubs):
        name = f"Club {_word(club)}"
        yield Claim(club_id(club), Team(club_id(club), name, country=f"Country {club % countries}"))
    for country in range(countries):
        land = f"{TEAM}land-{country:03d}"
        yield Claim(land, Team(land, f"Land {_word(country)}", TeamKind.NATIONAL))
    begun = draw.integers(FIRST - 8, LAST, players)
    over = np.minimum(begun + np.clip(draw.normal(10, 4, players).astype(int), 2, 20), LAST + 1)
    begun = np.maximum(begun, FIRST)
    number = 0
    for player in range(players):
        iri = person_id(player)
        born = date(int(begun[player]) - 18, int(draw.integers(1, 13)), 1 + player % 28)
        yield Claim(
            iri,
            Person(
                iri,
                f"{_word(player)} {_word(player * 7 + 3)}",
                birth=ImpreciseDate(born),
                citizenships=(f"Country {nation[player]}",),
            ),
        )
        season = int(begun[player])
        while season < over[player]:
            seasons = int(draw.integers(1, 6))
            at = club_id(_pick(draw, sums))
            end = min(season + seasons, int(over[player]))
            yield Claim(f"urn:made:{number}", Spell(iri, at, _period(season, end, draw)))
            number, season = number + 1, end
    yield from _coaches(players, clubs, draw)
    yield from _squads(nation, level, begun, over, countries)
    for each in range(0, players - 1, 50):
        said = Relationship(RelationshipKind.FRIENDSHIP, person_id(each), person_id(each + 1 + each % 40 % players))
        if said.object < person_id(players):
            yield Claim(f"urn:made:friends:{each}", said)


def _pick(draw: np.random.Generator, sums: Numbers) -> int:
    return min(int(np.searchsorted(sums, draw.random())), len(sums) - 1)


def _period(season: int, end: int, draw: np.random.Generator) -> Period:
    start = ImpreciseDate(date(season, 7, 1 + int(draw.integers(0, 31))))
    if end > LAST or date(end, 7, 1) > AS_OF:
        return Period(start, None, AS_OF)
    return Period(start, ImpreciseDate(date(end, 7, 1)))


def _coaches(players: int, clubs: int, draw: np.random.Generator) -> Iterator[Claim]:
    number = players
    for club in range(clubs):
        season = FIRST
        while season <= LAST:
            end = season + int(draw.integers(1, 5))
            iri = person_id(number)
            yield Claim(iri, Person(iri, f"{_word(number)} {_word(number * 7 + 3)}"))
            yield Claim(
                f"urn:made:coach:{number}", Spell(iri, club_id(club), _period(season, end, draw), Role.HEAD_COACH)
            )
            number, season = number + 1, end


def _squads(
    nation: Whole,
    level: Numbers,
    begun: Whole,
    over: Whole,
    countries: int,
) -> Iterator[Claim]:
    for country in range(countries):
        own = np.flatnonzero(nation == country)
        for summer in range(FIRST + 2, LAST, 2):
            active = own[(begun[own] < summer) & (over[own] > summer)]
            for player in active[np.argsort(-level[active], kind="stable")][:23].tolist():
                period = Period(ImpreciseDate(date(summer, 6, 1)), ImpreciseDate(date(summer, 7, 10)))
                said = Spell(
                    person_id(player),
                    f"{TEAM}land-{country:03d}",
                    period,
                    kind=SpellKind.SELECTION,
                    occasion=f"Finals {summer}",
                )
                yield Claim(f"urn:made:squad:{country}:{summer}:{player}", said)


_SYLLABLES = ("ba", "do", "ki", "lu", "me", "na", "po", "ri", "sa", "to", "vu", "ze")


def _word(number: int) -> str:
    """A name that no other number has."""
    letters = ""
    while True:
        number, digit = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[digit]
        if not number:
            return letters.capitalize() + "n"


def build(folder: Path, players: int, seed: int = 7) -> Path:
    """Write the facts of a world below a folder, unless they are there; returns where they are."""
    facts = folder / f"made-{players}-{seed}" / "facts"
    if not (facts / "facts.json").exists():
        segment = facts.with_name("segment")
        with SegmentWriter(segment, RELEASE) as writer:
            for claim in claims(players, seed):
                writer.add(claim)
        merge([segment], facts)
    return facts


def write_quads(path: Path, players: int, seed: int = 7) -> None:
    """Write the same claims as N-Quads."""
    from kg.rdf.codec import encode, encode_release

    with path.open("w", encoding="utf-8") as file:
        file.writelines(encode_release(RELEASE))
        for claim in claims(players, seed):
            file.writelines(encode(claim, RELEASE.id))


def main() -> None:
    """Build one world."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--players", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quads", type=Path, help="also write the claims as N-Quads")
    given = parser.parse_args()
    print(build(given.folder, given.players, given.seed))
    if given.quads:
        write_quads(given.quads, given.players, given.seed)


if __name__ == "__main__":
    main()
