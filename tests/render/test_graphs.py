"""Graphs for other programs: readable whatever the names hold."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import (
    Claim,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Spell,
    Team,
    TeamKind,
)
from kg.rdf.kinds import TEAM_CLASSES
from kg.render.graphs import FORMATS, graph_of, write_graph
from kg.render.neo4j import FILES, write_neo4j
from kg.render.tables import FILES as TABLES
from kg.render.tables import write_tables

RELEASE = Release("https://example.org/r", "r", "R", "1")


def read(statements: list[Release | Claim], form: str) -> nx.MultiDiGraph:
    out = io.BytesIO()
    count = write_graph(iter(statements), format=form, output=out)
    out.seek(0)
    if form == "cytoscape":
        graph = nx.cytoscape_graph(json.load(out))
    else:
        graph = nx.read_graphml(out) if form == "graphml" else nx.read_gexf(out)
    assert count == graph.number_of_nodes() + graph.number_of_edges()
    return graph


def career(name: str, occasion: str) -> list[Release | Claim]:
    person, team = Person("https://example.org/p", name), Team("https://example.org/t", "T")
    spell = Spell(person.id, team.id, Period(ImpreciseDate(date(2020, 1, 1))), occasion=occasion, matches=3)
    return [RELEASE, Claim(person.id, person), Claim(team.id, team), Claim("https://example.org/c", spell)]


@pytest.mark.parametrize("form", FORMATS)
@given(name=st.text(min_size=1, max_size=20), occasion=st.text(max_size=20))
def test_any_name_can_be_read_back(form: str, name: str, occasion: str) -> None:
    person = Person("https://example.org/p", name, aliases=(name, "other"), external_ids=(ExternalId("x", name),))
    spell = Spell(
        person.id, "https://example.org/t", Period(ImpreciseDate(date(2020, 1, 1))), occasion=occasion, matches=3
    )
    graph = read([RELEASE, Claim(person.id, person), Claim("https://example.org/c", spell)], form)
    label = graph.nodes[person.id]["label"]
    # XML turns what ends a line into a newline, and cannot hold control characters at all.
    shown = "".join(char if char.isprintable() or ord(char) > 0x9F else "?" for char in name)
    if shown == name and name == name.strip():
        assert label == name
    [(_, target, data)] = graph.edges(data=True)
    assert (target, data["edge_type"], int(data["matches"])) == ("https://example.org/t", "spell", 3)
    assert graph.nodes[target]["node_type"] == "team"


def test_attributes_are_scalars_and_what_is_unknown_is_left_out() -> None:
    person = Person("https://example.org/p", "P", citizenships=("England", "Jamaica"))
    team = Team("https://example.org/t", "T")
    spell = Spell(person.id, team.id, Period(ImpreciseDate(date(2020, 1, 1)), attested=date(2021, 1, 1)))
    graph = graph_of([RELEASE, Claim(person.id, person), Claim(team.id, team), Claim("https://example.org/c", spell)])
    everything = [data for _, data in graph.nodes(data=True)] + [data for _, _, data in graph.edges(data=True)]
    for data in everything:
        assert all(type(value) in (str, int) and value != "" for value in data.values())
    assert graph.nodes[person.id] == {"node_type": "person", "label": "P", "citizenships": "England; Jamaica"}
    [edge] = [data for _, _, data in graph.edges(data=True)]
    assert (edge["valid_from"], edge["attested_until"]) == ("2020-01-01", "2021-01-01")
    assert "valid_until" not in edge
    assert "matches" not in edge


def test_two_releases_add_to_one_node_and_repeat_no_edge_id() -> None:
    one = Person("https://example.org/p", "First", birth_place="Here")
    two = Person("https://example.org/p", "Second", birth=ImpreciseDate(date(1990, 1, 1)))
    spell = Claim("https://example.org/c", Spell(one.id, "https://example.org/t", Period()))
    other = Release("https://example.org/s", "s", "S", "1")
    statements: list[Release | Claim] = [RELEASE, spell, Claim(one.id, one), other, Claim(two.id, two), spell]
    graph = read(statements, "gexf")
    assert graph.number_of_edges() == 2
    node = graph.nodes[one.id]
    assert (node["label"], node["birth_place"], node["birth"]) == ("First", "Here", "1990-01-01")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no graph format"):
        write_graph([], format="dot", output=io.BytesIO())


def neo4j(statements: list[Release | Claim], folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables as Neo4j's import reads them: one line a row, types after the colon, ids unique, ends known."""
    folder.mkdir(exist_ok=True)
    count = write_neo4j(graph_of(iter(statements)), folder)
    assert {file.name for file in folder.iterdir()} == set(FILES)
    tables = {}
    for name in ("people", "teams", "spells", "relationships"):
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        tables[name] = list(csv.DictReader(io.StringIO(text, newline="")))
        assert text.count("\n") == len(tables[name]) + 1
        for row in tables[name]:
            for column, value in row.items():
                if column.endswith(":long"):
                    assert value == "" or int(value) >= 0
                if column.endswith(":date"):
                    assert value == "" or date.fromisoformat(value).isoformat() == value
    ids = [row["id:ID"] for name in ("people", "teams") for row in tables[name]]
    assert len(ids) == len(set(ids))
    edges = [*tables["spells"], *tables["relationships"]]
    assert all({row[":START_ID"], row[":END_ID"]} <= set(ids) and row[":TYPE"] for row in edges)
    assert count == len(ids) + len(edges)
    return tables


