"""The whole store in one of RDF's syntaxes, and RDF files as a store in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

from kg.claims.readers.files import Input
from kg.claims.readers.rdf_files import checked_text, notation
from kg.errors import InvalidInput
from kg.model.validation import Violation
from kg.rdf.vocabulary import PREFIXES, QUERY_PREFIXES, Pkg, Terms
from kg.resources import ontology_file
from kg.sparql.database import open_read_only
from kg.store.concept_links import VOCABULARY, ConceptLinks
from kg.store.old_dates import has_old_dates, with_new_dates
from kg.store.validation import violations

__all__ = ["RDF_FORMATS", "dump", "file_violations", "load_files"]

RDF_FORMATS: Final = ("turtle", "trig", "nquads", "jsonld")
"""Syntaxes that `dump` writes. Turtle has no named graphs: it holds the union of the releases."""


_LINES: Final = frozenset({"N_QUADS", "N_TRIPLES"})
_OF_PEOPLE: Final = frozenset(
    {
        Terms.LABEL,
        Terms.ALT_LABEL,
        Terms.SAME_AS,
        Pkg.BIRTH_DATE,
        Pkg.BIRTH_PRECISION,
        Pkg.BIRTH_PLACE,
        Pkg.SPORTING_NATIONALITY,
        Pkg.CITIZENSHIP,
        Pkg.HAS_POSITION,
        Pkg.SPEAKS,
        Pkg.EXTERNAL_ID,
    }
)
"""What describes a person."""

_SUBJECTS: Final = "SELECT DISTINCT ?subject { { ?subject ?p ?o } UNION { GRAPH ?release { ?subject ?p ?o } } }"


def _format(name: str) -> RdfFormat:
    return {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}[name]


class _Counted:
    """Passes things on, dates in the form of today, with links to the concepts that they name, and counts them."""

    def __init__(self, store: Store) -> None:
        self.count = 0
        self._store = store
        self._links = ConceptLinks()
        self._old_dates = has_old_dates(store)

    def _quads_of(self, subject: NamedNode | BlankNode | None, graph: NamedNode | BlankNode | None) -> Iterator[Quad]:
        quads = self._store.quads_for_pattern(subject, None, None, graph)
        return with_new_dates(quads) if self._old_dates else quads

    def quads(self) -> Iterator[Quad]:
        """All quads, graph by graph in the order of their names; last the graph of the concepts."""
        graphs = sorted(self._store.named_graphs(), key=str)
        for graph in graphs:
            subject, linked = None, set[tuple[NamedNode, NamedNode]]()
            for quad in self._quads_of(None, graph):
                self.count += 1
                yield quad
                for link in self._links.of(quad):
                    if quad.subject != subject:
                        subject, linked = quad.subject, set()
                    if link not in linked:
                        linked.add(link)
                        self.count += 1
                        yield Quad(quad.subject, link[0], link[1], graph)
        vocabulary = NamedNode(VOCABULARY)
        for triple in self._links.vocabulary():
            self.count += 1
            yield Quad(triple.subject, triple.predicate, triple.object, vocabulary)

    def triples(self, agreed: Callable[[str], Iterable[Triple]]) -> Iterator[Triple]:
        """The triples of all graphs together, subject by subject; one that two graphs hold comes once.

        What releases say of a person, sometimes differently, gives way to what they agree on.
        """
        # A query names the subjects in the same order as a walk through all quads would, without making those.
        for solution in cast("QuerySolutions", self._store.query(_SUBJECTS)):
            subject = cast("NamedNode | BlankNode", solution[0])
            resolved = dict.fromkeys(agreed(subject.value))
            stated = (quad.triple for quad in self._quads_of(subject, None))
            remaining = (triple for triple in stated if not (resolved and triple.predicate.value in _OF_PEOPLE))
            triples = dict.fromkeys([*remaining, *resolved])
            links = (Triple(subject, *link) for triple in triples for link in self._links.of(triple))
            for triple in dict.fromkeys([*triples, *links]):
                self.count += 1
                yield triple
        for triple in self._links.vocabulary():
            self.count += 1
            yield triple


def _nobody(_iri: str) -> Iterable[Triple]:
    return ()


def dump(
    folder: Path,
    format: str,  # noqa: A002
    output: BinaryIO,
    *,
    agreed: Callable[[str], Iterable[Triple]] = _nobody,
) -> int:
    """Write a finished database.

    Args:
        folder: where the database lies.
        format: one of `RDF_FORMATS`.
        output: where to, in bytes.
        agreed: for Turtle, by IRI, what the releases together say of a person; nothing for anything else. Turtle
            cannot say who states what, and nobody has two birth dates.

    Returns:
        How many triples (Turtle) or quads were written.

    Raises:
        OSError: the database cannot be read, or the output cannot be written.
    """
    counted = _Counted(open_read_only(folder))
    prefixes = {**PREFIXES, **{name: QUERY_PREFIXES[name] for name in ("country", "language", "competition", "event")}}
    if format == "turtle":
        pyoxigraph.serialize(counted.triples(agreed), output, RdfFormat.TURTLE, prefixes=prefixes)
    else:
        pyoxigraph.serialize(counted.quads(), output, _format(format), prefixes=prefixes)
    return counted.count


def load_files(files: Sequence[Path]) -> Store:
    """RDF files as one store in memory; the notation is known by the ending of the name, limits are those of imports.

    N-Quads and N-Triples, which cannot nest, are read line by line, whatever their size.

    Raises:
        InvalidInput: a file cannot be read, has an unknown ending, is not valid, or would grow beyond all bounds.
    """
    store = Store()
    for file in files:
        if file.is_dir():
            raise InvalidInput("this is a folder", file=str(file), remedy="name the files in it")
        before = len(store)
        source = Input(file, file.name.lower().removesuffix(".gz"))
        form, base = notation(source), file.resolve().as_uri()
        syntax = getattr(RdfFormat, form)
        try:
            if form in _LINES:
                with source.open() as lines:
                    store.bulk_load(lines, syntax, base_iri=base)
            else:
                store.bulk_load(checked_text(source)[0].encode(), syntax, base_iri=base)
        except SyntaxError as error:
            raise InvalidInput(
                f"this is not valid RDF: {error}", file=str(file), line=error.lineno, remedy="mend it there"
            ) from error
        except OSError as error:
            raise InvalidInput(error.strerror or str(error), file=str(file)) from error
        except ValueError as error:
            raise InvalidInput(str(error), file=str(file)) from error
        if len(store) == before:
            raise InvalidInput("there is no statement in it", file=str(file), remedy="name a file that has some")
    return store


def file_violations(files: Sequence[Path]) -> list[Violation]:
    """Every breach of the ontology's shapes in RDF files, which needs no store.

    Raises:
        InvalidInput: as for `load_files`.
    """
    return list(violations(load_files(files), shapes=ontology_file("shapes.ttl")))
