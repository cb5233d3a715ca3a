"""Small worlds in the published shapes, made up here, and what must hold of everything a reader gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.claims.readers import reader
from kg.claims.readers.protocol import Reader, RowReport
from kg.model.claims import Claim, Event, Relationship, Release, Spell
from kg.model.people import Person, Team
from kg.rdf.codec import encode, encode_release

__all__ = ["check", "claims_of", "columns", "people", "people_and_teams", "put", "spells", "table", "teams"]


def columns(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def table(*rows: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def claims_of(
    source: str | Reader, *paths: Path, strict: bool = False, report: RowReport | None = None
) -> tuple[list[Claim], RowReport]:
    """What a reader makes of files, with everything checked that must hold whatever the files are."""
    one = reader(source) if isinstance(source, str) else source
    rows = report or RowReport(strict=strict)
    release = one.release(paths)
    claims = list(one.read(paths, report=rows))
    check(release, claims, rows)
    return claims, rows


def check(release: Release, claims: Sequence[Claim], rows: RowReport) -> None:
    assert rows.read == rows.taken + rows.skipped
    assert rows.taken >= 0
    assert sum(rows.reasons.values()) == rows.skipped
    ids = [claim.id for claim in claims]
    assert len(ids) == len(set(ids)), "two claims have one id"
    described = {claim.id for claim in claims if isinstance(claim.statement, (Person, Team))}
    for claim in claims:
        statement = claim.statement
        match statement:
            case Person() | Team():
                assert statement.id == claim.id
                assert statement.name.strip() == statement.name
                assert statement.name
            case Spell():
                assert {statement.person, statement.team} <= described
            case Relationship():
                assert {statement.subject, statement.object} <= described
            case Event():
                named = {statement.person, statement.by, statement.club, statement.other_club} - {""}
                assert named <= described
    lines = list(encode_release(release))
    for claim in claims:
        lines += encode(claim, release.id)
    assert all(line.endswith(" .\n") and line.count("\n") == 1 for line in lines)


def people(claims: Iterable[Claim]) -> dict[str, Person]:
    return {claim.id.rpartition("/")[2]: claim.statement for claim in claims if isinstance(claim.statement, Person)}


def teams(claims: Iterable[Claim]) -> dict[str, Team]:
    return {claim.id.rpartition("/")[2]: claim.statement for claim in claims if isinstance(claim.statement, Team)}


def people_and_teams(claims: Iterable[Claim]) -> set[str]:
    return {claim.statement.name for claim in claims if isinstance(claim.statement, (Person, Team))}


def spells(claims: Sequence[Claim], person: str = "", team: str = "") -> list[Spell]:
    """Spells of a person (part of his id or his name), in the order of their dates."""
    names = {claim.id: claim.statement.name for claim in claims if isinstance(claim.statement, (Person, Team))}
    found = [
        claim.statement
        for claim in claims
        if isinstance(claim.statement, Spell)
        and (not person or person == names[claim.statement.person])
        and (not team or team == names[claim.statement.team])
    ]
    return sorted(found, key=lambda spell: str(spell.period.start or ""))
