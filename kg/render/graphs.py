"""The store as one graph for other programs: GraphML, GEXF, Cytoscape's JSON and tables for Neo4j.

People and teams are nodes; spells, stated relationships and reported events are edges. In GEXF edges have the days from
which to which they held, so that Gephi's timeline plays them. Ties between people who were at one team are not
among them: they follow from the spells, and there are too many of them to write down one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from kg.lazy import lazy
from kg.model.claims import Claim, Event, Relationship, Release, Spell
from kg.model.dates import ImpreciseDate, Period
from kg.model.people import ExternalId, Person, Team
from kg.render.cytoscape import write_cytoscape

if TYPE_CHECKING:
    import networkx
    import networkx as nx
else:
    nx = lazy("networkx")

__all__ = ["FORMATS", "graph_of", "write_graph"]

FORMATS: Final = ("graphml", "gexf", "cytoscape")
"""Formats that `write_graph` knows."""

Attributes: TypeAlias = dict[str, str | int]

# XML 1.0 has no way at all to write these; a name that holds one would make the whole file unreadable.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _scalar(value: Any) -> str | int:
    """A value as an attribute: a number, or text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _NOT_XML.sub("\ufffd", str(value))


def _attributes(**values: Any) -> Attributes:
    """Attributes that say something: no unknown values, no empty texts, no lists."""
    return {name: _scalar(value) for name, value in values.items() if value is not None and value != ""}


def _joined(values: Iterable[str]) -> str:
    return "; ".join(value for value in values if value)


def _ids(ids: Iterable[ExternalId]) -> str:
    return _joined(f"{item.scheme}:{item.value}" for item in ids)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _precision(when: ImpreciseDate | None) -> str:
    return str(when.precision) if when else ""


def _person(person: Person) -> Attributes:
    return _attributes(
        node_type="person",
        label=person.name,
        aliases=_joined(person.aliases),
        birth=str(person.birth) if person.birth else "",
        birth_place=person.birth_place,
        citizenships=_joined(person.citizenships),
        position=person.position,
        languages=_joined(person.languages),
        external_ids=_ids(person.external_ids),
    )


def _team(team: Team) -> Attributes:
    return _attributes(
        node_type="team",
        label=team.name,
        aliases=_joined(team.aliases),
        team_kind=team.kind,
        country=team.country,
        age_group=team.age_group,
        parent=team.parent,
        external_ids=_ids(team.external_ids),
    )


def _dates(period: Period) -> Attributes:
    """``from`` and ``until`` as in the RDF form: first possible day, and day from which it was certainly over."""
    return _attributes(
        valid_from=_day(period.earliest_start),
        valid_from_precision=_precision(period.start),
        valid_until=_day(period.latest_end),
        valid_until_precision=_precision(period.end),
        attested_until=_day(period.attested),
    )


def _spell(spell: Spell) -> Attributes:
    return _dates(spell.period) | _attributes(
        edge_type="spell",
        label=f"{spell.role} ({spell.kind})",
        role=spell.role,
        kind=spell.kind,
        occasion=spell.occasion,
        matches=spell.matches,
        minutes=spell.minutes,
    )


def _relationship(words: Relationship) -> Attributes:
    return _dates(words.period) | _attributes(
        edge_type="relationship", label=words.kind, kind=words.kind, detail=words.detail, strength=words.strength
    )


def _event(event: Event) -> Attributes:
    return _attributes(
        edge_type="event",
        label=event.kind,
        kind=event.kind,
        valid_from=_day(event.when.first if event.when else None),
        valid_from_precision=_precision(event.when),
        contract_until=str(event.until) if event.until else "",
        other_club=event.other_club,
        performed_by=event.by,
        outcome=event.outcome,
    )


