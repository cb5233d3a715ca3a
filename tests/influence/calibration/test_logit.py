"""The conditional logit against its definition, written as plain loops."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kg.errors import InvalidInput
from kg.influence.calibration import logit
from kg.influence.calibration.design import Design
from kg.influence.calibration.logit import fit_logit, log_shares


def design(events: int = 400, clubs: int = 12, *, seed: int = 1, b: tuple[float, ...] = (1.0, -0.5)) -> Design:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(events, clubs, len(b)))
    chosen = (x @ np.array(b) + rng.gumbel(size=(events, clubs))).argmax(1)
    return Design(
        tuple("abcd"[: len(b)]),
        x.reshape(-1, len(b)).astype(np.float32),
        np.full(events, clubs),
        np.arange(events) * clubs + chosen,
        np.zeros(events * clubs, np.float32),
        np.arange(events) // 2,
        np.zeros(events, int),
        np.ones(events, bool),
        np.arange(events),
    )


def plain_likelihood(data: Design, b: list[float], l2: float) -> float:
    total = 0.0
    for event in range(data.events):
        first = int(data.start[event])
        utilities = [
            sum(float(value) * weight for value, weight in zip(row, b, strict=True)) + float(data.offset[first + place])
            for place, row in enumerate(data.x[first : first + int(data.length[event])])
        ]
        total += utilities[int(data.chosen[event]) - first] - math.log(sum(map(math.exp, utilities)))
    scale = data.x.astype(float).std(0)
    return total - 0.5 * l2 * float(sum((weight * s) ** 2 for weight, s in zip(b, scale, strict=True)))


def test_the_fit_is_where_the_plain_likelihood_is_greatest() -> None:
    data = design()
    fitted = fit_logit(data, np.array([2.0, 2.0]))
    b = fitted.coefficients.tolist()
    best = plain_likelihood(data, b, 2.0)
    assert fitted.log_likelihood == pytest.approx(best, abs=1e-2)
    for place in range(2):
        for step in (-0.1, 0.1):
            moved = [*b]
            moved[place] += step
            assert plain_likelihood(data, moved, 2.0) < best


def test_log_shares_with_an_offset_are_those_of_the_definition() -> None:
    data = design(events=5)
    offset = np.linspace(-1, 1, len(data.x)).astype(np.float32)
    data = Design(
        data.names, data.x, data.length, data.chosen, offset, data.player, data.season, data.new, data.arrival
    )
    utilities = data.x @ np.array([1.0, -0.5])
    found = log_shares(utilities, data)
    first = np.exp(utilities[:12] + offset[:12])
    assert np.exp(found[:12]) == pytest.approx(first / first.sum(), rel=1e-5)


def test_errors_clustered_by_player_cover_the_truth() -> None:
    inside = 0
    for seed in range(30):
        fitted = fit_logit(design(events=300, seed=seed), np.array([1e-6, 1e-6]), errors=True)
        inside += abs(fitted.coefficients[0] - 1.0) < 1.96 * fitted.errors[0]
    assert inside >= 25  # 28.5 are expected; fewer than 25 would be bad luck once in two hundred times


def doubled(data: Design, *, players: int = 0, arrivals: int = 0) -> Design:
    """Every event twice, the second time by another player or to another club if told how far off these are."""
    return Design(
        data.names,
        np.concatenate([data.x, data.x]),
        np.concatenate([data.length] * 2),
        np.concatenate([data.chosen, data.chosen + len(data.x)]),
        np.concatenate([data.offset] * 2),
        np.concatenate([data.player, data.player + players]),
        np.concatenate([data.season] * 2),
        np.concatenate([data.new] * 2),
        np.concatenate([data.arrival, data.arrival + arrivals]),
    )


TINY = np.array([1e-6, 1e-6])


@pytest.mark.parametrize("apart", [{"arrivals": 1000}, {"players": 1000}])
def test_events_that_share_a_player_or_an_arrival_tell_nothing_more(apart: dict[str, int]) -> None:
    data = design()
    once, twice = (fit_logit(each, TINY, errors=True) for each in (data, doubled(data, **apart)))
    assert (twice.errors > 0.9 * once.errors).all()


def test_events_that_share_nothing_tell_more() -> None:
    data = design()
    once, twice = (fit_logit(each, TINY, errors=True) for each in (data, doubled(data, players=1000, arrivals=1000)))
    assert (twice.errors < 0.8 * once.errors).all()


def test_a_refit_is_near_the_fit_on_the_drawn_events() -> None:
    data = design(events=2000)
    drawn = np.random.default_rng(4).multinomial(2000, np.full(2000, 1 / 2000), 3)
    for row, counts in zip(fit_logit(data, TINY, drawn=drawn.astype(float)).refitted, drawn, strict=True):
        rows = (np.repeat(np.arange(2000), counts)[:, None] * 12 + np.arange(12)).ravel()
        place = np.arange(2000) * 12 + data.chosen[np.repeat(np.arange(2000), counts)] % 12
        true = fit_logit(replace(data, x=data.x[rows], chosen=place, offset=data.offset[rows]), TINY)
        assert row == pytest.approx(true.coefficients, abs=0.02)
        assert np.abs(row - fit_logit(data, TINY).coefficients).max() > 0.005


def test_a_fit_that_does_not_converge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logit, "_STEPS", 1)
    monkeypatch.setattr(logit, "_CLOSE", 1e-9)
    with pytest.raises(InvalidInput, match="does not converge"):
        fit_logit(design(), np.array([1e-6, 1e-6]))
