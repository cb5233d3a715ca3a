"""What the starter data lacks, where its sources contradict each other, and how often they do."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from kg.claims.identity import Resolver
from kg.claims.identity.records import seasons_of
from kg.model import Claim, Person, Precision, Role, Spell, SpellKind, TeamKind

__all__ = ["Rate", "contradictions", "gaps", "season_check", "wilson", "write_rows"]

_Seasons = dict[str, set[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``of``, with the 95 % interval of Wilson (1927, J. Am. Stat. Assoc. 22:209)."""

    hits: int
    of: int

    def __str__(self) -> str:
        low, high = wilson(self.hits, self.of)
        share = self.hits / self.of if self.of else 0.0
        return f"{self.hits:,} of {self.of:,} = {share:.1%} (95 % interval {low:.1%} to {high:.1%})"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds of a share that was found to be ``hits / of``; (0, 1) when nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def club_seasons(claims: Iterable[Claim], resolver: Resolver, *, sightings: bool | None = None) -> _Seasons:
    """Seasons of every player at every first team; ``sightings``: only (or no) claims of a single day."""
    found: _Seasons = defaultdict(set)
    for claim in claims:
        spell = claim.statement
        if not isinstance(spell, Spell) or spell.role is not Role.PLAYER:
            continue
        if resolver.teams.known[spell.team].kind is not TeamKind.CLUB:
            continue
        seen = spell.period.start is None and spell.period.end is None
        if sightings is None or seen is sightings:
            found[spell.person].update((spell.team, year) for year in seasons_of(spell.period))
    return found


def gaps(parts: Mapping[str, Sequence[Claim]], resolver: Resolver) -> tuple[list[tuple[str, ...]], Counter[str]]:
    """One row per person with something missing, and how many lack what."""
    birth: set[str] = set()
    exact: set[str] = set()
    country: set[str] = set()
    wikidata: set[str] = set()
    career: set[str] = set()
    seen: set[str] = set()
    selected: set[str] = set()
    roles: defaultdict[str, set[Role]] = defaultdict(set)
    everybody: set[str] = set()
    for claim in (claim for claims in parts.values() for claim in claims):
        match claim.statement:
            case Person() as person:
                everybody.add(person.id)
                birth |= {person.id} if person.birth else set()
                exact |= {person.id} if person.birth and person.birth.precision is Precision.DAY else set()
                country |= {person.id} if person.citizenships else set()
                wikidata |= {person.id} if any(one.scheme == "wikidata" for one in person.external_ids) else set()
            case Spell() as spell:
                roles[spell.person].add(spell.role)
                if spell.kind is SpellKind.SELECTION:
                    selected.add(spell.person)
                elif spell.period.start or spell.period.end:
                    career.add(spell.person)
                else:
                    seen.add(spell.person)
            case _:
                continue
    rows: list[tuple[str, ...]] = []
    counts: Counter[str] = Counter()
    for one in sorted(everybody):
        missing = [
            text
            for text, lacks in (
                ("no birth date", one not in birth),
                ("birth year only", one in birth and one not in exact),
                ("no country", one not in country),
                ("no Wikidata id", one not in wikidata),
                ("no club but those seen on a single day", one not in career and one in seen),
                ("no club at all", one not in career and one not in seen),
                ("no squad", Role.PLAYER in roles[one] and one not in selected),
                ("in reports only", not roles[one]),
            )
            if lacks
        ]
        counts.update(missing)
        # Of people known by a league's seasons or reports alone much is missing: they are counted, not listed.
        listed = one in selected or one in wikidata
        if listed and set(missing) - {"no Wikidata id", "no club at all"}:
            rows.append((one, resolver.people[one].name, "; ".join(missing)))
    return rows, counts


def contradictions(
    raw: Mapping[str, Sequence[tuple[str, Person]]], parts: Mapping[str, Sequence[Claim]], resolver: Resolver
) -> list[tuple[str, ...]]:
    """Birth dates that differ, and clubs that another source puts elsewhere; both claims stay in the data.

    Args:
        raw: per data set, every person statement as read, with the canonical id.
        parts: per data set, the claims as they stand in the starter data.
        resolver: knows the names.
    """
    rows: list[tuple[str, ...]] = []
    births: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for dataset, people in raw.items():
        for one, person in people:
            if person.birth and person.birth.precision is Precision.DAY:
                births[one].setdefault(str(person.birth), dataset)
    for one, dates in sorted(births.items()):
        if len(dates) > 1:
            said = [f"{day} ({dataset})" for day, dataset in sorted(dates.items())]
            rows.append(("birth date", one, resolver.people[one].name, said[0], "; ".join(said[1:])))
    careers = club_seasons(parts["careers"], resolver)
    for other in ("openfootball", "minutes"):
        for one, seasons in sorted(club_seasons(parts[other], resolver).items()):
            for team, year in sorted(seasons):
                mine = {club for club, season in careers.get(one, ()) if season == year}
                if mine and team not in mine:
                    there = ", ".join(sorted(resolver.teams.known[club].name for club in mine))
                    rows.append(
                        (
                            f"club in {year}/{(year + 1) % 100:02d}",
                            one,
                            resolver.people[one].name,
                            f"{there} (careers)",
                            f"{resolver.teams.known[team].name} ({other})",
                        )
                    )
    return rows


def season_check(
    careers: Sequence[Claim], other: Sequence[Claim], resolver: Resolver, years: range
) -> tuple[Rate, Rate]:
    """How often the careers miss a club season that another source saw, and how often they state another club for it.

    Only people whom both know, and only seasons for which the careers state any club.
    """
    stated = club_seasons(careers, resolver)
    missed = elsewhere = of = 0
    for one, seasons in club_seasons(other, resolver).items():
        for team, year in seasons:
            if one not in stated or year not in years:
                continue
            of += 1
            clubs = {club for club, season in stated[one] if season == year}
            missed += team not in clubs
            elsewhere += bool(clubs) and team not in clubs
    return Rate(missed, of), Rate(elsewhere, of)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
