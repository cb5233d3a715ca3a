"""Graphs for other programs: readable whatever the names hold."""

from __future__ import annotations

import io
from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Claim, ExternalId, Period, Person, Release, Spell, Team, When
from kg.render.graphs import FORMATS, graph_of, write_graph

RELEASE = Release("https://example.org/r", "r", "R", "1")


def read(statements: list[Release | Claim], form: str) -> nx.MultiDiGraph:
    out = io.BytesIO()
    count = write_graph(iter(statements), format=form, output=out)
    out.seek(0)
    graph = nx.read_graphml(out) if form == "graphml" else nx.read_gexf(out)
    assert count == graph.number_of_nodes() + graph.number_of_edges()
    return graph


@pytest.mark.parametrize("form", FORMATS)
@given(name=st.text(min_size=1, max_size=20), occasion=st.text(max_size=20))
def test_any_name_can_be_read_back(form: str, name: str, occasion: str) -> None:
    person = Person("https://example.org/p", name, aliases=(name, "other"), external_ids=(ExternalId("x", name),))
    spell = Spell(person.id, "https://example.org/t", Period(When(date(2020, 1, 1))), occasion=occasion, matches=3)
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
    spell = Spell(person.id, team.id, Period(When(date(2020, 1, 1)), attested=date(2021, 1, 1)))
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
    two = Person("https://example.org/p", "Second", birth=When(date(1990, 1, 1)))
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
