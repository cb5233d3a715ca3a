"""What happened, apart from who reports it: claims of one event made into one occurrence.

Two claims are of one occurrence when they are of the same kind, of the same person, club and persuader, do not name
different other clubs, and their days are no more than `MOST_DAYS` apart: reports follow what happened by days or weeks,
and an offer that is renewed months later is another one. A claim without a day is an occurrence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, as_date
from kg.columns.segments import EVENT_KINDS
from kg.rdf.vocabulary import BASE, EVENT, Pkg, Terms

__all__ = ["MOST_DAYS", "occurrence_blocks"]

MOST_DAYS: Final = 31


@dataclass
class _Occurrence:
    """One thing that happened, with the rows of the claims that report it."""

    other_club: int
    first: int
    last: int
    claims: list[str] = field(default_factory=list)


def occurrence_blocks(facts: Facts) -> dict[str, str]:
    """The triples of every occurrence by its id, as lines of N-Triples."""
    blocks: dict[str, str] = {}
    for (kind, person, club, by), occurrences in _grouped(facts).items():
        named = {Pkg.HAS_PERSON: person, Pkg.HAS_CLUB: club, Pkg.PERFORMED_BY: by}
        for occurrence in occurrences:
            claims = sorted(set(occurrence.claims))
            iri = f"{BASE}id/occurrence/{blake2b(claims[0].encode(), digest_size=8).hexdigest()}"
            parts = [f"<{Terms.TYPE}> <{Pkg.OCCURRENCE}>", f"<{Pkg.HAS_KIND}> <{EVENT}{EVENT_KINDS[kind].value}>"]
            who = {**named, Pkg.HAS_OTHER_CLUB: occurrence.other_club}
            parts += [f"<{prop}> <{facts.iri(node)}>" for prop, node in who.items() if node >= 0]
            for prop, day in ((Pkg.FROM, occurrence.first), (Pkg.THROUGH, occurrence.last)):
                if day != UNKNOWN:
                    parts.append(f'<{prop}> "{as_date(day)}"^^<{Terms.DATE}>')
            parts += [f"<{Terms.WAS_DERIVED_FROM}> <{claim}>" for claim in claims]
            blocks[iri] = "".join(f"<{iri}> {part} .\n" for part in parts)
    return blocks


def _grouped(facts: Facts) -> dict[tuple[int, int, int, int], list[_Occurrence]]:
    """The occurrences by kind, person, club and persuader."""
    grouped: dict[tuple[int, int, int, int], list[_Occurrence]] = {}
    for kind, person, club, by, other_club, first, last, claim in sorted(
        _rows(facts), key=lambda row: row[:4] + row[5:]
    ):
        occurrences = grouped.setdefault((kind, person, club, by), [])
        same = next(
            (occurrence for occurrence in reversed(occurrences) if _is_same(occurrence, other_club, first)), None
        )
        if same is None:
            occurrences.append(same := _Occurrence(other_club, first, last))
        same.last = max(same.last, last)
        same.other_club = max(same.other_club, other_club)
        same.claims.append(claim)
    return grouped


def _rows(facts: Facts) -> Iterator[tuple[int, int, int, int, int, int, int, str]]:
    names = ("kind", "person", "club", "by", "other_club", "when_min", "when_max", "claim")
    for *row, claim in zip(*(facts.events[name].tolist() for name in names), strict=True):
        kind, person, club, by, other_club, first, last = row
        # The last day that is meant, not the one after it.
        yield kind, person, club, by, other_club, first, last, facts.claim_id(claim)


def _is_same(occurrence: _Occurrence, other_club: int, first: int) -> bool:
    """Whether a claim whose first possible day is ``first`` is of an occurrence that began no later."""
    if UNKNOWN in (occurrence.first, first):
        return False
    return first - occurrence.last <= MOST_DAYS and (
        other_club == occurrence.other_club or min(other_club, occurrence.other_club) < 0
    )
