"""The public data sets of the starter data, read by the project's own readers and cut to its world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kg.claims.identity import Batch, gather
from kg.claims.readers.careers import Careers
from kg.claims.readers.international_goals import InternationalGoals
from kg.claims.readers.managers import Managers
from kg.claims.readers.minutes import Minutes
from kg.claims.readers.openfootball import OpenFootball, tournaments_of
from kg.claims.readers.protocol import Reader, RowReport
from kg.claims.readers.understat import Understat
from kg.claims.readers.world_cups import WorldCups
from kg.model import Claim, Person, Release, Role, Spell, Team, TeamKind
from kg.rdf.iris import slug, team_iri
from starter.pages import RETRIEVED

__all__ = ["SQUAD_FILES", "SourceRelease", "all_squads", "careers_of", "club_seasons", "mentions", "public_sources"]

SQUAD_FILES = ("worldcup/2018.txt", "worldcup/2022.txt", "worldcup/2026.txt", "euro2021", "euro2024")
_TOURNAMENT_2026 = "World Cup 2026"
_WORLD_CUPS_SINCE = 1990
_COACHES_SINCE = date(2008, 7, 1)
"""Coaches who left before this day coached nobody of the starter data's world."""


@dataclass(slots=True)
class SourceRelease:
    """A release with its claims.

    Attributes:
        more: adds to the records what the data set as a whole says of everybody in it.
        mint: whether its people belong to the world; if not, only what it says of people known is taken.
        press: whether it names people as newspapers do, which is how they are then shown.
        by_id: whether it names people by the ids that the starter data give them.
        gathered: what is known for resolution, where that is more than the claims left say.
    """

    release: Release
    claims: list[Claim]
    more: Callable[[Batch], None] | None = None
    mint: bool = True
    press: bool = False
    by_id: bool = False
    gathered: Batch | None = None

    def records(self) -> Batch:
        """What is known of its people and teams, for resolution."""
        batch = self.gathered or gather(self.claims)
        if self.more:
            self.more(batch)
        return batch


def public_sources(folder: Path, more: Path, data: Path) -> Iterator[SourceRelease]:
    """The data sets that make the world; the one with Wikidata ids first, so that these become the canonical ones.

    Args:
        folder: the data sets of the first README.
        more: those that came later.
        data: the project's own tables.
    """
    yield careers_of(folder, data)
    squads = OpenFootball(tournaments_of(data / "curated" / "tournaments.csv"))
    paths = [folder / "openfootball" / name for name in SQUAD_FILES]
    paths += sorted(
        path for path in (more / "openfootball-copa-america").glob("*/*.txt") if path.stem not in ("copa", "readme")
    )
    yield _read(squads, "openfootball", *paths)
    yield world_cups(more)
    yield club_seasons(more)
    yield _recent(_read(Managers(), "managers", folder / "english-managers"))
    yield _first_teams(_recent(_read(Managers(), "staff", folder / "bundesliga-staff")))


def world_cups(more: Path) -> SourceRelease:
    """World Cup squads since 1990, men and women; the men's of 2018 and 2022 are in the squad lists already."""
    source = _read(WorldCups(_WORLD_CUPS_SINCE), "worldcup-history", more / "worldcup-history")
    records = source.records()
    doubled = ("World Cup 2018", "World Cup 2022")
    cut = _cut(source, lambda spell: spell.occasion not in doubled or spell.role is not Role.PLAYER)
    cut.gathered = records
    return cut


def mentions(folder: Path, more: Path) -> Iterator[SourceRelease]:
    """What data sets say of the people of this world alone; read last, for nobody is taken in from them."""
    yield _read(Minutes(), "minutes", folder / "premier-league-minutes", more=_english, mint=False)
    yield _read(InternationalGoals(), "international-goals", more / "international-goals", mint=False)


def careers_of(folder: Path, data: Path) -> SourceRelease:
    """Careers by season of the players of the World Cup 2026."""
    tournament = tournaments_of(data / "curated" / "tournaments.csv")[_TOURNAMENT_2026]
    title = tournament.title or _TOURNAMENT_2026
    return _read(Careers(), "careers", folder / "worldcup2026-careers", more=lambda batch: _in_squad(batch, title))


def club_seasons(more: Path) -> SourceRelease:
    """Club seasons of the five big leagues: of everybody who played in one of them, those in Russia too."""
    source = _read(Understat(), "understat", more / "understat-seasons")
    countries = {claim.id: claim.statement.country for claim in source.claims if isinstance(claim.statement, Team)}
    spells = [claim.statement for claim in source.claims if isinstance(claim.statement, Spell)]
    world = {spell.person for spell in spells if countries[spell.team] != "Russia"}
    return _cut(source, lambda spell: spell.person in world)


def all_squads(folder: Path, data: Path) -> SourceRelease:
    """Every squad list there is, for measuring."""
    reader = OpenFootball(tournaments_of(data / "curated" / "tournaments.csv"))
    return _read(reader, "openfootball", folder / "openfootball")


def _read(
    reader: Reader,
    dataset: str,
    *paths: Path,
    more: Callable[[Batch], None] | None = None,
    mint: bool = True,
) -> SourceRelease:
    report = RowReport()
    claims = [
        replace(claim, retrieved=claim.retrieved or RETRIEVED) if claim.source else claim
        for claim in reader.read(paths, report=report)
    ]
    release = replace(reader.release(paths, dataset=dataset), retrieved=RETRIEVED)
    return SourceRelease(release, claims, more, mint)


def _in_squad(batch: Batch, occasion: str) -> None:
    """The careers are those of the players of one tournament's squads, whose country is the team they play for."""
    for record in batch.people.values():
        record.squads.update((team_iri(slug(country)), occasion) for country in record.countries)


def _english(batch: Batch) -> None:
    """The league whose minutes these are is England's."""
    for team in batch.teams.values():
        team.country = "England"


def _recent(source: SourceRelease) -> SourceRelease:
    """Without the spells that ended before anybody of this world played."""

    def kept(spell: Spell) -> bool:
        last = spell.period.latest_end or spell.period.attested
        return last is None or last >= _COACHES_SINCE

    return _cut(source, kept)


def _first_teams(source: SourceRelease) -> SourceRelease:
    """Without work in academies and amateur sides, where nobody of this world is known to have been."""
    kinds = {claim.id: claim.statement.kind for claim in source.claims if isinstance(claim.statement, Team)}
    return _cut(source, lambda spell: kinds[spell.team] in (TeamKind.CLUB, TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH))


def _cut(source: SourceRelease, kept: Callable[[Spell], bool]) -> SourceRelease:
    """Only some of the spells, and who and what is mentioned in them."""
    claims = [claim for claim in source.claims if not isinstance(claim.statement, Spell) or kept(claim.statement)]
    spells = [claim.statement for claim in claims if isinstance(claim.statement, Spell)]
    needed = {spell.person for spell in spells} | {spell.team for spell in spells}
    source.claims = [
        claim for claim in claims if not isinstance(claim.statement, Person | Team) or claim.statement.id in needed
    ]
    return source
