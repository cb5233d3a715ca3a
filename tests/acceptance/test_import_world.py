"""Every public data set in one store: what it says it holds, and what a fan would expect of its answers.

The whole takes nearly two minutes of processor time, once for all tests here, and is skipped where the data are absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.answers import questions
from kg.model import Answer, ImportReport
from kg.render.reasons import FAINT
from kg.render.renditions import status_rendering
from kg.store.backend import Backend, open_store
from kg.store.imports import import_files
from tests.acceptance.expectations import check

DATA = Path(__file__).parents[3] / "shared" / "datasets"
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not beside the checkout"),
    pytest.mark.slow,
]
SOURCES = {
    "transfermarkt": ("transfermarkt", "transfermarkt"),
    "transfermarkt-sample": ("transfermarkt", "transfermarkt-sample"),
    "openfootball": ("openfootball", "openfootball"),
    "worldcup2026-careers": ("careers", "worldcup2026-careers"),
    "premier-league-minutes": ("minutes", "premier-league-minutes"),
    "minutes-transfermarkt-sample": ("minutes", "transfermarkt-sample"),
    "english-managers": ("managers", "english-managers"),
    "managers-bundesliga-staff": ("managers", "bundesliga-staff"),
    "claims": ("claims", "claims"),
}
"""By the name of the data set that comes of it: the reader and the folder."""


@pytest.fixture(scope="module")
def imports(starter_copy: Callable[[], Path]) -> Iterator[tuple[Backend, dict[str, ImportReport]]]:
    """The starter data and every folder, imported one after the other."""
    with open_store(starter_copy()) as backend:
        reports = {name: import_files(backend, reader, [DATA / folder]) for name, (reader, folder) in SOURCES.items()}
        yield backend, reports


@pytest.fixture(scope="module")
def backend(imports: tuple[Backend, dict[str, ImportReport]]) -> Backend:
    return imports[0]


def ask(backend: Backend, player: str, club: str, at: date) -> Answer:
    return questions.persuade(backend, player=player, club=club, at=at)


def names(answer: Answer) -> list[str]:
    return [each.person.name for each in answer.persuaders]


def test_every_folder_is_imported_with_every_row_accounted_for(
    imports: tuple[Backend, dict[str, ImportReport]],
) -> None:
    reports = imports[1]
    assert {folder.name for folder in DATA.iterdir() if folder.is_dir()} == {folder for _, folder in SOURCES.values()}
    for name, report in reports.items():
        assert report.release.dataset == name
        assert report.stored
        assert report.read == report.taken + report.skipped
        assert report.skipped <= 0.2 * report.read, name
    assert sum(report.read for report in reports.values()) > 200_000


def test_status_tells_sources_counts_dates_and_gaps(backend: Backend) -> None:
    status = backend.status()
    held = {each.release.dataset: each for each in status.releases}
    assert held.keys() >= SOURCES.keys()
    assert all(held[name].origin == "user" for name in SOURCES)
    assert (held["transfermarkt"].first or date.max) < date(2009, 7, 1)
    assert held["transfermarkt"].counts.persons > 14_000
    assert held["premier-league-minutes"].last == date(2026, 3, 5)
    told = status_rendering(status).text("table")
    assert all(name in told for name in SOURCES)
    assert any("transfermarkt: " in line for line in told.splitlines() if line.startswith("gap: "))


def test_everything_keeps_to_the_shapes(backend: Backend) -> None:
    assert backend.validate() == []


COUTINHO = ("Philippe Coutinho", "Barcelona", date(2017, 12, 31))


def test_suarez_is_among_the_first_to_persuade_coutinho(backend: Backend) -> None:
    answer = ask(backend, *COUTINHO)
    # Reports name head coaches and people from the player's own countries more often than former team-mates.
    assert "Luis Suárez" in names(answer)[:7]
    (suarez,) = (each for each in answer.persuaders if each.person.name == "Luis Suárez")
    (tie,) = (scored.tie for scored in suarez.ties if scored.tie.team and scored.tie.team.name == "Liverpool")
    assert tie.start is not None
    assert tie.end is not None
    assert (tie.start.year, tie.start.month, tie.end.year) == (2013, 1, 2014)
    assert {"Paulinho", "Rafinha"} <= set(names(answer)[:6]), "Brazilian internationals at the club on that day"
    later = {
        "Arthur",
        "Malcom",
        "Arturo Vidal",
        "Clément Lenglet",
        "Frenkie de Jong",
        "Antoine Griezmann",
    }
    gone = {"Neymar", "Dani Alves", "Xavi", "Adriano", "Claudio Bravo"}
    assert not set(names(answer)) & (later | gone)
    for each in answer.persuaders:
        for scored in each.ties:
            assert scored.tie.start is None or scored.tie.start < COUTINHO[2]


def test_who_is_known_by_the_season_alone_is_not_held_certain_before_he_is_seen(backend: Backend) -> None:
    answer = ask(backend, *COUTINHO)
    mina = [each for each in answer.persuaders if each.person.name == "Yerry Mina"]  # he came in January
    assert all(each.presence != "certain" and each.influence < FAINT for each in mina)


QUESTIONS: list[dict[str, Any]] = [
    {
        "player": "Paul Pogba",
        "club": "Manchester United",
        "at": date(2016, 7, 31),
        "first": [
            "Morgan Schneiderlin",
            "Anthony Martial",
        ],  # of France; when Lingard joined the reserves no source says
        "top10": ["Anthony Martial", "José Mourinho"],
        "absent": ["Romelu Lukaku", "Nemanja Matić", "Alexis Sánchez"],
    },
    {
        "player": "Robert Lewandowski",
        "club": "Bayern Munich",
        "at": date(2014, 1, 1),
        "first": ["Mario Götze", "Mario Goetze"],
        "absent": ["Mats Hummels", "Sebastian Rode", "Sandro Wagner"],
    },
    {
        "player": "Mario Götze",
        "club": "Bayern Munich",
        "at": date(2013, 4, 1),
        "top3": ["Manuel Neuer", "Thomas Müller", "Thomas Mueller"],
        # Six of Bayern's Germans weigh nearly the same; Kroos comes eleventh.
        "top10": ["Manuel Neuer", "Mario Gómez", "Holger Badstuber"],
        "absent": ["Robert Lewandowski", "Mats Hummels", "Pep Guardiola", "Thiago"],
    },
    {
        "player": "Nemanja Matić",
        "club": "Manchester United",
        "at": date(2017, 7, 15),
        "first": ["José Mourinho"],
        "top10": ["Juan Mata"],
        "absent": ["Alexis Sánchez", "Fred", "Diogo Dalot"],
    },
    {
        "player": "Romelu Lukaku",
        "club": "Manchester United",
        "at": date(2017, 6, 30),
        "first": ["Marouane Fellaini", "José Mourinho"],
        "top10": ["Juan Mata", "José Mourinho"],
        "absent": ["Nemanja Matić", "Alexis Sánchez", "Diogo Dalot"],
    },
    {
        "player": "Cristiano Ronaldo",
        "club": "Juventus",
        "at": date(2018, 6, 30),
        "first": ["Sami Khedira"],
        "top10": ["Gonzalo Higuaín"],
        "absent": ["Matthijs de Ligt", "Adrien Rabiot", "Álvaro Morata", "Paul Pogba"],
    },
    {
        "player": "Virgil van Dijk",
        "club": "Liverpool",
        "at": date(2017, 12, 31),
        "top3": ["Sadio Mané"],
        "top10": ["Georginio Wijnaldum", "Dejan Lovren"],
        "absent": ["Alisson", "Fabinho", "Xherdan Shaqiri", "Naby Keïta"],
    },
    {
        "player": "Xherdan Shaqiri",
        "club": "Liverpool",
        "at": date(2018, 6, 30),
        "first": ["Emre Can"],
        "absent": ["Philippe Coutinho", "Luis Suárez", "Thiago"],
    },
    {
        "player": "Neymar",
        "club": "Paris Saint-Germain",
        "at": date(2017, 6, 30),
        "top3": ["Thiago Silva"],
        "top10": ["Marquinhos", "Lucas Moura"],
        "absent": ["Kylian Mbappé", "David Luiz", "Leandro Paredes", "Lionel Messi"],
    },
    {
        "player": "Cesc Fàbregas",
        "club": "Chelsea",
        "at": date(2014, 5, 31),
        "first": ["Fernando Torres"],
        "top10": ["César Azpilicueta"],
        "absent": ["Diego Costa", "Pedro", "Juan Mata"],
    },
    {
        "player": "Raheem Sterling",
        "club": "Manchester City",
        "at": date(2015, 6, 30),
        "top3": ["Joe Hart"],
        "top10": ["Joe Hart", "James Milner"],
        "absent": ["Kevin de Bruyne", "John Stones", "Kyle Walker", "Pep Guardiola"],
    },
    {"player": "Mesut Özil", "club": "Arsenal", "at": date(2014, 1, 1), "outcome": "already_there"},
]
"""What somebody who followed those transfers would expect; the keys are those of `questions.toml`."""


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: f"{each['player']} to {each['club']}")
def test_the_answer_is_what_a_fan_expects(backend: Backend, question: dict[str, Any]) -> None:
    check(ask(backend, question["player"], question["club"], question["at"]), question)
