"""The public data sets of the starter data, read by the project's own readers and cut to its world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import Claim, Person, Release
from kg.rdf.iris import slug, team_iri
from kg.resolve import Batch, gather
from kg.sources.careers import Careers
from kg.sources.openfootball import OpenFootball, tournaments_of
from kg.sources.protocol import RowReport
from starter.reports import RETRIEVED

__all__ = ["SourceRelease", "public_sources"]

_SQUAD_FILES = ("worldcup/2018.txt", "worldcup/2022.txt", "worldcup/2026.txt", "euro2021", "euro2024")
_TOURNAMENT_2026 = "World Cup 2026"


@dataclass(slots=True)
class SourceRelease:
    """A release with its claims; ``more`` adds to the records what the data set as a whole says of everybody in it."""

    release: Release
    claims: list[Claim]
    more: Callable[[Batch], None] | None = None

    def records(self) -> Batch:
        """What is known of its people and teams, for resolution."""
        batch = gather(self.claims)
        if self.more:
            self.more(batch)
        return batch


def public_sources(folder: Path, data: Path) -> Iterator[SourceRelease]:
    """Read every public data set; the ones with Wikidata ids first, so that these become the canonical ones."""
    tournaments = tournaments_of(data / "curated" / "tournaments.csv")
    careers = Careers()
    paths = [folder / "worldcup2026-careers"]
    title = tournaments[_TOURNAMENT_2026].title or _TOURNAMENT_2026
    yield SourceRelease(
        replace(careers.release(paths, dataset="careers"), retrieved=RETRIEVED),
        list(careers.read(paths, report=RowReport())),
        lambda batch: _in_squad(batch, title),
    )
    squads = OpenFootball(tournaments)
    paths = [folder / "openfootball" / name for name in _SQUAD_FILES]
    yield SourceRelease(
        replace(squads.release(paths, dataset="openfootball"), retrieved=RETRIEVED),
        list(squads.read(paths, report=RowReport())),
    )


def _in_squad(batch: Batch, occasion: str) -> None:
    """The careers are those of the players of one tournament's squads, whose country is the team they play for."""
    for record in batch.people.values():
        record.squads.update((team_iri(slug(country)), occasion) for country in record.countries)


def _people(claims: list[Claim]) -> int:
    return sum(isinstance(claim.statement, Person) for claim in claims)
