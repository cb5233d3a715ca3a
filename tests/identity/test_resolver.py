from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.claims.identity import Decisions, PersonRecord, Resolver, read_decisions, rewrite, write_doubts
from kg.claims.identity.candidates import PeopleIndex
from kg.claims.identity.similarity import ACCEPT, compare
from kg.errors import InvalidInput
from kg.model import (
    Claim,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Person,
    Position,
    Relationship,
    RelationshipKind,
    Role,
    Spell,
    Team,
    TeamKind,
)
from kg.rdf.iris import claim_iri, person_iri
from kg.text.person_names import name_form
from tests.identity.worlds import Source


def joined(first: Source, one: str, second: Source, other: str, decisions: Decisions | None = None) -> bool:
    """Whether a second source's person is taken for the first's."""
    resolver = Resolver(decisions=decisions)
    known = resolver.resolve(first.claims).people[one].id
    return resolver.resolve(second.claims).people[other].id == known


def test_an_external_id_decides_where_nothing_contradicts_it() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Trézéguet", ids=[("wikidata", "Q6734350")])
    other = second.person("Mahmoud Hassan", born="1994-10-01", ids=[("wikidata", "Q6734350")])
    assert joined(first, one, second, other)


@pytest.mark.parametrize(
    ("name", "born", "season"),
    [
        ("Somebody Else", "", ""),  # the id stands on another row
        ("Pavel Example", "1996-04-01", ""),  # a namesake six years younger
        ("Sombra", "", "2019/20"),  # a nickname, and at another club in the same season
    ],
)
def test_an_id_on_the_wrong_row_is_a_doubt_with_its_reasons(name: str, born: str, season: str) -> None:
    first, second, third = Source("a"), Source("b"), Source("c")
    one = first.person("Pavel Example", born="1990-04-01", ids=[("fpl", "7")])
    first.spell(one, first.team("Town"), "2019/20", "2019/20")
    other = second.person(name, born=born, ids=[("fpl", "7")])
    if season:
        second.spell(other, second.team("City"), season, season)
    resolver = Resolver()
    known = resolver.resolve(first.claims).people[one].id
    result = resolver.resolve(second.claims)
    assert result.people[other].id != known
    assert [doubt.other for doubt in result.doubts] == [known]
    assert result.doubts[0].reasons[0] == "the same fpl id"
    assert len(result.doubts[0].reasons) > 1
    again = third.person("Pavel Example", born="1990-04-01", ids=[("fpl", "7")])
    assert resolver.resolve(third.claims).people[again].id == known, "the id still finds whom it fits"


def test_namesakes_of_one_club_born_years_apart_are_two_people_and_listed() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Juan Example", born="1990-04-01", country="Spain")
    first.spell(one, first.team("Town"), "2014/15", "2015/16")
    other = second.person("Juan Example", born="1996-06-02", country="Spain")
    second.spell(other, second.team("Town"), "2014/15", "2015/16")
    resolver = Resolver()
    known = resolver.resolve(first.claims).people[one].id
    result = resolver.resolve(second.claims)
    assert result.people[other].new
    assert [doubt.other for doubt in result.doubts if doubt.what == "person"] == [known]


def test_two_ids_of_one_scheme_are_two_people() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Danilo", born="1991-07-15", country="Brazil", ids=[("transfermarkt", "145707")])
    other = second.person("Danilo", born="1991-07-15", country="Brazil", ids=[("transfermarkt", "145708")])
    assert not joined(first, one, second, other)


def test_the_canonical_key_is_wikidata_if_known_else_name_and_birth() -> None:
    source = Source("a")
    known = source.person("Jude Bellingham", ids=[("wikidata", "Q66241169")])
    other = source.person("Łukasz Fabiański", born="1985-04-18")
    vague = source.person("Joselu", born="1990")
    people = Resolver().resolve(source.claims).people
    assert people[known].id == person_iri("Q66241169")
    assert people[other].id == person_iri("lukasz-fabianski-1985-04-18")
    assert people[vague].id == person_iri("joselu-1990")


