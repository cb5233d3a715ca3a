"""Who could speak: people of a club, former people of standing, and the player's own circle, wherever it is."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.graph.candidates import candidates_for
from kg.model import (
    Claim,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
    Team,
    TeamKind,
)
from tests.graph.small_world import CITY as AWAY
from tests.graph.small_world import LAND as NATION
from tests.graph.small_world import PEOPLE as PLAYERS
from tests.graph.small_world import ROVERS as HOME
from tests.graph.small_world import facts_of, facts_with, on

NEWS = Source("urn:news", "News", "https://example.org/news", "A paper", ImpreciseDate(date(2020, 1, 1)))
ID = "https://example.org/id/"
PAGE = Source("urn:page", "A page", "https://example.org/page", "A paper", ImpreciseDate(date(2015, 5, 1)))
RELEASE = Release("urn:release:test", "test", "Test", "1", retrieved=date(2024, 1, 1))
ROVERS, CITY, LAND = (
    Team(f"{ID}team/rovers", "Rovers"),
    Team(f"{ID}team/city", "City"),
    Team(f"{ID}team/land", "Land", kind=TeamKind.NATIONAL),
)
PEOPLE = {
    name: Person(f"{ID}person/{name}", name.capitalize())
    for name in (
        "player",
        "coach",
        "great",
        "passing",
        "friend",
        "agent",
        "national",
        "brother",
        "coming",
        "lent",
        "idol",
        "admirer",
        "mentor",
        "pupil",
    )
}


def spell(name: str, team: Team, start: str, end: str, **more: object) -> Spell:
    period = Period(ImpreciseDate.parse(start), ImpreciseDate.parse(end) if end else None)
    return Spell(PEOPLE[name].id, team.id, period, **more)  # type: ignore[arg-type]


def tied(kind: RelationshipKind, one: str, two: str) -> Relationship:
    return Relationship(kind, PEOPLE[one].id, PEOPLE[two].id)


def moved(name: str, when: str) -> Event:
    return Event(EventKind.TRANSFER, PEOPLE[name].id, ROVERS.id, when=ImpreciseDate.parse(when))


SAID: list[Statement] = [
    *PEOPLE.values(),
    ROVERS,
    CITY,
    LAND,
    spell("player", CITY, "2018-07-01", "2022-07-01"),
    spell("player", LAND, "2019-06-01", "2019-07-01", kind=SpellKind.SELECTION),
    spell("coach", ROVERS, "2019-07-01", "2022-07-01", role=Role.HEAD_COACH),
    spell("great", ROVERS, "2005-07-01", "2016-07-01"),
    *(spell("great", LAND, f"{year}-06-01", f"{year}-07-01", kind=SpellKind.SELECTION) for year in range(2006, 2014)),
    spell("passing", ROVERS, "2010-07-01", "2011-07-01"),
    spell("brother", ROVERS, "2011-07-01", "2012-07-01"),
    spell("national", LAND, "2018-07-01", "2022-07-01", role=Role.HEAD_COACH),
    tied(RelationshipKind.FRIENDSHIP, "friend", "player"),
    tied(RelationshipKind.FAMILY, "brother", "player"),
    tied(RelationshipKind.AGENT, "agent", "player"),
    tied(RelationshipKind.IDOL, "idol", "player"),
    tied(RelationshipKind.IDOL, "player", "admirer"),
    tied(RelationshipKind.MENTOR, "mentor", "player"),
    tied(RelationshipKind.MENTOR, "player", "pupil"),
    spell("coming", CITY, "2014-07-01", "2018-07-01"),
    moved("coming", "2016-12-20"),
    spell("lent", ROVERS, "2016-08-20", "2017-06-01"),
    moved("lent", "2016-08-20"),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder: Path = tmp_path_factory.mktemp("candidates")
    with SegmentWriter(folder / "part", RELEASE) as segment:
        for number, said in enumerate(SAID):
            claim_id = said.id if isinstance(said, Person | Team) else f"urn:claim:{number}"
            segment.add(Claim(claim_id, said, PAGE if isinstance(said, Relationship | Event) else None))
    merge([folder / "part"], folder / "facts")
    return Facts.open(folder / "facts")


def number(facts: Facts, iri: str) -> int:
    node = facts.node(iri)
    assert node is not None
    return node


def found(facts: Facts, at: date) -> dict[str, tuple[str, str]]:
    target = number(facts, PEOPLE["player"].id)
    candidates = candidates_for(facts, target, number(facts, ROVERS.id), at, tied=())
    return {facts.iri(node).rpartition("/")[2]: (each.presence, each.circle) for node, each in candidates.items()}


def test_everybody_who_could_speak_is_a_candidate(facts: Facts) -> None:
    assert found(facts, date(2021, 1, 1)) == {
        "coach": ("certain", ""),
        "great": ("former", ""),
        "brother": ("former", "family"),
        "friend": ("elsewhere", "friend"),
        "agent": ("elsewhere", "agent"),
        "idol": ("elsewhere", "idol"),  # who looks up to the player is none of his circle
        "mentor": ("elsewhere", "mentor"),
        "pupil": ("elsewhere", "protégé"),
        "national": ("elsewhere", "national coach"),
    }


def test_standing_grows_with_years_and_gatherings_and_fades(facts: Facts) -> None:
    target, club = number(facts, PEOPLE["player"].id), number(facts, ROVERS.id)
    great = number(facts, PEOPLE["great"].id)
    early, late = (
        candidates_for(facts, target, club, at, tied=())[great].legacy for at in (date(2017, 1, 1), date(2021, 1, 1))
    )
    assert 0.4 < late < early <= 1
    passing = number(facts, PEOPLE["passing"].id)
    assert candidates_for(facts, target, club, date(2021, 1, 1), tied=(passing,))[passing].legacy == 0


@settings(max_examples=25)
@example(800, 0, 729)
@example(800, 0, 730)
@given(st.integers(1, 4000), st.integers(0, 9), st.integers(1, 6000))
def test_standing_is_years_times_gatherings_halved_every_twelve_years(days: int, gatherings: int, since: int) -> None:
    left = date(2010, 1, 1)
    stay = Period(ImpreciseDate(left - timedelta(days)), ImpreciseDate(left))
    squads = [Period(on(f"{year}-06-01"), on(f"{year}-06-20")) for year in range(1999, 1999 + gatherings)]
    claims = [
        Spell(PLAYERS[0], HOME, stay),
        *(Spell(PLAYERS[0], NATION, squad, kind=SpellKind.SELECTION, occasion="Cup") for squad in squads),
    ]
    plain = min(days / 365.25 / 8, 1) * min(math.log(1 + gatherings) / math.log(8), 1) * 0.5 ** (since / 365.25 / 12)
    with TemporaryDirectory() as folder:
        facts = facts_of(claims, Path(folder))
        club, (great, target, *_) = number(facts, HOME), (number(facts, person) for person in PLAYERS)
        found = candidates_for(facts, target, club, left + timedelta(since), tied=())
        recent = since < 730
        assert (great in found) is (plain >= 0.4 or recent)
        if great in found:
            assert found[great].legacy == (pytest.approx(plain) if plain >= 0.4 else 0)
            assert (found[great].presence, found[great].gatherings) == ("former", gatherings)


def test_whoever_is_announced_is_arriving_for_a_year_unless_he_went_elsewhere(tmp_path: Path) -> None:
    one, two, target = PLAYERS
    moves = [(one, HOME, "2020-03-01"), (two, HOME, "2020-03-01"), (two, AWAY, "2020-04-01")]
    facts = facts_with(
        [
            Claim(f"urn:{n}", Event(EventKind.TRANSFER, who, to, when=ImpreciseDate.parse(day)), NEWS)
            for n, (who, to, day) in enumerate(moves)
        ],
        tmp_path,
    )
    club, away = number(facts, HOME), number(facts, AWAY)

    def arriving(team: int, at: str) -> set[str]:
        found = candidates_for(facts, number(facts, target), team, date.fromisoformat(at), tied=())
        return {facts.iri(node) for node, each in found.items() if each.presence == "arriving"}

    assert arriving(club, "2020-03-01") == set()
    assert arriving(club, "2020-03-02") == {one, two}
    assert arriving(club, "2020-04-01") == {one, two}
    assert arriving(club, "2020-04-02") == {one}
    assert arriving(away, "2020-04-02") == {two}
    assert arriving(club, "2021-02-28") == {one}
    assert arriving(club, "2021-03-01") == set()


def test_what_was_not_known_yet_makes_nobody_a_candidate(facts: Facts) -> None:
    # Kinship holds from birth; a friendship and a contract count from the day on which the page was published.
    assert not {"friend", "agent"} & found(facts, date(2015, 4, 1)).keys()


def test_whoever_is_announced_is_to_come_until_he_has_been_there(facts: Facts) -> None:
    assert found(facts, date(2017, 2, 1))["coming"] == ("arriving", "")
    assert found(facts, date(2017, 2, 1))["lent"] == ("certain", "")
    assert found(facts, date(2017, 7, 15))["lent"] == ("former", "")  # his loan is over, and he is not to come again
    target, club = number(facts, PEOPLE["player"].id), number(facts, ROVERS.id)
    coming = candidates_for(facts, target, club, date(2017, 2, 1), tied=())[number(facts, PEOPLE["coming"].id)]
    assert coming.standing is not None
    assert coming.standing.since == date(2016, 12, 20)
