"""The ontology as it is published: documented, consistent for two reasoners, and with a rule for what is replaced."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD

from kg.rdf.vocabulary import NAMESPACE, PREFIXES
from kg.resources import ontology_file

ROOT = Path(__file__).parents[2]
IRI = rdflib.URIRef("https://w3id.org/player-kg/ns")
FILES = ("player-kg.ttl", "alignments.ttl", "shapes.ttl")
DEPRECATION = ontology_file("examples/deprecation")
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
BOTH = "@prefix pkg: <https://w3id.org/player-kg/ns#> . <urn:x:one> a pkg:Person, pkg:Team ."


@cache
def everything() -> str:
    """Ontology, alignments and all valid examples, as N-Triples; what would be imported is already there."""
    graph = rdflib.Graph()
    for file in (*map(ontology_file, FILES[:2]), *sorted(ontology_file("examples/valid").glob("*.ttl"))):
        graph.parse(file)
    graph.remove((None, OWL.imports, None))
    return graph.serialize(format="nt")


def with_mistake(mistake: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=everything(), format="nt").parse(data=mistake, format="turtle")


def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_file("player-kg.ttl"))


class Page(HTMLParser):
    """Identifiers, links within the page, pictures, and the example of each section."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.pictures = 0
        self.examples: dict[str, str] = {}
        self._section = self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._tag = tag
        self.pictures += tag == "svg"
        if "id" in told:
            self.ids.add(told["id"])
        if tag == "section":
            self._section = told["id"]
        if told.get("href", "").startswith("#"):
            self.links.add(told["href"][1:])

    def handle_data(self, data: str) -> None:
        if self._tag == "pre":
            self.examples[self._section] = self.examples.get(self._section, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._tag = self._tag if tag == "code" else ""


@cache
def page() -> Page:
    parsed = Page()
    parsed.feed((ROOT / "docs" / "ontology.html").read_text(encoding="utf-8"))
    return parsed


def test_the_page_is_what_the_script_writes() -> None:
    script = ROOT / "scripts" / "ontology_docs.py"
    done = subprocess.run([sys.executable, str(script), "--check"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"run python scripts/ontology_docs.py\n{done.stderr}"


def test_the_page_has_every_term_and_no_link_leads_nowhere() -> None:
    terms = {str(term).removeprefix(NAMESPACE) for term in ontology().subjects(RDFS.isDefinedBy, IRI)}
    assert page().ids - {"arrow"} == terms
    assert page().links <= page().ids
    assert page().pictures >= 3
    drawn = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8").partition("</figure>")[0]
    for prop in ontology().subjects(RDF.type, OWL.ObjectProperty):
        if str(prop).startswith(NAMESPACE):
            assert f">{str(prop).removeprefix(NAMESPACE)}</text>" in drawn


def test_every_class_has_an_example_that_is_turtle_and_of_it() -> None:
    classes = {term for term in ontology().subjects(RDF.type, OWL.Class) if str(term).startswith(NAMESPACE)}
    assert set(page().examples) == {str(term).removeprefix(NAMESPACE) for term in classes}
    prefixes = "\n".join(
        f"@prefix {prefix}: <{iri}> ."
        for prefix, iri in {
            "pkg": NAMESPACE,
            "ex": "https://example.org/",
            "dcterms": str(DCTERMS),
            "rdfs": str(RDFS),
            "skos": str(SKOS),
            "schema": "https://schema.org/",
            "xsd": str(XSD),
            "edtf": PREFIXES["edtf"],
            "prov": "http://www.w3.org/ns/prov#",
            **{
                scheme: f"https://w3id.org/player-kg/{scheme}/"
                for scheme in ("kind", "event", "country", "language", "competition")
            },
        }.items()
    )
    for name, text in page().examples.items():
        graph = rdflib.Graph().parse(data=prefixes + text, format="turtle")
        typed = {str(one).removeprefix(NAMESPACE) for one in graph.objects(None, RDF.type)}
        abstract = name in ("Role", "Position", "Claim")
        assert abstract or name in typed, f"the example of {name} is of {typed}"


@pytest.mark.parametrize("name", FILES)
def test_a_version_names_the_one_before(name: str) -> None:
    graph = rdflib.Graph().parse(ontology_file(name))
    (node,) = graph.subjects(RDF.type, OWL.Ontology)
    version, prior = str(graph.value(node, OWL.versionInfo)), str(graph.value(node, OWL.priorVersion))
    assert prior.startswith(f"{node}/")
    before = prior.removeprefix(f"{node}/")
    assert [int(part) for part in before.split(".")] < [int(part) for part in version.split(".")]
    same = rdflib.Graph().parse(ontology_file(FILES[0]))
    assert version == str(same.value(IRI, OWL.versionInfo)), "the three files have one version"


def test_the_metadata_are_complete() -> None:
    graph = ontology()
    version = str(graph.value(IRI, OWL.versionInfo))
    for prop in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.license,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        OWL.versionIRI,
        OWL.priorVersion,
    ):
        assert len(list(graph.objects(IRI, prop))) == 1, prop
    assert f"version {version}" in str(graph.value(IRI, DCTERMS.bibliographicCitation))
    notes = sorted(str(note) for note in graph.objects(IRI, SKOS.changeNote))
    assert notes[-1].startswith(f"{version}: ")
    assert all(re.match(r"\d+\.\d+\.\d+: .+\.$", note) for note in notes)


def test_nothing_uses_a_term_that_is_not_defined() -> None:
    """Questions, shapes and examples: the codec's own terms are checked in test_ontology.py."""
    defined = {str(term) for term in ontology().subjects(RDFS.isDefinedBy, IRI)}
    texts = [
        *ontology_file("questions").glob("*.rq"),
        *ontology_file("questions").glob("*.trig"),
        *ontology_file("examples/valid").glob("*.ttl"),
        *ontology_file("examples/invalid").glob("*.ttl"),
        ontology_file("shapes.ttl"),
    ]
    for file in texts:
        said = re.sub(r"(?m)^\s*#.*$", "", file.read_text(encoding="utf-8"))
        used = {NAMESPACE + name for name in re.findall(r"(?<![\w-])pkg:([A-Za-z]\w*)", said)}
        assert used <= defined, f"{file.name} uses {sorted(used - defined)}"


@pytest.fixture
def datatypes_as_before() -> Iterator[None]:
    """rdflib's own reading of literals afterwards: the reasoner puts a stricter one in its place, for good."""
    yield
    rdflib.term._reset_bindings()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("datatypes_as_before")
def test_an_owl_rl_reasoner_finds_no_contradiction() -> None:
    def errors(mistake: str) -> list[str]:
        graph = with_mistake(mistake)
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        return [str(graph.value(node, None)) for node in graph.subjects(RDF.type, ERROR)]

    assert errors("") == []
    assert errors(BOTH) != [], "it would not have noticed"


@pytest.fixture
def hermit() -> list[str]:
    """The command that runs HermiT, which comes inside the package owlready2."""
    found = importlib.util.find_spec("owlready2")
    java = shutil.which("java")
    if found is None or found.origin is None or java is None:
        pytest.skip("no DL reasoner: HermiT wants the package owlready2 and Java")
    jar = Path(found.origin).parent / "hermit" / "HermiT.jar"
    # A date is no datatype of OWL 2.
    return [java, "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine", "--ignoreUnsupportedDatatypes"]


def test_a_dl_reasoner_finds_it_consistent_and_every_class_possible(hermit: list[str], tmp_path: Path) -> None:
    def said(mistake: str) -> tuple[str, list[str]]:
        file = tmp_path / "all.rdf"
        with_mistake(mistake).serialize(file, format="xml")
        done = subprocess.run(
            [*hermit, "-k", "-U", file.as_uri()], check=False, capture_output=True, text=True, timeout=120
        )
        first, _, rest = done.stdout.partition("\n")
        return first + done.stderr, rest.split()[4:]

    verdict, impossible = said("")
    assert verdict.endswith("Thing is satisfiable.")
    assert impossible == ["owl:Nothing"]
    assert not said(BOTH)[0].endswith("Thing is satisfiable.")
    of_both = "@prefix pkg: <https://w3id.org/player-kg/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    assert (
        len(
            said(of_both + "pkg:Odd a <http://www.w3.org/2002/07/owl#Class> ; rdfs:subClassOf pkg:Person, pkg:Team .")[
                1
            ]
        )
        == 2
    )


def broken_rules(graph: rdflib.Graph, defined: set[str]) -> list[str]:
    """What is amiss with deprecated terms: each names what replaces it, the version, and the update for data."""
    amiss = []
    for term in graph.subjects(OWL.deprecated, rdflib.Literal(True)):
        standing = {str(one) for one in graph.objects(term, DCTERMS.isReplacedBy)} & defined
        if not standing - {str(one) for one in graph.subjects(OWL.deprecated, rdflib.Literal(True))}:
            amiss.append(f"{term} is replaced by nothing that stands")
        (note,) = list(graph.objects(term, SKOS.changeNote)) or [rdflib.Literal("")]
        told = re.match(r"Deprecated in \d+\.\d+\.\d+: .* (\S+\.ru) ", str(note))
        if told is None or not ontology_file(told[1]).is_file():
            amiss.append(f"{term} does not say since when, why, and which update migrates data")
    return amiss


def test_deprecated_terms_follow_the_rule() -> None:
    graph = ontology()
    defined = {str(term) for term in graph.subjects(RDFS.isDefinedBy, IRI)}
    used = {str(term) for term in graph.subjects(RDF.type, OWL.AnnotationProperty)}  # such as dcterms:issued
    assert broken_rules(graph, defined | used) == []
    example = rdflib.Graph().parse(DEPRECATION / "term.ttl")
    assert broken_rules(example, defined) == []
    for prop in (DCTERMS.isReplacedBy, SKOS.changeNote):
        damaged = rdflib.Graph().parse(DEPRECATION / "term.ttl")
        damaged.remove((None, prop, None))
        assert len(broken_rules(damaged, defined)) == 1


@pytest.mark.parametrize("release", [None, "urn:x:release"])
def test_the_worked_example_migrates_data(release: str | None) -> None:
    graph = ox.NamedNode(release) if release else ox.DefaultGraph()
    before, after = ox.Store(), ox.Store()
    before.load(path=DEPRECATION / "before.ttl", to_graph=graph)
    after.load(path=DEPRECATION / "after.ttl", to_graph=graph)
    assert set(before) != set(after)
    update = (DEPRECATION / "migrate.ru").read_text(encoding="utf-8")
    before.update(update)
    assert set(before) == set(after)
    before.update(update)  # a second time changes nothing
    assert set(before) == set(after)
