"""What queries are written in, as text for an assistant: prefixes, classes, properties and three example queries."""

from __future__ import annotations

from typing import Final

import pyoxigraph

from kg.rdf.vocabulary import NAMESPACE, PREFIXES, QUERY_PREFIXES, Terms
from kg.resources import ontology_file

__all__ = ["vocabulary"]

_EXAMPLES: Final = ("team-mates-now-at", "moved-most-by-a-voice", "players-by-nationality")
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_SECTIONS: Final = {
    "Classes": ("Class",),
    "Properties": ("ObjectProperty", "DatatypeProperty"),
    "Individuals": ("NamedIndividual",),
}


def _definitions() -> dict[str, dict[str, str]]:
    """The ontology's own terms with their definitions, by type in OWL."""
    sorts = {sort for several in _SECTIONS.values() for sort in several}
    types: dict[str, str] = {}
    told: dict[str, str] = {}
    for quad in pyoxigraph.parse(path=ontology_file("player-kg.ttl"), format=pyoxigraph.RdfFormat.TURTLE):
        term, value = quad.subject, quad.object
        if not isinstance(term, pyoxigraph.NamedNode) or not term.value.startswith(NAMESPACE):
            continue
        name = term.value.removeprefix(NAMESPACE)
        if quad.predicate.value == Terms.TYPE and isinstance(value, pyoxigraph.NamedNode):
            if (sort := value.value.removeprefix(_OWL)) in sorts:
                types[name] = sort
        elif quad.predicate.value == PREFIXES["skos"] + "definition" and isinstance(value, pyoxigraph.Literal):
            told[name] = value.value
    found: dict[str, dict[str, str]] = {}
    for name, sort in types.items():
        found.setdefault(sort, {})[name] = told[name]
    return found


def vocabulary() -> str:
    """The text, in Markdown."""
    lines = ["# Prefixes", "", "Queries need not declare them.", ""]
    lines += [f"* `{prefix}:` <{iri}>" for prefix, iri in QUERY_PREFIXES.items()]
    definitions = _definitions()
    for title, sorts in _SECTIONS.items():
        lines += ["", f"# {title}", ""]
        lines += [f"* `:{name}` {text}" for sort in sorts for name, text in definitions[sort].items()]
    lines += ["", "# Examples"]
    for name in _EXAMPLES:
        query = ontology_file(f"questions/ordinary/{name}.rq").read_text(encoding="utf-8")
        lines += ["", "```sparql", query.rstrip(), "```"]
    return "\n".join(lines) + "\n"
