"""What becomes of records that were matched: who is learnt, minted, doubted and written down, and as what."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.claims.identity import Resolver, read_decisions, rewrite, write_doubts
from kg.claims.identity.match_report import write_matches
from kg.claims.identity.records import PersonRecord, TeamRecord, gather
from kg.claims.identity.resolution import Doubt
from kg.errors import InvalidInput
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Modality,
    Passage,
    Person,
    Position,
    Relationship,
    RelationshipKind,
    Role,
    Spell,
    Statement,
    Team,
    TeamKind,
)
from kg.model import Source as Page
from kg.rdf.iris import claim_iri, person_iri, team_iri
from tests.identity.worlds import Source


def test_whoever_is_known_learns_what_a_release_says_of_them() -> None:
    first, second = Source("a"), Source("b")
    known = first.person("Ilkay Gundogan", born="1990", country="Germany", ids=[("fpl", "7"), ("fa", "1")])
    town = first.team("Town", country="England")
    first.spell(known, town, "2018/19", "2018/19")
    more = [("fpl", "7"), ("opta", "3")]
    again = second.person(
        "İlkay Gündoğan", born="1990-10-24", country="Turkey", ids=more, position=Position.MIDFIELDER, aliases=["Ilko"]
    )
    second.spell(again, second.team("Town", country="England"), "2019/20", "2019/20")
    land = second.team("Germany", kind=TeamKind.NATIONAL)
    second.spell(again, land, "2021-06-11", "2021-07-12", occasion="Euro 2020")
    second.spell(again, second.team("City", country="England"), "2025/26", "2025/26", role=Role.HEAD_COACH)
    event = Event(EventKind.PERSUASION, again, town, when=ImpreciseDate.parse("2016-08-01"))
    second.claims.append(Claim("urn:event", event))
    second.claims.append(Claim(team_iri("a-town-england"), Team(team_iri("a-town-england"), "Town", country="England")))
    resolver = Resolver()
    one = resolver.people[resolver.resolve(first.claims).people[known].id]
    found = resolver.resolve(second.claims)
    assert found.people[again].id == one.id
    assert found.people[again].reasons == ("the same fpl id",)
    teams = {name: match.id for name, match in found.teams.items()}
    club = next(season[0] for season in one.seasons)
    assert one.name == "İlkay Gündoğan"  # the same name, with its accents
    assert set(one.aliases) == {"Ilkay Gundogan", "Ilko"}
    assert str(one.birth) == "1990-10-24"
    assert one.countries == {"Germany", "Turkey"}
    assert one.position is Position.MIDFIELDER
    assert one.external == {"fpl": "7", "fa": "1", "opta": "3"}
    assert one.seasons == {(club, 2018), (club, 2019)}
    assert one.senior == {2018, 2019}
    assert one.squads == {(teams[land], "Euro 2020"), (teams[land], "2020"), (teams[land], "2021")}
    assert one.coached == {(teams[team_iri("b-city-england")], 2025)}
    assert one.roles == {Role.PLAYER, Role.HEAD_COACH}
    assert one.told_at == {(club, 2016)}


def test_a_less_exact_date_or_a_name_in_capitals_changes_nothing_known() -> None:
    first, second = Source("a"), Source("b")
    known = first.person("Ilkay Gündogan", born="1990-10-24", ids=[("fpl", "7")], position=Position.MIDFIELDER)
    again = second.person("ILKAY GÜNDOĞAN", born="1990", ids=[("fpl", "7")], position=Position.FORWARD)
    resolver = Resolver()
    one = resolver.people[resolver.resolve(first.claims).people[known].id]
    assert resolver.resolve(second.claims).people[again].id == one.id
    assert (one.name, one.aliases, str(one.birth)) == ("Ilkay Gündogan", ("ILKAY GÜNDOĞAN",), "1990-10-24")
    assert one.position is Position.MIDFIELDER


def test_everything_that_two_records_know_is_known_together_and_neither_record_changes() -> None:
    def record(n: int) -> PersonRecord:
        return PersonRecord(
            f"urn:{n}",
            "Juan Example",
            seasons={("town", n)},
            squads={("land", str(n))},
            roles={list(Role)[n]},
            coached={("town", n)},
            senior={n},
            lent={n},
            capped={n},
            sides={bool(n)},
            told_at={("town", n)},
            pages={f"page {n}"},
            apart={"urn:father"},
            external={"fpl" if n else "opta": "7"},
        )

    resolver, records = Resolver(), [record(0), record(1)]
    known = resolver.people[resolver.mint(records[0]).id]
    assert known.apart == set()
    resolver.learn(known, records[1])
    assert records == [record(0), record(1)]
    for name in ["seasons", "squads", "roles", "coached", "senior", "lent", "capped", "sides", "told_at", "pages"]:
        assert getattr(known, name) == getattr(records[0], name) | getattr(records[1], name)
    assert known.external == {"opta": "7", "fpl": "7"}


def test_people_of_one_name_and_date_are_numbered() -> None:
    source = Source("a")
    for key in "123":
        source.person("Juan Example", key=key, born="1990-04-01", ids=[("fpl", key)])
    nameless = source.person("---", key="none")
    people = Resolver().resolve(source.claims).people
    keys = ("", "-2", "-3")
    assert {match.id for match in people.values()} - {people[nameless].id} == {
        person_iri(f"juan-example-1990-04-01{key}") for key in keys
    }
    assert people[nameless].id == person_iri("person")


def test_one_person_written_twice_in_a_release_without_ids_is_one() -> None:
    source = Source("a")
    one = source.person("Juan Example", key="1", born="1990-04-01", country="Spain")
    other = source.person("EXAMPLE Juan", key="2", born="1990-04-01", country="Spain")
    people = Resolver().resolve(source.claims).people
    assert people[one].id == people[other].id
    listed = Source("b")  # whose people all have an id: nobody is listed twice
    one = listed.person("Juan Example", key="1", born="1990-04-01", country="Spain", ids=[("fpl", "1")])
    other = listed.person("EXAMPLE Juan", key="2", born="1990-04-01", country="Spain", ids=[("fpl", "2")])
    people = Resolver().resolve(listed.claims).people
    assert people[one].id != people[other].id


def test_who_is_not_known_is_left_out_where_nobody_is_taken_in() -> None:
    first, second = Source("a"), Source("b")
    first.person("Juan Example", born="1990-04-01", country="Spain")
    known = second.person("Juan Example", born="1990-04-01", country="Spain")
    second.person("Somebody Else")
    resolver = Resolver()
    resolver.know(first.claims)
    assert resolver.resolve_records(gather(second.claims), mint=False).people.keys() == {known}
    assert len(resolver.people) == 1


@pytest.mark.parametrize(("name", "born"), [("John Smith", "1999-05-06"), ("Pedro Gomez", "")])
def test_two_people_to_whom_two_stores_gave_one_id_are_kept_apart(name: str, born: str) -> None:
    first, second = Source("one"), Source("one")
    known = first.person("John Smith", key="john", born="1980-01-02")
    assert second.person(name, key="john", born=born) == known
    resolver = Resolver(ids_are_lasting=True)
    resolver.know(first.claims)
    resolution = resolver.resolve(second.claims)
    other = resolution.people[known].id
    assert other != known
    assert resolver.people[known].aliases == ()
    assert [(doubt.one_name, doubt.other, doubt.reasons[0]) for doubt in resolution.doubts] == [
        (name, known, "the same id")
    ]
    assert resolver.resolve(second.claims).people[known].id == other, "and the next time"
    assert resolver.resolve(first.claims).people[known].id == known


def test_a_verdict_keeps_two_of_one_id_apart(tmp_path: Path) -> None:
    first, second = Source("one"), Source("one")
    known = first.person("John Smith", ids=[("fpl", "1")])
    second.person("John Smith", ids=[("opta", "2")])
    town = team_iri("town")
    for source, scheme in ((first, "fpl"), (second, "opta")):
        source.claims.append(Claim(town, Team(town, "Town", external_ids=(ExternalId(scheme, "7"),))))
    (tmp_path / "decisions.csv").write_text(
        "one,other,verdict,reason\nfpl:1,opta:2,different,\nfpl:7,opta:7,different,\n"
    )
    resolver = Resolver(decisions=read_decisions([tmp_path / "decisions.csv"]), ids_are_lasting=True)
    resolver.know(first.claims)
    resolution = resolver.resolve(second.claims)
    assert resolution.people[known].id != known
    assert resolution.teams[town].id != town


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (Team(team_iri("city"), "Cork City", country="Ireland"), "different countries"),
        (
            Team(team_iri("city"), "Bristol City", TeamKind.YOUTH, country="England", age_group=18),
            "different kinds of team",
        ),
    ],
)
def test_two_teams_to_which_two_stores_gave_one_id_are_kept_apart(other: Team, reason: str) -> None:
    known = Team(team_iri("city"), "Bristol City", country="England")
    resolver = Resolver(ids_are_lasting=True)
    resolver.know([Claim(known.id, known)])
    resolution = resolver.resolve([Claim(other.id, other)])
    assert resolution.teams[other.id].id != known.id
    assert resolver.teams.known[known.id].aliases == ()
    assert [doubt.reasons for doubt in resolution.doubts] == [(f"the same id, {reason}",)]
    again = resolver.resolve([Claim(known.id, known)]).teams[known.id]
    assert (again.id, again.reason, again.score) == (known.id, "the same id", 1.0)


def test_progress_is_told_from_nothing_to_everybody() -> None:
    source, told = Source("a"), []
    for number in range(3):
        source.person(f"Player {number}", key=str(number))
    Resolver().resolve(source.claims, progress=lambda what, done, of: told.append((what, done, of)))
    assert told == [("telling who is who", 0, 3), ("telling who is who", 3, 3)]


def test_one_of_two_who_fit_equally_is_taken_for_neither() -> None:
    first, second = Source("a"), Source("b")
    club = first.team("Town", country="Spain")
    known = [first.person(name, born="1990", country="Spain") for name in ("Juan Luis Example", "Juan Mario Example")]
    for one in known:
        first.spell(one, club, "2014/15", "2016/17")
    asked = second.person("Juan Example", born="1990", country="Spain")
    second.spell(asked, second.team("Town", country="Spain"), "2014/15", "2016/17")
    resolver = Resolver()
    ids = {resolver.resolve(first.claims).people[one].id for one in known}
    found = resolver.resolve(second.claims)
    assert found.people[asked].new
    assert {doubt.other for doubt in found.doubts} == ids
    assert {(doubt.what, doubt.one, doubt.one_name) for doubt in found.doubts} == {("person", asked, "Juan Example")}


def test_whoever_comes_within_two_points_of_the_best_is_told_of() -> None:
    first, second = Source("a"), Source("b")
    best = first.person("Juan Luis Example", born="1990", country="Spain")
    near = first.person("Juan Mario Example", country="Spain", position=Position.FORWARD)
    first.person("Juan Carlos Example", country="Spain")
    asked = second.person("Juan Example", born="1990", country="Spain", position=Position.FORWARD)
    resolver = Resolver()
    known = resolver.resolve(first.claims).people
    found = resolver.resolve(second.claims)
    assert found.people[asked].new
    assert {doubt.other: doubt.score for doubt in found.doubts} == {known[best].id: 11.5, known[near].id: 9.5}


@pytest.mark.parametrize(("seasons", "same"), [(5, True), (4, False)])
def test_a_bare_name_means_whoever_is_far_better_known(seasons: int, same: bool) -> None:
    first, second = Source("a"), Source("b")
    famous = first.person("Juan Example", key="1", born="1990-04-01", country="Spain")
    other = first.person("Juan Example", key="2", born="1979-04-01", country="Chile")
    first.spell(famous, first.team("Town"), "2010/11", f"{2009 + seasons}/{10 + seasons}")
    first.spell(other, first.team("City"), "1999/00", "1999/00")
    asked = second.person("Juan Example")
    resolver = Resolver()
    known = resolver.resolve(first.claims).people[famous].id
    assert (resolver.resolve(second.claims).people[asked].id == known) is same


def test_whoever_is_named_beside_a_team_mate_is_the_team_mate() -> None:
    first, second = Source("a"), Source("b")
    club = first.team("Town", country="Spain")
    one = first.person("Juan Luis Example", born="1990-04-01")
    mate, far = first.person("Ann Bee", born="1991-04-01"), first.person("Cid Dee", born="1992-04-01")
    first.spell(one, club, "2014/15", "2014/15")
    first.spell(mate, club, "2014/15", "2014/15")
    resolver = Resolver()
    known = resolver.resolve(first.claims).people
    scores = []
    for beside in ("Ann Bee", "Cid Dee"):
        asked = second.person("Juan Example", key=beside[0])
        second.claims.append(
            Claim(f"urn:{beside}", Relationship(RelationshipKind.FRIENDSHIP, asked, second.person(beside)))
        )
        found = resolver.resolve(second.claims)
        scores.append([doubt.reasons for doubt in found.doubts if doubt.one == asked])
        assert found.people[asked].id != known[far].id
        second = Source(f"b{beside[0]}")
    company = "was at a team with somebody named beside them"
    assert [any(company in str(reasons) for reasons in each) for each in scores] == [True, False]


def test_a_decision_may_name_people_of_the_same_release_and_ids(tmp_path: Path) -> None:
    source = Source("a")
    one, pen = source.person("Juan Example", ids=[("fpl", "7")]), source.person("Nom de Plume")
    third, club, other = source.person("Third Name"), source.team("Town"), source.team("Ville")
    path = tmp_path / "decisions.csv"
    rows = (f"{pen},fpl:7,same,a pen name", f" {third} , {one} , same , ", f"{other},{club},same,translated")
    path.write_text("one,other,verdict,reason\n" + "\n".join(rows), encoding="utf-8")
    found = Resolver(decisions=read_decisions([path])).resolve(source.claims)
    assert found.people[pen].id == found.people[third].id == found.people[one].id
    assert found.people[pen].reasons == ("decided: a pen name",)
    assert found.people[third].reasons == ("decided",)
    assert found.people[pen].score == found.people[third].score == 99


def test_who_is_settled_by_a_decision_is_no_longer_in_doubt(tmp_path: Path) -> None:
    first, second = Source("a"), Source("b")
    for name in ("Juan Luis Example", "Juan Mario Example"):
        first.spell(first.person(name, born="1990", country="Spain"), first.team("Town"), "2014/15", "2016/17")
    asked = second.person("Juan Example", born="1990", country="Spain")
    second.spell(asked, second.team("Town"), "2014/15", "2016/17")
    pen = second.person("Nom de Plume", ids=[("fpl", "7")])
    path = tmp_path / "decisions.csv"
    path.write_text(f"one,other,verdict,reason\n{asked},{pen},same,\n", encoding="utf-8")
    doubts = []
    for decisions in (None, read_decisions([path])):
        resolver = Resolver(decisions=decisions)
        resolver.resolve(first.claims)
        found = resolver.resolve(second.claims)
        doubts.append([doubt for doubt in found.doubts if doubt.one == asked])
    assert [len(each) for each in doubts] == [2, 0]
    assert found.people[asked].id == found.people[pen].id


def test_a_decision_may_name_clubs_by_ids_of_other_sources(tmp_path: Path) -> None:
    first, second = Source("a"), Source("b")
    town, ville = first.team("Town", ids=[("fpl", "1")]), second.team("Ville", ids=[("opta", "2")])
    path = tmp_path / "decisions.csv"
    path.write_text("one,other,verdict,reason\nopta:2,fpl:1,same,translated\n", encoding="utf-8")
    resolver = Resolver(decisions=read_decisions([path]))
    known = resolver.resolve(first.claims).teams[town].id
    match = resolver.resolve(second.claims).teams[ville]
    assert (match.id, match.score, match.reason) == (known, 1.0, "decided: translated")


@pytest.mark.parametrize("row", [",b,same,", "a,,same,", "a,a,same,", "a,b,maybe,"])
def test_a_decision_that_decides_nothing_is_refused_with_its_place(tmp_path: Path, row: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"one,other,verdict,reason\nc,d,,\n{row}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_decisions([path])
    assert (caught.value.file, caught.value.line) == ("decisions.csv", 3)
    assert caught.value.field == ("verdict" if "maybe" in row else "")
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidInput) as caught:
        read_decisions([path])
    assert caught.value.file == str(path)


def test_doubts_are_written_once_each_and_the_likeliest_first(tmp_path: Path) -> None:
    def doubt(one: str, other: str, score: float, *reasons: str) -> Doubt:
        return Doubt("person", one, one.upper(), other, other.upper(), score, reasons)

    path = tmp_path / "doubts.csv"
    told = [doubt("a", "b", 9), doubt("c", "d", 10, "x", "y"), doubt("a", "b", 11.25, "z"), doubt("a", "b", 11)]
    assert write_doubts([*told, doubt("b", "c", 10), doubt("c", "a", 10), doubt("c", "d", 10, "late")], path) == 4
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["one"], row["other"], row["reason"], row["score"]) for row in csv.DictReader(file)]
    assert rows == [("a", "b", "z", "11.2"), ("b", "c", "", "10.0"), ("c", "a", "", "10.0"), ("c", "d", "x; y", "10.0")]
    assert read_decisions([path]).same_as("abcd") == {}


def test_whom_a_release_means_is_written_after_its_doubts() -> None:
    first, second = Source("a"), Source("b")
    first.person("Juan Example", born="1990-04-01", ids=[("fpl", "7")])
    first.team("Town", country="Spain")
    one, town = second.person("J. Example", ids=[("fpl", "7")]), second.team("Town FC", country="Spain")
    second.person("Somebody Else")
    second.team("City")
    resolver = Resolver()
    resolver.resolve(first.claims)
    found, file = resolver.resolve(second.claims), io.StringIO()
    write_matches(found, resolver, file)
    header, *rows = csv.reader(io.StringIO(file.getvalue()))
    assert header == ["one", "other", "verdict", "reason", "what", "one_name", "other_name", "score"]
    assert rows == [
        [one, found.people[one].id, "same", "the same fpl id", "person", "", "Juan Example", "99.0"],
        [town, found.teams[town].id, "same", found.teams[town].reason, "team", "", "Town", "0.95"],
    ]


def test_every_kind_of_claim_is_rewritten_whole() -> None:
    source = Source("a")
    one, other = source.person("Juan Example", country="Deutschland"), source.person("Ann Bee")
    town, city = source.team("Town F.C.", country="Spain"), source.team("City", country="Spain")
    source.spell(one, town, "2014/15", "2014/15", occasion="Cup")
    tie = Relationship(RelationshipKind.FRIENDSHIP, one, other)
    event = Event(EventKind.PERSUASION, one, town, other_club=city, by=other, when=ImpreciseDate.parse("2015"))
    bare = Event(EventKind.TRANSFER, one, when=ImpreciseDate.parse("2015"))
    told: list[Statement] = [tie, event, bare]
    source.claims += [Claim(claim_iri(str(number)), words) for number, words in enumerate(told)]
    page = Page("urn:page", "a page")
    more: dict[str, Any] = {"source": page, "retrieved": date(2020, 1, 2), "confidence": Confidence.LOW}
    more |= {
        "summary": "In our words.",
        "modality": Modality.RUMOUR,
        "origin": "A paper",
        "passage": Passage(0, 3, "digest"),
    }
    source.claims = [
        claim if isinstance(claim.statement, Person | Team) else replace(claim, **more) for claim in source.claims
    ]
    resolver = Resolver()
    found = resolver.resolve(source.claims)
    people = {local: match.id for local, match in found.people.items()}
    teams = {local: match.id for local, match in found.teams.items()}
    described: list[Claim] = []
    said: list[Claim] = []
    for claim, new in zip(source.claims, rewrite(source.claims, found, resolver), strict=True):
        (described if isinstance(new.statement, Person | Team) else said).append(new)
        assert replace(new, id=claim.id, statement=claim.statement) == claim
    assert [claim.id for claim in described] == [people[one], people[other], teams[town], teams[city]]
    german, town_fc = described[0].statement, described[2].statement
    assert isinstance(german, Person)
    assert german.citizenships == ("Germany",)
    assert isinstance(town_fc, Team)
    assert (town_fc.id, town_fc.name, town_fc.aliases) == (teams[town], "Town", ("Town F.C.",))
    spell, friends, persuasion, transfer = (claim.statement for claim in said)
    assert isinstance(spell, Spell)
    assert (spell.person, spell.team, spell.occasion) == (people[one], teams[town], "Cup")
    assert friends == Relationship(RelationshipKind.FRIENDSHIP, people[one], people[other])
    assert isinstance(persuasion, Event)
    assert (persuasion.person, persuasion.by) == (people[one], people[other])
    assert (persuasion.club, persuasion.other_club) == (teams[town], teams[city])
    assert isinstance(transfer, Event)
    assert (transfer.club, transfer.other_club, transfer.by) == ("", "", "")


@pytest.mark.parametrize(("people", "same"), [(10, True), (9, False)])
def test_a_bare_name_means_the_club_where_far_more_people_were(people: int, same: bool) -> None:
    first, second = Source("a"), Source("b")
    large, small = first.team("Nacional", country="Uruguay"), first.team("Nacional", country="Paraguay")
    for number in range(people):
        first.spell(first.person(f"Player {number}", key=str(number)), large, "2014/15")
    first.spell(first.person("Somebody Else"), small, "2014/15")
    resolver = Resolver()
    known = resolver.resolve(first.claims).teams[large].id
    asked = second.team("Nacional")
    found = resolver.resolve(second.claims)
    assert (found.teams[asked].id == known) is same
    assert bool(found.doubts) is not same
    assert all(doubt.score == 0.9 for doubt in found.doubts)


def test_a_team_is_known_by_name_country_and_id() -> None:
    resolver = Resolver()
    first = Source("a")
    town = first.team("Town", country="Spain", ids=[("fpl", "1")])
    known = resolver.resolve(first.claims).teams[town].id
    second = Source("b")
    same = second.team("Town", country="España")
    other_id, away = second.team("Town F.C.", country="Spain", ids=[("fpl", "2")]), second.team("Town", country="Chile")
    youth = second.team("Town U19", country="Spain")
    by_id = second.team("Ville", country="France", ids=[("fpl", "1")])
    found = resolver.resolve(second.claims).teams
    assert {found[each].id for each in (same, by_id)} == {known}
    assert known not in {found[each].id for each in (other_id, away, youth)}
    assert (found[same].score, found[same].reason) == (0.95, "the same name and country")
    assert (found[by_id].score, found[by_id].reason) == (1.0, "the same fpl id")
    team = resolver.teams.team(found[youth].id)
    assert (team.kind, team.age_group, team.parent) == (TeamKind.YOUTH, 19, known)
    assert "Ville" in resolver.teams.team(known).aliases


def test_teams_of_one_name_get_keys_of_their_own() -> None:
    resolver = Resolver()
    teams = [
        TeamRecord(str(number), "Town", country=country, external={"fpl": str(number)})
        for number, country in enumerate(("Spain", "Chile", "Chile", "Chile"))
    ]
    teams.append(TeamRecord("q", "Town", country="Peru", external={"wikidata": "Q1", "fpl": "q"}))
    teams.append(TeamRecord("urn:x", "---"))
    ids = [match.id for match in resolver.teams.resolve_all(teams).values()]
    assert set(ids) == {
        *map(team_iri, ("town", "town-chile", "town-chile-2", "town-chile-3", "Q1")),
        resolver.teams.resolve(TeamRecord("urn:x", "---")).id,
    }


def test_what_only_sounds_young_is_a_first_team_unless_more_says_so() -> None:
    resolver = Resolver()

    def kind(**said: object) -> tuple[TeamKind, int | None]:
        nature = resolver.teams.nature(TeamRecord("x", "Boca Juniors", **said))  # type: ignore[arg-type]
        return nature.kind, nature.age_group

    assert kind(kind=TeamKind.YOUTH) == (TeamKind.CLUB, None)
    assert kind(kind=TeamKind.YOUTH, age_group=19) == (TeamKind.YOUTH, 19)
    assert kind(kind=TeamKind.YOUTH, parent="y") == (TeamKind.YOUTH, None)
    assert kind(kind=TeamKind.RESERVE) == (TeamKind.RESERVE, None)
    assert resolver.teams.nature(TeamRecord("x", "Town U19", TeamKind.YOUTH)).age_group == 19


def test_a_squad_that_is_known_of_a_whole_release_may_be_of_a_team_that_it_does_not_describe() -> None:
    source = Source("careers")
    player = source.person("Ivo Novak", country="Serbia")
    batch = gather(source.claims)
    batch.people[player].squads.add((team_iri("serbia"), "World Cup 2026"))
    resolver = Resolver()
    known = resolver.resolve_records(batch).people[player].id
    assert resolver.people[known].squads == {(team_iri("serbia"), "World Cup 2026")}
