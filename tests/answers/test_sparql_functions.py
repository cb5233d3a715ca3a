"""The functions of SPARQL give what the answers of the program give."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.answers import profiles, questions
from kg.answers.named_questions import ask_by_name
from kg.answers.sparql_functions import function_source
from kg.graph.presence import PRESENT
from kg.graph.tie_builder import ties_of
from kg.store.backend import Backend, open_store

DAY = date(2024, 10, 1)


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Iterator[Backend]:
    with open_store(starter_store) as opened:
        yield opened


def asked(backend: Backend, text: str) -> list[tuple[str | None, ...]]:
    result = ask_by_name(backend, text, {}, today=DAY)
    return [tuple(term.value if term else None for term in row) for row in result.rows]


def test_influence_is_that_of_persuade_on_two_hundred_pairs(backend: Backend) -> None:
    chance, facts = random.Random(7), backend.facts
    pairs: list[tuple[str, str, float]] = []
    for number in chance.sample(range(facts.people_count), 150):
        answer = questions.persuade(backend, player=facts.iri(number), club=None, at=DAY)
        people = chance.sample(answer.persuaders, min(3, len(answer.persuaders)))
        pairs += [(person.person.id, facts.iri(number), person.influence) for person in people]
    pairs = chance.sample(pairs, 200)
    values = " ".join(f"(<{one}> <{two}>)" for one, two, _ in pairs)
    rows = asked(
        backend, f'SELECT ?a ?b (fn:influence(?a, ?b, "{DAY}"^^xsd:date) AS ?x) {{ VALUES (?a ?b) {{ {values} }} }}'
    )
    found = {(one, two): float(value or "nan") for one, two, value in rows}
    for one, two, influence in pairs:
        assert found[one, two] == pytest.approx(influence, abs=1e-9)


def test_influence_with_a_club_is_that_of_persuade_and_nobody_else_has_any(backend: Backend) -> None:
    answer = questions.persuade(backend, player="Trent Alexander-Arnold", club="Real Madrid", at=DAY)
    target, club = answer.question.target.id, answer.question.club
    assert club is not None
    rows = asked(
        backend,
        f'SELECT ?p ?x {{ ?p a :Person BIND(fn:influence(?p, <{target}>, "{DAY}"^^xsd:date, <{club.id}>) AS ?x) '
        "FILTER(BOUND(?x)) }",
    )
    everybody = [*answer.persuaders, *answer.former]
    assert everybody
    assert {str(person): float(str(value)) for person, value in rows} == pytest.approx(
        {person.person.id: person.influence for person in everybody}, abs=1e-9
    )


def test_one_voice_to_many_is_many_to_one(backend: Backend) -> None:
    """Holding the persuader fixed and running through targets gives what each target's own answer gives."""
    functions = function_source(backend).functions
    facts = backend.facts
    speaker = facts.iri(facts.find("Jude Bellingham", "person"))
    around = questions.persuade(backend, player=speaker, club=None, at=DAY).persuaders
    others = [facts.iri(node) for node in range(0, facts.people_count, 997)]
    others += [person.person.id for person in around[::5] if person.person.id not in others]
    by_speaker = [functions["influence"](speaker, other, "2024-10-01") for other in others]
    by_target = [function_source(backend).functions["influence"](speaker, other, "2024-10-01") for other in others]
    assert by_speaker == pytest.approx(by_target, abs=1e-12)
    assert sum(value is not None for value in by_speaker) > 10


def test_days_together_are_those_of_the_ties(backend: Backend) -> None:
    facts = backend.facts
    person = facts.find("Jude Bellingham", "person")
    days: dict[str, dict[str, int]] = {}
    for tie in ties_of(facts, person, DAY):
        if tie.team is not None:
            teams = days.setdefault(tie.alter, {})
            teams[tie.team.id] = teams.get(tie.team.id, 0) + tie.days
    assert len(days) > 50
    one = f"<{facts.iri(person)}>"
    function = f'fn:daysTogether({one}, ?other, "{DAY}"^^xsd:date'
    found = asked(backend, f"SELECT ?other ?n {{ ?other a :Person BIND({function}) AS ?n) FILTER(BOUND(?n)) }}")
    assert {str(other): int(str(count)) for other, count in found} == {
        other: sum(teams.values()) for other, teams in days.items()
    }
    alter = max(days, key=lambda each: len(days[each]))
    for team, count in days[alter].items():
        there = f'fn:daysTogether(<{alter}>, {one}, "{DAY}"^^xsd:date, <{team}>)'
        assert asked(backend, f"SELECT ({there} AS ?n) {{}}") == [(str(count),)]
    assert asked(backend, f'SELECT (fn:daysTogether({one}, {one}, "{DAY}"^^xsd:date) AS ?n) {{}}') == [(None,)]


def test_presence_is_that_of_the_squad(backend: Backend) -> None:
    rows = profiles.squad(backend, team="Real Madrid", at=DAY)
    team = rows[0].team.id
    found = asked(
        backend,
        f'SELECT ?p ?w (fn:presentAt(?p, <{team}>, ?d) AS ?at) {{ VALUES ?d {{ "{DAY}"^^xsd:date }} ?p a :Person '
        f"BIND(fn:presence(?p, <{team}>, ?d) AS ?w) FILTER(BOUND(?w)) }}",
    )
    assert {(row.person.id, row.presence) for row in rows} == {(person, word) for person, word, _ in found}
    assert all((at == "true") == (word in PRESENT) for _, word, at in found)


@pytest.mark.parametrize(
    "call",
    [
        "fn:influence(<urn:x>, <urn:y>, '2024-10-01')",
        "fn:influence(:a)",
        "fn:presence(<urn:x>, <urn:y>, 'soon')",
        "fn:presentAt(<urn:x>, <urn:y>, '2024-10-01')",
        "fn:presentAt()",
    ],
)
def test_what_makes_no_sense_has_no_value(backend: Backend, call: str) -> None:
    assert asked(backend, f"SELECT ({call} AS ?x) {{}}") == [(None,)]


def test_functions_work_in_the_process_that_can_be_stopped(backend: Backend) -> None:
    person, team = (backend.facts.find(name) for name in ("Jude Bellingham", "Real Madrid"))
    text = f"SELECT (fn:presentAt(<{backend.facts.iri(person)}>, <{backend.facts.iri(team)}>, '2024-10-01') AS ?x) {{}}"
    result = ask_by_name(backend, text, {}, today=DAY, timeout=60)
    assert [row[0].value for row in result.rows if row[0]] == ["true"]