@pytest.mark.parametrize(
    ("name", "born", "other_name", "other_born", "same"),
    [
        ("Robert Lewandowski", "1988-08-21", "Robert LEWANDOWSKI", "1988-08-21", True),
        ("Robert Lewandowski", "1988-08-21", "Robert Lewandowski", "1988", True),
        ("Niklas Süle", "1995-09-03", "Niklas Suele", "1995", False),  # without country or team it stays in doubt
        ("Viktor Tsyhankov", "1997-11-15", "Viktor Tsygankov", "1997-11-15", True),
        ("Luis Suárez", "1987-01-24", "Luis Suárez", "1997-12-02", False),
        ("Danny Ward", "1993-06-22", "Danny Ward", "1990-12-09", False),
        ("Thomas Müller", "1989-09-13", "Thomas Müller", "1989-09-14", False),
        ("John Smith", "1990", "John Smith", "1993", False),
    ],
)
def test_name_and_birth(name: str, born: str, other_name: str, other_born: str, same: bool) -> None:
    first, second = Source("a"), Source("b")
    one = first.person(name, born=born, country="Germany" if same and born[:4] == other_born else "")
    other = second.person(other_name, born=other_born, country="Germany" if same and born[:4] == other_born else "")
    assert joined(first, one, second, other) is same


def test_a_birth_year_worked_out_from_an_age_may_be_one_off() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Andros Townsend", born="1991-07-16", country="England")
    club, season = first.team("Everton F.C.", country="England"), ("2016/17", "2017/18")
    first.spell(one, club, *season)
    other = second.person("Andros Townsend", born="1990", country="England")
    second.spell(other, second.team("Everton", country="England"), *season)
    assert joined(first, one, second, other)


def test_shared_seasons_tell_who_a_short_name_means() -> None:
    first, second = Source("a"), Source("b")
    goalkeeper = first.person("Alisson", ids=[("wikidata", "Q1")])
    first.spell(goalkeeper, first.team("Liverpool F.C.", country="England"), "2018/19", "2021/22")
    first.person("Alisson Safira", ids=[("wikidata", "Q2")])
    asked = second.person("Alisson Ramses Becker", ids=[("fpl", "116535")])
    second.spell(asked, second.team("Liverpool", country="England"), "2018/19", "2021/22")
    assert joined(first, goalkeeper, second, asked)


def test_namesakes_at_different_clubs_stay_apart() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Danny Ward", ids=[("wikidata", "Q1")])
    first.spell(one, first.team("Leicester City", country="England"), "2018/19", "2020/21")
    other = second.person("Danny Ward", ids=[("fpl", "75826")])
    second.spell(other, second.team("Cardiff City", country="Wales"), "2018/19", "2018/19")
    assert not joined(first, one, second, other)


def test_two_people_of_one_squad_are_never_one() -> None:
    first, second = Source("a"), Source("b")
    first.person("Danilo", born="1991", country="Brazil", ids=[("wikidata", "Q437329")])
    brazil = second.team("Brazil", kind=TeamKind.NATIONAL, country="Brazil")
    pair = [second.person("Danilo", key=key, born="1991", country="Brazil") for key in ("one", "two")]
    for one in pair:
        second.spell(one, brazil, "2026-06-11", "2026-07-20", occasion="World Cup 2026")
    resolver = Resolver()
    resolver.resolve(first.claims)
    people = resolver.resolve(second.claims).people
    assert people[pair[0]].id != people[pair[1]].id


def test_relatives_are_never_one() -> None:
    source = Source("a")
    father, son = source.person("George Weah", key="father"), source.person("George Weah", key="son")
    tie = Relationship(RelationshipKind.FAMILY, father, son)
    source.claims.append(Claim(claim_iri("family"), tie))
    people = Resolver().resolve(source.claims).people
    assert people[father].id != people[son].id


def test_a_coach_is_not_his_player() -> None:
    first, second = Source("a"), Source("b")
    coach = first.person("Hossam Hassan", born="1966-08-10", country="Egypt")
    egypt = first.team("Egypt", kind=TeamKind.NATIONAL, country="Egypt")
    first.spell(coach, egypt, "2026-06-11", "2026-07-20", occasion="World Cup 2026", role=Role.HEAD_COACH)
    player = second.person("Haissem Hassan", country="Egypt", ids=[("wikidata", "Q58303188")])
    second.spell(player, second.team("Egypt", kind=TeamKind.NATIONAL, country="Egypt"), "2026-06-11", "2026-07-20")
    assert not joined(first, coach, second, player)


