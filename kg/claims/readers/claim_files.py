"""Relationship claims with their sources: the user's own notes as CSV, and any RDF file in the ontology's terms.

The notes have one row a claim: ``kind,person,other,club,since,until,source_url,publisher,published,summary`` and more
(see `kg.claims.readers.claim_tables`, which reads three published shapes besides). People are known by name alone
there, so their ids start with ``name-`` and wait to be matched with people of whom more is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.claims.readers.claim_tables import SHAPES, Shape
from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.rdf_files import RDF_FILES, rdf_claims, rdf_release
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean
from kg.claims.statements import merged_description
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.people import Person, Team
from kg.rdf.iris import release_iri

__all__ = ["ClaimFiles"]


@dataclass(frozen=True, slots=True)
class ClaimFiles:
    """Reader of claims: notes in CSV, or RDF in the ontology's terms."""

    name: str = "claims"
    title: str = "Claims with their sources"
    home: str = ""
    licence: str = "as the pages and files named in it"
    expects: tuple[str, ...] = ("*.csv with kind, person, other, …, source_url", *RDF_FILES)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`. A single RDF file that describes a release of its own is that release."""
        tables, graphs = self._files(paths)
        if not tables and len(graphs) == 1 and not dataset and (stated := rdf_release(graphs[0])):
            return stated
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([*tables, *graphs])
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def ids_are_lasting(self, paths: Sequence[Path]) -> bool:
        """Whether the files name people by IRIs, as stores and their exports do, and not by names as tables do."""
        return not self._files(paths)[0]

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        tables, graphs = self._files(paths)
        described: dict[str, Person | Team] = {}
        claims: dict[str, Claim] = {}
        for source in tables:
            _table(source, _shape(source), described, claims, report)
        for graph in graphs:
            for claim in rdf_claims(graph, report):
                if isinstance(claim.statement, Person | Team):
                    _describe(claim.id, claim.statement, described, graph, report)
                else:
                    claims.setdefault(claim.id, claim)
        for iri, statement in described.items():
            yield Claim(iri, statement)
        yield from claims.values()

    def _files(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input]]:
        tables = matching(paths, "*.csv")
        graphs = matching(paths, *RDF_FILES)
        if not (tables or graphs):
            raise InvalidInput(
                "there is no file of claims in it",
                file=clean(", ".join(map(str, paths))),
                remedy="expected CSV notes (*.csv) or RDF (" + ", ".join(RDF_FILES) + ")",
            )
        return tables, graphs


def _describe(
    iri: str, statement: Person | Team, described: dict[str, Person | Team], source: Input, report: RowReport
) -> None:
    """Put together what several releases in one file tell of one person or team."""
    existing = described.get(iri)
    if existing is not None and isinstance(existing, Person) is not isinstance(statement, Person):
        report.lose(source.name, None, "description", f"{iri} is a person and a team")
        return
    described[iri] = merged_description(existing, statement) if existing is not None else statement


def _shape(source: Input) -> Shape:
    columns = columns_of(source)
    for shape in SHAPES:
        if columns >= shape.told_by:
            return shape
    raise InvalidInput(
        "its columns are those of no table of claims",
        file=source.name,
        line=1,
        remedy="expected at least: " + ", ".join(SHAPES[0].need),
    )


def _table(
    source: Input,
    shape: Shape,
    described: dict[str, Person | Team],
    claims: dict[str, Claim],
    report: RowReport,
) -> None:
    columns = (*shape.need, *shape.also)
    for line, values in rows_of(source, shape.need, shape.also, report=report):
        try:
            claim, people_and_teams = shape.claim(dict(zip(columns, values, strict=True)))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if claim.id in claims:
            report.skip(
                source.name, line, "it repeats an earlier row", kind="a row that repeats an earlier one", harmless=True
            )
            continue
        claims[claim.id] = claim
        for people_and_team in people_and_teams:
            existing = described.setdefault(people_and_team.id, people_and_team)
            if (
                isinstance(existing, Person)
                and isinstance(people_and_team, Person)
                and not existing.birth
                and people_and_team.birth
            ):
                described[people_and_team.id] = replace(existing, birth=people_and_team.birth)
