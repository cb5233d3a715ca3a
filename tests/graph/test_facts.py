"""Facts, presence, ties with their evidence and the slice, on one small made-up world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.columns.files import NEVER, UNKNOWN, Strings, as_date, concat_ranges, day, save_strings
from kg.errors import AmbiguousName, StoreError, UnknownName, UsageProblem
from kg.graph.head_coaches import head_coaches_of
from kg.graph.history import relationships_of
from kg.graph.presence import clubs_of, people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.tie_builder import ties_of
from kg.model import (
    Claim,
    Confidence,
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
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
    Team,
    TeamKind,
    TieKind,
)

ID = "https://example.org/id/"
PAGE = Source("urn:page", "They are friends", "https://example.org/page", "A paper", ImpreciseDate(date(2021, 5, 1)))
REGISTER = Release("urn:release:register", "register", "Register", "1", retrieved=date(2024, 1, 1))
NOTES = Release("urn:release:notes", "notes", "Notes", "1", retrieved=date(2023, 3, 1))


def person(key: str, name: str, **more: object) -> Person:
    return Person(f"{ID}person/{key}", name, **more)  # type: ignore[arg-type]


def team(key: str, name: str, **more: object) -> Team:
    return Team(f"{ID}team/{key}", name, **more)  # type: ignore[arg-type]


def on(text: str) -> ImpreciseDate:
    return ImpreciseDate.parse(text)


def at_team(who: Person, where: Team, start: str, end: str = "", **more: object) -> Spell:
    period = Period(ImpreciseDate.parse(start), ImpreciseDate.parse(end) if end else None)
    return Spell(who.id, where.id, period, **more)  # type: ignore[arg-type]


ANA = person(
    "ana", "Ana Løvås-Berg", birth=ImpreciseDate.parse("1998"), citizenships=("Norway",), position=Position.FORWARD
)
BEA = person(
    "bea", "Bea Stone", aliases=("The Wall",), birth=ImpreciseDate.parse("1996-02-03"), citizenships=("Norway",)
)
CLEO = person("cleo", "Cleo Stone", external_ids=(ExternalId("wikidata", "Q42"),))
DORA = person("dora", "Dora Lake")
ELSA = person("elsa", "Elsa Hill")
REX = person("rex", "Rex Agent")
ROVERS, CITY = team("rovers", "FC Rovers", country="Norway"), team("city", "City Town")
ROVERS_II = team("rovers-ii", "FC Rovers II", kind=TeamKind.RESERVE, parent=ROVERS.id)
LAND = team("land", "Land", kind=TeamKind.NATIONAL)
CUP = {"kind": SpellKind.SELECTION, "occasion": "World Cup 2019"}

SAID: list[Statement] = [
    ANA,
    BEA,
    CLEO,
    DORA,
    ELSA,
    REX,
    ROVERS,
    CITY,
    ROVERS_II,
    LAND,
    at_team(ANA, CITY, "2018-07-01", "2024-07-01"),
    at_team(BEA, ROVERS, "2019-07-01", "2023-07-01"),
    at_team(CLEO, ROVERS_II, "2019-07-01", "2023-07-01"),
    at_team(DORA, CITY, "2018-07-01", "2020-01-01"),
    at_team(DORA, ROVERS, "2020-01-01", "2021-07-01"),
    at_team(ELSA, CITY, "2018-07-01", "2022-07-01"),
    at_team(ELSA, LAND, "2019-06-01", "2019-07-01", **CUP),
    at_team(BEA, LAND, "2019-06-01", "2019-07-01", **CUP),
    at_team(ANA, LAND, "2019-06-01", "2019-07-01", **CUP),
    Spell(REX.id, ROVERS.id, Period(ImpreciseDate.parse("2020-07-01"), None, date(2021, 6, 1)), Role.HEAD_COACH),
]
TOLD: list[Claim] = [
    Claim(
        "urn:claim:friends",
        Relationship(RelationshipKind.FRIENDSHIP, CLEO.id, ANA.id, detail="friends"),
        PAGE,
        confidence=Confidence.MEDIUM,
        summary="Friends for life.",
    ),
    Claim("urn:claim:sisters", Relationship(RelationshipKind.FAMILY, BEA.id, CLEO.id, detail="sisters"), PAGE),
    Claim("urn:claim:mentor", Relationship(RelationshipKind.MENTOR, DORA.id, ANA.id), PAGE),
    Claim("urn:claim:idol", Relationship(RelationshipKind.IDOL, ELSA.id, BEA.id), PAGE),
    Claim("urn:claim:agent-a", Relationship(RelationshipKind.AGENT, REX.id, ANA.id), PAGE),
    Claim("urn:claim:agent-e", Relationship(RelationshipKind.AGENT, REX.id, BEA.id)),
    Claim("urn:claim:offer", Event(EventKind.OFFER, ANA.id, ROVERS.id, when=ImpreciseDate.parse("2022-02"))),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("world")
    with SegmentWriter(folder / "register", REGISTER) as segment:
        for number, said in enumerate(SAID):
            claim_id = said.id if isinstance(said, Person | Team) else f"urn:claim:{number}"
            segment.add(Claim(claim_id, said))
    with SegmentWriter(folder / "notes", NOTES) as segment:
        for claim in TOLD:
            segment.add(claim)
        segment.add(Claim(ANA.id, Person(ANA.id, "Ana Lovas-Berg", birth=ImpreciseDate.parse("1998-04-05"))))
    merge([folder / "register", folder / "notes"], folder / "facts")
    return Facts.open(folder / "facts")


def facts_of(folder: Path, said: list[Statement]) -> Facts:
    """A world in which a register says these things."""
    with SegmentWriter(folder / "register", REGISTER) as segment:
        for number, each in enumerate(said):
            segment.add(Claim(each.id if isinstance(each, Person | Team) else f"urn:claim:{number}", each))
    merge([folder / "register"], folder / "facts")
    return Facts.open(folder / "facts")


def node(facts: Facts, thing: Person | Team) -> int:
    found = facts.node(thing.id)
    assert found is not None
    return found


def test_what_was_written_is_read(facts: Facts) -> None:
    assert facts.person(node(facts, BEA)) == BEA
    assert facts.team(node(facts, ROVERS_II)) == ROVERS_II
    assert facts.organisation(node(facts, ROVERS_II)) == node(facts, ROVERS)
    assert facts.releases == (NOTES, REGISTER)
    assert facts.node("urn:nobody") is None


def test_descriptions_agree_on_the_most_exact(facts: Facts) -> None:
    ana = facts.person(node(facts, ANA))
    assert ana.name == "Ana Løvås-Berg"
    assert ana.aliases == ("Ana Lovas-Berg",)
    assert ana.birth == ImpreciseDate.parse("1998-04-05")
    assert ana.citizenships == ("Norway",)


@pytest.mark.parametrize(
    ("typed", "what", "meant"),
    [
        ("ana lovas berg", "person", ANA),
        ("Lovas-Berg, Ana", "any", ANA),
        ("ALB", "person", ANA),
        ("the wall", "person", BEA),
        ("Q42", "person", CLEO),
        ("wikidata:Q42", "any", CLEO),
        (CLEO.id, "any", CLEO),
        ("rovers", "club", ROVERS),
        ("Rovers", "team", ROVERS),
        ("FC Rovers II", "club", ROVERS_II),
        ("land", "club", LAND),
        ("City", "any", CITY),
    ],
)
def test_names_are_found_as_fans_type_them(facts: Facts, typed: str, what: str, meant: Person | Team) -> None:
    assert facts.find(typed, what) == node(facts, meant)


def test_namesakes_are_asked_about(facts: Facts) -> None:
    with pytest.raises(AmbiguousName) as caught:
        facts.find("Stone", "person")
    assert caught.value.candidates == ("Bea Stone (born 1996, Norway, FC Rovers)", "Cleo Stone")


@pytest.mark.parametrize("typed", ["Bea Stonne", "bea ston"])
def test_misspellings_are_never_accepted(facts: Facts, typed: str) -> None:
    with pytest.raises(UnknownName) as caught:
        facts.find(typed, "person")
    assert caught.value.candidates[0] == "Bea Stone (born 1996, Norway, FC Rovers)"


@pytest.mark.parametrize("typed", ["", " ", "?", "'; DROP", "\u202e", "<script>", "x" * 5000, "\ud800"])
def test_nonsense_is_nobody(facts: Facts, typed: str) -> None:
    with pytest.raises(UnknownName):
        facts.find(typed)


def test_people_are_no_clubs(facts: Facts) -> None:
    for text in ("Bea Stone", BEA.id):
        with pytest.raises(UnknownName):
            facts.find(text, "club")


def test_completion_begins_anywhere_in_the_name(facts: Facts) -> None:
    assert facts.complete("sto", "person") == ["Bea Stone", "Cleo Stone"]
    assert facts.complete("fc rov", "team") == ["FC Rovers", "FC Rovers II"]
    assert facts.complete("zz") == facts.complete(" ") == []


def test_who_is_at_a_club(facts: Facts) -> None:
    there = people_at(facts, node(facts, ROVERS), date(2022, 1, 1))
    assert [(facts.named(each.person).name, each.role, each.presence) for each in there] == [
        ("Bea Stone", "player", "certain"),
        ("Rex Agent", "head_coach", "presumed"),
        ("Dora Lake", "player", "former"),
    ]
    assert there[0].since == date(2019, 7, 1)
    assert there[2].until == date(2021, 7, 1)


def test_head_coaches_of_clubs_that_a_table_names(facts: Facts) -> None:
    names = {"1": "F.C. Rovers", "2": "City", "3": "Nowhere Town", "4": "FC Rovers"}
    rows = head_coaches_of(facts, names, names, {"4": "Nowhereland"})
    assert {(row.coach, row.club) for row in rows} == {(REX.id, "1")}
    assert min(row.start for row in rows) == date(2020, 7, 1).toordinal()
    assert max(row.end for row in rows) > date(2021, 6, 1).toordinal()


def test_presence_is_that_of_the_day_before(facts: Facts) -> None:
    bea, rovers = node(facts, BEA), node(facts, ROVERS)
    assert [each.team for each in clubs_of(facts, bea, date(2023, 7, 1))] == [rovers]
    assert clubs_of(facts, bea, date(2023, 7, 2)) == []
    assert clubs_of(facts, bea, date(2019, 7, 1)) == []
    assert [each.team for each in clubs_of(facts, bea, date(2019, 7, 2))] == [rovers]


def test_the_presumed_are_not_presumed_for_ever(facts: Facts) -> None:
    rovers, last = node(facts, ROVERS), date.fromordinal(date(2021, 6, 1).toordinal() + 4 * 365 + 1)
    roles = {row.role: row.presence for row in people_at(facts, rovers, last)}
    assert roles["head_coach"] == "presumed"
    later = {row.role: row.presence for row in people_at(facts, rovers, date.fromordinal(last.toordinal() + 1))}
    assert later["head_coach"] == "former"


def test_first_team_and_reserves_are_different_teams(facts: Facts) -> None:
    kinds = [tie.kind for tie in ties_of(facts, node(facts, BEA), date(2023, 1, 1), [node(facts, CLEO)])]
    assert kinds == [TieKind.FAMILY]


def test_a_shared_squad_has_one_piece_of_evidence(facts: Facts) -> None:
    (tie,) = [tie for tie in ties_of(facts, node(facts, ANA), date(2022, 1, 1), [node(facts, BEA)]) if tie.team]
    assert (tie.kind, tie.start, tie.end) == (TieKind.NATIONAL_TEAM, date(2019, 6, 1), date(2019, 7, 1))
    assert (tie.days, tie.days_low, tie.days_high, tie.circle) == (30, 30, 30, 3)
    (evidence,) = tie.evidence
    assert (evidence.occasion, evidence.source.title) == ("World Cup 2019", "Register")


def test_what_lasts_has_no_end(facts: Facts) -> None:
    def at_city(at: date) -> tuple[date | None, date | None, int]:
        ties = ties_of(facts, node(facts, ANA), at, [node(facts, ELSA)])
        (tie,) = [tie for tie in ties if tie.kind is TieKind.CLUB]
        return tie.start, tie.end, tie.days

    assert at_city(date(2019, 7, 1)) == (date(2018, 7, 1), None, 365)
    assert at_city(date(2024, 1, 1))[1] == date(2022, 7, 1)


def test_what_people_share_by_birth_is_told_of_given_people_only(facts: Facts) -> None:
    ana, bea = node(facts, ANA), node(facts, BEA)
    assert TieKind.COMPATRIOT not in {tie.kind for tie in ties_of(facts, ana, date(2022, 1, 1))}
    (tie,) = [t for t in ties_of(facts, ana, date(2022, 1, 1), [bea]) if t.kind is TieKind.COMPATRIOT]
    assert (tie.detail, [each.source.title for each in tie.evidence]) == ("Norway", ["Register"])


@pytest.mark.parametrize(
    ("kind", "other", "unknown_on", "known_on"),
    [
        (TieKind.FRIENDSHIP, CLEO, date(2021, 5, 1), date(2021, 5, 2)),  # the day after the page was published
        (TieKind.SAME_AGENT, BEA, date(2023, 3, 1), date(2023, 3, 2)),  # a page without a date: once it was read
    ],
)
def test_relationships_count_once_they_could_be_known(
    facts: Facts, kind: TieKind, other: Person, unknown_on: date, known_on: date
) -> None:
    def kinds(at: date) -> set[TieKind]:
        return {tie.kind for tie in ties_of(facts, node(facts, ANA), at, [node(facts, other)])}

    assert kind not in kinds(unknown_on)
    assert kind in kinds(known_on)


def test_family_is_always_known(facts: Facts) -> None:
    assert [tie.kind for tie in ties_of(facts, node(facts, BEA), date(1997, 1, 1))] == [TieKind.FAMILY]


@pytest.mark.parametrize(
    ("kind", "first", "second", "told"),
    [
        (TieKind.MENTOR, DORA, ANA, [("protege", "mentor"), ("mentor", "protege")]),
        (TieKind.IDOL, ELSA, BEA, [("admirer", "idol"), ("idol", "admirer")]),
    ],
)
def test_a_mentor_and_an_idol_are_told_from_both_sides(
    facts: Facts, kind: TieKind, first: Person, second: Person, told: list[tuple[str, str]]
) -> None:
    roles = [
        (tie.ego_role, tie.alter_role)
        for one, two in ((second, first), (first, second))
        for tie in ties_of(facts, node(facts, one), date(2022, 1, 1), [node(facts, two)])
        if tie.kind is kind
    ]
    assert roles == told


@pytest.mark.parametrize(
    ("kind", "period", "source", "first"),
    [
        ("friendship", Period(on("2016")), PAGE, "2021-05-02"),  # a stated beginning is no publication
        ("friendship", Period(attested=date(2016, 3, 1)), PAGE, "2021-05-02"),
        (
            "friendship",
            Period(attested=date(2016, 3, 1)),
            None,
            "2016-03-02",
        ),  # else what the source attests
        ("friendship", Period(on("2022-02-01")), PAGE, "2022-02-02"),  # announced before it began
        ("family", Period(), PAGE, "1900-01-01"),
        ("family", Period(on("2016-02-01")), PAGE, "2016-02-02"),  # married on that day
    ],
)
def test_relationships_count_from_their_publication_and_not_before_they_began(
    tmp_path: Path, kind: str, period: Period, source: Source | None, first: str
) -> None:
    statement = Relationship(RelationshipKind(kind), ANA.id, BEA.id, period, detail="childhood friends")
    release = Release("urn:release:bare", "bare", "Bare", "1", retrieved=date(2024, 1, 1))
    with SegmentWriter(tmp_path / "s", release) as segment:
        for claim in (Claim(ANA.id, ANA), Claim(BEA.id, BEA), Claim("urn:c", statement, source)):
            segment.add(claim)
    merge([tmp_path / "s"], tmp_path / "facts")
    facts, visible = Facts.open(tmp_path / "facts"), date.fromisoformat(first)
    assert len(relationships_of(facts, 0, visible)) == 1
    assert [tie.kind.value for tie in ties_of(facts, 0, visible)] == [kind]
    if first != "1900-01-01":
        assert relationships_of(facts, 0, visible - timedelta(days=1)) == []
    # Asked about an earlier day with what was published later: what had begun by then.
    begun = visible if period.start else date(2016, 1, 1)
    assert len(relationships_of(facts, 0, begun, known_by=date(2023, 1, 1))) == 1


def test_the_slice_holds_those_at_the_club_and_who_leads_to_them(facts: Facts) -> None:
    graph = SubgraphBuilder(facts, date(2022, 1, 1)).for_club(node(facts, ANA), node(facts, ROVERS))
    assert graph.nodes[ANA.id]["target"]
    assert graph.nodes[ANA.id] | {"name": "", "age": 23, "birth_year": 1998, "position": "forward"} == dict(
        graph.nodes[ANA.id]
    ) | {"name": ""}
    bea = graph.nodes[BEA.id]
    assert (bea["role"], bea["presence"], bea["at_club"], bea["club"].name) == ("player", "certain", True, "FC Rovers")
    assert graph.nodes[DORA.id]["presence"] == "former"
    # Cleo is no one's team-mate at the club, but Ana's friend and Bea's sister.
    assert {tie.kind for tie in graph.edges[CLEO.id, ANA.id]["ties"]} == {TieKind.FRIENDSHIP}
    assert {tie.kind for tie in graph.edges[BEA.id, CLEO.id]["ties"]} == {TieKind.FAMILY}
    assert (graph.nodes[CLEO.id]["presence"], graph.nodes[CLEO.id]["circle"]) == ("elsewhere", "friend")
    for alter, ego, ties in graph.edges(data="ties"):
        assert {(tie.alter, tie.ego) for tie in ties} == {(alter, ego)}


def test_without_a_club_the_slice_holds_everybody_tied_directly(facts: Facts) -> None:
    graph = SubgraphBuilder(facts, date(2022, 1, 1)).around(node(facts, ANA))
    assert set(graph.predecessors(ANA.id)) == {BEA.id, CLEO.id, DORA.id, ELSA.id}
    assert graph.in_degree(ANA.id) == 4
    # They are go-betweens of each other, but not of somebody at the same club.
    assert graph.has_edge(BEA.id, CLEO.id)
    assert all(
        graph.nodes[speaker]["club"] is None or graph.nodes[speaker]["club"] != graph.nodes[middle]["club"]
        for speaker, middle in graph.edges
        if middle != ANA.id
    )


def test_a_pair_is_seen_from_both_sides(facts: Facts) -> None:
    builder = SubgraphBuilder(facts, date(2022, 1, 1))
    there, back = (builder.between(node(facts, one), node(facts, two)) for one, two in ((BEA, ANA), (ANA, BEA)))
    ties = there.edges[BEA.id, ANA.id]["ties"], back.edges[ANA.id, BEA.id]["ties"]
    assert [(tie.kind, tie.days) for tie in ties[0]] == [(tie.kind, tie.days) for tie in ties[1]]
    assert there.has_edge(BEA.id, CLEO.id)
    assert there.has_edge(CLEO.id, ANA.id)
    assert back.has_edge(ANA.id, CLEO.id)
    assert back.has_edge(CLEO.id, BEA.id)


def test_before_all_data_there_is_nobody(facts: Facts) -> None:
    graph = SubgraphBuilder(facts, date(1900, 1, 1)).for_club(node(facts, ANA), node(facts, ROVERS))
    assert list(graph.nodes) == [ANA.id]
    assert people_at(facts, node(facts, ROVERS), date.min) == []
    assert ties_of(facts, node(facts, ANA), date.max)


def test_a_slice_is_asked_of_a_person(facts: Facts) -> None:
    ana, rovers, builder = node(facts, ANA), node(facts, ROVERS), SubgraphBuilder(facts, date(2022, 1, 1))
    for target, club in ((rovers, None), (ana, ana), (-1, None), (10_000, None), (ana, 10_000)):
        with pytest.raises(UsageProblem):
            builder.around(target) if club is None else builder.for_club(target, club)
    with pytest.raises(UsageProblem):
        builder.between(ana, ana)


def test_an_empty_world_can_be_asked(tmp_path: Path) -> None:
    merge([], tmp_path)
    facts = Facts.open(tmp_path)
    assert (facts.people_count, facts.team_count, facts.releases) == (0, 0, ())
    assert facts.complete("a") == []
    for what in ("person", "team", "club", "any"):
        with pytest.raises(UnknownName):
            facts.find("Jude Bellingham", what)


def test_the_order_of_releases_does_not_matter(tmp_path: Path) -> None:
    for release, said in ((REGISTER, ANA), (NOTES, Person(ANA.id, "Ana"))):
        with SegmentWriter(tmp_path / release.version / release.dataset, release) as segment:
            segment.add(Claim(said.id, said))
    paths = [tmp_path / "1" / "register", tmp_path / "1" / "notes"]
    merge(paths, tmp_path / "a")
    merge(paths[::-1], tmp_path / "b")
    for one in (tmp_path / "a").rglob("*.npy"):
        assert one.read_bytes() == (tmp_path / "b" / one.relative_to(tmp_path / "a")).read_bytes()


def test_half_written_segments_and_facts_are_refused(tmp_path: Path) -> None:
    def interrupted() -> None:
        with SegmentWriter(tmp_path / "half", REGISTER) as segment:
            segment.add(Claim(ANA.id, ANA))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(StoreError):
        merge([tmp_path / "half"], tmp_path / "facts")
    with pytest.raises(StoreError):
        Facts.open(tmp_path / "facts")


def test_damage_is_met_with_one_line(tmp_path: Path, facts: Facts) -> None:
    merge([], tmp_path)
    (tmp_path / "facts.json").write_text("{}")
    with pytest.raises(StoreError):
        Facts.open(tmp_path)
    merge([facts.folder.parent / "register"], tmp_path)
    cut = tmp_path / "stays" / "start.npy"
    cut.write_bytes(cut.read_bytes()[:-8])
    with pytest.raises(StoreError, match=r"start\.npy"):
        ties_of(Facts.open(tmp_path), 0, date(2022, 1, 1))


def test_a_parent_that_circles_does_not_hang(tmp_path: Path) -> None:
    one, two = team("one", "One", parent=f"{ID}team/two"), team("two", "Two", parent=f"{ID}team/one")
    with SegmentWriter(tmp_path / "s", REGISTER) as segment:
        for each in (one, two):
            segment.add(Claim(each.id, each))
    merge([tmp_path / "s"], tmp_path / "facts")
    assert Facts.open(tmp_path / "facts").team_count == 2


def test_inexact_seasons_at_two_clubs_are_never_certain(tmp_path: Path) -> None:
    season = ImpreciseDate(date(2018, 7, 1), Precision.SEASON)
    said = [
        Spell(ANA.id, CITY.id, Period(season, season)),
        Spell(ANA.id, ROVERS.id, Period(season, season)),
        at_team(BEA, ROVERS, "2018-07-01", "2019-07-01"),
    ]
    with SegmentWriter(tmp_path / "s", REGISTER) as segment:
        for number, spell in enumerate(said):
            segment.add(Claim(f"urn:c{number}", spell))
    merge([tmp_path / "s"], tmp_path / "facts")
    facts = Facts.open(tmp_path / "facts")
    (tie,) = ties_of(facts, node(facts, ANA), date(2020, 1, 1))
    assert (tie.days_low, tie.days, tie.days_high) == (0, 183, 365)
    for at in (date(2018, 12, 1), date(2019, 3, 1)):
        assert {row.presence for row in clubs_of(facts, node(facts, ANA), at)} == {"unsettled"}


def test_a_season_at_two_clubs_is_the_old_ones_at_first_then_open_then_the_new_ones(tmp_path: Path) -> None:
    before, season, after = (ImpreciseDate(date(year, 7, 1), Precision.SEASON) for year in (2017, 2018, 2019))
    with SegmentWriter(tmp_path / "s", REGISTER) as segment:
        segment.add(Claim("urn:c1", Spell(ANA.id, CITY.id, Period(before, season))))
        segment.add(Claim("urn:c2", Spell(ANA.id, ROVERS.id, Period(season, after))))
    merge([tmp_path / "s"], tmp_path / "facts")
    facts = Facts.open(tmp_path / "facts")

    def presence(at: date) -> dict[str, str]:
        return {facts.iri(row.team): row.presence for row in clubs_of(facts, node(facts, ANA), at)}

    assert presence(date(2018, 7, 15)) == {CITY.id: "presumed", ROVERS.id: "unsettled"}
    assert presence(date(2018, 11, 1)) == {CITY.id: "unsettled", ROVERS.id: "unsettled"}
    assert presence(date(2019, 3, 1)) == {ROVERS.id: "presumed"}
    assert presence(date(2019, 11, 1)) == {ROVERS.id: "presumed"}


def test_columns_of_ranges_and_strings(tmp_path: Path) -> None:
    rows, owner = concat_ranges(np.array([3, 5, 9]), np.array([5, 5, 10]))
    assert (rows.tolist(), owner.tolist()) == ([3, 4, 9], [0, 0, 2])
    texts = sorted(["", "a", "é", "日本", "\ud800", "a\n"])
    save_strings(tmp_path, "texts", texts)
    strings = Strings(tmp_path, "texts")
    assert strings.all() == texts == [strings[n] for n in range(len(strings))]
    assert [strings.bisect(text) for text in texts] == list(range(len(texts)))
    assert as_date(day(date(1888, 9, 8))) == date(1888, 9, 8)
    assert as_date(UNKNOWN) is as_date(NEVER) is None


def test_a_club_stands_for_its_name_only_if_it_is_far_better_known(tmp_path: Path) -> None:
    great, small = team("great", "FC Port"), team("small", "Port SC")
    reserves = team("port-b", "Port B", aliases=("Port",), kind=TeamKind.RESERVE, parent=great.id)

    def found(spells: int, what: str) -> Facts:
        folder = tmp_path / f"{spells}{what}"
        with SegmentWriter(folder / "s", REGISTER) as segment:
            for each in (great, small, reserves):
                segment.add(Claim(each.id, each))
            for number in range(spells):
                segment.add(Claim(f"urn:c{number}", at_team(ANA, great, f"{2000 + number}", f"{2001 + number}")))
        merge([folder / "s"], folder / "facts")
        return Facts.open(folder / "facts")

    known, alike = found(10, "club"), found(9, "club")
    assert known.iri(known.find("Port", "club")) == great.id
    with pytest.raises(AmbiguousName) as caught:
        alike.find("Port", "club")
    assert len(caught.value.candidates) == 2


def test_birth_dates_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    for number, birth in enumerate(("1998-04-05", "1998", "1998-04-06", "1998-04-06")):
        with SegmentWriter(tmp_path / f"s{number}", replace(REGISTER, id=f"urn:release:{number}")) as segment:
            segment.add(Claim(ANA.id, replace(ANA, birth=ImpreciseDate.parse(birth))))
    merge([tmp_path / f"s{number}" for number in range(4)], tmp_path / "facts")
    facts = Facts.open(tmp_path / "facts")
    ana = facts.person(node(facts, ANA))
    assert (str(ana.birth), [str(birth) for birth in ana.other_births]) == ("1998-04-06", ["1998-04-05"])


@pytest.mark.parametrize(("seasons", "meant"), [(3, ""), (12, "pico-1970-01-02")])
def test_an_id_that_is_but_a_name_stands_for_nobody_before_his_namesakes(
    tmp_path: Path, seasons: int, meant: str
) -> None:
    short, dated = person("pico", "Pico"), person("pico-1970-01-02", "Pico", birth=on("1970-01-02"))
    alone = person("zeb", "Zebulon Quirk")
    said: list[Statement] = [short, dated, alone, ROVERS, at_team(short, ROVERS, "2019-07-01", "2020-07-01")]
    said += [at_team(dated, ROVERS, f"{1990 + year}-07-01", f"{1991 + year}-07-01") for year in range(seasons)]
    facts = facts_of(tmp_path, said)
    if meant:
        assert facts.find("Pico", "person") == node(facts, dated)
    else:
        with pytest.raises(AmbiguousName) as caught:
            facts.find("Pico", "person")
        assert caught.value.candidates == ("Pico (born 1970, FC Rovers)", "Pico (FC Rovers)")
    assert facts.find("pico-1970-01-02", "person") == node(facts, dated)
    assert facts.find(short.id, "person") == node(facts, short)
    assert facts.find("zeb", "person") == node(facts, alone), "an id that is nobody's name"


@pytest.mark.parametrize(("seasons", "asked"), [(9, False), (10, True)])
def test_a_name_that_is_somebody_far_better_knowns_surname_is_asked_about(
    tmp_path: Path, seasons: int, asked: bool
) -> None:
    single, known, first = person("zo", "Zoko"), person("ib", "Ibou Zoko"), person("zk", "Zoko Ibou")
    said: list[Statement] = [single, known, first, ROVERS, at_team(single, ROVERS, "2019-07-01", "2020-07-01")]
    for who in (known, first):
        said += [at_team(who, ROVERS, f"{1990 + year}-07-01", f"{1991 + year}-07-01") for year in range(seasons)]
    facts = facts_of(tmp_path, said)
    if asked:
        with pytest.raises(AmbiguousName) as caught:
            facts.find("Zoko", "person")
        assert caught.value.candidates == ("Ibou Zoko (FC Rovers)", "Zoko (FC Rovers)")
    else:
        assert facts.find("Zoko", "person") == node(facts, single)
    assert facts.find("Zoko (FC Rovers)", "person") == node(facts, single)
