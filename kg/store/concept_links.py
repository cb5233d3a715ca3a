"""What an exported claim says in words, once more by the ids of concepts: countries, languages and competitions.

A claim keeps the words of its source (``pkg:sportingNationality "Senegal"``), so that nothing is lost on the way back;
beside them an export links it to the concept that a store derives from them (``pkg:citizenOf country:SEN``), and
describes every concept once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from kg.graph.concepts import ConceptBlocks
from kg.rdf.iris import slug
from kg.rdf.vocabulary import KIND, Pkg
from kg.resources import ontology_file

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["VOCABULARY", "ConceptLinks"]

VOCABULARY: Final = KIND
"""The named graph of an export that describes concepts; stores call it so too."""

_LINKS: Final = {
    Pkg.SPORTING_NATIONALITY: (Pkg.HAS_COUNTRY, Pkg.CITIZEN_OF),
    Pkg.CITIZENSHIP: (Pkg.CITIZEN_OF,),
    Pkg.SPEAKS: (Pkg.HAS_LANGUAGE,),
    Pkg.COUNTRY: (Pkg.HAS_COUNTRY,),
    Pkg.OCCASION: (Pkg.HAS_COMPETITION,),
}
"""By property with words: the properties that lead to the concept."""


class ConceptLinks:
    """The links from what is exported to concepts; each concept that was linked is described by `vocabulary`."""

    def __init__(self) -> None:
        self._blocks = ConceptBlocks()
        self._properties = {prop: tuple(map(NamedNode, links)) for prop, links in _LINKS.items()}
        self._concept = cache(self._find)

    def of(self, statement: Quad | Triple) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Property and concept of each link that a statement gives its subject."""
        prop = statement.predicate.value
        links = self._properties.get(prop)
        if links is not None and (concept := self._concept(prop, statement.object.value)) is not None:  # type: ignore[union-attr]  # the object of these is no triple
            for link in links:
                yield link, concept

    def _find(self, prop: str, text: str) -> NamedNode | None:
        if not slug(text):
            return None
        match prop:
            case Pkg.SPEAKS:
                iri = self._blocks.language(text)
            case Pkg.OCCASION:
                iri = self._blocks.competition(text)
            case _:
                iri = self._blocks.country(text)
        return NamedNode(iri) if iri else None

    def vocabulary(self) -> Iterator[Triple]:
        """The ontology's schemes and their concepts, and the concepts linked so far."""
        for quad in pyoxigraph.parse(path=ontology_file("schemes.ttl"), format=RdfFormat.TURTLE):
            yield quad.triple
        text = "".join(self._blocks.joined().values())
        for quad in pyoxigraph.parse(text, RdfFormat.N_TRIPLES):
            yield quad.triple
