"""What else speaks for one person or one club: pages, events, neighbouring seasons, the very name."""

from __future__ import annotations

import pytest

from kg.claims.identity import Resolver
from kg.claims.identity.records import gather
from kg.model import Claim, Event, EventKind, ImpreciseDate, Relationship, RelationshipKind
from kg.model import Source as Page
from kg.rdf.iris import claim_iri, source_iri
from tests.identity.worlds import Source


def friends(source: Source, one: str, other: str, url: str) -> None:
    page = Page(source_iri(url), "a page", url)
    tie = Relationship(RelationshipKind.FRIENDSHIP, one, other)
    source.claims.append(Claim(claim_iri(source.name, one, other, url), tie, page))


@pytest.mark.parametrize(("url", "same"), [("https://e.org/1", True), ("https://e.org/2", False)])
def test_one_page_speaks_of_one_person_by_a_name(url: str, same: bool) -> None:
    first, second = Source("a"), Source("b")
    known = first.person("Marcelo", born="1988-05-12", country="Brazil")
    friends(first, known, first.person("Cristiano Ronaldo"), "https://e.org/1")
    other = second.person("Marcelo")
    friends(second, other, second.person("Cristiano Ronaldo"), url)
    resolver = Resolver()
    one = resolver.resolve(first.claims).people[known].id
    assert (resolver.resolve(second.claims).people[other].id == one) is same


def test_a_namesake_is_chosen_by_the_club_that_an_event_names() -> None:
    first, second = Source("a"), Source("b")
    barcelona, other = first.team("Barcelona", country="Spain"), first.team("Almería", country="Spain")
    uruguayan = first.person("Luis Suárez", born="1987-01-24", country="Uruguay")
    colombian = first.person("Luis Suárez", key="2", born="1997-12-02", country="Colombia")
    first.spell(uruguayan, barcelona, "2014/15", "2019/20")
    first.spell(colombian, other, "2022/23", "2024/25")
    named, wanted = second.person("Luis Suárez"), second.person("Philippe Coutinho")
    club = second.team("Barcelona", country="Spain")
    event = Event(EventKind.PERSUASION, wanted, club, by=named, when=ImpreciseDate.parse("2017"))
    second.claims.append(Claim(claim_iri("b", "event"), event))
    resolver = Resolver()
    known = resolver.resolve(first.claims).people[uruguayan].id
    assert resolver.resolve(second.claims).people[named].id == known


def test_an_event_may_name_a_club_that_only_the_store_describes() -> None:
    first, second = Source("a"), Source("b")
    town = first.team("Town", country="Spain")
    resolver = Resolver()
    club = resolver.resolve(first.claims).teams[town].id
    ann = second.person("Ann Bee")
    event = Event(EventKind.PERSUASION, ann, club, when=ImpreciseDate.parse("2017-08"))
    second.claims.append(Claim(claim_iri("b", "event"), event))
    found = resolver.resolve(second.claims)
    assert resolver.people[found.people[ann].id].told_at == {(club, 2017)}


@pytest.mark.parametrize(("since", "same"), [("2015/16", True), ("2003/04", False)])
def test_a_player_with_an_id_is_known_by_name_and_a_club_in_neighbouring_seasons(since: str, same: bool) -> None:
    minutes, moves = Source("minutes"), Source("moves")
    seen = minutes.person("Ben Godfrey", ids=[("fpl", "198826")])
    minutes.spell(seen, minutes.team("Norwich City", country="England"), "2019/20")
    moved = moves.person("Ben Godfrey", born="1988", ids=[("transfermarkt", "343475")])
    moves.spell(moved, moves.team("Norwich City", country="England"), since)
    resolver = Resolver()
    known = resolver.resolve(minutes.claims).people[seen].id
    assert (resolver.resolve(moves.claims).people[moved].id == known) is same


@pytest.mark.parametrize("name", ["SC Bastia", "Bastia"])
def test_the_very_name_of_a_club_comes_before_one_without_its_legal_form(name: str) -> None:
    first, second = Source("a"), Source("b")
    known = first.team(name, country="France", ids=[("wikidata", "Q208399")])
    # "CA Bastia" comes first in the order of ids, and both are "Bastia" without their legal forms.
    wrong = second.team("CA Bastia", country="France", ids=[("transfermarkt", "28559")])
    right = second.team(name, country="France", ids=[("transfermarkt", "595")])
    resolver = Resolver()
    one = resolver.resolve(first.claims).teams[known].id
    found = resolver.resolve(second.claims).teams
    assert found[right].id == one
    assert found[wrong].id != one


def test_among_clubs_alike_but_for_legal_forms_the_one_with_most_people_is_meant() -> None:
    first, second = Source("a"), Source("b")
    known = first.team("Estudiantes", country="Argentina", ids=[("wikidata", "Q214940")])
    small = second.team("CA Estudiantes", country="Argentina", ids=[("transfermarkt", "14312")])
    large = second.team("Club Estudiantes", country="Argentina", ids=[("transfermarkt", "288")])
    for number in range(3):
        second.spell(second.person(f"Player {number}"), large, "2015/16")
    resolver = Resolver()
    one = resolver.resolve(first.claims).teams[known].id
    found = resolver.resolve(second.claims).teams
    assert found[large].id == one
    assert found[small].id != one


@pytest.mark.parametrize(("people", "story"), [(20, True), (21, False)])
def test_a_page_of_many_people_is_a_list_and_no_story(people: int, story: bool) -> None:
    source = Source("a")
    first, *others = (source.person("Ivo Novak", key=f"{number}") for number in range(people))
    for other in others:
        friends(source, first, other, "https://e.org/1")
    assert bool(gather(source.claims).people[first].pages) is story
