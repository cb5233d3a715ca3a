"""The whole back-test on a small world: it is deterministic, placebos add nothing, bad input is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kg.errors import InvalidInput, NothingFound
from kg.influence.calibration.backtest import Period, backtest, periods
from kg.influence.calibration.design import Design
from kg.influence.calibration.logit import shares
from kg.influence.calibration.model import _gain_ahead, within_nests
from kg.influence.calibration.rivals import RIVALS
from kg.influence.calibration.world import World
from kg.model.backtest import Backtest
from kg.model.transfers import TransferTables
from tests.influence.calibration.worlds import handmade, move, synthetic

PERIOD = Period(date(2009, 7, 1), date(2014, 7, 1), date(2016, 7, 1))
TABLES = synthetic(1000, 20, 12)


@pytest.fixture(scope="module")
def found() -> Backtest:
    rivals = {name: RIVALS[name] for name in ("popularity", "together", "graph")}
    return backtest(World.of(TABLES), PERIOD, seed=1, rivals=rivals)[0]


def test_same_seed_same_figures(found: Backtest) -> None:
    again, _ = backtest(World.of(TABLES), PERIOD, seed=1)
    assert again.models["full"] == found.models["full"]
    assert again.lift == found.lift
    assert again.placebo == found.placebo
    assert again.ties == found.ties


def test_ties_that_do_not_act_at_new_clubs_take_nothing_away_there(found: Backtest) -> None:
    assert found.lift["new"]["log_likelihood"].value == pytest.approx(0, abs=1e-9)
    for placebo in found.placebo.values():
        assert placebo["all"]["log_likelihood"].low < 0.002


def test_ties_act_where_they_gain_ahead_of_time() -> None:
    rng = np.random.default_rng(6)
    events, clubs = 3000, 8
    x = np.zeros((events, clubs, 5), np.float32)  # been, base, old, a tie that counts, one that does not
    x[..., 0] = x[..., 2] = rng.random((events, clubs)) < 0.3
    x[..., 3:] = rng.random((events, clubs, 2)) < 0.2
    chosen = (x[..., 3] + rng.gumbel(size=(events, clubs))).argmax(1)
    design = Design(
        ("been", "base", "old", "counts", "does_not"),
        x.reshape(-1, 5),
        np.full(events, clubs),
        np.arange(events) * clubs + chosen,
        np.zeros(events * clubs),
        np.arange(events),
        2010 + np.arange(events) % 4,
        np.ones(events, bool),
        np.arange(events),
    )
    assert _gain_ahead(design, ["counts"], 0).low > 0.05
    assert _gain_ahead(design, ["does_not"], 0).low < 0


def test_ties_shift_chances_within_old_and_within_new_clubs_only() -> None:
    rng = np.random.default_rng(5)
    events, clubs = 40, 6
    been = (rng.random((events, clubs)) < 0.4).astype(np.float32).ravel()
    design = Design(
        ("been",),
        been[:, None],
        np.full(events, clubs),
        np.arange(events) * clubs,
        np.zeros(events * clubs),
        np.arange(events),
        np.full(events, 2015),
        been[::clubs] == 0,
        np.arange(events),
    )
    base, part = rng.normal(size=(2, events * clubs))
    before, after = shares(base, design), shares(within_nests(base, part, design), design)
    old = been > 0
    per_event = [np.add.reduceat(np.where(old, each, 0), design.start) for each in (before, after)]
    np.testing.assert_allclose(per_event[0], per_event[1])
    assert not np.allclose(before, after)
    odds = np.log(after / before) - part
    for event in range(events):
        for nest in (old, ~old):
            rows = np.flatnonzero(nest[event * clubs : (event + 1) * clubs]) + event * clubs
            np.testing.assert_allclose(odds[rows], odds[rows[:1]].repeat(len(rows)), atol=1e-9)


def test_a_second_move_in_a_window_is_not_foreseen() -> None:
    moves = [move("a", 2012, "x", "y"), move("a", 2012, "y", "z", order=1), move("b", 2012, "y", "z")]
    world = World.of(handmade(moves, countries=dict.fromkeys("xyz", "Aland"), seasons=[2012]))
    events = [
        (world.players[p], world.names[to])
        for p, to in zip(world.moves.player[world.moves.event], world.moves.to_org[world.moves.event], strict=True)
    ]
    assert sorted(events) == [("a", "Club y"), ("b", "Club z")]


def test_the_windows_fitted_on_all_open_before_those_foreseen(found: Backtest) -> None:
    fitted = [each.opens for each in found.windows if not each.tested]
    tested = [each.opens for each in found.windows if each.tested]
    assert max(fitted) < PERIOD.test_from <= min(tested)
    assert found.models["full"].all.n == sum(each.events for each in found.windows if each.tested)


def test_the_model_beats_chance_and_the_rivals_that_only_count(found: Backtest) -> None:
    full = found.models["full"].all
    assert full.pseudo_r2 is not None
    assert full.pseudo_r2 > 0.05
    assert full.ece is not None
    assert full.ece < 0.01
    for name in ("popularity: signings", "seasons together", "Katz", "personalised PageRank", "Adamic-Adar"):
        assert found.models[name].all.mrr < full.mrr
        assert found.models[name].all.pseudo_r2 is None


def test_new_is_a_part_of_all(found: Backtest) -> None:
    model = found.models["full"]
    assert 0 < model.new.n < model.all.n


@pytest.mark.parametrize("field", ["players", "moves", "listings"])
def test_empty_tables_are_refused(field: str) -> None:
    with pytest.raises(InvalidInput, match="there are no"):
        World.of(replace(TABLES, **{field: ()}))  # type: ignore[arg-type]


def test_too_few_moves_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"only \d+ moves to fit on"):
        backtest(World.of(synthetic(120, 12, 12)), PERIOD)


def test_a_test_period_without_events_is_said() -> None:
    with pytest.raises(NothingFound, match="nothing to test on"):
        backtest(World.of(TABLES), Period(date(2008, 7, 1), date(2014, 7, 1), date(2014, 7, 1)))


def test_one_club_is_no_choice() -> None:
    tables = handmade(
        [move(str(n), 2010 + n % 6, "", "a") for n in range(300)], countries={"a": "Aland"}, seasons=range(2010, 2016)
    )
    with pytest.raises(InvalidInput, match="only 1 club"):
        backtest(World.of(tables), Period(date(2010, 7, 1), date(2014, 7, 1), date(2017, 7, 1)))


def _unacquainted() -> TransferTables:
    """Every player comes from a club of his own, which nobody else has been at."""
    moves = [move(str(n), 2010 + n % 6, f"x{n}", "abcde"[n % 5]) for n in range(600)]
    return handmade(moves, countries=dict.fromkeys("abcde", "Aland"), seasons=range(2010, 2016))


def test_no_ties_are_said() -> None:
    with pytest.raises(InvalidInput, match="there are no ties"):
        backtest(World.of(_unacquainted()), Period(date(2010, 7, 1), date(2014, 7, 1), date(2017, 7, 1)))


def test_periods_have_defaults_and_an_order() -> None:
    world = World.of(TABLES)
    assert periods(world) == Period(date(2008, 7, 1), date(2015, 7, 1), date(2017, 7, 1))
    with pytest.raises(InvalidInput, match="out of order"):
        periods(world, train_from=date(2016, 1, 1), test_from=date(2015, 1, 1))
    with pytest.raises(NothingFound, match="no move leads"):
        periods(World.of(replace(TABLES, listings=TABLES.listings[:1])))