def test_a_goalkeeper_is_no_midfielder() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Emiliano Martínez", country="Argentina", position=Position.GOALKEEPER)
    other = second.person("Emiliano Martínez", country="Uruguay", position=Position.MIDFIELDER)
    assert not joined(first, one, second, other)


def test_a_mention_means_the_only_person_of_that_name() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Declan Rice", born="1999-01-14", country="England")
    assert joined(first, one, second, second.person("Declan Rice"))


def test_a_mention_with_a_pen_name_means_the_only_person_of_that_name() -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Declan Rice", born="1999-01-14", country="England")
    assert joined(first, one, second, second.person("Declan Rice", aliases=["The Wall of Kingston"]))


def test_whoever_was_at_the_club_is_meant_though_another_bears_the_very_name() -> None:
    first, second = Source("a"), Source("b")
    namesake = first.person("Juan Example", key="namesake", born="1990-04-01")
    mate = first.person("Juan Carlos Example", born="1991-05-02")
    first.spell(mate, first.team("Town", country="Spain"), "2014/15", "2014/15")
    asked = second.person("Juan Example")
    second.spell(asked, second.team("Town", country="Spain"), "2014/15", "2014/15")
    assert joined(first, mate, second, asked)
    assert not joined(first, namesake, second, asked)


def test_a_mention_of_a_shared_name_is_left_in_doubt(tmp_path: Path) -> None:
    first, second = Source("a"), Source("b")
    first.person("Luis Suárez", key="uruguay", born="1987-01-24", country="Uruguay")
    first.person("Luis Suárez", key="colombia", born="1997-12-02", country="Colombia")
    mention = second.person("Luis Suárez")
    resolver = Resolver()
    known = {match.id for match in resolver.resolve(first.claims).people.values()}
    result = resolver.resolve(second.claims)
    assert result.people[mention].id not in known
    path = tmp_path / "doubts.csv"
    assert write_doubts(result.doubts, path) == 2
    assert path.read_text(encoding="utf-8").startswith("one,other,verdict,reason,what,one_name,other_name,score\n")


def test_decisions_override_both_ways(tmp_path: Path) -> None:
    first, second = Source("a"), Source("b")
    one = first.person("Declan Rice", born="1999-01-14", country="England")
    other = second.person("Declan Rice", born="1999-01-14", country="England")
    stranger = second.person("Somebody Else", key="else")
    path = tmp_path / "decisions.csv"
    canonical = person_iri("declan-rice-1999-01-14")
    path.write_text(
        f"one,other,verdict,reason\n{other},{canonical},different,both known\n{stranger},{canonical},same,a pen name\n",
        encoding="utf-8",
    )
    decisions = read_decisions([path])
    assert joined(first, one, second, stranger, decisions)
    assert not joined(first, one, second, other, decisions)


