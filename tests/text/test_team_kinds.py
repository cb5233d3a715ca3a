"""Which team a name speaks of, mark by mark, and where a mark is part of the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.people import TeamKind
from kg.text.blanks import BLANK_FORMS, is_blank, is_no_team
from kg.text.countries import country_name, country_with_code, is_country, same_country
from kg.text.languages import languages_of
from kg.text.team_kinds import club_nature, national_nature

CLUB, YOUTH, RESERVE = TeamKind.CLUB, TeamKind.YOUTH, TeamKind.RESERVE
NATIONAL, NATIONAL_YOUTH = TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH


@pytest.mark.parametrize(
    ("name", "kind", "age", "base", "variant"),
    [
        ("Chelsea U21", YOUTH, 21, "Chelsea", ""),
        ("Chelsea Under-23s", YOUTH, 23, "Chelsea", ""),
        ("Chelsea U24", CLUB, None, "Chelsea U24", ""),
        ("Chelsea U9", CLUB, None, "Chelsea U9", ""),
        ("Chelsea Youth U18", YOUTH, 18, "Chelsea", ""),
        ("Chelsea U18 Women", YOUTH, 18, "Chelsea", "women"),
        ("Chelsea FC Women", CLUB, None, "Chelsea FC", "women"),
        ("Chelsea  Ladies (1991-2004)", CLUB, None, "Chelsea", "women"),
        ("Juventus Next Gen", RESERVE, None, "Juventus", ""),
        ("Bayern II Women", RESERVE, None, "Bayern", "women"),
        ("Bayern III", RESERVE, None, "Bayern", "third"),
        ("Barcelona C", RESERVE, None, "Barcelona", "third"),
        ("Jong Ajax", RESERVE, None, "Ajax", ""),
        ("Inter Primavera", YOUTH, None, "Inter", ""),
        ("EC Primavera", CLUB, None, "EC Primavera", ""),
        ("Aspire Football Academy", CLUB, None, "Aspire Football Academy", ""),
        ("Everton Reserves and Academy", RESERVE, None, "Everton", ""),
        ("Boca Juniors", CLUB, None, "Boca Juniors", ""),
        ("Willem II", CLUB, None, "Willem II", ""),
        ("Willem II Women", CLUB, None, "Willem II", "women"),
    ],
)
def test_marks_tell_the_teams_of_a_club_apart(name: str, kind: TeamKind, age: int, base: str, variant: str) -> None:
    nature = club_nature(name)
    assert (nature.kind, nature.age_group, nature.base, nature.variant) == (kind, age, base, variant)
    assert nature.country == ""


@pytest.mark.parametrize(
    ("name", "kind", "base"),
    [
        ("Boca Juniors", YOUTH, "Boca Juniors"),
        ("Aspire Football Academy", YOUTH, "Aspire Football"),
        ("Everton Nomads", RESERVE, "Everton Nomads"),
        ("Everton Women", CLUB, "Everton"),
        ("Everton Youth and", YOUTH, "Everton"),
    ],
)
def test_a_child_is_no_first_team_but_for_the_women(name: str, kind: TeamKind, base: str) -> None:
    nature = club_nature(name, child=True)
    assert (nature.kind, nature.base) == (kind, base)


@pytest.mark.parametrize(
    ("name", "competition", "usual", "kind"),
    [
        ("England", "", "England", NATIONAL),
        ("Inglaterra", "", "England", NATIONAL),
        ("England national football team", "", "England", NATIONAL),
        ("England U21", "", "England U21", NATIONAL_YOUTH),
        ("England", "U17 World Cup 2023", "England U17", NATIONAL_YOUTH),
        ("England", "FIFA World Youth Championship 1999", "England U20", NATIONAL_YOUTH),
        ("England U19 women", "", "England U19 (women)", NATIONAL_YOUTH),
        ("England", "Women's World Cup 2023", "England (women)", NATIONAL),
        ("Spain", "Olympics 1992", "Spain U23", NATIONAL_YOUTH),
        ("Spain", "Olympics 1991", "Spain (Olympic)", RESERVE),
        ("Spain", "Olympic Games", "Spain U23", NATIONAL_YOUTH),
        ("Spain women", "Olympics 2024", "Spain (women)", NATIONAL),
        ("Spain (1964-1990)", "", "Spain", NATIONAL),
        ("Germany B", "", "Germany B", RESERVE),
        ("Ghana", "African Nations Championship", "Ghana B", RESERVE),
        ("England amateur team", "", "England (amateur)", RESERVE),
        ("Portugal futsal", "", "Portugal (futsal)", RESERVE),
    ],
)
def test_a_countrys_teams_are_told_apart(name: str, competition: str, usual: str, kind: TeamKind) -> None:
    nature = national_nature(name, competition)
    assert nature is not None
    assert (nature.name, nature.kind) == (usual, kind)
    assert nature.country == nature.base == country_name(usual.partition(" (")[0].removesuffix(" B").partition(" U")[0])


def test_who_is_no_country_has_no_national_team_unless_the_source_is_sure() -> None:
    assert national_nature("Everton") is None
    assert national_nature("Catalonia U18") is None
    sure = national_nature("Catalonia U18", surely=True)
    assert sure is not None
    assert (sure.name, sure.kind) == ("Catalonia U18", NATIONAL_YOUTH)
    assert national_nature("U21", surely=True) is not None  # a mark that leaves no name is the name
    assert national_nature("", surely=True) is None
    assert national_nature("Monaco") is None


@given(st.sampled_from(["England", "Spain", "Germany"]), st.integers(15, 23))
def test_an_age_means_the_same_however_it_is_written(country: str, age: int) -> None:
    for mark in (f"U{age}", f"U-{age}", f"Under {age}", f"Sub-{age}", f"(U{age})", f"U{age}s"):
        nature = national_nature(f"{country} {mark}")
        assert nature is not None
        assert nature.name == f"{country} U{age}"


def test_a_word_for_nothing_is_one_in_every_usual_form() -> None:
    assert all(is_blank(f" {form} ") for form in BLANK_FORMS)
    assert [is_blank(text) for text in ("NA", "na", "Na", "Nan", "uNkNoWn", "- ? .", "–")] == [*(True, True), False] + [
        True
    ] * 4
    assert not is_blank("-" * 100)
    assert not is_blank("x")
    assert [is_no_team(f"({name})") for name in ("without club", "Retired", "Bannockburn", "career break")] == [
        *(True, True),
        False,
        True,
    ]


def test_codes_are_countries_where_a_code_is_asked_for() -> None:
    assert [country_with_code(code) for code in ("GER", "ger", "Germany", "", "QQQ")] == ["Germany"] * 2 + [""] * 3
    assert [is_country(text) for text in ("usa", "UAE", "ESP", "Chad", "Peru", "Mayotte", "", "Atlantis")] == [
        *(True, True, False),
        *(True, True),
        *(False, False, False),
    ]
    assert country_name(" Atlantis ") == "Atlantis"


def test_which_countries_can_be_one() -> None:
    assert same_country("Deutschland", "Germany")
    assert same_country("Spain", "")
    assert same_country("Wales", "United Kingdom")
    assert not same_country("United Kingdom", "Ireland")
    assert not same_country("England", "Wales")
    assert same_country("England", "Wales", clubs=True)
    assert not same_country("England", "Scotland", clubs=True)


def test_a_country_may_speak_several_languages() -> None:
    assert languages_of("Belgique") == ("French", "Dutch")
    assert languages_of("Andorra") == ("Spanish",)
    assert languages_of("Atlantis") == ()
