"""What answers cost, against a fixed piece of work in the same process: wall time says nothing on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.answers import questions
from kg.answers.pages import Pages
from kg.store.backend import open_store

AT = date(2024, 10, 1)
_ROUNDS = 7

BOUNDS = {"question": 1.4, "explanation": 0.85, "person page": 4.2, "path page": 0.6}
"""At most so many times the processor time of the fixed work: half again of what each was on 2026-11-28."""


def _processor(work: Callable[[], object]) -> float:
    """Seconds of processor that a piece of work takes, the least of several rounds."""
    least = float("inf")
    for _ in range(_ROUNDS):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least


def _fixed_work() -> int:
    """A quarter of a million steps of what answers consist of: dictionaries, sums and text."""
    counts: dict[str, int] = {}
    for number in range(250_000):
        key = str(number % 997)
        counts[key] = counts.get(key, 0) + number
    return sum(counts.values())


@pytest.mark.slow
def test_a_warm_answer_costs_no_more_than_it_did(starter_store: Path) -> None:
    with open_store(starter_store) as backend:
        pages = Pages(backend, AT)
        works: dict[str, Callable[[], object]] = {
            "question": lambda: questions.persuade(backend, player="TAA", club="Real Madrid", at=AT),
            "explanation": lambda: questions.explain(backend, person="Jude Bellingham", other="TAA", at=AT),
            "person page": lambda: pages.person("Jude Bellingham", seasons=0).html(),
            "path page": lambda: pages.path("Jude Bellingham", "TAA", seasons=0).html(),
        }
        for work in works.values():
            work()
        unit = _processor(_fixed_work)
        ratios = {name: _processor(work) / unit for name, work in works.items()}
    assert {name: round(ratio, 2) for name, ratio in ratios.items() if ratio > BOUNDS[name]} == {}, ratios
