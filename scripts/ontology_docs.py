#!/usr/bin/env python3
"""The ontology as one page of HTML: metadata, diagrams, and every term with definition, alignments and an example.

    python scripts/ontology_docs.py            write docs/ontology.html
    python scripts/ontology_docs.py --check    say whether it is what would be written

Everything on the page comes from ``ontology/``: the Turtle files and the valid examples; a test writes it again and
compares. (pyLODE 3.4, which is meant for this, cannot be imported once it is installed: it looks for a file that its
package leaves out. It also knows neither examples nor alignments from a file of their own.)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Final

import rdflib
from ontology_drawing import Box, hierarchy, overview
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "ontology"
PAGE: Final = ROOT / "docs" / "ontology.html"
ONTOLOGY: Final = rdflib.URIRef("https://w3id.org/player-kg/ns")
NS: Final = "https://w3id.org/player-kg/ns#"
FACTS: Final = (
    ("IRI", None),
    ("Version", OWL.versionInfo),
    ("This version", OWL.versionIRI),
    ("Prior version", OWL.priorVersion),
    ("Created", DCTERMS.created),
    ("Modified", DCTERMS.modified),
    ("Creator", DCTERMS.creator),
    ("Publisher", DCTERMS.publisher),
    ("Licence", DCTERMS.license),
    ("Prefix", VANN.preferredNamespacePrefix),
    ("Namespace", VANN.preferredNamespaceUri),
    ("Cite as", DCTERMS.bibliographicCitation),
    ("See also", RDFS.seeAlso),
)
KINDS: Final = (
    ("Classes", OWL.Class),
    ("Individuals", OWL.NamedIndividual),
    ("Object properties", OWL.ObjectProperty),
    ("Datatype properties", OWL.DatatypeProperty),
)
MAPPINGS: Final = (
    (RDFS.subClassOf, "is a kind of"),
    (RDFS.subPropertyOf, "is a kind of"),
    (SKOS.exactMatch, "the same as"),
    (SKOS.closeMatch, "close to"),
    (SKOS.broadMatch, "narrower than"),
    (SKOS.narrowMatch, "wider than"),
    (SKOS.relatedMatch, "related to"),
)
STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--soft:#5b6675;--line:#d5dbe3;--mark:#0b5c8a;--box:#f3f6f9}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--paper:#14181e;--soft:#a3adba;--line:#39424e;--mark:#7cc4f0;
--box:#1d232b}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:64rem;
padding:1rem}
a{color:var(--mark)}h1,h2,h3{line-height:1.2}section.term{border-top:1px solid var(--line);padding:.5rem 0}
code,pre{font-family:ui-monospace,monospace;font-size:.88em}pre{background:var(--box);padding:.7rem;overflow-x:auto}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
nav li{display:inline-block;margin-right:.8rem}nav ul{padding:0}figure{margin:1rem 0;overflow-x:auto}
figcaption{color:var(--soft)}svg text{font:14px system-ui,sans-serif;fill:var(--ink)}
svg rect{fill:var(--box);stroke:var(--soft)}svg line,svg path{stroke:var(--soft);fill:none}svg .edge{fill:var(--mark);
font-size:12px;paint-order:stroke;stroke:var(--paper);stroke-width:4px}svg .sub{stroke-dasharray:5 4}
svg marker path{fill:var(--soft)}@media(max-width:36rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
"""


