"""The shapes of `ontology/shapes.ttl` on a whole store: each SHACL constraint becomes one SPARQL query.

pySHACL walks a graph node by node in Python, which takes many minutes on a million triples. The constraints that the
shapes use are plain enough to be asked as queries that Oxigraph answers by scanning one property. Queries look for the
*breach* first and only then ask whether the node is a target, so that sound data cost one pass and no join; and they
judge each value once, of which there are far fewer than claims.

Oxigraph looks up a pattern within ``FILTER NOT EXISTS`` or beside another pattern row by row, but joins subqueries, and
takes away the rows of a ``MINUS``, by a hash table: several times as fast where most rows match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import InvalidInput
from kg.model.validation import Violation
from kg.rdf.vocabulary import PREFIXES, Terms

__all__ = ["queries", "violations"]

_SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
# What the translation understands beside the constraints themselves.
_DESCRIBING: Final = {"path", "message", "property", "targetClass", "targetSubjectsOf", "declare"}
_CAST: Final = {_XSD + name for name in ("date", "gYear", "gYearMonth", "integer")}
_Term = NamedNode | BlankNode | Literal
_ABOUT_VALUES: Final = re.compile(r"\s*\$this (\S+) \?value \.\s+((?:BIND|FILTER)\(.*)", re.DOTALL)
"""The path to values, and what is asked of each of them."""


@dataclass(frozen=True, slots=True)
class _Check:
    """One query, and what to say of each of its rows. Its columns are ``?focus``, ``?value`` and ``?graph``."""

    shape: str
    path: str
    message: str
    query: str


class _Shapes:
    """The shapes graph, read once."""

    def __init__(self, path: Path) -> None:
        self._objects: dict[_Term, dict[str, list[_Term]]] = {}
        try:
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                if isinstance(quad.subject, (NamedNode, BlankNode)) and not _is_triple(quad):
                    objects = self._objects.setdefault(quad.subject, {})
                    objects.setdefault(quad.predicate.value, []).append(quad.object)
        except (OSError, SyntaxError) as error:
            raise InvalidInput(f"the shapes cannot be read: {error}", file=str(path)) from error

    def get(self, node: _Term, local: str) -> list[_Term]:
        return self._objects.get(node, {}).get(_SH + local, [])

    def one(self, node: _Term, local: str) -> str:
        objects = self.get(node, local)
        return objects[0].value if objects else ""

    def items(self, head: _Term) -> Iterator[_Term]:
        """The members of an RDF list."""
        while isinstance(head, BlankNode):
            cell = self._objects[head]
            yield cell[_RDF + "first"][0]
            head = cell[_RDF + "rest"][0]

    def nodes(self) -> list[_Term]:
        """Every node shape, in the order of the file."""
        shape = NamedNode(_SH + "NodeShape")
        return [node for node, objects in self._objects.items() if shape in objects.get(Terms.TYPE, ())]

    def constraints(self, node: _Term) -> Iterator[tuple[str, _Term]]:
        for prop, values in self._objects.get(node, {}).items():
            if prop.startswith(_SH) and (local := prop.removeprefix(_SH)) not in _DESCRIBING:
                for value in values:
                    yield local, value


def _is_triple(quad: Quad) -> bool:
    return not isinstance(quad.object, (NamedNode, BlankNode, Literal))


def _iris(terms: Sequence[_Term]) -> str:
    return " ".join(str(term) for term in terms)


def _of_datatype(datatype: _Term, variable: str) -> str:
    # The cast fails on a day that no calendar has, such as "2024-02-30"^^xsd:date.
    cast = f" && isLiteral({datatype}({variable}))" if datatype.value in _CAST else ""
    return f"datatype({variable}) = {datatype}{cast}"


class _Translation:
    """From constraints to queries, for data in named graphs or in the default graph."""

    def __init__(self, shapes: _Shapes, *, named: bool) -> None:
        self.shapes = shapes
        self.named = named

    def scope(self, pattern: str) -> str:
        return f"GRAPH ?graph {{ {pattern} }}" if self.named else f"{{ {pattern} }}"

    def select(self, where: str) -> str:
        return f"SELECT DISTINCT {'?graph ' if self.named else ''}?focus ?value WHERE {{ {where} }}"

    def target(self, node: _Term) -> str:
        """A pattern that holds of ``?focus`` if the shape ``node`` is about it."""
        classes = self.shapes.get(node, "targetClass")
        if len(classes) == 1:
            return f"?focus a {classes[0]}"
        if classes:
            return f"VALUES ?class {{ {_iris(classes)} }} ?focus a ?class"
        subjects = self.shapes.get(node, "targetSubjectsOf")
        if len(subjects) == 1:
            return f"?focus {subjects[0]} ?any"
        return f"VALUES ?mark {{ {_iris(subjects)} }} ?focus ?mark ?any"

    def without_instances(self, variable: str, classes: Sequence[_Term]) -> str:
        """Takes away the rows whose value is of one of the classes in any graph."""
        instance = f"VALUES ?type {{ {_iris(classes)} }} {variable} a ?type"
        return (
            f"MINUS {{ SELECT {variable} WHERE {{ {{ GRAPH ?anywhere {{ {instance} }} }} UNION {{ {instance} }} }} }}"
        )

    def subquery(self, variables: str, pattern: str) -> str:
        return f"{{ SELECT DISTINCT {'?graph ' if self.named else ''}{variables} WHERE {{ {self.scope(pattern)} }} }}"

    def values(self, path: str, condition: str) -> str:
        """A pattern of the nodes ``?focus`` with a value at ``path`` of which ``condition`` holds: it is asked once."""
        every = f"{{ SELECT DISTINCT ?value WHERE {{ {self.scope(f'?anyone {path} ?value')} }} }}"
        return f"{{ SELECT ?value WHERE {{ {every} {condition} }} }} {self.scope(f'?focus {path} ?value')}"

    def among_targets(self, node: _Term, pattern: str) -> str:
        """Whether the node is a target is asked last, of the few rows that break the constraint."""
        return self.select(f"{pattern} FILTER EXISTS {{ {self.scope(self.target(node))} }}")

    def on_node(self, node: _Term, local: str, value: _Term) -> str:
        target = self.target(node)
        if local == "nodeKind":
            return self.select(f"{self.scope(target)} FILTER({self.broken(local, value, '?focus')})")
        if local in {"class", "or"}:
            return self.select(f"{self.scope(target)} {self.without_instances('?focus', self.classes(local, value))}")
        if local == "sparql":
            text = self.shapes.one(value, "select")
            body = text[text.index("{") + 1 : text.rindex("}")]
            if (found := _ABOUT_VALUES.fullmatch(body)) and "$this" not in found[2]:
                return self.among_targets(node, self.values(found[1], found[2]))
            return self.select(self.scope(f"{target} . {body.replace('$this', '?focus')}"))
        raise InvalidInput(f"sh:{local} on a node shape is not translated", remedy="see kg.store.validation")

    def on_property(self, node: _Term, prop: _Term, local: str, value: _Term) -> str:
        path, target = self.shapes.get(prop, "path")[0], self.target(node)
        if local == "minCount":
            return self.select(f"{self.scope(target)} MINUS {self.subquery('?focus', f'?focus {path} ?some')}")
        if local == "class" or (local == "or" and not self.datatypes(value)):
            pairs = f"{self.subquery('?focus', target)} {self.subquery('?focus ?value', f'?focus {path} ?value')}"
            return self.select(f"{pairs} {self.without_instances('?value', self.classes(local, value))}")
        return self.among_targets(node, self.breach(path, local, value))

    def breach(self, path: _Term, local: str, value: _Term) -> str:
        """A pattern of the nodes ``?focus`` whose values at ``path`` break the constraint, targets or not."""
        if local == "maxCount" and value.value == "0":
            return self.scope(f"?focus {path} ?some")
        if local == "maxCount":
            # Counting is three times as fast as joining the property with itself.
            by = "?graph ?focus" if self.named else "?focus"
            many = f"SELECT {by} WHERE {{ {self.scope(f'?focus {path} ?some')} }} GROUP BY {by} HAVING(COUNT(*) > 1)"
            return f"{{ {many} }}"
        if local == "disjoint":
            return self.scope(f"?focus {path} ?value ; {value} ?value")
        if local in {"lessThan", "lessThanOrEquals"}:
            # What cannot be compared is a breach too.
            sign = "<" if local == "lessThan" else "<="
            pairs = f"?focus {path} ?value ; {value} ?other FILTER(!COALESCE(?value {sign} ?other, false))"
            return self.scope(pairs)
        return self.values(str(path), f"FILTER({self.broken(local, value, '?value')})")

    def classes(self, local: str, value: _Term) -> list[_Term]:
        if local == "class":
            return [value]
        return [self.shapes.get(choice, "class")[0] for choice in self.shapes.items(value)]

    def datatypes(self, value: _Term) -> list[_Term]:
        """The datatypes of a choice between such; none of a choice between classes."""
        return [datatype for choice in self.shapes.items(value) for datatype in self.shapes.get(choice, "datatype")]

    def broken(self, local: str, value: _Term, variable: str) -> str:
        """An expression that is true where ``variable`` breaks the constraint, and never an error."""
        match local:
            case "datatype":
                sound = _of_datatype(value, variable)
            case "or":
                # What is in error and not sound in one way may be sound in another.
                sound = " || ".join(f"({_of_datatype(datatype, variable)})" for datatype in self.datatypes(value))
            case "nodeKind":
                kinds = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}
                sound = f"{kinds[value.value.removeprefix(_SH)]}({variable})"
            case "in":
                sound = " || ".join(f"sameTerm({variable}, {item})" for item in self.shapes.items(value))
            case "pattern":
                sound = f"REGEX(STR({variable}), {value})"
            case "minInclusive":
                sound = f"{variable} >= {value}"
            case "maxInclusive":
                sound = f"{variable} <= {value}"
            case _:
                raise InvalidInput(f"sh:{local} is not translated", remedy="see kg.store.validation")
        return f"!COALESCE({sound}, false)"

    def checks(self) -> Iterator[_Check]:
        for node in self.shapes.nodes():
            message = self.shapes.one(node, "message")
            for local, value in self.shapes.constraints(node):
                own = self.shapes.one(value, "message") if local == "sparql" else message
                yield _Check(node.value, "", own, self.on_node(node, local, value))
            for prop in self.shapes.get(node, "property"):
                path, message = self.shapes.one(prop, "path"), self.shapes.one(prop, "message")
                for local, value in self.shapes.constraints(prop):
                    yield _Check(prop.value, path, message, self.on_property(node, prop, local, value))


def queries(shapes: Path, *, named: bool = True) -> list[tuple[str, str]]:
    """The IRI of each shape with the query that finds its breaches, in named graphs or in the default graph.

    Raises:
        InvalidInput: the file cannot be read, or uses a part of SHACL that is not translated.
    """
    return [(check.shape, check.query) for check in _Translation(_Shapes(shapes), named=named).checks()]


def _text(term: object) -> str:
    return str(term) if isinstance(term, BlankNode) else str(getattr(term, "value", ""))


def violations(store: Store, *, shapes: Path) -> Iterator[Violation]:
    """Every breach of the shapes in a store, in its named graphs and in its default graph.

    Args:
        store: what to look at; it is only read.
        shapes: the Turtle file of the shapes.

    Raises:
        InvalidInput: the shapes cannot be read, or use a part of SHACL that is not translated.
    """
    parsed = _Shapes(shapes)
    bare = next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None
    for named in (True, False) if bare else (True,):
        seen: set[Violation] = set()
        for check in _Translation(parsed, named=named).checks():
            for row in store.query(check.query, prefixes=dict(PREFIXES)):  # type: ignore[union-attr]  # a SELECT
                violation = Violation(
                    focus=_text(row["focus"]),
                    path=check.path,
                    message=check.message,
                    value=_text(row["value"]),
                    graph=_text(row["graph"]) if named else "",
                    shape=check.shape,
                )
                if violation not in seen:
                    seen.add(violation)
                    yield violation
