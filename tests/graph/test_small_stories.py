"""Single stories on a small world: who is linked by birth, by statements, through two others, and from an academy."""

from __future__ import annotations

import math
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from kg.columns.facts import Facts
from kg.graph import candidates, reach
from kg.graph.batch_links import Links
from kg.graph.derived import Derived
from kg.graph.history import career_lines, last_day, sources_of
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.ties import TIE_KINDS
from kg.model import (
    LIKENESS,
    Claim,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
    TieKind,
)
from kg.rdf.vocabulary import QUERY_PREFIXES
from tests.graph.small_world import CITY, ID, LAND, PEOPLE, ROVERS, UTD, facts_with, node_of, on

AT = date(2020, 1, 1)
PAGE = Source("urn:page", "A page", "https://example.org/", published=on("2017-01-01"))
ANN, BO, CY, DEE = (f"{ID}person/{name}" for name in ("ann", "bo", "cy", "dee"))


def spell(person: str, team: str, start: str, end: str, kind: SpellKind = SpellKind.UNSTATED) -> Spell:
    return Spell(person, team, Period(on(start), on(end)), kind=kind)


def facts_that_say(folder: Path, statements: list[Statement], people: list[Person] | None = None) -> Facts:
    claims = [
        Claim(f"urn:claim:{number}", said, PAGE if isinstance(said, Relationship) else None)
        for number, said in enumerate(statements)
    ]
    return facts_with(claims, folder, people or [Person(each, each) for each in (ANN, BO, CY, DEE)])


def test_countries_towns_and_languages_are_shared_by_birth(tmp_path: Path) -> None:
    people = [
        Person(ANN, "Ann", birth=on("1990-01-02"), birth_place="San José", citizenships=("Spain", "Chile")),
        Person(BO, "Bo", birth=on("1990-01-01"), birth_place="San Jose", citizenships=("Chile",), languages=("Welsh",)),
        Person(CY, "Cy", citizenships=("Wales",), languages=("Welsh", "English")),
        Person(DEE, "Dee", citizenships=("Mexico",)),
    ]
    here: list[Statement] = [spell(each, ROVERS, "2018-01-01", "2021-01-01") for each in (ANN, BO)]
    facts = facts_that_say(tmp_path, here, people)
    links = Links(facts, [node_of(facts, ROVERS)], AT)
    ann, bo, cy, dee = nodes = [node_of(facts, each) for each in (ANN, BO, CY, DEE)]
    pairs = list(permutations(nodes, 2))
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    shared = {TIE_KINDS[kind]: alike for kind, alike in links.alike(first, second)}
    assert tuple(shared) == LIKENESS
    found = {
        kind: {frozenset(pair) for pair, yes in zip(pairs, alike, strict=True) if yes} for kind, alike in shared.items()
    }
    assert found == {
        TieKind.COMPATRIOT: {frozenset({ann, bo})},
        TieKind.HOME_TOWN: {frozenset({ann, bo})},
        # Who speaks what is told of Bo and Cy; of Ann and Dee it is the language of their countries.
        TieKind.LANGUAGE: {frozenset({bo, cy}), frozenset({ann, dee})},
    }
    ages = links.ages(np.array([bo, ann, cy, ann])).tolist()
    assert ages[:2] + ages[3:] == [30, 29, 29]
    assert math.isnan(ages[2])
    assert links.described(np.array(nodes)).all()
    assert (links.member.tolist(), links.presence.tolist()) == (sorted([ann, bo]), [0, 0])
    assert links.own_clubs(nodes) == {(ann, node_of(facts, ROVERS)), (bo, node_of(facts, ROVERS))}


def asked(lines: str, query: str) -> set[tuple[str, ...]]:
    store = ox.Store()
    store.load(lines.encode(), ox.RdfFormat.N_TRIPLES)
    found = store.query(query, prefixes=dict(QUERY_PREFIXES))
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(getattr(value, "value", "")).rpartition("/")[2] for value in row) for row in found}