class Publication:
    """The ontology with its alignments and examples, ready to be written as a page."""

    def __init__(self, folder: Path) -> None:
        self.terms = rdflib.Graph().parse(folder / "player-kg.ttl")
        self.alignments = rdflib.Graph().parse(folder / "alignments.ttl")
        self.examples = [rdflib.Graph().parse(file) for file in sorted((folder / "examples" / "valid").glob("*.ttl"))]

    def of_kind(self, kind: rdflib.URIRef) -> list[rdflib.URIRef]:
        """Our terms of a kind, by name."""
        ours = self.terms.subjects(RDFS.isDefinedBy, ONTOLOGY)
        return sorted(term for term in ours if isinstance(term, rdflib.URIRef) and (term, RDF.type, kind) in self.terms)

    def label(self, term: rdflib.term.Node) -> str:
        """What a term is called."""
        return str(self.terms.value(term, RDFS.label) or term)

    def named(self, node: rdflib.term.Node) -> list[rdflib.URIRef]:
        """The classes that a domain or range names: one, or the members of a union."""
        members = self.terms.value(node, OWL.unionOf)
        found: Iterable[rdflib.term.Node] = Collection(self.terms, members) if members is not None else (node,)
        return [one for one in found if isinstance(one, rdflib.URIRef)]

    def below(self, cls: rdflib.term.Node) -> list[rdflib.URIRef]:
        """Its direct subclasses, by name."""
        subs = self.terms.subjects(RDFS.subClassOf, cls)
        return sorted(sub for sub in subs if isinstance(sub, rdflib.URIRef))

    def example(self, cls: rdflib.URIRef) -> str:
        """Turtle of a node that is of the class; of an abstract one a node of a subclass, or one that names its own.

        Raises:
            SystemExit: the valid examples have none.
        """
        for graph in self.examples:
            nodes = _ordered(graph.subjects(RDF.type, cls))
            plain = [node for node in nodes if len(list(graph.objects(node, RDF.type))) == 1]
            if found := next(iter(plain or nodes), None):
                return _turtle(graph, found)
        for sub in self.below(cls):
            return self.example(sub)
        for one in _ordered(self.terms.subjects(RDF.type, cls)):
            for graph in self.examples:
                for node in _ordered(graph.subjects(None, one)):
                    return _turtle(graph, node)
        raise SystemExit(f"no valid example has a {cls}: write one in ontology/examples/valid/")


def _turtle(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    told = rdflib.Graph(namespace_manager=graph.namespace_manager)
    for triple in graph.triples((node, None, None)):
        told.add(triple)
    lines = told.serialize(format="turtle").splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("@prefix"))


def _ordered(nodes: Iterable[rdflib.term.Node]) -> list[rdflib.term.Node]:
    return sorted(nodes, key=str)


def _short(node: rdflib.term.Node, graph: rdflib.Graph) -> str:
    if not isinstance(node, rdflib.URIRef):
        return str(node)
    try:
        prefix, _, name = graph.namespace_manager.compute_qname(str(node), generate=False)
    except (KeyError, ValueError):
        return str(node)
    return f"{prefix}:{name}"


def _link(node: rdflib.term.Node, graph: rdflib.Graph) -> str:
    """A node as HTML: our terms link to their place on the page, IRIs to where they lead."""
    if not isinstance(node, rdflib.URIRef):
        return escape(str(node))
    target = "#" + str(node).removeprefix(NS) if str(node).startswith(NS) else str(node)
    return f'<a href="{escape(target)}">{escape(_short(node, graph))}</a>'


