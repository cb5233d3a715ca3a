"""The chances of moves that a store keeps beside its transfer lists, and the answers that tell them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.answers import calibration, questions, recommendations
from kg.answers.pages import Pages
from kg.render.outlook import percent
from kg.render.renditions import answer_rendering
from kg.store.backend import Backend, open_store
from kg.store.imports import import_files
from tests.influence.calibration.worlds import synthetic, write_csv

TABLES = synthetic(1300, 26, 12)
AT = date(2016, 8, 1)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    folder = tmp_path_factory.mktemp("foresight")
    (folder / "starter.trig.gz").write_bytes(gzip.compress(b""))
    with open_store(folder / "store", starter=folder / "starter.trig.gz") as opened:
        import_files(opened, "transfermarkt", [write_csv(TABLES, folder / "transfermarkt")])
        assert recommendations.destinations(opened, player="transfermarkt:6", at=AT).outlook is None
        _, kept = calibration.run_backtest(
            [],
            backend=opened,
            train_from=date(2008, 7, 1),
            test_from=date(2015, 7, 1),
            test_until=date(2017, 7, 1),
            keep=True,
        )
        assert kept == ("2015 summer", "2016 summer", "2017 winter")
        yield opened


def test_destinations_have_chances_without_help_and_with_each_voice(backend: Backend) -> None:
    found = recommendations.destinations(backend, player="transfermarkt:6", at=AT)
    outlook = found.outlook
    assert outlook is not None
    assert (outlook.window, outlook.opens, outlook.clubs) == ("summer 2016", date(2016, 7, 1), 25)
    assert outlook.fitted_until == date(2015, 7, 1)
    assert 0 < sum(item.chance for item in outlook.chances) <= 1
    helped = [item for item in outlook.chances if item.voices]
    assert helped
    for item in helped:
        assert item.chance < item.voices[0].chance <= item.helped
    assert min(item.rank for item in outlook.chances) == 1
    assert "first ten" in found.record


def test_an_answer_about_a_club_tells_its_chance(backend: Backend) -> None:
    outlook = recommendations.destinations(backend, player="transfermarkt:6", at=AT).outlook
    assert outlook is not None
    first = outlook.chances[0]
    answer = questions.persuade(backend, player="transfermarkt:6", club=first.club.id, at=AT)
    assert answer.outlook is not None
    assert answer.outlook.chances == (first,)
    text = answer_rendering(answer, why=False).text("table")
    assert f"(number {first.rank} of 25 clubs)" in text
    assert "in the window of summer 2016" in text


def test_pages_tell_chances_where_the_store_has_them(backend: Backend) -> None:
    outlook = recommendations.destinations(backend, player="transfermarkt:6", at=AT).outlook
    assert outlook is not None
    first = outlook.chances[0]
    pages = Pages(backend, AT)
    (finding,) = pages.persuasion("transfermarkt:6", first.club.id, seasons=0).findings
    assert f"(number {first.rank} of 25 clubs)" in finding
    (finding,) = pages.person("transfermarkt:6", seasons=0).findings
    assert f"with all ties: {first.club.name} ({percent(first.helped)}), " in finding
    club = next(item.club for item in outlook.chances if item.voices)
    page = pages.club(club.id, seasons=0)
    place = [column["key"] for column in page.page_data.columns].index("chance") + 1
    cells = {page.page_data.people[row[0]]["k"]: row[place] for row in page.page_data.rows}
    assert cells
    for match in recommendations.targets(backend, club=club.id, at=AT).recommendations[: len(cells)]:
        told = questions.persuade(backend, player=match.place.id, club=club.id, at=AT).outlook
        cell = cells[match.place.id.rsplit("/", 1)[-1]]
        assert (cell[1] == "") == (told is None)
        if told is not None:
            assert cell[0] == pytest.approx(told.chances[0].helped, rel=0.2)
    best = max(cells.values())
    assert "the highest: " in page.findings[0]
    assert f"({best[1]})" in page.findings[0]
    # On a day of which the store has none there is no such column.
    assert not Pages(backend, date(2015, 6, 30)).club(club.id, seasons=0).findings


@pytest.mark.parametrize("at", [date(2015, 6, 30), date(2017, 7, 2)])
def test_other_windows_have_none_and_say_so(backend: Backend, at: date) -> None:
    found = recommendations.destinations(backend, player="transfermarkt:6", at=at)
    assert found.outlook is None
    assert "`kg fit` works them out" in found.record


def test_a_damaged_file_and_other_lists_are_not_used(backend: Backend, tmp_path: Path) -> None:
    file = backend.transfer_lists / "foresight.npz"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert recommendations.destinations(backend, player="transfermarkt:6", at=AT).outlook is None
    file.write_bytes(whole)
    assert recommendations.destinations(backend, player="transfermarkt:6", at=AT).outlook is not None
    other = write_csv(replace(TABLES, moves=TABLES.moves[:-5]), tmp_path / "transfermarkt")
    import_files(backend, "transfermarkt", [other])
    assert recommendations.destinations(backend, player="transfermarkt:6", at=AT).outlook is None
