"""`kg fit` and `kg backtest` as people run them: keys that scripts rely on, files, exit statuses without a figure."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kg.influence import load_fitted
from tests.cli import running
from tests.influence.calibration.worlds import synthetic, write_csv
from tests.json_shapes import problems

Kg = Callable[..., subprocess.CompletedProcess[str]]
PERIOD = ("--train-from", "2008-07-01", "--test-from", "2014-07-01", "--test-until", "2017-07-01")


@pytest.fixture(name="kg")
def _kg(store: Path) -> Kg:
    """Runs ``kg`` on a filled store: back-tests ask it who coached whom, and filling takes longer than they do."""
    return partial(running.kg, KG_STORE=str(store))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(synthetic(1300, 26, 12), tmp_path_factory.mktemp("world"))


def test_json_has_its_shape_and_the_report_its_plots(kg: Kg, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    done = kg("backtest", str(folder), *PERIOD, "--format", "json", "--report", str(report))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert problems("kg backtest", found) == []
    assert {"full", "no_ties"} <= set(found["models"])
    assert set(found["placebo"]) == {"rewired", "after_the_move"}
    text = report.read_text(encoding="utf-8")
    assert "Back-test" in text
    for plot in ("report-calibration.svg", "report-gain.svg"):
        assert plot in text
        assert report.with_name(plot).read_text(encoding="utf-8").startswith("<svg")


def test_fit_writes_a_file_that_can_be_read(kg: Kg, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "fitted.toml"
    done = kg("fit", str(folder), *PERIOD, "-o", str(target), "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert problems("kg fit", rows) == []
    told = {row["tie"]: row["effect"] for row in rows}
    fitted = load_fitted(target)
    assert {name: each.effect for name, each in fitted.ties.items()} == pytest.approx(told, abs=1e-4)
    assert tomllib.loads(target.read_text(encoding="utf-8"))["version"] == "fit-2014-07-01"


def test_plain_effects_of_a_synthetic_world(kg: Kg, folder: Path) -> None:
    done = kg("fit", str(folder), "--plain", "--format", "json")
    assert done.returncode == 0
    assert [row["tie"] for row in json.loads(done.stdout)] == ["country", "teammate", "national", "compatriot"]


@pytest.mark.parametrize("command", [("fit", "--plain"), ("backtest", "--audit")])
def test_what_only_tables_tell_opens_no_store(kg: Kg, folder: Path, tmp_path: Path, command: tuple[str, str]) -> None:
    done = kg(command[0], str(folder), command[1], "--store", str(tmp_path / "none"))
    assert "store" not in done.stderr
    assert done.returncode == (0 if command[0] == "fit" else 4)  # the tables have no values that could be audited


def test_persuasions_are_ranked_on_the_store(kg: Kg, store: Path, tmp_path: Path) -> None:
    table = tmp_path / "reports.csv"
    table.write_text(
        "player,destination_club,transfer_window,persuader\n"
        "Martín Zubimendi,Arsenal,2025s,Mikel Merino\n"
        "Nobody Atall,Arsenal,2025s,Mikel Merino\n",
        encoding="utf-8",
    )
    done = kg("backtest", "--store", str(store), "--persuasions", str(table), "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert problems("kg backtest --persuasions", found) == []
    assert (found["reports"], found["answered"], found["models"]["score"]["n"]) == (2, 1, 1)
    assert found["listed"] == found["models"]["score"]["listed"] == 1
    assert found["cases"][0]["ranks"]["score"] <= 3
    assert found["models"]["random"]["mrr"] < found["models"]["score"]["mrr"]
    assert "Nobody" in found["cases"][1]["why_not"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 4, "league seasons"),
        (("{folder}", "--test-from", "2030-01-01", "--test-until", "2031-01-01"), 1, "nothing to test on"),
        (("{folder}", "--test-from", "2008-07-02"), 4, "moves to fit on"),
        (("{folder}", "--test-from", "2014-07-01", "--test-until", "2012-07-01"), 4, "out of order"),
        (("{folder}/players.csv",), 4, "transfers.csv"),
        (("{folder}/nothing",), 4, "no such file"),
        (("{folder}", "--test-from", "soon"), 2, "no date"),
    ],
)
def test_bad_input_is_one_clear_line_and_no_figure(
    kg: Kg, folder: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = kg("backtest", *(each.format(folder=folder) for each in arguments))
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
