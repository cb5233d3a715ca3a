"""One person, one node: local ids of a release to the ids that the store knows, or to new ones.

A release is resolved against everything known (`kg.claims.identity.release_matcher`), in three rounds: decisions and
external ids; the best match of every record, highest score first, one record of a release to one person; and what is
left among itself, where a source has no ids and writes one person in several ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kg.claims.identity.candidates import PeopleIndex
from kg.claims.identity.decisions import Decisions
from kg.claims.identity.records import Batch, PersonRecord, gather
from kg.claims.identity.release_matcher import ReleaseMatching
from kg.claims.identity.resolution import Doubt, PersonMatch, Resolution
from kg.claims.identity.team_matcher import TeamMatch, TeamResolver
from kg.model import Claim, Precision
from kg.model.progress import Progress, silent
from kg.rdf.iris import person_iri, slug
from kg.text.club_names import ClubNames
from kg.text.names import fold

__all__ = ["Doubt", "PersonMatch", "Resolution", "Resolver"]

_PERSON: Final = person_iri("x").removesuffix("x")
_BY_NAME: Final = _PERSON + "name-"
"""How ids begin that a reader made of a name alone."""
_NOBODY: Final[Mapping[str, PersonMatch]] = MappingProxyType({})


class Resolver:
    """Everybody and every team known so far; grows with every release resolved.

    Args:
        decisions: who is whom, and who is not.
        club_names: what clubs are called.
        ids_are_lasting: whether ids in the releases to resolve are those of a store, as in its exports. An id that is
            known then means the same person or team, unless what the release says contradicts it (two stores can
            give one id to two people), and one that is not known is kept. Otherwise ids hold in their release alone.
    """

    def __init__(
        self,
        *,
        decisions: Decisions | None = None,
        club_names: ClubNames | None = None,
        ids_are_lasting: bool = False,
    ) -> None:
        self.decisions = decisions or Decisions()
        self.teams = TeamResolver(club_names or ClubNames(), self.decisions, ids_are_lasting=ids_are_lasting)
        self._ids_are_lasting = ids_are_lasting
        self.people: dict[str, PersonRecord] = {}
        self.index = PeopleIndex()
        self._settled: set[str] = set()

    def lasts(self, iri: str) -> bool:
        """Whether the id of somebody in a release is one that a store gave."""
        return self._ids_are_lasting and iri.startswith(_PERSON) and not iri.startswith(_BY_NAME)

    def know(self, claims: Iterable[Claim]) -> None:
        """Know what a store holds: claims whose ids are canonical already."""
        self.know_records(gather(claims))

    def know_records(self, batch: Batch) -> None:
        """Know people and teams that carry canonical ids; their ids and names stay as they are."""
        for team in batch.teams.values():
            self.teams.add(team)
        for person in batch.people.values():
            self.people[person.id] = person
            self._settled.add(person.id)
            self.index.add(person)

    def resolve(self, claims: Iterable[Claim], *, progress: Progress = silent) -> Resolution:
        """Resolve one release; ``claims`` is read once and may be a generator."""
        return self.resolve_records(gather(claims), progress=progress)

    def resolve_records(
        self,
        batch: Batch,
        *,
        settled: Mapping[str, PersonMatch] = _NOBODY,
        mint: bool = True,
        progress: Progress = silent,
    ) -> Resolution:
        """As `resolve`, for records gathered before.

        Args:
            batch: what `gather` made of the release.
            settled: whom local ids mean for certain; nothing is learnt from what the release says of them.
            mint: whether people whom nobody knows are taken in; if not, they are left out of the result.
            progress: told how far it is.
        """
        result = Resolution()
        before = len(self.teams.doubts)
        first = [team for team in batch.teams.values() if not team.parent]
        result.teams.update(self.teams.resolve_all(first))
        others = [team for team in batch.teams.values() if team.parent]
        for team in others:
            team.parent = result.teams[team.parent].id if team.parent in result.teams else ""
        result.teams.update(self.teams.resolve_all(others))
        self.teams.settle_parents()
        result.doubts.extend(
            Doubt("team", item.id, item.name, second.id, second.name, 0.9, (reason,))
            for item, second, reason in self.teams.doubts[before:]
        )
        people = [_with_teams(person, result.teams) for person in batch.people.values()]
        ReleaseMatching(self, result, people).run(settled, mint=mint, progress=progress)
        return result

    def mint(self, record: PersonRecord) -> PersonMatch:
        """Take in somebody whom nobody knew."""
        birth = record.birth
        when = "" if birth is None else str(birth) if birth.precision is Precision.DAY else str(birth.first.year)
        key = record.external.get("wikidata") or "-".join(
            part for part in (slug(record.name) or "person", when) if part
        )
        number, attempt = 1, key
        while person_iri(attempt) in self.people:
            number += 1
            attempt = f"{key}-{number}"
        canonical = record.id if self.lasts(record.id) and record.id not in self.people else person_iri(attempt)
        fresh = replace(
            record,
            id=canonical,
            aliases=tuple(name for name in dict.fromkeys(record.aliases) if name and name != record.name),
            apart=set(),
        )
        self.people[canonical] = fresh
        self.index.add(fresh)
        return PersonMatch(canonical, 0.0, ("not known before",), new=True)

    def join(self, kept: PersonRecord, gone: PersonRecord) -> None:
        """Take two whom it knows for one: what is known of the second is the first's from now on."""
        self.index.drop(gone)
        del self.people[gone.id]
        self.learn(kept, gone)

    def learn(self, existing: PersonRecord, record: PersonRecord) -> None:
        """Add to somebody known what a record of them says; its sets stay its own."""
        names = dict.fromkeys((*existing.aliases, record.name, *record.aliases))
        if existing.id not in self._settled and _nicer(record.name, existing.name):
            names[existing.name] = None
            existing.name = record.name
        existing.aliases = tuple(name for name in names if name and name != existing.name)
        existing.forms = tuple(dict.fromkeys((*existing.forms, *record.forms)))
        if record.birth and (
            existing.birth is None or record.birth.precision is Precision.DAY is not existing.birth.precision
        ):
            existing.birth = record.birth
        existing.countries |= record.countries
        existing.position = existing.position or record.position
        existing.external = {**record.external, **existing.external}
        existing.seasons = existing.seasons | record.seasons
        existing.told_at = existing.told_at | record.told_at
        existing.pages = existing.pages | record.pages
        existing.squads = existing.squads | record.squads
        existing.roles = existing.roles | record.roles
        existing.coached = existing.coached | record.coached
        existing.senior = existing.senior | record.senior
        existing.lent = existing.lent | record.lent
        existing.capped = existing.capped | record.capped
        existing.sides = existing.sides | record.sides
        self.index.add(existing)


def _nicer(name: str, than: str) -> bool:
    """Whether a name is the same one with the accents that the other lost."""
    return fold(name) == fold(than) and sum(map(ord, name)) > sum(map(ord, than)) and not name.isupper()


def _with_teams(record: PersonRecord, teams: dict[str, TeamMatch]) -> PersonRecord:
    record.seasons = {(teams[team].id, year) for team, year in record.seasons}
    record.coached = {(teams[team].id, year) for team, year in record.coached}
    # An event may name a club that only the store describes, and a release be known to be of one country's squad.
    record.squads = {(teams[team].id if team in teams else team, label) for team, label in record.squads}
    record.told_at = {(teams[team].id if team in teams else team, year) for team, year in record.told_at}
    return record
