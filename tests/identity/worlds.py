"""Small made-up sources for the tests: a few lines make a release."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import (
    Claim,
    ExternalId,
    ImpreciseDate,
    Period,
    Person,
    Position,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.rdf.iris import claim_iri, person_iri, slug, team_iri


class Source:
    """Collects the claims of one source, with ids of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.claims: list[Claim] = []

    def person(
        self,
        name: str,
        *,
        key: str = "",
        born: str = "",
        country: str = "",
        ids: Sequence[tuple[str, str]] = (),
        position: Position | None = None,
        aliases: Sequence[str] = (),
    ) -> str:
        iri = person_iri(f"{self.name}-{key or slug(name) or name}")
        self.claims.append(
            Claim(
                iri,
                Person(
                    iri,
                    name,
                    tuple(aliases),
                    ImpreciseDate.parse(born) if born else None,
                    citizenships=(country,) if country else (),
                    position=position,
                    external_ids=tuple(ExternalId(scheme, value) for scheme, value in ids),
                ),
            )
        )
        return iri

    def team(
        self,
        name: str,
        *,
        country: str = "",
        kind: TeamKind = TeamKind.CLUB,
        ids: Sequence[tuple[str, str]] = (),
        age: int | None = None,
        parent: str = "",
    ) -> str:
        iri = team_iri(f"{self.name}-{slug(name)}-{slug(country)}")
        external = tuple(ExternalId(scheme, value) for scheme, value in ids)
        self.claims.append(Claim(iri, Team(iri, name, kind, (), country, age, parent, external)))
        return iri

    def spell(
        self,
        person: str,
        team: str,
        start: str = "",
        end: str = "",
        *,
        occasion: str = "",
        role: Role = Role.PLAYER,
    ) -> None:
        period = Period(ImpreciseDate.parse(start) if start else None, ImpreciseDate.parse(end) if end else None)
        kind = SpellKind.SELECTION if occasion else SpellKind.UNSTATED
        claim = claim_iri(self.name, person, team, start, occasion)
        self.claims.append(Claim(claim, Spell(person, team, period, role, kind, occasion)))