def _pairs(pairs: Iterable[tuple[str, list[str]]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{', '.join(values)}</dd>\n" for name, values in pairs if values)
    return f"<dl>\n{rows}</dl>\n"


def _term(page: Publication, term: rdflib.URIRef) -> Iterator[str]:
    name, graph = str(term).removeprefix(NS), page.terms
    yield f'<section class="term" id="{name}"><h3>{escape(page.label(term))} <code>pkg:{name}</code></h3>\n'
    yield f"<p>{escape(str(graph.value(term, SKOS.definition)))}</p>\n"
    if graph.value(term, OWL.deprecated):
        instead = ", ".join(_link(one, graph) for one in graph.objects(term, DCTERMS.isReplacedBy))
        yield f"<p><strong>Deprecated.</strong> Use {instead}.</p>\n"
    if note := graph.value(term, SKOS.scopeNote):
        yield f"<p>{escape(str(note))}</p>\n"
    if example := graph.value(term, SKOS.example):
        yield f"<p><em>Such as:</em> {escape(str(example))}</p>\n"
    types = [one for one in graph.objects(term, RDF.type) if str(one).startswith(NS)]
    parents = _ordered(graph.objects(term, RDFS.subClassOf))
    used_by = [
        prop
        for prop in _ordered(graph.subjects(RDFS.domain, None))
        if any(term in page.named(node) for node in graph.objects(prop, RDFS.domain))
    ]
    yield _pairs(
        (
            ("a", [_link(one, graph) for one in types]),
            ("Subclass of", [_link(one, graph) for one in parents]),
            ("Subclasses", [_link(one, graph) for one in page.below(term)]),
            ("Individuals", [_link(one, graph) for one in _ordered(graph.subjects(RDF.type, term))]),
            ("Properties", [_link(one, graph) for one in used_by]),
            ("Domain", [_link(one, graph) for node in graph.objects(term, RDFS.domain) for one in page.named(node)]),
            ("Range", [_link(one, graph) for node in graph.objects(term, RDFS.range) for one in page.named(node)]),
            *(
                (
                    f"{words[0].upper()}{words[1:]}",
                    [_link(one, page.alignments) for one in _ordered(page.alignments.objects(term, mapping))],
                )
                for mapping, words in MAPPINGS
            ),
        )
    )
    if (term, RDF.type, OWL.Class) in graph:
        yield f"<pre>{escape(page.example(term))}</pre>\n"
    yield "</section>\n"


def _figures(page: Publication) -> Iterator[str]:
    classes = page.of_kind(OWL.Class)
    edges = [
        (str(start).removeprefix(NS), str(prop).removeprefix(NS), str(end).removeprefix(NS))
        for prop in page.of_kind(OWL.ObjectProperty)
        for domain in list(page.terms.objects(prop, RDFS.domain)) or [rdflib.URIRef(NS + "Claim")]
        for start in page.named(domain)
        for node in page.terms.objects(prop, RDFS.range)
        for end in page.named(node)
    ]
    subs = [(str(sub).removeprefix(NS), "Claim") for sub in page.below(rdflib.URIRef(NS + "Claim"))]
    yield f"<figure>{overview(edges, subs)}<figcaption>People, teams, and what is claimed of them (solid: object "
    yield "properties; dashed: subclasses)</figcaption></figure>\n"
    for root in classes:
        if page.below(root) and not list(page.terms.objects(root, RDFS.subClassOf)):
            yield f"<figure>{hierarchy(_tree(page, root))}<figcaption>Kinds of {escape(page.label(root))}"
            yield "</figcaption></figure>\n"


def _tree(page: Publication, root: rdflib.URIRef) -> Box:
    return Box(str(root).removeprefix(NS), tuple(_tree(page, sub) for sub in page.below(root)))


def written(folder: Path = SOURCE) -> str:
    """The page.

    Args:
        folder: the ontology's.
    """
    page = Publication(folder)
    graph = page.terms
    title = escape(str(graph.value(ONTOLOGY, DCTERMS.title)))
    parts = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>',
        title,
        "</title>\n",
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n<style>',
        STYLE,
        "</style></head><body>\n",
        f"<h1>{title}</h1>\n<p>{escape(str(graph.value(ONTOLOGY, DCTERMS.description)))}</p>\n",
        _pairs(
            (name, [_link(one, graph) for one in (_ordered(graph.objects(ONTOLOGY, prop)) if prop else [ONTOLOGY])])
            for name, prop in FACTS
        ),
        "<h2>Changes</h2>\n<ul>\n",
        *(f"<li>{escape(str(note))}</li>\n" for note in reversed(_ordered(graph.objects(ONTOLOGY, SKOS.changeNote)))),
        "</ul>\n<h2>Diagrams</h2>\n",
        *_figures(page),
        "<nav>\n",
    ]
    for heading, kind in KINDS:
        links = "".join(f"<li>{_link(term, graph)}</li>" for term in page.of_kind(kind))
        parts.append(f"<h2>{heading}</h2>\n<ul>{links}</ul>\n")
    parts.append("</nav>\n")
    for heading, kind in KINDS:
        parts.append(f"<h2>{heading} in full</h2>\n")
        for term in page.of_kind(kind):
            parts += _term(page, term)
    return "".join((*parts, "</body></html>\n"))


def main() -> int:
    """Write the page, or see whether it is what would be written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    text = written()
    if parser.parse_args().check:
        return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
