"""Countries, languages, competitions, clubs and occurrences as SPARQL sees them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columns.facts import Facts
from kg.graph.concepts import competition_blocks, description_blocks, edition_of
from kg.graph.occurrences import MOST_DAYS, occurrence_blocks
from kg.model import Claim, Event, EventKind, Period, Person, Spell, SpellKind, Statement, Team, TeamKind
from kg.rdf.vocabulary import QUERY_PREFIXES
from tests.graph.small_world import CITY, LAND, PEOPLE, ROVERS, ROVERS_U21, UTD, facts_with, on


def asked(blocks: dict[str, str], query: str) -> set[tuple[str, ...]]:
    store = ox.Store()
    store.load("".join(blocks.values()).encode(), ox.RdfFormat.N_TRIPLES)
    found = store.query(query, prefixes=dict(QUERY_PREFIXES))
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(getattr(value, "value", "")) for value in row) for row in found}


def facts_that_say(folder: Path, statements: list[Statement], people: list[Person] | None = None) -> Facts:
    return facts_with([Claim(f"urn:claim:{n}", each) for n, each in enumerate(statements)], folder, people or ())


def test_people_and_teams_lead_to_countries_languages_and_clubs(tmp_path: Path) -> None:
    people = [
        Person(PEOPLE[0], "Ann", citizenships=("England", "Deutschland"), languages=("English",)),
        Person(PEOPLE[1], "Bo", citizenships=("Atlantis",), languages=("English", "Español")),
        Person(PEOPLE[2], "Cy"),
    ]
    blocks = description_blocks(facts_that_say(tmp_path, [], people))
    countries = "SELECT ?n ?code { ?p :hasCountry ?c . ?c skos:prefLabel ?n OPTIONAL { ?c skos:notation ?code } }"
    assert asked(blocks, countries) == {("England", "ENG"), ("Atlantis", "")}
    assert asked(blocks, "SELECT ?c { ?p :citizenOf ?c }") == {
        (QUERY_PREFIXES["country"] + key,) for key in ("ENG", "GER", "atlantis")
    }
    speakers = "SELECT ?p ?n { ?p :hasLanguage ?l . ?l skos:prefLabel ?n ; skos:inScheme language: }"
    assert asked(blocks, speakers) == {
        (PEOPLE[0], "English"),
        (PEOPLE[1], "English"),
        (PEOPLE[1], "Español"),
    }
    clubs = "SELECT ?t ?n { ?t :teamOf ?club . ?club a :Club ; skos:prefLabel ?n }"
    assert asked(blocks, clubs) == {
        (ROVERS, "Rovers"),
        (ROVERS_U21, "Rovers"),
        (CITY, "City"),
        (UTD, "United"),
    }


def test_a_club_is_of_its_first_teams_country(tmp_path: Path) -> None:
    north, youth = (f"{CITY}-{name}" for name in ("north", "north-u19"))
    said: list[Statement] = [
        Team(north, "North", country="Deutschland"),
        Team(youth, "North U19", TeamKind.YOUTH, country="Wales", age_group=19, parent=north),
    ]
    blocks = description_blocks(facts_with([Claim(each.id, each) for each in said if isinstance(each, Team)], tmp_path))
    assert asked(blocks, "SELECT ?t ?n { ?t :teamOf ?club . ?club :hasCountry/skos:prefLabel ?n }") == {
        (north, "Germany"),
        (youth, "Germany"),
    }
    assert asked(blocks, "SELECT ?n { <" + youth + "> :hasCountry/skos:prefLabel ?n }") == {("Wales",)}


@pytest.mark.parametrize(
    ("occasion", "edition"),
    [
        ("World Cup 2018", ("World Cup", "2018")),
        ("World Cup 2022, as announced", ("World Cup", "2022")),
        ("club in the squad list of Euro 2020", ("Euro", "2020")),
        ("CONCACAF Nations League finals 2025", ("CONCACAF Nations League", "2025")),
        ("2018 FIFA World Cup", ("FIFA World Cup", "2018")),
        ("World Cup 2026 qualifiers v Cyprus", None),
        ("Friendlies 2019", None),
        ("Wales and Denmark matches, October 2020", None),
        ("England U21 squad, 2017-09-01", None),
        ("", None),
    ],
)
def test_competitions_are_told_from_other_occasions(occasion: str, edition: tuple[str, str] | None) -> None:
    assert edition_of(occasion) == edition


def test_squads_lead_to_editions_and_those_to_competitions(tmp_path: Path) -> None:
    period = Period(on("2018-06-14"), on("2018-07-15"))
    occasions = ("World Cup 2018", "World Cup 2018, as announced", "Friendly v Japan")
    said: list[Statement] = [
        Spell(PEOPLE[0], LAND, period, kind=SpellKind.SELECTION, occasion=occasion) for occasion in occasions
    ]
    blocks = competition_blocks(facts_that_say(tmp_path, said))
    found = asked(blocks, "SELECT ?s ?n { ?s :hasCompetition ?e . ?e skos:broader/skos:prefLabel ?n }")
    assert found == {("urn:claim:0", "World Cup"), ("urn:claim:1", "World Cup")}
    assert len(asked(blocks, "SELECT DISTINCT ?e { ?s :hasCompetition ?e }")) == 1


def test_two_reports_of_one_transfer_are_one_transfer(tmp_path: Path) -> None:
    def move(when: str, other: str = "", person: str = PEOPLE[0], kind: EventKind = EventKind.TRANSFER) -> Event:
        return Event(kind, person, CITY, other, "", on(when) if when else None)

    said: list[Statement] = [
        move("2019-07-01"),
        move("2019-07-03", ROVERS),
        move("2019-07", ROVERS),
        move("2019-07-02", UTD),  # from somewhere else: another one
        move("2021-07-01", ROVERS),  # two years later
        move("2019-07-01", person=PEOPLE[1]),
        move("2019-07-01", kind=EventKind.OFFER),
        move(""),
    ]
    blocks = occurrence_blocks(facts_that_say(tmp_path, said))
    claims = "SELECT ?o ?c { ?o prov:wasDerivedFrom ?c }"
    together: dict[str, str] = {}
    for occurrence, claim in sorted(asked(blocks, claims)):
        together[occurrence] = together.get(occurrence, "") + claim.removeprefix("urn:claim:")
    assert set(together.values()) == {"012", "3", "4", "5", "6", "7"}
    one = """SELECT ?kind ?from ?through ?other { ?o a :Occurrence ; prov:wasDerivedFrom <urn:claim:1> ;
             :hasKind ?kind ; :from ?from ; :through ?through ; :hasOtherClub ?other }"""
    assert asked(blocks, one) == {(QUERY_PREFIXES["event"] + "transfer", "2019-07-01", "2019-07-31", ROVERS)}


@pytest.mark.parametrize(("days", "occurrences"), [(MOST_DAYS, 1), (MOST_DAYS + 1, 2)])
def test_an_offer_that_is_renewed_later_is_another(tmp_path: Path, days: int, occurrences: int) -> None:
    first = on("2019-01-01")
    later = first.first.fromordinal(first.first.toordinal() + days)
    said: list[Statement] = [
        Event(EventKind.OFFER, PEOPLE[0], CITY, when=first),
        Event(EventKind.OFFER, PEOPLE[0], CITY, when=on(later.isoformat())),
    ]
    assert len(occurrence_blocks(facts_that_say(tmp_path, said))) == occurrences
