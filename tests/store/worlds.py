"""Small worlds to store: releases of made-up people, clubs, spells, friendships and offers."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Spell,
    SpellKind,
    Team,
)
from kg.rdf.codec import encode, encode_release
from kg.rdf.iris import claim_iri, person_iri, release_iri, source_iri, team_iri
from kg.store.backend import Backend


class World(NamedTuple):
    release: Release
    claims: tuple[Claim, ...]


def world(dataset: str = "chronicle", version: str = "1", *, people: int = 12) -> World:
    """A release with one person per number, each with a spell; every third has a friend and an offer."""
    release = Release(
        release_iri(dataset, version),
        dataset,
        f"The {dataset}",
        version,
        "https://example.org/" + dataset,
        "CC0-1.0",
        "Example Press",
        ImpreciseDate(date(2024, 5, 1)),
        date(2024, 6, 1),
    )
    page = Source(source_iri(f"https://example.org/{dataset}/page"), "A page", f"https://example.org/{dataset}/page")
    claims: list[Claim] = []
    for number in range(3):
        team = Team(team_iri(f"{dataset}-town-{number}"), f"{dataset.title()} Town {number}", country="England")
        claims.append(Claim(team.id, team))
    for number in range(people):
        person = Person(
            person_iri(f"{dataset}-{number}"),
            f"Person {dataset.title()} {number}",
            birth=ImpreciseDate(date(1990, 1, 1)),
        )
        start = date(2010, 1, 1) + timedelta(days=30 * (number % 100))
        spell = Spell(
            person.id,
            team_iri(f"{dataset}-town-{number % 3}"),
            Period(ImpreciseDate(start), ImpreciseDate(start + timedelta(days=700))),
            kind=SpellKind.PERMANENT,
            matches=number,
        )
        claims.append(Claim(person.id, person))
        claims.append(Claim(claim_iri(dataset, version, "spell", str(number)), spell))
        if number % 3 == 1:
            friend = Relationship(RelationshipKind.FRIENDSHIP, person.id, person_iri(f"{dataset}-0"), detail="friend")
            offer = Event(
                EventKind.OFFER, person.id, team_iri(f"{dataset}-town-0"), when=ImpreciseDate(date(2015, 3, 4))
            )
            for what, said in (("friend", friend), ("offer", offer)):
                claim = claim_iri(dataset, version, what, str(number))
                claims.append(Claim(claim, said, page, date(2024, 6, 2), Confidence.MEDIUM, f'"{what}" & <more>'))
    return World(release, tuple(claims))


def lines(*worlds: World) -> list[str]:
    """Worlds as N-Quads."""
    found: list[str] = []
    for release, claims in worlds:
        described: set[str] = set()
        found.extend(encode_release(release))
        for claim in claims:
            found.extend(encode(claim, release.id, described=described))
    return found


def starter_file(path: Path, *worlds: World) -> Path:
    """Worlds as starter data."""
    quads = pyoxigraph.parse("".join(lines(*worlds)), pyoxigraph.RdfFormat.N_QUADS)
    path.write_bytes(gzip.compress(trig_of(quads), mtime=0))
    return path


def trig_of(quads: Iterable[pyoxigraph.Quad]) -> bytes:
    """The same as TriG."""
    text = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.TRIG)
    assert text is not None
    return text


def copy_store(store: Path, folder: Path) -> Path:
    """A store of its own for a test that changes it; the parts of databases, which nothing ever changes, are shared."""

    def copy(source: str, target: str) -> None:
        if source.endswith(".sst"):
            os.link(source, target)
        else:
            shutil.copy2(source, target)

    return Path(shutil.copytree(store, folder, copy_function=copy))


def by_id(claims: Sequence[Claim]) -> dict[str, Claim]:
    return {claim.id: claim for claim in claims}


def held(backend: Backend) -> dict[str, World]:
    """What the store's own texts say, by data set."""
    found: dict[str, World] = {}
    release: Release | None = None
    claims: list[Claim] = []
    for item in [*backend.statements(), None]:
        if isinstance(item, Claim):
            claims.append(item)
            continue
        if release is not None:
            found[release.dataset] = World(release, tuple(claims))
        release, claims = item, []
    return found
