"""Quads in, releases and claims out: the half of `kg.rdf.codec` that reads.

It takes what `kg.rdf.codec.encode` wrote, in any order, and RDF that people wrote by hand in the same terms: nodes
may be blank, the more general type may be missing, and countries, languages and competitions may be named by the
IRIs of concepts alone. Inexact dates may also stand in the old form, as any day within them with a property beside it
that says how exact it is. What it cannot take it refuses with the node
and the property, or reports to ``on_problem`` and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.claims import (
    Claim,
    Confidence,
    Event,
    Modality,
    Passage,
    Relationship,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
)
from kg.model.people import ExternalId, Person, Position, Team, TeamKind
from kg.rdf.iris import claim_iri, is_iri, source_iri
from kg.rdf.kinds import (
    EVENT_CLASSES,
    POSITIONS,
    RELATIONSHIP_CLASSES,
    ROLES,
    SPELL_CLASSES,
    TEAM_CLASSES,
    inverse,
)
from kg.rdf.licences import licence_name
from kg.rdf.nodes import Node, Properties
from kg.rdf.vocabulary import WIKIDATA_ENTITY, Pkg, Skos, Terms

if TYPE_CHECKING:
    import pyoxigraph
    from pyoxigraph import Quad
else:
    pyoxigraph = lazy("pyoxigraph")

__all__ = ["Problem", "concept_names", "decode"]

Problem: TypeAlias = Callable[[InvalidInput], None]
Labels: TypeAlias = Mapping[str, str]
_Graph: TypeAlias = dict[str, Properties]

_BLANK: Final = "_:"
_TEAM_KINDS: Final = inverse(TEAM_CLASSES)
_SPELL_KINDS: Final = inverse(SPELL_CLASSES)
_RELATIONSHIP_KINDS: Final = inverse(RELATIONSHIP_CLASSES)
_EVENT_KINDS: Final = inverse(EVENT_CLASSES)
_ROLES: Final = inverse(ROLES)
_POSITIONS: Final[Mapping[str, Position | None]] = {iri: position for position, iri in POSITIONS.items()}
_SPELL_TYPES: Final = frozenset({Pkg.SPELL, *_SPELL_KINDS})
_RELATIONSHIP_TYPES: Final = frozenset({Pkg.RELATIONSHIP, *_RELATIONSHIP_KINDS})
_EVENT_TYPES: Final = frozenset({Pkg.EVENT, *_EVENT_KINDS})
_TEAM_TYPES: Final = frozenset({Pkg.TEAM, *_TEAM_KINDS})
_CONFIDENCES: Final = {str(confidence): confidence for confidence in Confidence}
_MODALITIES: Final[Mapping[str, Modality | None]] = {str(modality): modality for modality in Modality}


def _ids(node: Node) -> tuple[ExternalId, ...]:
    ids = [
        ExternalId("wikidata", same.removeprefix(WIKIDATA_ENTITY))
        for same in node.all(Terms.SAME_AS)
        if same.startswith(WIKIDATA_ENTITY)
    ]
    for text in node.all(Pkg.EXTERNAL_ID):
        scheme, colon, value = text.partition(":")
        if not colon or not scheme:
            raise node.refuse(f"pkg:externalId is {text!r}", "write scheme:value, such as transfermarkt:581678")
        ids.append(ExternalId(scheme, value))
    return tuple(ids)


def _concepts(node: Node, prop: str, labels: Labels) -> tuple[str, ...]:
    """The names of the concepts that the property leads to; one without a known name says nothing."""
    return tuple(labels[iri] for iri in node.all(prop) if iri in labels)


def _concept(node: Node, prop: str, labels: Labels) -> str:
    return labels.get(node.one(prop), "")


def _citizenships(node: Node, labels: Labels) -> tuple[str, ...]:
    """Countries in the words of the source; of a property without words, the names of its concepts."""
    word = node.one(Pkg.SPORTING_NATIONALITY)
    linked = _concepts(node, Pkg.HAS_COUNTRY, labels)
    first = (word,) if word else linked
    others = node.all(Pkg.CITIZENSHIP)
    if not others:  # the country played for is among them in exports
        others = tuple(name for name in _concepts(node, Pkg.CITIZEN_OF, labels) if name not in (*first, *linked))
    return first + others


def _person(node: Node, labels: Labels) -> Person:
    return Person(
        node.name,
        node.one(Terms.LABEL),
        node.all(Terms.ALT_LABEL),
        node.when(Pkg.BIRTH_DATE),
        node.one(Pkg.BIRTH_PLACE),
        _citizenships(node, labels),
        node.word(Pkg.HAS_POSITION, _POSITIONS, None),
        node.all(Pkg.SPEAKS) or _concepts(node, Pkg.HAS_LANGUAGE, labels),
        _ids(node),
    )


def _team(node: Node, labels: Labels) -> Team:
    return Team(
        node.name,
        node.one(Terms.LABEL),
        node.kind(_TEAM_KINDS) or TeamKind.CLUB,
        node.all(Terms.ALT_LABEL),
        node.one(Pkg.COUNTRY) or _concept(node, Pkg.HAS_COUNTRY, labels),
        node.number(Pkg.AGE_GROUP),
        node.ref(Pkg.HAS_FIRST_TEAM),
        _ids(node),
    )


def _spell(node: Node, labels: Labels) -> Spell:
    return Spell(
        node.ref(Pkg.HAS_PERSON, needed=True),
        node.ref(Pkg.HAS_TEAM, needed=True),
        node.period(),
        node.word(Pkg.HAS_ROLE, _ROLES, Role.PLAYER),
        node.kind(_SPELL_KINDS) or SpellKind.UNSTATED,
        node.one(Pkg.OCCASION) or _concept(node, Pkg.HAS_COMPETITION, labels),
        node.number(Pkg.MATCHES),
        node.number(Pkg.MINUTES),
    )


def _relationship(node: Node) -> Relationship:
    kind = node.kind(_RELATIONSHIP_KINDS)
    if kind is None:
        raise node.refuse("it does not say which relationship it is", "add a type such as pkg:Friendship")
    return Relationship(
        kind,
        node.ref(Pkg.HAS_SUBJECT, needed=True),
        node.ref(Pkg.HAS_OBJECT, needed=True),
        node.period(),
        node.one(Pkg.DETAIL),
        node.one(Pkg.STRENGTH),
    )


def _event(node: Node) -> Event:
    kind = node.kind(_EVENT_KINDS)
    if kind is None:
        raise node.refuse("it does not say what happened", "add a type such as pkg:Offer")
    return Event(
        kind,
        node.ref(Pkg.HAS_PERSON, needed=True),
        node.ref(Pkg.HAS_CLUB),
        node.ref(Pkg.HAS_OTHER_CLUB),
        node.ref(Pkg.PERFORMED_BY),
        node.when(Pkg.WHEN),
        node.when(Pkg.UNTIL),
        node.one(Pkg.OUTCOME),
    )


def _release(node: Node) -> Release:
    return Release(
        node.name,
        node.one(Pkg.DATASET),
        node.one(Terms.TITLE),
        node.one(Pkg.VERSION),
        node.one(Terms.SOURCE),
        node.one(Terms.RIGHTS) or licence_name(node.one(Terms.LICENSE)),
        node.one(Terms.PUBLISHER),
        node.when(Terms.ISSUED),
        node.day(Pkg.RETRIEVED),
    )


def _source(node: Node) -> Source:
    title, url = node.one(Terms.TITLE), node.one(Terms.URL)
    iri = source_iri(url or title) if node.name.startswith(_BLANK) else node.name
    return Source(iri, title, url, node.one(Terms.PUBLISHER), node.when(Terms.ISSUED))


def _statement(node: Node, labels: Labels) -> Statement | None:
    types = node.properties.get(Terms.TYPE, ())
    blank = node.name.startswith(_BLANK)
    for cls in types:
        if cls in _SPELL_TYPES:
            return _spell(node, labels)
        if cls in _RELATIONSHIP_TYPES:
            return _relationship(node)
        if cls in _EVENT_TYPES:
            return _event(node)
        if cls == Pkg.PERSON or cls in _TEAM_TYPES:
            if blank:
                raise node.refuse("a person or team has no IRI", "name it, so that claims can speak of it")
            node.lenient = True  # sources differ about people and teams; the shapes report it
            return _person(node, labels) if cls == Pkg.PERSON else _team(node, labels)
    return None


def _claim(node: Node, statement: Statement, sources: Mapping[str, Source]) -> Claim:
    source = node.one(Pkg.SOURCE)
    if source and source not in sources:
        raise node.refuse(f"its source {source} is not described in the same graph", "add its title and schema:url")
    iri = node.name
    if iri.startswith(_BLANK):
        # The same words make the same claim, whatever blank labels this reading gave it and its source.
        words = {**node.properties, Pkg.SOURCE: [sources[source].id if source else ""]}
        iri = claim_iri(*(f"{prop} {value}" for prop in sorted(words) for value in sorted(words[prop])))
    elif not is_iri(iri):
        raise node.refuse("its name is no IRI that can be written", "name it by an http(s) address")
    return Claim(
        iri,
        statement,
        sources[source] if source else None,
        node.day(Pkg.RETRIEVED),
        node.word(Pkg.CONFIDENCE, _CONFIDENCES, Confidence.HIGH),
        node.one(Pkg.SUMMARY),
        node.word(Pkg.MODALITY, _MODALITIES, None),
        node.one(Pkg.ORIGIN),
        _passage(node),
    )


def _passage(node: Node) -> Passage | None:
    start, end = node.number(Pkg.PASSAGE_START), node.number(Pkg.PASSAGE_END)
    if start is None or end is None:
        return None
    return Passage(start, end, node.one(Pkg.PASSAGE_DIGEST), node.one(Pkg.QUOTE))


def _raise(problem: InvalidInput) -> None:
    raise problem


def _grouped(quads: Iterable[Quad]) -> dict[str, _Graph]:
    graphs: dict[str, _Graph] = {}
    names: dict[str, str] = {}  # one string for each property name, however often it comes
    # Looked up once, not for every quad.
    triple, unnamed, blank = pyoxigraph.Triple, pyoxigraph.DefaultGraph, pyoxigraph.BlankNode
    for quad in quads:
        subject, predicate, obj, graph = quad
        if type(obj) is triple or type(subject) is triple:
            continue
        graph_name = "" if type(graph) is unnamed else graph.value
        name = _BLANK + subject.value if type(subject) is blank else subject.value
        value = _BLANK + obj.value if type(obj) is blank else obj.value
        prop = predicate.value
        nodes = graphs.get(graph_name)
        if nodes is None:
            nodes = graphs[graph_name] = {}
        node = nodes.get(name)
        if node is None:
            node = nodes[name] = {}
        values = node.get(prop)
        if values is None:
            node[names.setdefault(prop, prop)] = [value]
        else:
            values.append(value)
    return graphs


def concept_names(quads: Iterable[Quad]) -> dict[str, str]:
    """The names of all concepts that quads describe, by their IRIs."""
    return dict(_labels(_grouped(quads)))


def _labels(graphs: Mapping[str, _Graph]) -> Iterator[tuple[str, str]]:
    """The names of all concepts described."""
    for nodes in graphs.values():
        for name, properties in nodes.items():
            if label := properties.get(Skos.PREF_LABEL):
                yield name, min(label)


def decode(
    quads: Iterable[Quad], *, on_problem: Problem = _raise, labels: Labels = MappingProxyType({})
) -> Iterator[Release | Claim]:
    """Releases, each followed by its claims; claims whose graph describes no release come first of all.

    Aliases, languages, identifiers and citizenships after the first come back sorted, as RDF keeps no order.

    Args:
        quads: quads in any order, of any number of graphs; all are held in memory while grouping. Nodes of types
            that the ontology does not know, and properties that it does not know, are passed over.
        on_problem: called with each node that cannot be taken; decoding goes on without it. By default raises.
        labels: names of concepts by their IRIs, beside those that the quads tell.

    Raises:
        InvalidInput: a node says something that no claim can say.
    """
    graphs = _grouped(quads)
    named = {**labels, **dict(_labels(graphs))}

    def released(name: str) -> bool:
        return Pkg.RELEASE in graphs[name].get(name, {}).get(Terms.TYPE, ())

    for graph_name in sorted(graphs, key=lambda name: (released(name), name)):
        nodes = graphs[graph_name]
        if released(graph_name):
            yield _release(Node(graph_name, nodes[graph_name], lenient=True))
        sources: dict[str, Source] = {}
        for name, properties in nodes.items():
            if Pkg.SOURCE_CLASS in properties.get(Terms.TYPE, ()):
                try:
                    sources[name] = _source(Node(name, properties, lenient=True))
                except InvalidInput as problem:
                    on_problem(problem)
        for name, properties in nodes.items():
            node = Node(name, properties)
            try:
                statement = _statement(node, named)
                claim = _claim(node, statement, sources) if statement is not None else None
            except InvalidInput as problem:
                on_problem(problem)
                continue
            if claim is not None:
                yield claim
        graphs[graph_name] = {}