@dataclass(slots=True)
class _Gathered:
    """Nodes and edges, whatever the order of the claims."""

    agreed: Callable[[str], Person | Team | None]
    nodes: dict[str, Attributes] = field(default_factory=dict)
    edges: list[tuple[str, str, str, Attributes]] = field(default_factory=list)
    described: set[str] = field(default_factory=set)
    release: str = ""

    def add(self, statement: Release | Claim) -> None:
        if isinstance(statement, Release):
            self.release = statement.dataset
            return
        words = statement.statement
        if isinstance(words, Person | Team):
            described = self.agreed(words.id) or words
            details = _person(described) if isinstance(described, Person) else _team(described)
            # Where nobody says what releases agree on, what the first of them says stays, and the others add to it.
            existing = self.nodes.get(words.id, {})
            self.nodes[words.id] = details | existing if words.id in self.described else details
            self.described.add(words.id)
        elif isinstance(words, Spell):
            self._edge(statement, words.person, words.team, _spell(words), types=("person", "team"))
        elif isinstance(words, Relationship):
            self._edge(statement, words.subject, words.object, _relationship(words), types=("person", "person"))
        elif words.club:
            self._edge(statement, words.person, words.club, _event(words), types=("person", "team"))

    def _edge(self, claim: Claim, source: str, target: str, attributes: Attributes, *, types: tuple[str, str]) -> None:
        for node, kind in zip((source, target), types, strict=True):
            self.nodes.setdefault(node, {"node_type": kind, "label": _scalar(node)})
        said_by = claim.source
        provenance = _attributes(
            source_title=said_by.title if said_by else "",
            source_url=said_by.url if said_by else "",
            published=str(said_by.published) if said_by and said_by.published else "",
            confidence=claim.confidence,
            summary=claim.summary,
            dataset=self.release,
        )
        self.edges.append((source, target, f"{claim.id} {self.release}", attributes | provenance))


def _nobody(_iri: str) -> None:
    return None


def graph_of(
    statements: Iterable[Release | Claim], agreed: Callable[[str], Person | Team | None] = _nobody
) -> networkx.MultiDiGraph:
    """The graph of releases, each followed by its claims.

    Nodes are ids of people and teams; a node that is only spoken of has its id for a label. Edges run from the
    person to the team (for an event to the club that is named first; one without a club is left out), or from the
    subject to the object of a relationship, and have the claim's id as ``claim``.
    Every attribute is a text or a whole number; what is unknown is left out. ``type``, ``start`` and ``end`` have
    meanings of their own in GEXF, so that no attribute has these names.

    Args:
        statements: the releases with their claims.
        agreed: what the releases together say of a person or team, by id; of anybody else the first
            description counts, and others add to it.
    """
    gathered = _Gathered(agreed)
    for statement in statements:
        gathered.add(statement)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((_scalar(node), attributes) for node, attributes in gathered.nodes.items())
    # GEXF wants edge ids that are unique in the file: one claim may stand in two releases.
    graph.add_edges_from(
        (_scalar(source), _scalar(target), key, attributes | {"claim": _scalar(key.partition(" ")[0])})
        for source, target, key, attributes in gathered.edges
    )
    return graph


def write_graph(
    statements: Iterable[Release | Claim],
    *,
    format: str,  # noqa: A002
    output: BinaryIO,
    agreed: Callable[[str], Person | Team | None] = _nobody,
) -> int:
    """Write releases as one graph.

    Args:
        statements: releases, each followed by its claims.
        agreed: see `graph_of`.
        format: one of `FORMATS`.
        output: where to, in bytes.

    Returns:
        How many nodes and edges were written.

    Raises:
        ValueError: there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"{format!r} is no graph format")
    graph = graph_of(statements, agreed)
    if format == "cytoscape":
        write_cytoscape(graph, output)
    elif format == "graphml":
        nx.write_graphml_xml(graph, output, encoding="utf-8", prettyprint=False)
    else:
        _make_dynamic(graph)
        nx.write_gexf(graph, output, encoding="utf-8", prettyprint=False)
    return int(graph.number_of_nodes() + graph.number_of_edges())


def _make_dynamic(graph: networkx.MultiDiGraph) -> None:
    """Give edges the ``start`` and ``end`` of GEXF: the first possible day, and the last day on which it can have held.

    An event lasts a day; what has neither beginning nor end is there all the time.
    """
    for _, _, attributes in graph.edges(data=True):
        start, over = attributes.get("valid_from"), attributes.get("valid_until")
        last = attributes.get("attested_until")
        if over:
            last = (date.fromisoformat(str(over)) - timedelta(days=1)).isoformat()
        if attributes["edge_type"] == "event":
            last = start
        if start:
            attributes["start"] = start
        if last and (not start or str(last) >= str(start)):
            attributes["end"] = last