def test_a_stated_tie_rests_on_every_report_of_it_and_a_mentor_is_no_pupil(tmp_path: Path) -> None:
    said: list[Statement] = [
        Relationship(RelationshipKind.FRIENDSHIP, ANN, BO),
        Relationship(RelationshipKind.FRIENDSHIP, BO, ANN),
        Relationship(RelationshipKind.MENTOR, CY, ANN),
        Relationship(RelationshipKind.FAMILY, DEE, BO),
        spell(ANN, ROVERS, "2018-01-01", "2019-01-01"),
        spell(DEE, ROVERS, "2018-01-01", "2019-01-01"),
        spell(CY, CITY, "2018-01-01", "2019-01-01"),
        spell(BO, CITY, "2019-07-01", "2019-12-01"),
    ]
    facts = facts_that_say(tmp_path, said)
    derived = Derived(facts)
    lines = "".join(derived.lines())
    reports = asked(lines, "SELECT ?tie ?kind ?claim { ?tie a :Tie ; :hasKind ?kind ; prov:wasDerivedFrom ?claim }")
    ties: dict[tuple[str, str], set[str]] = {}
    for tie, kind, claim in reports:
        ties.setdefault((tie, kind), set()).add(claim)
    by_kind = {kind: {claim.rpartition(":")[2] for claim in claims} for (_, kind), claims in ties.items()}
    assert by_kind == {"friendship": {"0", "1"}, "mentor": {"2"}, "family": {"3"}}
    members = asked(lines, "SELECT ?one ?two { ?tie a :Tie ; :hasMember ?one, ?two FILTER(STR(?one) < STR(?two)) }")
    assert members == {("ann", "bo"), ("ann", "cy"), ("bo", "dee")}
    for link, pairs in (
        ("friendOf", {("ann", "bo"), ("bo", "ann")}),
        ("relativeOf", {("dee", "bo"), ("bo", "dee")}),
        ("mentorOf", {("cy", "ann")}),
        ("mentoredBy", {("ann", "cy")}),
        ("teamMateOf", {("ann", "dee"), ("dee", "ann")}),
    ):
        assert asked(lines, f"SELECT ?one ?two {{ ?one :{link} ?two }}") == pairs
    assert asked(lines, "SELECT ?one ?n { ?one :teamMateCount ?n }") == {("ann", "1"), ("dee", "1")}
    # The links of one person are those of everybody in which that person is.
    bo = node_of(facts, BO)
    own = Derived(facts, [bo]).links
    everybody = zip(*(derived.links[name].tolist() for name in ("one", "two", "link")), strict=True)
    expected = [row for row in everybody if bo in row[:2]]
    assert list(zip(*(own[name].tolist() for name in ("one", "two", "link")), strict=True)) == expected
    assert len(expected) == 2


def test_two_go_betweens_lead_where_one_does_not_the_firmest_way_first(tmp_path: Path) -> None:
    people = [Person(f"{ID}person/{name}", name) for name in ("giver", "a", "b", "c", "taker")]
    giver, a, b, c, taker = (person.id for person in people)
    said: list[Statement] = [
        spell(giver, ROVERS, "2010-01-01", "2014-01-01"),
        spell(a, ROVERS, "2010-01-01", "2014-01-01"),
        spell(c, ROVERS, "2013-11-01", "2014-01-01"),  # hardly met
        spell(a, CITY, "2014-02-01", "2017-01-01"),
        spell(b, CITY, "2014-02-01", "2017-01-01"),
        spell(c, CITY, "2014-02-01", "2017-01-01"),
        spell(b, UTD, "2017-02-01", "2020-01-01"),
        spell(taker, UTD, "2017-02-01", "2020-01-01"),
    ]
    facts = facts_that_say(tmp_path, said, people)
    builder = SubgraphBuilder(facts, AT)
    graph, ways = builder.chains(node_of(facts, giver), node_of(facts, taker))
    assert ways == [(giver, a, b, taker), (giver, c, b, taker)]
    assert set(graph.edges) == {(giver, a), (giver, c), (a, b), (c, b), (b, taker)}
    for alter, ego, ties in graph.edges(data="ties"):
        assert [(tie.ego, tie.alter, tie.kind) for tie in ties] == [(ego, alter, TieKind.CLUB)]
    assert graph.nodes[taker]["target"] is True
    back, ways = builder.chains(node_of(facts, taker), node_of(facts, giver))
    assert ways == [(taker, b, a, giver), (taker, b, c, giver)]
    assert set(back.edges) == {(ego, alter) for alter, ego in graph.edges}


