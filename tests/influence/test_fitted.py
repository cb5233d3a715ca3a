"""The fitted file: whole, used in the place of priors, and refused when broken."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.influence import load_fitted, load_weights, with_fitted
from kg.influence.fitted import Fitted
from kg.model import TieKind
from kg.model.backtest import TieEffect

FITTED = (TieKind.CLUB, TieKind.ACADEMY, TieKind.NATIONAL_TEAM)
PRIORS = load_weights(Path(__file__).parents[2] / "kg" / "influence" / "weights.toml")


def test_the_shipped_file_says_on_what_it_rests() -> None:
    fitted = load_fitted()
    assert "moves of the windows" in fitted.fitted_on
    assert fitted.all.n > fitted.new.n > 0
    assert all(each.error > 0 and each.meaning for each in fitted.ties.values())


def test_fitted_kinds_replace_priors_and_the_rest_stay() -> None:
    weights = load_weights()
    assert weights.info.version.startswith("fit-")
    for kind, weight in weights.kinds.items():
        assert weight.fitted == (kind in FITTED)
        if kind not in FITTED:
            assert weight == PRIORS.kinds[kind]


def test_a_first_national_team_mate_carries_what_was_fitted() -> None:
    tie = load_fitted().ties["national_mate"]
    weight = load_weights().kinds[TieKind.NATIONAL_TEAM]
    assert weight.weight == pytest.approx(tie.effect * math.log(2))
    assert weight.high - weight.low == pytest.approx(2 * 1.96 * tie.error * math.log(2))


@pytest.mark.parametrize("years", [1, 2, 4, 6])
def test_team_mates_grow_with_time_as_the_fitted_curve_does(years: int) -> None:
    ties = load_fitted().ties
    curve = ties["mate_abroad"].effect * math.log(2) + ties["mate_abroad_dose"].effect * (
        math.log1p(math.sqrt(years)) - math.log(2)
    )
    club = load_weights().kinds[TieKind.CLUB]
    carried = club.weight * (1 - math.exp(-years * 365.25 / club.dose_days))
    assert carried == pytest.approx(curve, abs=0.06)


def test_ties_that_a_file_does_not_tell_of_stay_priors() -> None:
    shipped = load_fitted()
    few = {"national_mate": shipped.ties["national_mate"]}
    weights = with_fitted(PRIORS, Fitted("v", "f", "t", few, shipped.all, shipped.new))
    assert weights.kinds[TieKind.NATIONAL_TEAM].fitted
    assert weights.kinds[TieKind.CLUB] == PRIORS.kinds[TieKind.CLUB]


def test_an_effect_that_is_none_carries_nothing() -> None:
    nil = {name: TieEffect(name, 0.0, 0.1, "none") for name in load_fitted().ties}
    shipped = load_fitted()
    weights = with_fitted(PRIORS, Fitted("v", "f", "t", nil, shipped.all, shipped.new))
    for kind in FITTED:
        entry = weights.kinds[kind]
        assert entry.weight == 0
        assert entry.low <= 0 <= entry.high


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[ties]]", "[[bonds]]", "ties"),
        ("[figures.new]", "[figures.old]", "new"),
        ("version =", "edition =", "version"),
        ("error = ", "error = -", "standard error"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    shipped = Path(__file__).parents[2] / "kg" / "influence" / "fitted.toml"
    text = shipped.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "fitted.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        load_fitted(tmp_path / "fitted.toml")
