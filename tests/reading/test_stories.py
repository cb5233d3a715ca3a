"""The stories: what is proposed of them, what is not, and that every sentence is in its text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from kg.answers.proposals import accept, read_text
from kg.claims.reading.page import Page
from kg.claims.reading.proposals import ReadProposal
from kg.columns.facts import Facts
from kg.model import Claim, Release
from kg.rdf.codec import encode, encode_release
from kg.resources import ontology_file
from kg.store.backend import Backend, open_store
from kg.store.exports import load_files
from kg.store.validation import violations
from tests.reading.scoring import Example, Score, described, examples
from tests.reading.worlds import RELEASE, world_claims, world_facts

TRIED = [
    *examples("tried.toml"),
    *examples("more.toml"),
    *examples("wider.toml"),
    *examples("es.toml"),
    *examples("de.toml"),
]
FREE = [example for name in ("varied", "aside", "last", "fresh", "frozen") for example in examples(f"{name}.toml")]
SET_ASIDE = examples("set_aside.toml")
REAL = [
    example
    for name in ("real", "real2", "real3", "real4", "real5", "real6", "real7", "real8")
    for example in examples(f"{name}.toml")
]
FREE_IN_MANNER = [*examples("real9.toml"), *examples("real10.toml")]
"""Columns, diaries, letters and transcripts, of which the frames reach little."""
BLIND = [*examples("real_blind4.toml"), *examples("real_blind5.toml")]
"""Stories that are only counted: no rule is changed for them, so nothing but these two figures is looked at."""
OPEN = {
    "w20": "the second player's move has no verb of its own",
    "w51": "the rival who is named in passing",
}
"""What is still missed of the stories that the frames were tried on, and why."""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return world_facts(tmp_path_factory.mktemp("stories"))


def scored(facts: Facts, stories: list[Example]) -> Score:
    score = Score()
    for example in stories:
        score.add(example, read_text(facts, example.text, example.published))
    return score


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    assert len(SET_ASIDE) == 40
    assert len(TRIED) + len(SET_ASIDE) >= 120
    assert sum(bool(example.trap) for example in TRIED) >= 25
    assert len({example.text for example in [*TRIED, *SET_ASIDE]}) == len(TRIED) + len(SET_ASIDE)


def _marked(example: Example) -> Any:
    marks = [pytest.mark.xfail(reason=OPEN[example.id], strict=True)] if example.id in OPEN else []
    return pytest.param(example, marks=marks, id=example.id)


@pytest.mark.parametrize("example", [_marked(example) for example in TRIED])
def test_a_tried_story_gives_what_it_says_and_nothing_else(facts: Facts, example: Example) -> None:
    score = scored(facts, [example])
    assert not score.notes


def test_stories_in_many_manners_are_read_as_well_as_promised(facts: Facts) -> None:
    score = scored(facts, FREE)
    assert score.precision() >= 0.90
    assert score.recall() >= 0.85


def test_the_stories_set_aside_are_read_as_well_as_promised(facts: Facts) -> None:
    score = scored(facts, SET_ASIDE)
    assert score.precision() >= 0.90
    assert score.recall() >= 0.70


def test_stories_under_real_names_are_read_as_well_as_promised(starter_store: Path) -> None:
    """Namesakes, nicknames and known careers are those of the starter data; so the bounds leave it room to change."""
    with open_store(starter_store) as store:
        score = scored(store.facts, REAL)
    assert score.precision() >= 0.90
    assert score.recall() >= 0.72


def test_stories_free_in_manner_are_read_no_worse_than_they_were(starter_store: Path) -> None:
    with open_store(starter_store) as store:
        score = scored(store.facts, FREE_IN_MANNER)
    assert score.precision() >= 0.69
    assert score.recall() >= 0.30


def test_stories_that_no_rule_was_changed_for_are_read_no_worse_than_they_were(starter_store: Path) -> None:
    with open_store(starter_store) as store:
        score = scored(store.facts, BLIND)
    assert score.precision() >= 0.78
    assert score.recall() >= 0.57


SPOKEN = [
    (
        'Nuno Casteiro has joined Real Valcanto. "Iker Zubelar called me every day," he said.',
        "persuasion fact: Nuno Casteiro; Iker Zubelar @ Real Valcanto []",
    ),
    (
        'Nuno Casteiro explained why. "I doubted. Iker Zubelar told me to come to Valcanto," he said.',
        "persuasion fact: Nuno Casteiro; Iker Zubelar @ Real Valcanto []",
    ),
    ('"Iker Zubelar is my best friend," said Nuno Casteiro.', "friend fact: Iker Zubelar; Nuno Casteiro []"),
    ('"We are like brothers," Nuno Casteiro said of Iker Zubelar.', "friend fact: Iker Zubelar; Nuno Casteiro []"),
    ("\"People tell me 'Iker Zubelar wants you to join Valcanto',\" Nuno Casteiro said.", ""),
    ('"Iker Zubelar told Tarn Ellory to come to Valcanto," Nuno Casteiro said.', ""),
]
"""What somebody says of himself is a claim of his; what he says that others say, or of others, is none."""


@pytest.mark.parametrize(("text", "claim"), SPOKEN)
def test_what_a_speaker_says_of_himself_is_read(facts: Facts, text: str, claim: str) -> None:
    found = [described(proposal) for proposal in read_text(facts, text, date(2025, 7, 1)).proposals]
    assert [one for one in found if not one.startswith("transfer")] == ([claim] if claim else [])


def test_a_club_is_known_by_its_last_word_where_somebody_of_it_is_named(facts: Facts) -> None:
    text = "Athletic want to sign Nuno Casteiro. {} has not been told."
    named, stranger = (
        [described(proposal) for proposal in read_text(facts, text.format(name), date(2025, 7, 1)).proposals]
        for name in ("Marlow Aldane-Price", "Iker Zubelar")
    )
    assert named == ["interest report: Nuno Casteiro @ Harrowmere Athletic []"]
    assert stranger == []


@pytest.mark.parametrize(
    "text",
    [
        "Athletic have offered Marlow Aldane-Price a four-year deal.",
        "Marlow Aldane-Price is happy. Athletic have offered Aldane-Price a four-year deal.",
        "Marlow Aldane-Price is happy. Athletic have offered him a four-year deal.",
    ],
)
def test_no_club_is_taken_for_his_own_by_its_last_word(facts: Facts, text: str) -> None:
    assert read_text(facts, text, date(2025, 7, 1)).proposals == ()


CONTRACTS = [
    ("Marlow Aldane-Price's contract with Harrowmere expires in June.", 1),
    ("Marlow Aldane-Price's contract with Harrowmere expired in June.", 0),
    ("Real Valcanto wanted Marlow Aldane-Price. The defender has signed a new contract until 2030.", 1),
    ("Real Valcanto wanted Marlow Aldane-Price. The defender has signed until 2030.", 0),
    ("Marlow Aldane-Price is happy. The defender has signed until 2030.", 1),
    ("Harrowmere beat Real Valcanto. Marlow Aldane-Price has put pen to paper until 2030.", 1),
    ("Harrowmere beat Real Valcanto. Real Valcanto want Marlow Aldane-Price. He has signed until 2030.", 0),
    ("Real Valcanto wanted Marlow Aldane-Price. He has signed until 2030, and he is sure that his future is safe.", 0),
    ("Marlow Aldane-Price has a contract that ended all talk and runs until 2030.", 1),
    ("Real Valcanto verloren gegen Harrowmere. Marlow Aldane-Price hat bis 2030 verlängert.", 1),
    ("El Real Valcanto perdió contra el Harrowmere. Marlow Aldane-Price ha renovado hasta 2030.", 1),
]
"""A contract that is over is none; one signed in a story of another club may be with that club."""


@pytest.mark.parametrize(("text", "contracts"), CONTRACTS)
def test_a_contract_is_with_his_club_where_it_can_be_with_no_other(facts: Facts, text: str, contracts: int) -> None:
    kinds = [proposal.kind for proposal in read_text(facts, text, date(2025, 7, 1)).proposals]
    assert kinds.count("contract") == contracts


def test_every_sentence_stands_in_its_text_where_it_is_said_to(facts: Facts) -> None:
    for example in [*TRIED, *FREE, *SET_ASIDE]:
        for proposal in read_text(facts, example.text, example.published).proposals:
            for sentence in (proposal.sentence, *proposal.also):
                assert example.text[sentence.start : sentence.end] == sentence.text


def test_the_story_of_a_transfer_gives_all_its_claims(facts: Facts) -> None:
    """A story built like the article that began the project, of people who do not exist."""
    (example,) = examples("transfer.toml")
    reading = read_text(facts, example.text, example.published)
    assert sorted(map(described, reading.proposals)) == sorted(
        [
            "contact report: Marlow Aldane-Price @ Real Valcanto ^ Relato []",
            "contract fact: Marlow Aldane-Price @ Harrowmere Athletic [2025-06]",
            "friend fact: Jory Blaise; Marlow Aldane-Price []",
            "interest report: Marlow Aldane-Price @ Real Valcanto [2024]",
            "persuasion plan: Marlow Aldane-Price; Jory Blaise @ Real Valcanto ^ Relato [2025]",
            "rejection report: Marlow Aldane-Price @ Harrowmere Athletic ^ Relato []",
        ]
    )
    (friend,) = (proposal for proposal in reading.proposals if proposal.kind == "friend")
    assert (friend.strength, friend.detail) == ("strong", "England duty")


def test_reading_knows_no_story_by_heart(facts: Facts) -> None:
    """The same story of other people gives the same claims of those: nothing is tied to names."""
    (example,) = examples("transfer.toml")
    text = example.text.replace("Jory Blaise", "Tarn Ellory").replace("Blaise", "Ellory")
    people = {
        party.entity.name
        for proposal in read_text(facts, text, example.published).proposals
        for party in proposal.people
    }
    assert people == {"Marlow Aldane-Price", "Tarn Ellory"}


def changed() -> Iterator[tuple[str, str]]:
    yield "", ""
    yield "\n\n \n", ""
    yield "Real Valcanto", "<script>alert(1)</script>"
    yield "interested", "\u202einterested\u0000"


@pytest.mark.parametrize(("old", "new"), list(changed()))
def test_hostile_text_is_read_as_text(facts: Facts, old: str, new: str) -> None:
    (example,) = examples("transfer.toml")
    text = example.text.replace(old, new) if old else new
    for proposal in read_text(facts, text, example.published).proposals:
        assert text[proposal.sentence.start : proposal.sentence.end] == proposal.sentence.text


def test_a_long_text_of_nothing_but_names_ends(facts: Facts) -> None:
    text = "Real Valcanto and Tarn Ellory have been to be to have not " * 400
    assert read_text(facts, text, TRIED[0].published) is not None


@pytest.mark.parametrize(("name", "code"), [("tried.toml", "en"), ("es.toml", "es"), ("de.toml", "de")])
def test_the_language_of_a_story_is_found_out(facts: Facts, name: str, code: str) -> None:
    texts = "\n".join(example.text for example in examples(name))
    assert read_text(facts, texts, TRIED[0].published).language == code


class _Kept:
    """A backend of which nothing is needed but that it takes claims."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.claims: list[Claim] = []

    def add_claims(self, release: Release, claims: list[Claim]) -> None:  # noqa: ARG002  the store's signature
        self.claims += claims


def test_everything_that_can_be_accepted_keeps_to_the_shapes(facts: Facts, tmp_path: Path) -> None:
    """Of every story every proposal, denials and plans among them, as RDF against the ontology's shapes."""
    backend = _Kept(facts)
    for number, example in enumerate([*TRIED, *FREE, *SET_ASIDE]):
        page = Page(example.id, example.text, f"https://news.example/{number}", example.published.isoformat())
        proposals = read_text(facts, example.text, example.published).proposals
        accept(cast("Backend", backend), [ReadProposal(page, one, "new") for one in proposals], today=date(2026, 1, 1))
    assert len(backend.claims) > 300
    assert len({claim.id for claim in backend.claims}) == len(backend.claims)
    claims = [*world_claims(), *backend.claims]
    lines = [*encode_release(RELEASE), *(line for claim in claims for line in encode(claim, RELEASE.id))]
    file = tmp_path / "claims.nq"
    file.write_text("".join(lines), encoding="utf-8")
    assert list(violations(load_files([file]), shapes=ontology_file("shapes.ttl"))) == []
