from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claims.identity import ClubNames, Resolver, read_club_names
from kg.errors import InvalidInput
from kg.model import TeamKind
from kg.resources import data_file
from kg.text.club_names import club_key
from kg.text.countries import country_name, same_country
from kg.text.team_kinds import club_nature
from tests.identity.worlds import Source


@pytest.fixture(scope="module")
def names() -> ClubNames:
    return read_club_names([data_file("club_names.csv")])


@pytest.mark.parametrize(
    ("one", "other", "land"),
    [
        ("Man Utd", "Manchester United F.C.", "England"),
        ("Real Madrid", "Real Madrid Club de Fútbol", "Spain"),
        ("Real Madrid CF", "Real Madrid", "Spain"),
        ("A.C. Milan", "AC Milan", "Italy"),
        ("Wolves", "Wolverhampton Wanderers F.C.", "United Kingdom"),
        ("FC Bayern München", "FC Bayern Munich", "Germany"),
        ("Swansea", "Swansea City A.F.C.", "United Kingdom"),
        ("AS Monaco", "AS Monaco FC", "France"),
    ],
)
def test_one_club_has_many_names(names: ClubNames, one: str, other: str, land: str) -> None:
    resolver = Resolver(club_names=names)
    first, second = Source("first"), Source("second")
    known, asked = first.team(other, country=land), second.team(one, country="Monaco" if "Monaco" in one else "")
    id_ = resolver.resolve(first.claims).teams[known].id
    assert resolver.resolve(second.claims).teams[asked].id == id_


@pytest.mark.parametrize(
    ("one", "land", "other", "other_land"),
    [
        ("Barcelona S.C.", "Ecuador", "FC Barcelona", "Spain"),
        ("Santos F.C.", "South Africa", "Santos FC", "Brazil"),
        ("Club Atlético River Plate", "Uruguay", "Club Atlético River Plate", "Argentina"),
        ("Manchester United", "England", "Manchester City", "England"),
        ("Athletic Club", "Spain", "Atlético Madrid", "Spain"),
        ("Inter Milan", "Italy", "AC Milan", "Italy"),
        ("Real Sociedad", "Spain", "Real Sociedad B", "Spain"),
        ("Real Madrid", "Spain", "Real Madrid Castilla", "Spain"),
        ("Real Madrid C", "Spain", "Real Madrid Castilla", "Spain"),
        ("Ajax", "Netherlands", "Jong Ajax", "Netherlands"),
        ("Club Brugge", "Belgium", "Club NXT", "Belgium"),
        ("Chelsea", "England", "Chelsea U21", "England"),
        ("Chelsea U19", "England", "Chelsea U21", "England"),
    ],
)
def test_different_teams_stay_apart(names: ClubNames, one: str, land: str, other: str, other_land: str) -> None:
    resolver = Resolver(club_names=names)
    source, second = Source("first"), Source("second")
    known, asked = source.team(one, country=land), second.team(other, country=other_land)
    id_ = resolver.resolve(source.claims).teams[known].id
    assert resolver.resolve(second.claims).teams[asked].id != id_


def test_reserves_know_their_club(names: ClubNames) -> None:
    resolver = Resolver(club_names=names)
    source = Source("first")
    reserves = source.team("Real Madrid Castilla", country="Spain")
    club = source.team("Real Madrid Club de Fútbol", country="Spain")
    teams = resolver.resolve(source.claims).teams
    team = resolver.teams.team(teams[reserves].id)
    assert (team.kind, team.parent) == (TeamKind.RESERVE, teams[club].id)


def test_a_youth_team_listed_across_the_border_knows_its_club() -> None:
    resolver = Resolver()
    source = Source("first")
    club = source.team("Swansea City", country="Wales")
    youth = source.team("Swansea City U21", country="England", kind=TeamKind.YOUTH)
    teams = resolver.resolve(source.claims).teams
    assert resolver.teams.team(teams[youth].id).parent == teams[club].id


def test_a_parent_that_nobody_describes_is_looked_for_by_name() -> None:
    resolver = Resolver()
    source = Source("first")
    club = source.team("Town", country="Spain")
    youth = source.team("Town U19", country="Spain", kind=TeamKind.YOUTH, parent="urn:undescribed")
    lone = source.team("City U19", country="Spain", kind=TeamKind.YOUTH, parent="urn:undescribed")
    teams = resolver.resolve(source.claims).teams
    assert resolver.teams.team(teams[youth].id).parent == teams[club].id
    assert resolver.teams.team(teams[lone].id).parent == ""
    assert {resolver.teams.team(match.id).country for match in teams.values()} == {"Spain"}


@pytest.mark.parametrize("name", ["Willem II", "Boca Juniors", "BSC Young Boys", "West African Football Academy"])
def test_a_name_that_sounds_like_reserves_is_a_first_team(name: str) -> None:
    assert club_nature(name).kind is TeamKind.CLUB


def test_national_teams_of_different_age_are_different_teams() -> None:
    resolver = Resolver()
    source, second = Source("first"), Source("second")
    senior = source.team("England", country="England", kind=TeamKind.NATIONAL)
    under = source.team("England U21", country="England", kind=TeamKind.NATIONAL_YOUTH, age=21)
    other = source.team("England U19", country="England", kind=TeamKind.NATIONAL_YOUTH, age=19)
    again = second.team("ENG", country="ENG", kind=TeamKind.NATIONAL)
    teams = resolver.resolve(source.claims).teams
    assert len({teams[one].id for one in (senior, under, other)}) == 3
    assert resolver.resolve(second.claims).teams[again].id == teams[senior].id


def test_a_bare_name_of_several_clubs_is_left_in_doubt() -> None:
    resolver = Resolver()
    source, second = Source("first"), Source("second")
    source.team("Nacional", country="Uruguay")
    source.team("Nacional", country="Paraguay")
    asked = second.team("Nacional")
    known = {match.id for match in resolver.resolve(source.claims).teams.values()}
    result = resolver.resolve(second.claims)
    assert result.teams[asked].id not in known
    assert {doubt.what for doubt in result.doubts} == {"team"}


def test_a_club_listed_twice_makes_no_third() -> None:
    resolver = Resolver()
    source, second, third = Source("first"), Source("second"), Source("third")
    known = source.team("Holstein Kiel", country="Germany", ids=[("wikidata", "Q157828")])
    twin = second.team("Holstein Kiel", country="Germany", ids=[("wikidata", "Q97940890")])
    asked = third.team("Holstein Kiel")
    first = resolver.resolve(source.claims).teams[known].id
    other = resolver.resolve(second.claims).teams[twin].id
    match = resolver.resolve(third.claims).teams[asked]
    assert first != other
    assert match.id in {first, other}
    assert "namesakes" in match.reason


@given(st.text(alphabet=st.characters(max_codepoint=0x148, exclude_categories=["Cs"]), max_size=40))
def test_a_key_is_a_key_of_itself(name: str) -> None:
    assert club_key(club_key(name)) == club_key(name)


@given(st.text(max_size=20), st.text(max_size=20))
def test_countries_are_compatible_both_ways(one: str, other: str) -> None:
    assert same_country(one, other) is same_country(other, one)
    assert country_name(country_name(one)) == country_name(one)


def test_club_names_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "club_names.csv"
    path.write_text("name,country,club,kind\nNXT,Belgium,Club Brugge,second team\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="line 2"):
        read_club_names([path])
