"""Known truth: the effects that a world was made with lie in their 95 % intervals, and wrong ones do not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.answers.calibration import known_truth
from kg.influence.calibration.truth import recover
from kg.influence.calibration.world import World
from tests.influence.calibration.worlds import TRUTH, synthetic

MAKER = Path(__file__).parents[4] / "shared" / "bench" / "make_world.py"


def test_planted_effects_are_recovered() -> None:
    found = {each.name: each for each in recover(World.of(synthetic()))}
    assert set(found) == set(TRUTH)
    for name, planted in TRUTH.items():
        each = found[name]
        assert abs(each.effect - planted) < 1.96 * each.error, name
    # The intervals are tight enough to mean something: nothing is not in them.
    for name in ("country", "teammate", "compatriot"):
        assert found[name].effect > 3 * found[name].error


@pytest.mark.slow
@pytest.mark.skipif(not MAKER.exists(), reason="the maker of worlds is not here")
def test_the_world_of_the_protocol(tmp_path: Path) -> None:
    subprocess.run([sys.executable, MAKER, tmp_path, "--players", "8000", "--level", "0"], check=True, timeout=100)
    truth = json.loads((tmp_path / "truth.json").read_text())
    for each in known_truth([tmp_path]):
        assert abs(each.effect - truth[f"b_{each.name}"]) < 1.96 * each.error, each.name
