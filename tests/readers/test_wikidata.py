"""Wikidata, asked of a real SPARQL server on loopback that throttles, stalls, hangs up and talks nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.claims.readers.protocol import RowReport
from kg.claims.readers.wikidata import Wikidata
from kg.claims.readers.wikidata_client import SparqlClient, TooMuchAsked
from kg.errors import InvalidInput, KgError, UsageProblem
from kg.model.claims import Relationship, Role, SpellKind
from kg.model.people import ExternalId, Position, TeamKind
from tests.readers.bad_bytes import MUTATIONS
from tests.readers.helpers import check, claims_of, people, put, spells, teams
from tests.readers.wikidata_server import Server, serving

pytestmark = pytest.mark.enable_socket
QUICK = {"pause": 0.0, "today": lambda: date(2024, 5, 6)}
ASK = "SELECT ?o WHERE { <http://www.wikidata.org/entity/Q1> <http://www.wikidata.org/prop/direct/P2446> ?o }"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


def wikidata(server: Server, **more: Any) -> Wikidata:
    return Wikidata(server.address, **{**QUICK, **more})


def test_a_person_with_all_that_is_said(server: Server) -> None:
    claims, rows = claims_of(wikidata(server), Path("Q1"))
    ada = people(claims)["Q1"]
    assert (ada.name, ada.aliases) == ("Ada Example", ("Ada Example Two", "Adita"))
    assert (str(ada.birth), ada.birth_place, ada.citizenships) == ("1990-02-03", "Abidjan", ("Ivory Coast",))
    assert (ada.position, ada.languages) == (Position.GOALKEEPER, ("French",))
    assert ada.external_ids == (ExternalId("wikidata", "Q1"), ExternalId("transfermarkt", "777"))
    at = {one.name: one for one in teams(claims).values()}
    assert (at["Town F.C. U21"].kind, at["Town F.C. U21"].age_group) == (TeamKind.YOUTH, 21)
    assert at["Town F.C. U21"].parent.endswith("/Q101")
    assert (at["Ivory Coast"].kind, at["Ivory Coast"].country) == (TeamKind.NATIONAL, "Ivory Coast")
    youth, loan, now = (spells(claims, "Ada Example", name)[0] for name in ("Town F.C. U21", "City F.C.", "Town F.C."))
    assert (str(youth.period.start), str(youth.period.end)) == ("2008", "2010")
    assert (loan.kind, loan.matches, str(loan.period.start), str(loan.period.end)) == (
        SpellKind.LOAN,
        12,
        "2010-08",
        "2011-01-31",
    )
    assert (now.period.end, now.period.attested) == (None, date(2024, 5, 6))
    duty = spells(claims, "Ada Example", "Ivory Coast")[0].period
    assert (duty.end, duty.attested) == (None, None)
    reasons = sorted(row.reason.partition(": ")[2] for row in rows.rows if not row.reason.startswith("Q"))
    assert reasons == ["a period cannot end (2013) before it starts (2014)", "it names no team"]
    assert "Someone Private" not in {one.name for one in people(claims).values()}


def test_a_club_stands_for_everybody_who_was_there(server: Server) -> None:
    claims, _ = claims_of(wikidata(server), Path("Q101"))
    assert {"Ada Example", "Bea Example", "Cid Coach"} <= {one.name for one in people(claims).values()}
    assert spells(claims, "Cid Coach", "Town F.C.")[0].role is Role.HEAD_COACH
    told = [claim.statement for claim in claims if isinstance(claim.statement, Relationship)]
    said = sorted((one.kind.value, one.detail) for one in told)
    assert said == [("family", "parent and child"), ("family", "sibling"), ("same_agent", "Agents & Co")]
    parent = next(one for one in told if one.detail == "parent and child")
    assert (parent.subject.rpartition("/")[2], parent.object.rpartition("/")[2]) == ("Q3", "Q4")


def test_a_season_stands_for_those_who_were_there_then(server: Server) -> None:
    claims, _ = claims_of(wikidata(server), Path("Q400"))
    assert sorted(one.name for one in people(claims).values()) == [
        "Ada Example",
        "Bea Example",
        "Cid Coach",
        "Dan Child",
    ]
    # Bea is there as a sister alone: she left in 2006, so nothing of her own is read.
    assert spells(claims, "Bea Example") == []


def test_ids_from_a_file_and_what_is_no_id(server: Server, tmp_path: Path) -> None:
    put(tmp_path, {"ids.txt": b"# mine\nQ1\n\nQ3 # coach\n", "bad.txt": b"Q1\nQ0\n"})
    claims, _ = claims_of(wikidata(server), tmp_path / "ids.txt")
    assert {"Q1", "Q3"} <= set(people(claims))
    with pytest.raises(InvalidInput, match="no Wikidata id") as caught:
        claims_of(wikidata(server), tmp_path / "bad.txt")
    assert caught.value.line == 2
    with pytest.raises(InvalidInput, match="nothing is known there about Q99"):
        claims_of(wikidata(server), Path("Q99"))


FAULTS = ["429 1", "500", "503", "502", "cut", "malformed", "html", "429"]


def test_every_passing_fault_is_waited_out(server: Server) -> None:
    whole, _ = claims_of(wikidata(server), Path("Q101"))
    asked = len(server.asked)
    waited: list[float] = []
    for fault in FAULTS:
        server.faults = [fault, fault]
        client = SparqlClient(server.address, pause=0.0, sleep=waited.append)
        assert [row["o"][0] for row in client.select(ASK)] == ["777"]
    assert waited.count(1.0) == 2, "Retry-After is honoured"
    server.faults = ["503", "", "cut", "", "malformed"]
    again, _ = claims_of(wikidata(server), Path("Q101"))
    assert again == whole
    assert len(server.asked) > 2 * asked
    assert all("player-kg/" in agent for agent in server.agents)


def test_retry_after_may_be_a_date(server: Server) -> None:
    waited: list[float] = []
    server.faults = [f"429 {format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)}"]
    SparqlClient(server.address, pause=0.0, sleep=waited.append).select(ASK)
    assert 25 < max(waited) <= 30


def test_waits_double(server: Server) -> None:
    waited: list[float] = []
    server.faults = ["503"] * 4
    SparqlClient(server.address, pause=1.0, sleep=waited.append).select(ASK)
    assert waited == [1.0, 2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("503", KgError), ("429 99999", KgError), ("malformed", InvalidInput), ("400", InvalidInput), ("403", KgError)],
)
def test_what_does_not_pass_is_one_line(server: Server, fault: str, kind: type[KgError]) -> None:
    server.faults = [fault] * 50
    with pytest.raises(kind) as caught:
        SparqlClient(server.address, pause=0.0, tries=3, sleep=lambda _: None).select(ASK)
    assert "\n" not in str(caught.value)
    assert len(server.asked) <= 3


def test_a_stalled_server_is_given_up_and_asked_for_less(server: Server) -> None:
    server.faults = ["sleep0.4"]
    with pytest.raises(TooMuchAsked, match="did not answer within"):
        SparqlClient(server.address, timeout=0.1, tries=1, pause=0.0).select(ASK)
    server.too_many = 2
    claims, _ = claims_of(wikidata(server, tries=1), Path("Q101"))
    assert {"Ada Example", "Bea Example", "Cid Coach"} <= {one.name for one in people(claims).values()}


def test_an_endpoint_that_is_not_there(server: Server) -> None:
    with pytest.raises(KgError, match="cannot be reached"):
        SparqlClient("http://127.0.0.1:9/sparql", tries=2, pause=0.0).select(ASK)
    for address in ("file:///etc/passwd", "ftp://example.org", "nonsense"):
        with pytest.raises(UsageProblem):
            SparqlClient(address)


def test_a_reading_cut_off_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    whole, _ = claims_of(wikidata(server), Path("Q101"))
    once = len(server.asked)
    server.asked.clear()
    reader = wikidata(server, cache=tmp_path / "cache", tries=1)
    server.faults = [""] * 5 + ["500"]
    with pytest.raises(KgError):
        claims_of(reader, Path("Q101"))
    assert len(server.asked) == 6
    claims, _ = claims_of(wikidata(server, cache=tmp_path / "cache", today=lambda: date(2030, 1, 1)), Path("Q101"))
    assert claims == whole, "the day of reading is the day on which it began"
    assert len(server.asked) == once + 1
    claims_of(reader, Path("Q101"))
    assert len(server.asked) == once + 1, "nothing is asked twice"


def test_half_an_answer_in_the_cache_is_asked_again(server: Server, tmp_path: Path) -> None:
    client = SparqlClient(server.address, tmp_path, pause=0.0)
    client.select(ASK)
    (kept,) = tmp_path.glob("*.json")
    kept.write_bytes(kept.read_bytes()[:10])
    assert client.select(ASK)
    assert len(server.asked) == 2
    assert client.select(ASK)
    assert len(server.asked) == 2


def test_releases_say_what_was_asked_and_when(server: Server) -> None:
    reader = wikidata(server)
    release = reader.release([Path("Q101"), Path("Q102")])
    assert (release.dataset, release.retrieved) == ("wikidata-q101-q102", date(2024, 5, 6))
    assert reader.release([Path("Q101")]).id != release.id
    report = RowReport()
    check(release, list(reader.read([Path("Q101")], report=report)), report)


@pytest.fixture
def answers(server: Server) -> list[bytes]:
    """What the endpoint answers in one reading, question by question."""
    kept: list[bytes] = []

    def keep(answer: bytes) -> bytes:
        kept.append(answer)
        return answer

    server.spoil = keep
    claims_of(wikidata(server), Path("Q101"))
    return kept


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_it_answers_gives_claims_or_one_clear_line(
    server: Server, answers: list[bytes], data: st.DataObject
) -> None:
    chosen, how = data.draw(st.integers(0, len(answers) - 1)), data.draw(st.sampled_from(MUTATIONS))
    spoilt = how(answers[chosen], data.draw)
    server.spoil = lambda answer: spoilt if answer == answers[chosen] else answer
    refused: KgError | None = None
    try:
        claims_of(wikidata(server, tries=1), Path("Q101"))
    except KgError as error:
        refused = error
    if refused:
        assert server.address in str(refused)
        assert str(refused).isprintable()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_lists_of_ids_that_are_none(server: Server, tmp_path: Path, data: st.DataObject) -> None:
    put(tmp_path, {"ids.txt": data.draw(st.sampled_from(MUTATIONS))(b"Q101 # Town\n\nQ1\nQ2\n", data.draw)})
    refused: InvalidInput | None = None
    try:
        claims_of(wikidata(server), tmp_path)
    except InvalidInput as error:
        refused = error
    assert refused is None or str(refused).isprintable()
