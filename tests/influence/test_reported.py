"""The reported file: whole, put in the place of priors by one formula, and refused when broken."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.influence import load_weights
from kg.influence.reported import PATHS, PartEffect, Reported, Scale, load_reported, with_reported
from kg.influence.weights import stated_priors
from kg.model import TieKind

SHIPPED = Path(__file__).parents[2] / "kg" / "influence" / "reported.toml"
SCALE = Scale(0.2, 0.1, 0.4, "by hand")


def reported(*parts: PartEffect) -> Reported:
    return Reported("v", "by hand", SCALE, {part.name: part for part in parts})


def test_every_part_of_the_score_is_in_the_shipped_file() -> None:
    parts = load_reported().parts
    assert parts.keys() == {*(kind.value for kind in TieKind), *stated_priors().roles, PATHS}


def test_a_weight_is_scale_times_effect() -> None:
    shipped, weights = load_reported(), load_weights()
    for kind, weight in weights.kinds.items():
        part = shipped.parts[kind.value]
        assert weight.weight == pytest.approx(shipped.scale.value * part.effect)
        assert weight.low <= weight.weight <= weight.high
        assert weight.basis == ("reports" if part.named >= 3 else "prior")
    for name, role in weights.roles.items():
        assert role.weight == pytest.approx(shipped.scale.value * shipped.parts[name].effect)
    assert weights.shape.path_share == pytest.approx(shipped.scale.value * shipped.parts[PATHS].effect)


def test_the_range_holds_the_doubt_of_effect_and_scale() -> None:
    weight = with_reported(stated_priors(), reported(PartEffect("club", 2.0, 0.5, 1.0, 9))).kinds[TieKind.CLUB]
    doubt = 1.96 * 0.5 * 0.2
    ends = 0.4 - math.hypot(doubt, 2 * 0.1), 0.4, 0.4 + math.hypot(doubt, 2 * 0.2)
    assert (weight.low, weight.weight, weight.high) == pytest.approx(ends)
    feud = with_reported(stated_priors(), reported(PartEffect("feud", -2.0, 0.5, -2.0, 0))).kinds[TieKind.FEUD]
    ends = -0.4 - math.hypot(doubt, 2 * 0.2), -0.4, -0.4 + math.hypot(doubt, 2 * 0.1)
    assert (feud.low, feud.weight, feud.high) == pytest.approx(ends)


def test_parts_that_a_file_does_not_hold_stay_priors() -> None:
    priors = stated_priors()
    weights = with_reported(priors, reported(PartEffect("club", 2.0, 0.5, 1.0, 9)))
    assert weights.kinds[TieKind.FAMILY] == priors.kinds[TieKind.FAMILY]
    assert weights.roles == priors.roles
    assert weights.shape == priors.shape


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[[parts]]", "[[bits]]", "'parts' is missing"),
        ("[scale]", "[size]", "'scale' is missing"),
        ("version =", "edition =", "'version' is missing"),
        ("version =", "version", r"\(Expected '='"),
        ("error = ", "error = -", "standard error"),
        ("error = ", "error = 0 # ", "standard error"),
        ("effect = ", "effect = nan # ", "standard error"),
        ("low = 0", "low = 9", "ends"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "reported.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInput, match=problem) as caught:
        load_reported(tmp_path / "reported.toml")
    assert caught.value.file == str(tmp_path / "reported.toml")
    assert "kg fit" in caught.value.remedy


@pytest.mark.parametrize("ends", [(0.0, 0.2, 0.2), (0.2, 0.2, 0.3)])
def test_the_scale_may_lie_at_its_ends(tmp_path: Path, ends: tuple[float, float, float]) -> None:
    low, value, high = ends
    scale = f'[scale]\nlow = {low}\nvalue = {value}\nhigh = {high}\nreason = "by hand"\n'
    (tmp_path / "reported.toml").write_text(f'version = "v"\nfitted_on = "by hand"\nparts = []\n{scale}', "utf-8")
    assert load_reported(tmp_path / "reported.toml").scale == Scale(value, low, high, "by hand")


def test_every_weight_says_what_it_rests_on() -> None:
    priors = stated_priors()
    many, few = PartEffect("club", 2.0, 0.5, 1.0, 3), PartEffect("executive", 1.0, 0.5, 1.0, 2, share=0.1)
    weights = with_reported(priors, reported(many, few, PartEffect(PATHS, -1.0, 0.5, 0.0, 9)))
    club, executive = weights.kinds[TieKind.CLUB], weights.roles["executive"]
    assert (club.basis, executive.basis, executive.share) == ("reports", "prior", 0.1)
    assert club.reason.startswith("Fitted on reports")
    assert executive.reason.startswith(priors.roles["executive"].reason)
    assert (weights.info.version, weights.info.fitted_on) == ("v", "by hand; scale: by hand")
    assert 0 < weights.shape.path_share < 0.01  # a path never counts against
