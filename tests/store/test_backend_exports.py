"""Exports: read back, and never half-written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest

from kg.answers.exports import EXPORT_FORMATS, export
from kg.errors import InvalidInput, KgError, UsageProblem
from kg.rdf.vocabulary import KIND, Pkg
from kg.store.backend import Backend, open_store
from tests.store.worlds import lines, starter_file, world

# The second describes people of the first once more, under the same IRIs.
WORLDS = (world("alpha"), world("beta", people=5))


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    folder = tmp_path_factory.mktemp("exports")
    with open_store(folder / "store", starter=starter_file(folder / "starter.trig.gz", *WORLDS)) as backend:
        again = world("alpha")
        backend.put_release(world("again").release, [*again.claims, *world("again", people=2).claims])
        yield backend


def quads(backend: Backend) -> set[str]:
    again = world("again", people=2)
    mixed = type(again)(again.release, (*world("alpha").claims, *again.claims))
    return {line.removesuffix(" .\n") for line in lines(*WORLDS, mixed)}


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_quads_come_back_as_they_were(backend: Backend, tmp_path: Path, form: str) -> None:
    report = export(backend, form, tmp_path / "out")
    formats = pyoxigraph.RdfFormat
    syntax = {"trig": formats.TRIG, "nquads": formats.N_QUADS, "jsonld": formats.JSON_LD}[form]
    read = list(pyoxigraph.parse(path=tmp_path / "out", format=syntax))
    added = {str(quad) for quad in read} - quads(backend)
    assert quads(backend) <= {str(quad) for quad in read}
    assert all(
        quad.predicate.value == Pkg.HAS_COUNTRY or quad.graph_name.value == KIND for quad in read if str(quad) in added
    )
    assert (report.items, report.unit) == (len(read), "quads")
    assert len(read) == len({str(quad) for quad in read})
    assert report.bytes_written == (tmp_path / "out").stat().st_size


def test_turtle_holds_each_triple_once(backend: Backend, tmp_path: Path) -> None:
    report = export(backend, "turtle", tmp_path / "out.ttl")
    read = [str(quad) for quad in pyoxigraph.parse(path=tmp_path / "out.ttl")]
    assert len(read) == len(set(read)) == report.items
    triples = {
        str(quad.triple)
        for quad in pyoxigraph.parse("".join(f"{quad} .\n" for quad in quads(backend)), pyoxigraph.RdfFormat.N_QUADS)
    }
    assert set(read) >= triples
    links = {triple for triple in set(read) - triples if f"<{Pkg.HAS_COUNTRY}>" in triple}
    assert len(links) == sum(f"<{Pkg.COUNTRY}>" in triple for triple in triples) > 0
    assert "@prefix pkg:" in (tmp_path / "out.ttl").read_text()
    assert report.notes


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graphs_come_back_from_networkx(backend: Backend, tmp_path: Path, form: str) -> None:
    report = export(backend, form, tmp_path / "out")
    graph = nx.read_graphml(tmp_path / "out") if form == "graphml" else nx.read_gexf(tmp_path / "out")
    assert (report.items, report.unit) == (graph.number_of_nodes() + graph.number_of_edges(), "nodes and edges")
    people = [node for node, data in graph.nodes(data=True) if data["node_type"] == "person"]
    assert len(people) == 12 + 5 + 2
    kinds = [data["edge_type"] for _, _, data in graph.edges(data=True)]
    assert kinds.count("spell") == 12 + 5 + 12 + 2
    assert kinds.count("relationship") == 4 + 2 + 4 + 1
    first = graph.nodes[world("alpha").claims[3].id]
    assert (first["label"], first["birth"]) == ("Person Alpha 0", "1990-01-01")


@pytest.mark.parametrize("form", [form for form in EXPORT_FORMATS if form not in ("neo4j", "csv")])
def test_a_failed_export_leaves_the_old_file(
    backend: Backend, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out"
    output.write_text("precious")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(KgError, match=r"out cannot be written: No space left on device; what stood there"):
            export(backend, form, output)
    assert output.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    export(backend, form, output)
    assert output.read_text() != "precious"


def test_where_a_file_cannot_be(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is a folder"):
        export(backend, "nquads", tmp_path)
    with pytest.raises(KgError, match="No such file or directory"):
        export(backend, "nquads", tmp_path / "none" / "out.nq")
    with pytest.raises(UsageProblem, match="no export format"):
        export(backend, "docx", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_links_and_devices_stay_what_they_are(backend: Backend, tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    export(backend, "nquads", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() != "old"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640
    export(backend, "nquads", Path("/dev/null"))
    assert not Path("/dev/null").is_file()


def test_files_are_validated_as_the_store_is(backend: Backend, tmp_path: Path) -> None:
    assert backend.validate() == []
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix pkg: <https://w3id.org/player-kg/ns#> .\n"
        "<https://w3id.org/player-kg/id/claim/1> a pkg:Spell, pkg:Claim ; pkg:matches -3 .\n"
    )
    assert "https://w3id.org/player-kg/id/claim/1" in {one.focus for one in backend.validate([bad])}
    bad.write_text("@prefix pkg: <https://w3id.org/player-kg/ns#> .\n\npkg:a pkg:b ; .. \n")
    with pytest.raises(InvalidInput, match=r"bad\.ttl, line 3"):
        backend.validate([bad])
    with pytest.raises(InvalidInput, match=r"end in '\.docx'"):
        backend.validate([tmp_path / "x.docx"])
    with pytest.raises(InvalidInput, match="No such file"):
        backend.validate([tmp_path / "x.ttl"])


def test_a_folder_for_neo4j_is_replaced_whole_and_nothing_else_is(backend: Backend, tmp_path: Path) -> None:
    target = tmp_path / "neo4j"
    for _ in range(2):
        report = export(backend, "neo4j", target)
        assert report.bytes_written == sum(file.stat().st_size for file in target.iterdir())
        assert report.unit == "nodes and relationships"
        assert list(tmp_path.iterdir()) == [target]
    (target / "letter.txt").write_text("mine")
    with pytest.raises(UsageProblem, match="holds other things"):
        export(backend, "neo4j", target)
    assert (target / "letter.txt").read_text() == "mine"


def test_a_failed_folder_leaves_the_old_one(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "neo4j"
    export(backend, "neo4j", target)
    before = {file.name: file.read_bytes() for file in target.iterdir()}

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.render.neo4j._Table.write", refuse)
    with pytest.raises(KgError, match="No space left on device; what stood there"):
        export(backend, "neo4j", target)
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert list(tmp_path.iterdir()) == [target]
