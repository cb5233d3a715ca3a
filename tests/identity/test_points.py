"""What counts for and against two records being one person, each at its boundary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.claims.identity import Resolver
from kg.claims.identity.candidates import PeopleIndex
from kg.claims.identity.records import PersonRecord, gather, seasons_of
from kg.claims.identity.similarity import (
    compare,
    compare_names,
    contradictions,
    far_better_known,
    in_company,
    namesakes,
    near_one_club,
    no_rival,
    only_one,
)
from kg.model import (
    Claim,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Period,
    Person,
    Position,
    Precision,
    Relationship,
    RelationshipKind,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.model import Source as Page
from kg.text.person_names import Likeness, name_form
from tests.identity.worlds import Source

NAME = "Juan Example"


def record(**said: Any) -> PersonRecord:
    name = said.pop("name", NAME)
    born = said.pop("born", "")
    said |= {
        key: set(said[key])
        for key in ("seasons", "squads", "coached", "senior", "capped", "lent", "sides", "pages", "told_at")
        if key in said
    }
    said["countries"] = frozenset(said.get("countries", ()))
    birth = ImpreciseDate.parse(born) if born else None
    return PersonRecord(name, name, (name_form(name),), birth, **said)


CLUB = [("town", year) for year in range(2000, 2020)]
OTHER = [("city", year) for year in range(2000, 2020)]
WORDS = {
    "day": "born the same day",
    "swapped": "birth date with day and month swapped",
    "slip": "born on different days of one year",
    "year": "born the same year",
    "near": "birth years one apart, as an age in years gives them",
    "far": "born in different years",
    "never": "never at the same club in the same season",
    "next": "at the same club a season apart",
}


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"born": "1990-04-01"}, {"born": "1990-04-01"}, ["day"]),
        ({"born": "1990-04-01"}, {"born": "1990-01-04"}, ["swapped"]),
        ({"born": "1990-04-01"}, {"born": "1990-04-02"}, ["slip"]),
        ({"born": "1990-04-01"}, {"born": "1990"}, ["year"]),
        ({"born": "1990"}, {"born": "1990"}, ["year"]),
        ({"born": "1990"}, {"born": "1991"}, ["near"]),
        ({"born": "1990-04-01"}, {"born": "1989"}, ["near"]),
        ({"born": "1990"}, {"born": "1992"}, ["far"]),
        ({"born": "1990-12-31"}, {"born": "1991-01-01"}, ["far"]),
        ({"born": "1990"}, {}, []),
        ({"countries": ["Spain", "Chile"]}, {"countries": ["Chile"]}, ["the same country"]),
        ({"countries": ["Spain"]}, {"countries": ["Chile"]}, ["different countries"]),
        ({"countries": ["Spain"]}, {}, []),
        ({"seasons": CLUB[:1]}, {"seasons": CLUB[:1]}, ["1 season at the same club"]),
        ({"seasons": CLUB[:2]}, {"seasons": CLUB[:2]}, ["2 seasons at the same club"]),
        ({"seasons": CLUB[:3]}, {"seasons": CLUB[:1] + OTHER[1:3]}, ["1 season at the same club, 2 apart"]),
        ({"seasons": CLUB[:1]}, {"seasons": CLUB[1:2]}, ["next"]),
        ({"seasons": CLUB[1:2]}, {"seasons": CLUB[:1]}, ["next"]),
        ({"seasons": CLUB[:1]}, {"seasons": CLUB[2:3]}, []),
        ({"seasons": CLUB[:1]}, {"seasons": OTHER[:1]}, ["never"]),
        ({"seasons": CLUB[:1]}, {"seasons": OTHER[1:2]}, []),
        ({"seasons": CLUB[:1], "lent": [2000]}, {"seasons": OTHER[:1]}, []),
        ({"seasons": CLUB[:1], "lent": [2001]}, {"seasons": OTHER[:1]}, ["never"]),
        ({"seasons": CLUB[:2]}, {"seasons": CLUB[:1] + OTHER[1:2], "lent": [2001]}, ["1 season at the same club"]),
        ({"pages": ["p"]}, {"pages": ["p", "q"]}, ["spoken of on the same page"]),
        ({"pages": ["p"]}, {"pages": ["q"]}, []),
        ({"told_at": CLUB[:1]}, {"seasons": CLUB[:1]}, ["told of with a club where the other was in that season"]),
        ({"told_at": CLUB[:1]}, {"seasons": CLUB[1:2]}, []),
        ({"squads": [("land", "Cup")]}, {"squads": [("land", "Cup")]}, ["in the same national squad"]),
        ({"squads": [("land", "Cup")]}, {"squads": [("land", "Euro")]}, ["chosen for the same national team"]),
        ({"squads": [("land", "Cup")]}, {"squads": [("isle", "Cup")]}, []),
        ({"position": Position.FORWARD}, {"position": Position.FORWARD}, ["the same position"]),
        ({"position": Position.FORWARD}, {"position": Position.DEFENDER}, ["a defender and a forward"]),
        ({"position": Position.FORWARD}, {"position": Position.GOALKEEPER}, ["a goalkeeper and an outfield player"]),
        ({"position": Position.FORWARD}, {"position": Position.MIDFIELDER}, []),
        ({"position": Position.FORWARD}, {}, []),
        ({"born": "1990"}, {"senior": [1995, 2033]}, []),
        ({"born": "1990"}, {"senior": [1994, 2033]}, ["born in 1990, too young or too old for the other's seasons"]),
        ({"born": "1990"}, {"senior": [1995, 2034]}, ["born in 1990, too young or too old for the other's seasons"]),
        ({"born": "1990", "senior": [1900]}, {}, []),
        ({"born": "1990"}, {"capped": [2004, 2035]}, []),
        ({"born": "1990"}, {"capped": [2003]}, ["born in 1990, too young or too old for the other's internationals"]),
        ({"born": "1990"}, {"capped": [2036]}, ["born in 1990, too young or too old for the other's internationals"]),
        ({"sides": [True]}, {"sides": [False]}, ["the one played with women, the other with men"]),
        ({"sides": [True]}, {"sides": [True, False]}, []),
        ({"sides": [True]}, {}, []),
        ({"coached": CLUB[:1]}, {"coached": CLUB[:1]}, ["coach of the same team in the same season"]),
        ({"coached": CLUB[:1]}, {"senior": [2000]}, []),
        ({"coached": CLUB[:2]}, {"senior": [2000, 2001]}, ["the one coached for 2 seasons in which the other played"]),
        ({"coached": CLUB[:2]}, {"senior": [2001, 2002]}, []),
        ({"roles": {Role.HEAD_COACH}}, {"roles": {Role.ASSISTANT_COACH, Role.PLAYER}}, ["both coaches"]),
        ({"roles": {Role.HEAD_COACH}}, {"roles": {Role.PLAYER}}, []),
    ],
)
def test_every_agreement_and_contradiction_counts_both_ways(
    one: Mapping[str, Any], other: Mapping[str, Any], reasons: list[str]
) -> None:
    for left, right in ((one, other), (other, one)):
        match = compare(record(**left), record(**right))
        said = [re.fullmatch(r"(.*) \(([-+][\d.]+)\)", reason) for reason in match.reasons]
        points = [float(found[2]) for found in said if found]
        assert [found and found[1] for found in said] == ["the same name", *(WORDS.get(each, each) for each in reasons)]
        assert match.score == sum(points)
        assert match.against is (min(points) < -2)


def test_more_seasons_count_more_and_those_apart_count_against_within_bounds() -> None:
    def score(together: int, apart: int) -> float:
        one = record(seasons=CLUB[: together + apart])
        return compare(one, record(seasons=CLUB[:together] + OTHER[together : together + apart])).score

    for apart in (0, 1, 3):
        assert score(1, apart) < score(2, apart) < score(3, apart) == score(9, apart)
    for together in (0, 1, 3):
        assert score(together, 0) > score(together, 1) > score(together, 2)
        assert score(together, 8) == score(together, 9)
    assert score(0, 3) > score(0, 4) == score(0, 5)
    assert score(1, 5) > score(1, 6) == score(1, 7)
    played = [compare(record(coached=CLUB[:years]), record(senior=range(2000, 2010))).score for years in range(8)]
    assert played[1] == played[0] > played[2] > played[3] > played[4] > played[5] == played[6] == played[7]


def test_strangers_are_told_at_once_unless_something_else_could_tie_them() -> None:
    one, other = record(name="Ann Bee", countries=["Spain"]), record(name="Cid Dee", countries=["Spain"])
    assert compare(one, other).reasons == ("different names (-14)",)
    for same in ({"seasons": CLUB[:1]}, {"born": "1990-04-01"}):
        match = compare(
            record(name="Ann Bee", countries=["Spain"], **same), record(name="Cid Dee", countries=["Spain"], **same)
        )
        assert len(match.reasons) == 3
        assert match.against


def test_the_best_of_several_names_counts() -> None:
    two = PersonRecord("x", "x", (name_form("Ann Bee"), name_form("Juan Luis Example"), name_form("Juan Example")))
    assert compare_names(two, record()) is Likeness.SAME
    assert compare_names(record(), PersonRecord("x", "x", two.forms[:2])) is Likeness.PART
    assert compare_names(PersonRecord("x", "x"), record()) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ({}, {}, ()),
        ({"born": "1990"}, {"born": "1993"}, (WORDS["far"],)),
        ({}, {"name": "Somebody Else"}, ("different names",)),
        ({"born": "1990"}, {"name": "Somebody Else", "born": "1993"}, ("different names", WORDS["far"])),
        ({"born": "1990-04-01"}, {"name": "Somebody Else", "born": "1990-04-01"}, ()),
        ({"born": "1990"}, {"name": "Somebody Else", "born": "1990"}, ("different names",)),
        ({"seasons": CLUB[:2]}, {"name": "Somebody Else", "seasons": CLUB[:2]}, ()),
        ({"seasons": CLUB[:1]}, {"name": "Somebody Else", "seasons": CLUB[:1]}, ("different names",)),
        ({}, {"name": "Sombra"}, ()),
        ({"seasons": CLUB[:1]}, {"name": "Sombra", "seasons": OTHER[:1]}, ("different names", WORDS["never"])),
        ({"seasons": CLUB[:1]}, {"name": "Sombra", "seasons": CLUB[1:2]}, ()),
        ({"born": "1990"}, {"name": "Sombra", "born": "1993"}, ("different names", WORDS["far"])),
        (
            {"position": Position.FORWARD},
            {"name": "Sombra", "position": Position.GOALKEEPER},
            ("different names", "a goalkeeper and an outfield player"),
        ),
        ({}, {"name": "Андрей Аршавин"}, ()),
    ],
)
def test_an_id_does_not_settle_what_contradicts_it(
    one: Mapping[str, Any], other: Mapping[str, Any], against: tuple[str, ...]
) -> None:
    assert contradictions(record(**one), record(**other)) == against
    assert contradictions(record(**other), record(**one)) == against


def test_namesakes_agree_in_all_but_the_year() -> None:
    alike: dict[str, Any] = {"seasons": CLUB[:3], "countries": ["Spain"]}
    one, other = record(born="1990", **alike), record(born="1996", **alike)
    assert namesakes(one, other, compare(one, other))
    for left, right in (
        (one, record(born="1990", **alike)),
        (one, record(name="Juan Luis Example", born="1996", **alike)),
        (record(born="1990"), record(born="1996")),
    ):
        assert not namesakes(left, right, compare(left, right))


def test_near_one_club_is_within_five_seasons() -> None:
    for years, near in ((5, True), (6, False)):
        one, other = record(seasons=[("town", 2000)]), record(seasons=[("town", 2000 + years)])
        assert near_one_club(one, other) is near_one_club(other, one) is near
    assert not near_one_club(record(seasons=CLUB[:1]), record(seasons=OTHER[:1]))


def test_what_surrounds_a_name_counts_with_its_reason() -> None:
    match = compare(record(), record())
    for more in (only_one(match), no_rival(match), far_better_known(match), in_company(match)):
        assert more.score > match.score
        assert more.reasons[:-1] == match.reasons
        assert not more.against
    assert only_one(match, rare=True).score > only_one(match).score
    assert only_one(match, rare=True).reasons[:-1] == only_one(match).reasons


def season_of(day: date) -> int:
    return day.year if day >= date(day.year, 7, 1) else day.year - 1


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
whens = st.builds(ImpreciseDate, days) | st.builds(
    lambda year, how: ImpreciseDate(date(year, 7 if how is Precision.SEASON else 1, 1), how),
    st.integers(2000, 2040),
    st.sampled_from([Precision.SEASON, Precision.YEAR]),
)


@settings(max_examples=100)
@given(st.none() | whens, st.none() | whens, st.none() | days)
def test_seasons_are_those_of_the_days_from_first_to_last(
    start: ImpreciseDate | None, end: ImpreciseDate | None, attested: date | None
) -> None:
    try:
        period = Period(start, end, attested)
    except ValueError:
        return
    known = [day for day in (start and start.first, attested, end and end.first) if day]
    if not known:
        assert list(seasons_of(period)) == []
        return
    last = attested or known[0]
    if end:
        last = end.first if end.precision is Precision.SEASON else end.first - timedelta(days=1)
    first = season_of(known[0])
    assert list(seasons_of(period)) == list(range(first, min(max(season_of(last), first), first + 30) + 1))


TOWN, LAND, KIDS = (
    Team("town", "Town"),
    Team("land", "Land", TeamKind.NATIONAL, country="Chile"),
    Team("kids", "Kids", TeamKind.YOUTH),
)
YEARS = Period(ImpreciseDate.parse("2010/11"), ImpreciseDate.parse("2011/12"))
JUNE = ImpreciseDate.parse("2015-06")


def gathered(*statements: Any) -> dict[str, PersonRecord]:
    page = Page("urn:page", "a page")
    return gather([Claim(f"urn:{number}", each, page) for number, each in enumerate(statements)]).people


def test_spells_and_reports_say_where_somebody_was() -> None:
    ann, bo, cy, dee = Person("ann", "Ann"), Person("bo", "Bo"), Person("cy", "Cy"), Person("dee", "Dee")
    people = gathered(
        Spell("ann", "town", YEARS),
        *(ann, bo, cy, dee, TOWN, LAND, KIDS),
        Spell("ann", "kids", YEARS),
        Spell("ann", "land", YEARS),
        Spell("ann", "land", Period(), kind=SpellKind.SELECTION, occasion="Cup"),
        Spell("bo", "town", YEARS, kind=SpellKind.ACADEMY),
        Spell("bo", "land", YEARS, role=Role.HEAD_COACH),
        Spell("cy", "town", YEARS, role=Role.ASSISTANT_COACH),
        Relationship(RelationshipKind.FAMILY, "ann", "bo"),
        Event(EventKind.PERSUASION, "cy", "town", by="ann", when=JUNE),
        Event(EventKind.PERSUASION, "bo", "town", by="nobody", when=ImpreciseDate.parse("2015")),
        Event(EventKind.PERSUASION, "dee", "town", when=ImpreciseDate.parse("2015-07")),
        Event(EventKind.PERSUASION, "bo", "", when=JUNE),
        Event(EventKind.PERSUASION, "bo", "land"),
    )
    assert people["ann"].seasons == {("town", 2010), ("town", 2011), ("kids", 2010), ("kids", 2011)}
    assert people["ann"].senior == {2010, 2011}
    assert people["ann"].squads == {("land", "Cup"), ("land", "2010"), ("land", "2011")}
    assert people["ann"].countries == {"Chile"}
    assert people["ann"].apart == {"bo", "cy"}
    assert people["ann"].told_at == people["cy"].told_at == {("town", 2014)}
    assert (people["bo"].seasons, people["bo"].senior) == ({("town", 2010), ("town", 2011)}, set())
    assert (people["bo"].coached, people["bo"].squads) == ({("land", 2010), ("land", 2011)}, set())
    assert people["bo"].told_at == {("town", 2014), ("town", 2015)}
    assert people["dee"].told_at == {("town", 2015)}
    assert people["bo"].apart == {"ann", "nobody"}
    assert (people["cy"].coached, people["cy"].seasons) == ({("town", 2010), ("town", 2011)}, set())
    assert people["bo"].countries == frozenset()
    assert {Role.HEAD_COACH, Role.PLAYER} == people["bo"].roles
    assert all(one.pages == {"urn:page"} for one in people.values())
    assert (
        gather([Claim("urn:1", TOWN), *(Claim("urn:2", Spell("ann", "town", YEARS)),), Claim("ann", ann)])
        .teams["town"]
        .people
        == 1
    )


def test_descriptions_of_one_person_are_put_together() -> None:
    first = Person("ann", "Ann", ("Annie",), ImpreciseDate.parse("1990"), citizenships=("Deutschland",))
    ids = (ExternalId("fpl", "1"), ExternalId("fpl", "2"))
    second = Person(
        "ann", "Ann Bee", ("Ann",), ImpreciseDate.parse("1991-02-03"), position=Position.FORWARD, external_ids=ids
    )
    third = Person(
        "ann", "", (), ImpreciseDate.parse("1992-02-03"), citizenships=("Chile",), position=Position.DEFENDER
    )
    ann = gathered(first, second, third)["ann"]
    assert (ann.name, ann.birth, ann.position) == ("Ann", ImpreciseDate.parse("1991-02-03"), Position.FORWARD)
    assert sorted(ann.forms) == [("ann",), ("ann", "bee"), ("annie",)]
    assert set(ann.aliases) - {""} == {"Annie", "Ann Bee"}
    assert set(ann.countries) == {"Germany", "Chile"}
    assert (ann.external, ann.born) == ({"fpl": "1"}, 1991)
    assert gathered(Person("bo", ""), Person("bo", "Bo"))["bo"].name == "Bo"


def found(asked: PersonRecord, *known: PersonRecord) -> list[str]:
    index = PeopleIndex()
    for each in known:
        index.add(each)
    return [peer.name for peer in index.candidates(asked)]


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ({"born": "1990"}, {"born": "1991"}, True),
        ({"born": "1990"}, {"born": "1989-12-31"}, True),
        ({"born": "1990"}, {"name": "Juan Luis Example", "born": "1988"}, False),
        ({"born": "1990"}, {"name": "Juan Luis Example", "born": "1992"}, False),
        ({"born": "1990"}, {"born": "1996"}, True),  # of the very name: to be told apart
        ({"born": "1990"}, {"name": "Exam Pleju An", "born": "1989"}, True),  # the same letters
        ({"born": "1990"}, {"name": "Juan Luis Example"}, True),
        ({}, {"name": "Juan Luis Example", "born": "1970"}, True),
        ({}, {"name": "Somebody Else"}, False),
        ({"born": "1990-04-01"}, {"name": "Somebody Else", "born": "1990-04-01"}, True),
        ({"born": "1990"}, {"name": "Somebody Else", "born": "1990"}, False),
        ({"seasons": CLUB[:1]}, {"name": "Somebody Else", "seasons": CLUB[:1]}, True),
        ({"born": "1990", "seasons": CLUB[:1]}, {"name": "Somebody Else", "seasons": CLUB[:1]}, False),
        ({"external": {"fpl": "1"}}, {"external": {"fpl": "2"}}, False),
        ({"external": {"fpl": "1"}}, {"external": {"fpl": "1", "fa": "2"}}, True),
        ({"external": {"fpl": "1"}}, {"external": {"fa": "2"}}, True),
        ({"name": "Li Na"}, {"name": "Na Bo"}, True),
        ({"name": "Li Example"}, {"name": "Li Moran"}, False),
    ],
)
def test_who_can_be_meant_is_compared(one: Mapping[str, Any], other: Mapping[str, Any], meets: bool) -> None:
    assert found(record(**one), record(**other)) == ([record(**other).name] if meets else [])


def test_nobody_is_compared_with_himself_and_the_rarest_agreement_comes_first() -> None:
    one = record()
    assert found(one, one) == []
    others = [record(name=f"Juan {letter}oran") for letter in "BCD"]
    rare = record(name="Luis Example")
    assert found(one, *others, rare)[0] == rare.name
    many = [record(name=f"Juan {letter}{vowel}ran") for letter in "BCDFGHKLMNPRSTV" for vowel in "aeiou"]
    assert found(one, rare, *many) == [rare.name]  # too common a word beside a rare one
    assert len(found(one, *many)) == len(many)  # unless it is all there is


def test_an_index_knows_clubs_squads_ids_and_bearers() -> None:
    index = PeopleIndex()
    one = record(seasons=CLUB[:1], squads=[("land", "Cup"), ("land", "2010")], external={"fpl": "1"})
    other = record(name="Juan Moran", external={"fpl": "1", "fa": "2"})
    index.add(one)
    index.add(other)
    index.add(one)
    assert index.at_club(("town", 2000)) == [one]
    assert index.at_club(("town", 2001)) == index.in_squads("isle") == []
    assert index.in_squads("land") == [one]
    both = index.by_external(record(external={"fa": "2", "fpl": "1"}))
    assert sorted(each.name for each in both) == [NAME, "Juan Moran"]
    assert index.by_external(record()) == []
    assert (index.bearers("juan"), index.bearers("example"), index.bearers("bee")) == (2, 1, 0)


@pytest.mark.parametrize(("team", "same"), [("England", True), ("England Women", False)])
def test_a_woman_is_not_her_namesake_at_a_mens_club(team: str, same: bool) -> None:
    resolver = Resolver()
    cups, leagues = Source("cups"), Source("leagues")
    known, asked = cups.person("Alex Example", born="1984-10-14"), leagues.person("Alex Example")
    cups.spell(known, cups.team(team, country="England", kind=TeamKind.NATIONAL), "2015-06-01", occasion="Cup")
    leagues.spell(asked, leagues.team("Example Town"), "2014/15", "2016/17")
    (person,) = (match.id for match in resolver.resolve(cups.claims).people.values())
    assert (resolver.resolve(leagues.claims).people[asked].id == person) is same


def test_seasons_on_loan_are_known_as_such() -> None:
    loan = Spell("p", "t", Period(ImpreciseDate.parse("2020/21"), ImpreciseDate.parse("2020/21")), kind=SpellKind.LOAN)
    stay = Spell("p", "t", Period(ImpreciseDate.parse("2021/22"), ImpreciseDate.parse("2022/23")))
    claims = [Claim("p", Person("p", NAME)), Claim("t", Team("t", "Town")), Claim("a", loan), Claim("b", stay)]
    assert gather(claims).people["p"].lent == {2020}