def test_a_later_file_of_decisions_overrides_an_earlier_one(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped.csv", tmp_path / "own.csv"
    shipped.write_text("one,other,verdict,reason\nfpl:1,wikidata:Q1,same,\n", encoding="utf-8")
    own.write_text("one,other,verdict,reason\nwikidata:Q1,fpl:1,different,\n", encoding="utf-8")
    decisions = read_decisions([shipped, own])
    assert decisions.forbids(["fpl:1"], ["wikidata:Q1"])
    assert not decisions.same_as(["fpl:1"])


@pytest.mark.parametrize("row", ["a,,same,", "a,a,same,", "a,b,maybe,", "a,,,"])
def test_bad_decisions_are_refused_with_their_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"one,other,verdict,reason\n{row}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"decisions\.csv, line 2"):
        read_decisions([path])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_decisions_are_read_whatever_ends_their_lines(tmp_path: Path, end: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes(f'one,other,verdict,reason{end}a,b,same,"a name{end}at birth"{end}'.encode())
    assert read_decisions([path]).same_as(["a"]) == {"b": f"a name{end}at birth"}


def test_rows_without_a_verdict_are_not_decided_yet(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("one,other,verdict,reason\na,b,,\nc,d,same,\n", encoding="utf-8")
    decisions = read_decisions([path])
    assert decisions.same_as(["a", "b"]) == {}
    assert decisions.same_as(["c"]) == {"d": ""}


def test_decisions_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes(b"one,other,verdict\n\xff,b,same\n")
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_decisions([path])


def test_what_a_store_holds_keeps_its_ids() -> None:
    store, release = Source("store"), Source("new")
    held = store.person("Harry Kane", born="1993-07-28", country="England")
    asked = release.person("Harry Kane", born="1993-07-28", country="England", ids=[("wikidata", "Q269692")])
    resolver = Resolver()
    resolver.know(store.claims)
    result = resolver.resolve(release.claims)
    assert result.people[asked].id == held
    again = Source("third")
    later = again.person("H. Kane", ids=[("wikidata", "Q269692")])
    assert resolver.resolve(again.claims).people[later].id == held


def test_rewriting_gives_canonical_ids_and_keeps_what_the_source_says() -> None:
    first, second = Source("a"), Source("b")
    known = first.person("Jude Bellingham", country="England", ids=[("wikidata", "Q66241169")])
    first.spell(known, first.team("England", kind=TeamKind.NATIONAL), "2022-11-20", "2022-12-19", occasion="World Cup")
    england = second.team("England", kind=TeamKind.NATIONAL, country="England")
    one = second.person("BELLINGHAM Jude", born="2003-06-29", country="England", ids=[("fa", "22")])
    midfielder = Position.MIDFIELDER
    twice = second.person("Jude BELLINGHAM", key="twice", born="2003", country="England", position=midfielder)
    second.spell(one, england, "2024-06-14", "2024-07-15", occasion="Euro 2024")
    second.spell(twice, england, "2021-06-11", "2021-07-12", occasion="Euro 2020")
    resolver = Resolver()
    resolver.resolve(first.claims)
    resolution = resolver.resolve(second.claims)
    claims = list(rewrite(second.claims, resolution, resolver))
    people = [claim.statement for claim in claims if isinstance(claim.statement, Person)]
    spells = [claim.statement for claim in claims if isinstance(claim.statement, Spell)]
    assert [person.id for person in people] == [person_iri("Q66241169")]
    (person,) = people
    assert (person.name, person.birth, person.position, person.external_ids) == (
        "Jude Bellingham",
        ImpreciseDate(date(2003, 6, 29)),
        midfielder,
        (ExternalId("fa", "22"),),
    )
    assert {spell.person for spell in spells} == {person.id}
    assert len(claims) == 4  # two statements about one person became one


def test_a_source_is_not_made_to_say_what_others_know() -> None:
    first, second = Source("a"), Source("b")
    first.team("Town", country="Spain", ids=[("wikidata", "Q1"), ("fpl", "7")])
    first.person("Ann Bee", born="1990-04-01", country="Spain", ids=[("wikidata", "Q2"), ("fpl", "8")])
    second.team("Town", country="Spain", ids=[("wikidata", "Q1"), ("opta", "3")])
    second.person("Ann Bee", ids=[("wikidata", "Q2")])
    resolver = Resolver()
    resolver.resolve(first.claims)
    resolution = resolver.resolve(second.claims)
    town, ann = (claim.statement for claim in rewrite(second.claims, resolution, resolver))
    assert isinstance(town, Team)
    assert town.external_ids == (ExternalId("wikidata", "Q1"), ExternalId("opta", "3"))
    assert isinstance(ann, Person)
    assert (ann.birth, ann.citizenships, ann.external_ids) == (None, (), (ExternalId("wikidata", "Q2"),))


def test_whoever_is_described_twice_by_one_id_is_stated_once() -> None:
    source = Source("a")
    one = source.person("Ann Bee", born="1990-04-01")
    source.claims.append(source.claims[0])
    resolver = Resolver()
    resolution = resolver.resolve(source.claims)
    assert [claim.id for claim in rewrite(source.claims, resolution, resolver)] == [resolution.people[one].id]


def test_rewriting_refuses_a_claim_about_nobody() -> None:
    source = Source("a")
    source.claims.append(Claim(claim_iri("x"), Event(EventKind.TRANSFER, person_iri("nobody"))))
    resolver = Resolver()
    resolution = resolver.resolve(source.claims)
    with pytest.raises(InvalidInput, match="described nowhere"):
        list(rewrite(source.claims, resolution, resolver))


def _record(name: str, born: str) -> PersonRecord:
    return PersonRecord(name, name, (name_form(name),), ImpreciseDate.parse(born) if born else None)


_PEOPLE = st.builds(
    _record,
    st.sampled_from(["Luis Suárez", "Luis Suarez", "Suárez Luis", "L. Suárez", "Luisito", "Denis Suárez"]),
    st.sampled_from(["", "1987", "1988", "1987-01-24", "1987-01-25", "1997-12-02"]),
)


@given(_PEOPLE, _PEOPLE)
def test_scores_are_symmetric(one: PersonRecord, other: PersonRecord) -> None:
    assert compare(one, other).score == compare(other, one).score


@given(_PEOPLE, _PEOPLE)
def test_people_born_years_apart_are_never_one(one: PersonRecord, other: PersonRecord) -> None:
    if one.birth and other.birth and abs(one.birth.first.year - other.birth.first.year) > 1:
        assert compare(one, other).score < ACCEPT


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_the_claims_does_not_matter(order: list[int]) -> None:
    def resolved(numbers: list[int]) -> set[tuple[str, str]]:
        first, second = Source("a"), Source("b")
        for number in range(8):
            first.person(f"Player Number{'x' * number}", born=f"19{80 + number}-01-01", country="Spain")
        for number in numbers:
            second.person(f"Number{'x' * number} PLAYER", born=f"19{80 + number}", country="Spain")
        resolver = Resolver()
        resolver.resolve(first.claims)
        return {(local, match.id) for local, match in resolver.resolve(second.claims).people.items()}

    assert resolved(order) == resolved(list(range(8)))


def _world(name: str, size: int) -> Source:
    starts, ends = ("Jo", "Mar", "An", "Pe", "Lu", "Ser"), ("an", "co", "dres", "dro", "is", "gio")
    given_names = [start + middle + end for start in starts for middle in ("", "di", "ko", "ra") for end in ends]
    source = Source(name)
    for number in range(size):
        born = date(1980, 1, 1) + timedelta(days=(number * 37) % 9000)
        surname = f"{'bcdfghjklm'[number % 10]}a{'nprstvwxyz'[number // 10 % 10]}o{number % 97}"
        label = f"{given_names[number % len(given_names)]} {surname}"
        source.person(label, key=str(number), born=born.isoformat(), country="Spain", ids=[(name, str(number))])
    return source


def test_everybody_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    candidates = PeopleIndex.candidates

    def counted(index: PeopleIndex, record: PersonRecord) -> list[PersonRecord]:
        nonlocal looked_at
        found = candidates(index, record)
        looked_at += len(found)
        return found

    monkeypatch.setattr(PeopleIndex, "candidates", counted)

    def pairs(size: int) -> int:
        nonlocal looked_at
        looked_at = 0
        resolver = Resolver()
        resolver.know(_world("a", size).claims)
        people = resolver.resolve(_world("b", size).claims).people
        assert sum(not match.new for match in people.values()) > 0.95 * size
        return looked_at

    # Everybody has a namesake in the other release; all pairs would be a thousand for each, and four thousand.
    assert 1_000 <= pairs(1_000) < 20 * 1_000
    assert 4_000 <= pairs(4_000) < 20 * 4_000


def test_what_was_learnt_since_two_were_compared_still_forbids_joining_them() -> None:
    # The known player has no birth date until his own record of the squads gives it; the other's spelling fits as well.
    first, second = Source("a"), Source("b")
    known = first.person("Oleksandr Kuzyayev", country="Ukraine", position=Position.FORWARD)
    own = second.person("Oleksandr Kuzyayev", born="1996-11-15", country="Ukraine", position=Position.FORWARD)
    other = second.person("Aleksandr Kuziaev", born="1990-02-25", country="Ukraine", position=Position.FORWARD)
    for person, season in ((known, "2018/19"), (own, "2018/19"), (other, "2018/19")):
        source = first if person == known else second
        source.spell(person, source.team("Town"), season, season)
    resolver = Resolver()
    expected = resolver.resolve(first.claims).people[known].id
    people = resolver.resolve(second.claims).people
    assert people[own].id == expected != people[other].id
