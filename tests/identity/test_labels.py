"""Resolution against pairs judged by hand; the figures are printed by `scripts/measure_resolution.py`."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT.parent / "shared" / "datasets"
LABELS = ROOT / "tests" / "identity" / "labels" / "pairs.csv"


def test_the_labels_are_ids_names_and_verdicts() -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 300
    assert 2 * sum(row["how"] == "names alone" for row in rows) >= len(rows)
    assert {row["verdict"] for row in rows} == {"same", "different"}
    assert {row["how"] for row in rows} == {"drawn", "names alone", "hard"}
    assert len({(row["one"], row["other"]) for row in rows}) == len(rows)


@pytest.mark.slow
@pytest.mark.skipif(not DATASETS.is_dir(), reason="the public data sets are not here")
def test_no_labelled_pair_is_joined_wrongly_and_few_are_missed() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/measure_resolution.py"), str(DATASETS), "--wrong"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "WRONG" not in done.stdout
    hits, of = map(int, re.findall(r"recall +(\d+) of (\d+)", done.stdout)[0])
    assert hits >= 0.9 * of
