"""How the starter build finds, once all sources are read, who was known twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.claims.identity import Resolution, Resolver
from kg.claims.identity.decisions import Decisions
from kg.model import Claim, ImpreciseDate, Period, Role, Spell
from tests.identity.worlds import Source

B = "https://w3id.org/player-kg/id/person/"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "scripts"))
    sys.modules.pop("starter", None)


def known(*sources: Source, decisions: Decisions | None = None) -> tuple[Resolver, list[Resolution]]:
    resolver = Resolver(decisions=decisions)
    return resolver, [resolver.resolve(source.claims) for source in sources]


def joined(resolver: Resolver, resolutions: list[Resolution]) -> set[frozenset[str]]:
    from starter.twins import join_twins

    twins = list(join_twins(resolver, resolutions, resolutions[-1]))
    assert not {twin.gone for twin in twins} & set(resolver.people)
    assert all(match.id in resolver.people for one in resolutions for match in one.people.values())
    return {frozenset((twin.kept_name, twin.gone_name)) for twin in twins}


def at_clubs(source: Source, person: str, *clubs: tuple[str, str]) -> None:
    for club, season in clubs:
        source.spell(person, source.team(club), season, season)


def test_what_a_later_source_adds_shows_that_two_are_one() -> None:
    first, second = Source("first"), Source("second")
    one = first.person("Ivo Andrić Novak", key="ivo", born="1998-04-01", country="Serbia")
    at_clubs(first, one, ("Ajax", "2016/17"))
    at_clubs(second, second.person("Ivo Novak", key="novak"), ("Celta", "2019/20"))
    resolver, resolutions = known(first, second)
    assert len(resolver.people) == 2
    # A list that knows him by his birthday puts him at Celta too.
    late = Source("late")
    at_clubs(late, late.person("Ivo Andrić Novak", born="1998-04-01"), ("Celta", "2019/20"), ("Celta", "2020/21"))
    resolutions.append(resolver.resolve(late.claims))
    names = frozenset(("Ivo Andrić Novak", "Ivo Novak"))
    assert joined(resolver, resolutions) == {names, frozenset(("Ivo Andrić Novak",))}
    (person,) = resolver.people.values()
    assert person.birth == ImpreciseDate.parse("1998-04-01")
    assert len(person.seasons) == 3


def test_who_have_two_ids_of_one_source_are_two() -> None:
    first, second = Source("first"), Source("second")
    at_clubs(first, first.person("Matthew Clarke", ids=[("fpl", "1")]), ("Derby", "2019/20"), ("Derby", "2020/21"))
    at_clubs(second, second.person("Matt Clarke", ids=[("fpl", "2")]), ("Derby", "2019/20"), ("Derby", "2020/21"))
    assert joined(*known(first, second)) == set()


def test_a_decision_joins_two_who_are_spelt_otherwise_altogether_and_keeps_others_apart() -> None:
    first, second = Source("first"), Source("second")
    at_clubs(first, first.person("Naif Aguerd"), ("Rennes", "2020/21"))
    at_clubs(second, second.person("Nayef Aguerd", born="1996-03-30"), ("Rennes", "2021/22"))
    decisions = Decisions()
    decisions.same[f"{B}naif-aguerd"][f"{B}nayef-aguerd-1996-03-30"] = "one defender"
    decisions.same[f"{B}nayef-aguerd-1996-03-30"][f"{B}naif-aguerd"] = "one defender"
    resolver, resolutions = known(first, second, decisions=decisions)
    assert joined(resolver, resolutions) == {frozenset(("Naif Aguerd", "Nayef Aguerd"))}
    refused = Decisions(different={frozenset((f"{B}matthew-clarke", f"{B}matt-clarke"))})
    third, fourth = Source("third"), Source("fourth")
    at_clubs(third, third.person("Matthew Clarke"), ("Derby", "2019/20"))
    at_clubs(fourth, fourth.person("Ana Ruiz"), ("Derby", "2019/20"))
    at_clubs(fourth, fourth.person("Matt Clarke"), ("Derby", "2020/21"))
    resolver, resolutions = known(third, fourth, decisions=refused)
    assert joined(resolver, resolutions) == set()


def season(number: int) -> str:
    return f"20{18 + 3 * number}/{19 + 3 * number}"


@pytest.mark.parametrize(("others", "alone"), [((), True), (("Porto",), True), (("Porto", "Inter"), False)])
def test_moves_of_one_name_are_one_persons_unless_others_know_two_of_that_name(
    others: tuple[str, ...], alone: bool
) -> None:
    first, moves = Source("first"), Source("moves")
    for number, club in enumerate(others):
        at_clubs(first, first.person("João Mário", key=club, born=f"199{number}-01-19"), (club, season(number)))
    for number, club in enumerate(("Porto", "Inter", "Juventus")):
        at_clubs(moves, moves.person("João Mário", key=club), (club, season(number)))
    resolver, resolutions = known(first, moves)
    joined(resolver, resolutions)
    ids = {match.id for match in resolutions[1].people.values()}
    assert (len(ids) == 1) == alone


def test_moves_that_no_club_links_may_be_of_two(tmp_path: Path) -> None:
    from starter.moves import Moves

    header = "person,from_team,to_team,announced,joins,kind,until,source_url,publisher,published"
    rows = [
        "João Mário,Sporting,Inter,2016-08-27,,transfer,,https://n.example/1,N,2016-08-27",
        "João Mário,Inter,West Ham,2018-01-26,,loan,,https://n.example/2,N,2018-01-26",
        "João Mário,Porto,Juventus,2025-07-02,,transfer,,https://n.example/3,N,2025-07-02",
        "Ana Ruiz,Ajax,Porto,2025-07-02,,transfer,,https://n.example/4,N,2025-07-02",
    ]
    (tmp_path / "moves.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    spells = [claim.statement for claim in Moves(tmp_path).claims() if isinstance(claim.statement, Spell)]
    by_person: dict[str, set[str]] = {}
    for spell in spells:
        by_person.setdefault(spell.person, set()).add(spell.team.rsplit("moves-", 1)[-1])
    assert sorted(map(sorted, by_person.values())) == [
        ["ajax", "porto"],
        ["inter", "sporting", "west-ham"],
        ["juventus", "porto"],
    ]


HEADER = "person,team,role,start,end,source_url,publisher,published"


@pytest.mark.parametrize(
    ("rows", "periods"),
    [
        (["2018-03-14,,https://n.example/1,N,2018-03-14"], [("2018-03-14", "None", date(2018, 3, 14))]),
        (["2011-12-23,,https://n.example/1,N,2025-01-01"], [("2011-12-23", "None", date(2025, 1, 1))]),
        # A page that looks back does not say that he is still there.
        (
            ["2018-03,,https://n.example/1,N,2022-01-06", "2018-03-14,2018-12-03,https://n.example/2,N,"],
            [("2018-03", "None", date(2018, 3, 1)), ("2018-03-14", "2018-12-03", None)],
        ),
        # In which part of the year he came is not told.
        (["2024,,https://n.example/1,N,"], [("2024", "None", None)]),
        ([",,https://n.example/1,N,2024-05-05"], [("None", "None", date(2024, 5, 5))]),
    ],
)
def test_a_page_attests_a_head_coach_on_its_day(
    tmp_path: Path, rows: list[str], periods: list[tuple[str, str, date | None]]
) -> None:
    from starter.moves import HeadCoaches

    lines = [HEADER, *(f"Mark Hughes,Southampton,head_coach,{row}" for row in rows)]
    (tmp_path / "head_coaches.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    claims = HeadCoaches(tmp_path).claims()
    found = [claim.statement.period for claim in claims if isinstance(claim.statement, Spell)]
    assert [(f"{each.start}", f"{each.end}", each.attested) for each in found] == periods


@pytest.mark.parametrize(("second", "people"), [("2025-08-06", 2), ("2019-08-06", 1)])
def test_moves_of_one_name_ten_years_apart_may_be_of_two(second: str, people: int) -> None:
    moves = Source("moves")
    moves.spell(moves.person("Michael Smith", key="1"), moves.team("Hearts"), "2016-07-01")
    moves.spell(moves.person("Michael Smith", key="2"), moves.team("Preston"), second)
    resolver, resolutions = known(moves)
    joined(resolver, resolutions)
    assert len(resolver.people) == people


def test_clubs_link_moves_however_they_are_written_and_names_are_one_without_accents(tmp_path: Path) -> None:
    from starter.moves import Moves

    header = "person,from_team,to_team,announced,joins,kind,until,source_url,publisher,published"
    rows = [
        "Luis Suárez,Barcelona,Atlético,2020-09-25,,transfer,,https://n.example/1,N,2020-09-25",
        "Luis Suarez,Watford F.C.,Granada,2020-10-02,,transfer,,https://n.example/2,N,2020-10-02",
        "Luis Suárez,Real Zaragoza,Watford,2020-08-31,,loan_return,,https://n.example/3,N,2020-08-31",
    ]
    (tmp_path / "moves.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    spells = [claim.statement for claim in Moves(tmp_path).claims() if isinstance(claim.statement, Spell)]
    assert len({spell.person for spell in spells}) == 2
    assert len({spell.person for spell in spells if "granada" in spell.team or "zaragoza" in spell.team}) == 1


def coach(person: str, start: str, end: str = "") -> Claim:
    period = Period(ImpreciseDate.parse(start), ImpreciseDate.parse(end) if end else None)
    return Claim(f"urn:{person}-{start}", Spell(person, "urn:augsburg", period, Role.HEAD_COACH))


@pytest.mark.parametrize(
    ("claim", "kept"),
    [
        (lambda: coach("urn:alex", "2017-07-01", "2021-07-01"), False),
        (lambda: coach("urn:alex", "2019-03-15", "2021-07-01"), True),
        (lambda: coach("urn:alex", "2019-04-09"), True),
        (lambda: coach("urn:baum", "2017-01-01", "2019-04-09"), True),
        (lambda: coach("urn:alex", "2021-07-01", "2022-06-30"), True),
    ],
)
def test_a_list_of_staff_yields_to_pages_that_tell_the_days_of_somebody_else(
    claim: Callable[[], Claim], kept: bool
) -> None:
    from starter.staff import undisputed

    # A year is no day.
    told = [coach("urn:baum", "2016-12-28", "2019-04-09"), coach("urn:ivo", "2020", "2023")]
    assert list(undisputed([claim()], told)) == ([claim()] if kept else [])


def joined_teams(resolver: Resolver, resolutions: list[Resolution]) -> set[tuple[str, str]]:
    from starter.twin_teams import join_teams

    found = list(join_teams(resolver, resolutions))
    known_ids = resolver.teams.known.keys()
    assert not {pair.gone for pair in found} & known_ids
    assert all(match.id in known_ids for one in resolutions for match in one.teams.values())
    assert all(team in known_ids for person in resolver.people.values() for team, _ in person.seasons)
    return {(pair.kept_name, pair.gone_name) for pair in found}


def squad(
    source: Source, club: str, names: tuple[str, ...], season: str, *, country: str = "", wikidata: str = ""
) -> None:
    team = source.team(club, country=country, ids=[("wikidata", wikidata)] if wikidata else [])
    for name in names:
        source.spell(source.person(name, born="1995-01-01"), team, season, season)


def test_clubs_with_like_names_and_the_same_people_in_a_season_are_one() -> None:
    first, second = Source("first"), Source("second")
    squad(first, "Norwich City", ("Teemu Pukki", "Max Aarons", "Tim Krul"), "2019/20", country="England")
    squad(second, "Norwich", ("Teemu Pukki", "Max Aarons", "Jamal Lewis"), "2019/20")
    resolver, resolutions = known(first, second)
    assert len(resolver.teams.known) == 2
    assert joined_teams(resolver, resolutions) == {("Norwich City", "Norwich")}
    assert joined_teams(resolver, resolutions) == set()
    (team,) = resolver.teams.known.values()
    assert "Norwich" in team.aliases
    # Whom a later list puts at either name is at the one club.
    later = Source("later")
    squad(later, "Norwich", ("Kenny McLean",), "2020/21")
    assert {match.id for match in resolver.resolve(later.claims).teams.values()} == {team.id}


@pytest.mark.parametrize(
    ("other", "people", "season"),
    [
        ("Norwich", ("Teemu Pukki",), "2019/20"),  # one alone may have moved
        ("Norwich", ("Teemu Pukki", "Max Aarons"), "2022/23"),  # two may have moved, one after the other
        ("Ipswich Town", ("Teemu Pukki", "Max Aarons"), "2019/20"),  # names that do not agree
        ("Norwich City U21", ("Teemu Pukki", "Max Aarons"), "2019/20"),  # another team of the club
    ],
)
def test_clubs_stay_two_where_names_or_people_do_not_show_it(other: str, people: tuple[str, ...], season: str) -> None:
    first, second = Source("first"), Source("second")
    squad(first, "Norwich City", ("Teemu Pukki", "Max Aarons", "Tim Krul"), "2019/20", country="England")
    squad(second, other, people, season)
    assert joined_teams(*known(first, second)) == set()


def test_a_decision_makes_one_of_two_teams_of_one_source() -> None:
    first = Source("first")
    squad(first, "Hamburger SV", ("Robert Glatzel",), "2022/23", wikidata="Q51974")
    squad(first, "Hamburger SV", ("Luka Vušković",), "2025/26", country="Germany", wikidata="Q97905930")
    decisions = Decisions()
    decisions.same["wikidata:Q97905930"]["wikidata:Q51974"] = "one club"
    resolver, resolutions = known(first, decisions=decisions)
    assert len(resolver.teams.known) == 2
    joined_teams(resolver, resolutions)
    (team,) = resolver.teams.known.values()
    assert (team.name, team.people, team.country) == ("Hamburger SV", 2, "Germany")
