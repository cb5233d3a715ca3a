"""How sentences of news pages are built: who "they" are, which clause a word belongs to, what a capital letter says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.answers.proposals import read_text
from kg.columns.facts import Facts
from tests.reading.scoring import described
from tests.reading.worlds import world_facts

INTEREST = "interest report: Tarn Ellory @ Real Valcanto"
JOINED = "transfer fact: Tarn Ellory @ Real Valcanto"
OFFER = "offer report: Tarn Ellory @ Real Valcanto"
CASES = {
    # Who is meant.
    "they: the club of the sentence before": (
        "Real Valcanto were at Harrowmere on Sunday. They want to sign Tarn Ellory.",
        [INTEREST],
    ),
    "they: the club before in the sentence": (
        "Real Valcanto know that they need a midfielder. They have made an offer of £5.5m for Tarn Ellory.",
        [OFFER],
    ),
    "they: people, not clubs": ("Tarn Ellory and Jory Blaise laughed. They want to sign autographs.", []),
    "the latter": (
        "Tarn Ellory and Nuno Casteiro are friends. The latter has joined Real Valcanto.",
        ["friend fact: Tarn Ellory; Nuno Casteiro", "transfer fact: Nuno Casteiro @ Real Valcanto"],
    ),
    "him, of whom a relative clause of the club's speaks": (
        "Tarn Ellory spent the summer at Real Valcanto, who want to sign him permanently.",
        [INTEREST],
    ),
    "the club, of whoever is at it": (
        "Harrowmere midfielder Tarn Ellory has committed his future to the club until 2029.",
        ["contract fact: Tarn Ellory @ Harrowmere Athletic"],
    ),
    "who was spoken of in a quotation is meant less": (
        'Tarn Ellory is calm. "Nuno Casteiro laughed a lot," he said. His contract expires in 2027.',
        ["contract fact: Tarn Ellory @ Harrowmere Athletic"],
    ),
    # What a capital letter says.
    "a word that begins a sentence is nobody": (
        "Talks of Tarn Ellory go on. Everyone knows: his contract expires in 2027.",
        ["contract fact: Tarn Ellory @ Harrowmere Athletic"],
    ),
    "a club's town is a place": ("A colleague in Kronfeld wants Tarn Ellory to stay.", []),
    "a title is no club": ("Sporting director Arturo Bellido wants Tarn Ellory.", [INTEREST]),
    "a dateline is no club": ("KRONFELD, May 3 - Real Valcanto want Tarn Ellory.", [INTEREST]),
    # Which clause a word belongs to.
    "a possibility in another clause": (
        "Harrowmere could demand £60m for Tarn Ellory, who has attracted interest from Real Valcanto.",
        [INTEREST],
    ),
    "another clause between a verb and a name": (
        "Real Valcanto are keen on a striker after seeing Tarn Ellory get hurt.",
        [],
    ),
    "the present tense of a headline": ("Real Valcanto sign Tarn Ellory.", [JOINED]),
    "a verb left out": (
        "Real Valcanto have signed Tarn Ellory from Harrowmere for £12m and Nuno Casteiro from Sporting Lagares.",
        [JOINED, "transfer fact: Nuno Casteiro @ Real Valcanto"],
    ),
    "a sale": ("Harrowmere sell Tarn Ellory to Real Valcanto.", [JOINED]),
    "a list behind": (
        "Several clubs want Tarn Ellory, including Real Valcanto and FC Altmark.",
        [INTEREST, "interest report: Tarn Ellory @ FC Altmark"],
    ),
    "a short form of a verb": ("Tarn Ellory is happy. He's joined Real Valcanto.", [JOINED]),
    "a place that is not known": ("Tarn Ellory has been linked with a move to Manchester. Real Valcanto lost.", []),
    "an amount with a point": (
        "Tarn Ellory has completed his £62.5m switch to Real Valcanto.",
        [JOINED],
    ),
    "the club behind with sells": (
        "Real Valcanto have agreed a fee with Harrowmere for the transfer of Tarn Ellory.",
        ["transfer plan: Tarn Ellory @ Real Valcanto"],
    ),
    "his own club's wish to keep him": (
        "Real Valcanto want Tarn Ellory. Harrowmere remain keen to extend his stay.",
        [INTEREST],
    ),
    "a contract that is only talked of": (
        "Real Valcanto spoke with Tarn Ellory about signing a new contract.",
        ["contact report: Tarn Ellory @ Real Valcanto"],
    ),
    "somebody kept from something": ("Jory Blaise convinced Tarn Ellory not to join Sporting Lagares.", []),
    "an offer that is to come": (
        "Real Valcanto want Tarn Ellory. A bid of £20m is expected this week.",
        [INTEREST, "offer plan: Tarn Ellory @ Real Valcanto"],
    ),
    "an offer turned down, and the next": (
        "Real Valcanto will make a second bid for Tarn Ellory after having a £15m offer turned down by Harrowmere.",
        ["rejection report: Tarn Ellory @ Real Valcanto", "offer plan: Tarn Ellory @ Real Valcanto"],
    ),
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder: Path = tmp_path_factory.mktemp("structure")
    return world_facts(folder)


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_built_so_says_this_and_nothing_else(facts: Facts, case: str) -> None:
    text, claims = CASES[case]
    found = [described(one).partition(" [")[0] for one in read_text(facts, text, date(2024, 10, 1)).proposals]
    assert sorted(found) == sorted(claims)