def test_who_trains_with_the_academy_alone_does_not_speak_for_the_club(tmp_path: Path) -> None:
    said: list[Statement] = [
        spell(ANN, ROVERS, "2019-01-01", "2021-01-01", SpellKind.ACADEMY),
        spell(BO, ROVERS, "2018-01-01", "2019-07-01", SpellKind.ACADEMY),
        spell(BO, ROVERS, "2019-07-01", "2021-01-01"),
    ]
    facts = facts_that_say(tmp_path, said)
    builder = SubgraphBuilder(facts, AT)
    ann, bo, cy = (node_of(facts, each) for each in (ANN, BO, CY))
    places = builder.whereabouts([ann, bo, cy])
    assert [[builder.speaks_for(place) for place in places[person]] for person in (ann, bo, cy)] == [
        [False],
        [True],
        [],
    ]
    assert places[bo][0].since == date(2019, 7, 1)
    club = builder.club_of(ann)
    assert club is not None
    assert club.id == ROVERS
    assert builder.club_of(cy) is None


def test_a_former_player_is_shown_at_the_club_where_he_is_now(tmp_path: Path) -> None:
    said: list[Statement] = [
        spell(ANN, ROVERS, "2015-01-01", "2019-07-01"),
        spell(ANN, CITY, "2019-07-01", "2021-01-01"),
        spell(BO, ROVERS, "2015-01-01", "2021-01-01"),
        spell(CY, ROVERS, "2015-01-01", "2017-01-01"),
        spell(CY, UTD, "2017-01-01", "2021-01-01"),
    ]
    facts = facts_that_say(tmp_path, said)
    graph = SubgraphBuilder(facts, AT).for_club(node_of(facts, CY), node_of(facts, ROVERS))
    shown = {
        node: (attributes["club"].id, attributes["presence"], attributes["at_club"], attributes["target"])
        for node, attributes in graph.nodes(data=True)
    }
    assert shown == {
        ANN: (CITY, "former", False, False),
        BO: (ROVERS, "certain", True, False),
        CY: (UTD, "", False, True),
    }
    assert graph.nodes[BO]["since"] == date(2015, 1, 1)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_clubs_people_reach_the_closest_players_elsewhere_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    people = [Person(f"{ID}person/{name}", name) for name in ("here", *"abcdefg")]
    here, *others = (person.id for person in people)
    said: list[Statement] = [
        spell(here, CITY, "2010-01-01", "2018-01-01"),
        spell(here, ROVERS, "2018-01-01", "2021-01-01"),
    ]
    for years, (other, role) in enumerate(zip(others, [Role.HEAD_COACH] * 3 + [Role.PLAYER] * 4, strict=True)):
        said.append(Spell(other, CITY, Period(on(f"{2010 + years}-01-01"), on("2018-01-01"))))
        said.append(Spell(other, UTD, Period(on("2018-01-01"), on("2021-01-01")), role))
    facts = facts_that_say(tmp_path, said, people)
    monkeypatch.setattr(reach, "MOST_MATCHES", most)
    found = reach.club_reach(SubgraphBuilder(facts, AT), node_of(facts, ROVERS))
    assert [facts.iri(each.target) for each in found.speakers] == others[3 : 3 + most]  # the first three coach
    assert found.considered == len(others)


def test_of_many_former_players_the_greatest_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    great, greater, target = PEOPLE
    said: list[Statement] = [spell(each, ROVERS, "2000-01-01", "2015-01-01") for each in (great, greater)]
    for person, cups in ((great, 3), (greater, 7)):
        said += [
            spell(person, LAND, f"{2001 + n}-06-01", f"{2001 + n}-07-01", SpellKind.SELECTION) for n in range(cups)
        ]
    facts = facts_that_say(tmp_path, said, [Person(each, each) for each in PEOPLE])
    club, player = node_of(facts, ROVERS), node_of(facts, target)

    def former() -> set[str]:
        found = candidates.candidates_for(facts, player, club, date(2017, 6, 1), tied=())
        return {facts.iri(node) for node in found}

    assert former() == {great, greater}
    monkeypatch.setattr(candidates, "_MOST_FORMER", 1)
    assert former() == {greater}


def test_a_career_without_conflicts_says_so_and_names_who_describes_it(tmp_path: Path) -> None:
    seen = Spell(ANN, ROVERS, Period(on("2018-01-01"), attested=date(2018, 12, 31)))
    facts = facts_that_say(tmp_path, [seen, spell(ANN, CITY, "2017-01-01", "2017-07-01")])
    ann = node_of(facts, ANN)
    lines = career_lines(facts, ann, AT)
    assert [(line.team.id, line.clash, line.attested) for line in lines] == [
        (CITY, "", ""),
        (ROVERS, "", "2018-12-31"),
    ]
    assert [source.title for source in sources_of(facts, ann)] == ["Made up"]
    assert last_day(facts) == date(2018, 12, 31)
