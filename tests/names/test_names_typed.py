"""Names as people type them, asked of the packaged data; `scripts/measure_names.py` prints figures and misses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.columns.facts import Facts
from kg.errors import AmbiguousName, UnknownName

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def store(starter_store: Path) -> Path:
    return starter_store


@pytest.fixture(scope="module")
def facts(store: Path) -> Facts:
    return kg.open(store).backend.facts


def test_the_samples_are_found(store: Path) -> None:
    measured = subprocess.run(
        [sys.executable, str(ROOT / "scripts/measure_names.py"), "--store", str(store), "--misses"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    figures = json.loads(measured.stdout)
    assert figures["person"]["asked"] >= 300
    assert figures["team"]["asked"] >= 150
    for category in ("person", "team"):
        assert figures[category]["found"] >= 0.95, measured.stderr
        assert figures[category]["wrong"] <= 0.005, measured.stderr


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hambourg SV", None),
        ("HSV", "Hamburger SV"),
        ("Frankfurt", "Eintracht Frankfurt"),
        ("Montpellier Hérault SC", "Montpellier"),
        ("Holland", "Netherlands"),
        ("Granada", "Granada"),  # and not the country, as Spaniards write it
        ("Everton", "Everton"),  # not the club of Chile, nor somebody of that name
        ("Hrvatska", "Croatia"),
        ("Real", None),  # Madrid, Sociedad, Betis …
        ("Manchester", None),
        ("Barcelona B", "FC Barcelona Atlètic"),  # called so since 2022
    ],
)
def test_a_part_of_a_name_is_never_taken_for_certain(facts: Facts, typed: str, name: str | None) -> None:
    try:
        node = facts.find(typed)
    except (AmbiguousName, UnknownName):
        assert name in (None, "FC Barcelona Atlètic"), typed
        return
    assert facts.named(node).name == name


def test_first_teams_are_offered_before_their_reserves(facts: Facts) -> None:
    with pytest.raises((AmbiguousName, UnknownName)) as caught:
        facts.find("Manchester", "club")
    labels = caught.value.candidates  # type: ignore[attr-defined]
    assert {label.partition(" (")[0] for label in labels[:2]} == {"Manchester United", "Manchester City"}


@pytest.mark.parametrize(
    "typed",
    [
        "Fabinho 1993",
        "Fabinho (1993)",
        "Fabinho (born 1993)",
        "Fabinho (Monaco)",
        "Fabinho (Brazil)",
        "Fabinho (born 1993, Brazil, Al-Ittihad)",
        "Fábio Henrique Tavares",
    ],
)
def test_what_stands_beside_a_name_tells_namesakes_apart(facts: Facts, typed: str) -> None:
    label = facts.label(facts.find(typed, "person"))
    assert label.startswith("Fabinho (born 1993")


def test_a_qualifier_that_fits_nobody_finds_nobody(facts: Facts) -> None:
    for typed in ("Fabinho 1950", "Fabinho (Celtic)", "Casemiro (Norway)"):
        with pytest.raises(UnknownName):
            facts.find(typed, "person")


@pytest.mark.parametrize(
    "typed",
    [
        "Q615",
        "wikidata:Q615",
        "wd:Q615",
        "https://www.wikidata.org/wiki/Q615",
        "http://www.wikidata.org/entity/Q615",
        "www.wikidata.org/wiki/Special:EntityData/Q615.json",
    ],
)
def test_wikidata_ids_and_addresses_work_everywhere(facts: Facts, typed: str) -> None:
    assert facts.named(facts.find(typed, "person")).name == "Lionel Messi"
