"""What happened, ended or was published on or after a day changes no answer as of that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.columns.files import day
from kg.graph.history import career_lines, events_about, relationships_of
from kg.graph.presence import clubs_of, people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.tie_builder import ties_of
from kg.graph.ties import everybody
from kg.model import (
    Claim,
    Event,
    EventKind,
    Period,
    Relationship,
    RelationshipKind,
    Source,
    Spell,
    SpellKind,
)
from tests.graph.small_world import CITY, PEOPLE, ROVERS, days, facts_with, on, periods, spells, whens

if TYPE_CHECKING:
    import networkx as nx


@pytest.fixture(scope="module", autouse=True)
def _scripts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "scripts"))
        yield


def known(claims: list[Claim], at: date, known_by: date | None = None) -> list[Claim]:
    from measure_hindsight import as_of

    return [told for claim in claims if (told := as_of(claim, at, known_by)) is not None]


@st.composite
def reports(draw: st.DrawFn) -> Relationship | Event:
    one, two = draw(st.permutations(PEOPLE))[:2]
    if draw(st.booleans()):
        return Relationship(draw(st.sampled_from(RelationshipKind)), one, two, draw(periods()))
    return Event(
        draw(st.sampled_from(EventKind)), one, draw(st.sampled_from([ROVERS, CITY])), by=two, when=draw(whens())
    )


@st.composite
def worlds(draw: st.DrawFn) -> list[Claim]:
    all_said = [*draw(st.lists(spells(), min_size=2, max_size=12)), *draw(st.lists(reports(), max_size=4))]
    claims = []
    for number, each in enumerate(all_said):
        page = Source(f"urn:page:{number}", f"Page {number}", published=draw(st.none() | whens()))
        claims.append(Claim(f"urn:claim:{number}", each, page))
    return claims


def answers(facts: Facts, at: date, known_by: date | None) -> Iterator[object]:
    yield {name: column.tolist() for name, column in everybody(facts, day(at)).items()}
    for person in range(facts.people_count):
        # Of ties alone nobody asks what had been published by another day.
        yield ties_of(facts, person, at) if known_by is None else ()
        yield clubs_of(facts, person, at), career_lines(facts, person, at)
        yield relationships_of(facts, person, at, known_by), events_about(facts, at, person=person, known_by=known_by)
        yield graph_of(SubgraphBuilder(facts, at, known_by).around(person))
    for team in range(facts.people_count, facts.people_count + facts.team_count):
        yield people_at(facts, team, at), graph_of(SubgraphBuilder(facts, at, known_by).for_club(0, team))


def graph_of(graph: nx.DiGraph[str]) -> object:
    return dict(graph.nodes(data=True)), list(graph.edges(data=True))


def said(*statements: Spell | Relationship, published: str = "2018-01-01") -> list[Claim]:
    page = Source("urn:page", "Page", published=on(published))
    return [Claim(f"urn:claim:{number}", each, page) for number, each in enumerate(statements)]


# A beginning that only becomes known later cuts what is known before it in two.
CUT = said(
    Spell(PEOPLE[0], ROVERS, Period(on("2017-12-01"), on("2018-06-01"))),
    Spell(PEOPLE[0], ROVERS, Period(on("2018"), None, date(2019, 5, 1))),
    Spell(PEOPLE[0], ROVERS, Period(on("2018-10-09"), None, date(2019, 5, 1))),
)
# Of two spells that begin on one day the one that ends first would come first.
BEGUN = said(
    Spell(PEOPLE[0], ROVERS, Period(on("2018-01-12"), on("2019-06-20")), kind=SpellKind.LOAN),
    Spell(PEOPLE[0], ROVERS, Period(on("2018-01-12"))),
)
# He represents him by the day, but that is published later.
AGENT = said(Relationship(RelationshipKind.AGENT, PEOPLE[1], PEOPLE[0]), published="2019-03-01")
# That he was on loan is told after matches in which he was seen: as of then he had moved.
LOAN = said(
    Spell(PEOPLE[0], ROVERS, Period(on("2018/19"), on("2018/19"))),
    Spell(PEOPLE[0], CITY, Period(on("2018-09-22"), None, date(2018, 12, 28)), matches=12),
    Spell(PEOPLE[0], CITY, Period(None, None, date(2019, 3, 31)), kind=SpellKind.LOAN),
)


@settings(max_examples=60, deadline=None)
@example(LOAN, date(2019, 3, 17), None)
@example(CUT, date(2018, 5, 1), None)
@example(BEGUN, date(2018, 2, 1), None)
@example(AGENT, date(2019, 6, 1), date(2019, 1, 1))
@given(worlds(), days, st.none() | days)
def test_what_comes_later_changes_no_answer(claims: list[Claim], at: date, known_by: date | None) -> None:
    with TemporaryDirectory() as folder:
        everything, less = (
            facts_with(claims, Path(folder, "a")),
            facts_with(known(claims, at, known_by), Path(folder, "b")),
        )
        assert list(answers(everything, at, known_by)) == list(answers(less, at, known_by))


def test_what_is_withheld() -> None:
    def left(statement: Spell | Relationship, published: str = "2018-01-01") -> str:
        claims = known(said(statement, published=published), date(2019, 1, 1))
        periods = [each.statement.period for each in claims if isinstance(each.statement, Spell | Relationship)]
        return " ".join(str(period.end or period.attested) for period in periods)

    def at_rovers(*dates: str | None, attested: date | None = None) -> Spell:
        start, end = (on(text) if text else None for text in dates)
        return Spell(PEOPLE[0], ROVERS, Period(start, end, attested))

    assert left(at_rovers("2017/18", "2018/19")) == "2018/19", "it may have ended before"
    assert left(at_rovers("2017/18", "2024/25")) == "2019/20"
    assert left(at_rovers("2018", "2024")) == "2019"
    assert left(at_rovers("2018", "2024-05")) == "2019-01"
    assert left(at_rovers("2018-07-01", "2024-07-01")) == "2019-01-01"
    assert left(at_rovers("2018-07-01", None, attested=date(2024, 7, 1))) == "2019-01-01"
    for later in (
        at_rovers("2019-01-01", None),
        at_rovers(None, "2019"),
        at_rovers(None, None, attested=date(2019, 1, 1)),
    ):
        assert not left(later)
    friends, kin = (
        Relationship(kind, PEOPLE[0], PEOPLE[1], Period(on("2018"), on("2018-12")))
        for kind in (RelationshipKind.FRIENDSHIP, RelationshipKind.FAMILY)
    )
    assert left(friends, "2018-06-30")
    assert not left(friends, "2019-06-30")
    assert left(kin, "2019-06-30")
    assert left(at_rovers("2018-07-01", "2018-12-01"), "2019-06-30") == "2018-12-01", "a record counts from its day"