@given(name=st.text(min_size=1, max_size=20), occasion=st.text(max_size=20))
def test_neo4j_tables_have_one_line_a_row_whatever_a_name_holds(
    tmp_path_factory: pytest.TempPathFactory, name: str, occasion: str
) -> None:
    tables = neo4j(career(name, occasion), tmp_path_factory.mktemp("neo4j"))
    [person], [team], [spell] = tables["people"], tables["teams"], tables["spells"]
    assert person[":LABEL"] == "Person"
    assert team[":LABEL"] == "Team;ClubTeam"
    assert spell[":TYPE"] == "SPELL_AT"
    assert tables["relationships"] == []


def test_neo4j_labels_every_kind_of_team_and_relationship(tmp_path: Path) -> None:
    said: list[Release | Claim] = [RELEASE]
    said += [Claim(f"urn:t:{kind}", Team(f"urn:t:{kind}", kind, kind)) for kind in TeamKind]
    said += [Claim(f"urn:r:{kind}", Relationship(kind, "urn:p:a", "urn:p:b")) for kind in RelationshipKind]
    tables = neo4j(said, tmp_path / "out")
    assert {row[":LABEL"] for row in tables["teams"]} == {
        f"Team;{TEAM_CLASSES[kind].rpartition('#')[2]}" for kind in TeamKind
    }
    assert {row[":TYPE"] for row in tables["relationships"]} == {kind.upper() for kind in RelationshipKind}


def test_gephi_finds_what_it_needs() -> None:
    """Gephi's importers want ids on nodes and edges, one type an attribute, no lists, and labels to show."""
    said = career("Ann", "Cup")
    out = io.BytesIO()
    write_graph(iter(said), format="gexf", output=out)
    gexf = ElementTree.fromstring(out.getvalue())  # noqa: S314  our own
    ns = {"g": gexf.tag.partition("}")[0].lstrip("{")}
    assert gexf.get("version", "").startswith("1.")
    assert all(node.get("id") and node.get("label") for node in gexf.iterfind(".//g:node", ns))
    ids = [edge.get("id") for edge in gexf.iterfind(".//g:edge", ns)]
    assert len(ids) == len(set(ids)) == 1
    types = {one.get("type") for one in gexf.iterfind(".//g:attribute", ns)}
    assert types <= {"string", "integer", "long", "float", "double", "boolean"}
    out = io.BytesIO()
    write_graph(iter(said), format="graphml", output=out)
    graphml = ElementTree.fromstring(out.getvalue())  # noqa: S314  our own
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in graphml.iter(f"{space}key")}
    assert len(keys) == len(list(graphml.iter(f"{space}key")))
    assert set(keys.values()) <= {"string", "int", "long", "float", "double", "boolean"}
    assert ("node", "label") in keys


def test_events_are_edges_and_gexf_knows_when_everything_held() -> None:
    offer = Event(
        EventKind.OFFER,
        "https://example.org/p",
        "https://example.org/t",
        "https://example.org/u",
        when=ImpreciseDate(date(2021, 2, 3)),
        outcome="refused",
    )
    loan = Spell(
        "https://example.org/p",
        "https://example.org/t",
        Period(ImpreciseDate(date(2020, 1, 1)), ImpreciseDate(date(2020, 7, 1))),
    )
    claims: list[Release | Claim] = [
        *career("A", ""),
        Claim("https://example.org/o", offer),
        Claim("https://example.org/l", loan),
    ]
    for form in FORMATS:
        edges = [told for _, _, told in read(claims, form).edges(data=True)]
        [event] = [told for told in edges if told["edge_type"] == "event"]
        assert (event["kind"], event["valid_from"], event["outcome"]) == ("offer", "2021-02-03", "refused")
    out = io.BytesIO()
    write_graph(iter(claims), format="gexf", output=out)
    root = ElementTree.fromstring(out.getvalue())  # noqa: S314  written just now
    space = "{" + root.tag[1:].partition("}")[0] + "}"
    [graph] = root.iter(f"{space}graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spans = {(edge.get("start"), edge.get("end")) for edge in root.iter(f"{space}edge")}
    assert spans == {("2020-01-01", None), ("2020-01-01", "2020-06-30"), ("2021-02-03", "2021-02-03")}


def test_tables_hold_every_statement_once(tmp_path: Path) -> None:
    source = Source("https://example.org/s", "=A page", "https://example.org/page", "The Example")
    event = Claim(
        "https://example.org/o", Event(EventKind.INTEREST, "https://example.org/p", "https://example.org/t"), source
    )
    tie = Claim(
        "https://example.org/f",
        Relationship(RelationshipKind.FRIENDSHIP, "https://example.org/p", "https://example.org/q"),
        source,
    )
    count = write_tables([*career("Ann; Bo", "Cup"), event, tie], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(TABLES)
    rows = {path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in tmp_path.iterdir()}
    assert sum(map(len, rows.values())) == count == 7
    [spell] = rows["spells"]
    assert (spell["person"], spell["team"], spell["from"], spell["matches"]) == (
        "https://example.org/p",
        "https://example.org/t",
        "2020-01-01",
        "3",
    )
    assert rows["sources"][0]["title"] == "'=A page"
    assert rows["events"][0]["source"] == rows["relationships"][0]["source"] == source.id
    assert rows["releases"][0]["dataset"] == "r"
