"""People whom a source knows by name alone: what surrounds the name decides."""

from __future__ import annotations

import pytest

from kg.model import Position, Role, TeamKind
from tests.identity.test_resolver import joined
from tests.identity.worlds import Source


def test_a_single_name_at_one_club_in_one_season_is_one_person() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Koke", born="1992-01-08")
    first.spell(one, first.team("Atlético Madrid", country="Spain"), "2020/21", "2020/21")
    other = second.person("Koke", ids=[("understat", "1")])
    second.spell(other, second.team("Atlético Madrid", country="Spain"), "2020/21", "2020/21")
    assert joined(first, one, second, other)


def test_a_rival_of_the_name_at_the_club_keeps_them_apart() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Gabriel Magalhães", born="1997-12-19")
    club = first.team("Arsenal", country="England")
    first.spell(one, club, "2020/21", "2020/21")
    first.spell(first.person("Gabriel Martinelli", born="2001-06-18"), club, "2020/21", "2020/21")
    other = second.person("Gabriel", ids=[("understat", "1")])
    second.spell(other, second.team("Arsenal", country="England"), "2020/21", "2020/21")
    assert not joined(first, one, second, other)


def test_a_rival_in_the_same_list_keeps_them_apart_wherever_the_list_names_him() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Gabriel Magalhães", born="1997-12-19")
    first.spell(one, first.team("Arsenal", country="England"), "2020/21", "2020/21")
    club = second.team("Arsenal", country="England")
    second.spell(second.person("Bukayo Saka", born="2001-09-05"), club, "2020/21", "2020/21")
    other = second.person("Gabriel")
    for person in (other, second.person("Magalhães")):
        second.spell(person, club, "2020/21", "2020/21")
    assert not joined(first, one, second, other)


@pytest.mark.parametrize(("other_name", "same"), [("Eder Militão", False), ("Marcelo", True)])
def test_a_rival_of_the_name_in_the_national_team_keeps_them_apart(other_name: str, same: bool) -> None:
    first, second = Source("a"), Source("b")
    known, rival = first.person("Eder", born="1986-11-15"), first.person(other_name, born="1998-01-18")
    for person in (known, rival):
        brazil = first.team("Brazil", kind=TeamKind.NATIONAL)
        first.spell(person, brazil, "2016-06-10", "2016-07-11", occasion="Copa América 2016")
    asked = second.person("Eder", position=Position.FORWARD)
    second.spell(asked, second.team("Brazil", kind=TeamKind.NATIONAL), "2019", occasion="Friendlies")
    assert joined(first, known, second, asked) is same


def test_a_father_is_too_old_to_be_the_player_of_his_name() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Antonín Kinský", born="1975-05-31")
    other = second.person("Antonín Kinský", ids=[("understat", "1")])
    second.spell(other, second.team("Tottenham Hotspur", country="England"), "2024/25", "2024/25")
    assert not joined(first, one, second, other)


def test_the_only_one_of_a_full_name_is_meant_though_one_season_differs() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Harry Wilson", born="1997-03-22", position=Position.FORWARD)
    first.spell(one, first.team("Cardiff City", country="Wales"), "2020/21", "2020/21")
    other = second.person("Harry Wilson", ids=[("understat", "1")], position=Position.FORWARD)
    second.spell(other, second.team("Liverpool", country="England"), "2020/21", "2020/21")
    assert joined(first, one, second, other)


def test_who_coached_while_another_played_is_somebody_else() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Diego López", ids=[("understat", "1")])
    first.spell(one, first.team("Valencia", country="Spain"), "2018/19", "2023/24")
    other = second.person("Diego López")
    second.spell(other, second.team("Cagliari", country="Italy"), "2018/19", "2022/23", role=Role.HEAD_COACH)
    assert not joined(first, one, second, other)


def test_a_name_is_not_enough_for_somebody_whose_seasons_are_long_over() -> None:
    for born, season, same in ((1978, "2013/14", True), (1978, "2014/15", False), (1979, "2014/15", True)):
        first, second = Source("a"), Source("b")
        one = first.person("Miguel Ángel", born=f"{born}-05-05")
        first.spell(one, first.team("Málaga", country="Spain"), "2008/09", "2009/10")
        other = second.person("Miguel Ángel", ids=[("understat", "1")])
        second.spell(other, second.team("Getafe", country="Spain"), season, season)
        assert joined(first, one, second, other) is same
