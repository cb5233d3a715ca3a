"""The window ahead: the same chances as in the back-test, and nothing of the window itself in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kg.influence.calibration.backtest import Period, opened
from kg.influence.calibration.foresight import Foresight, foresee, window_after
from kg.influence.calibration.logit import shares
from kg.influence.calibration.model import Model, Seen, fit_model
from kg.influence.calibration.world import World
from kg.model.progress import silent
from tests.influence.calibration.worlds import synthetic

TABLES = synthetic(900, 18, 12)
PERIOD = Period(date(2008, 7, 1), date(2014, 7, 1), date(2015, 7, 1))


@pytest.fixture(scope="module")
def world() -> World:
    return World.of(TABLES)


@pytest.fixture(scope="module")
def fitted(world: World) -> tuple[Model, list[Seen]]:
    train, test = opened(world, PERIOD, seed=0, progress=silent)
    model, _ = fit_model(train, until=PERIOD.test_from, seed=0, progress=silent)
    return model, test


@pytest.fixture(scope="module")
def told(world: World, fitted: tuple[Model, list[Seen]]) -> Foresight:
    return foresee(world, fitted[0], 2014, winter=False)


def test_whoever_moved_has_the_chances_of_the_back_test(
    world: World, fitted: tuple[Model, list[Seen]], told: Foresight
) -> None:
    model, (seen, *_) = fitted
    design = model.design(seen.rows)
    chances = np.zeros(seen.window.shape)
    chances[seen.window.mask] = shares(model.utilities(design), design)
    row = {player: place for place, player in enumerate(told.players)}
    both = [(place, row[name]) for place, p in enumerate(seen.window.player) if (name := world.players[p]) in row]
    assert len(both) > 80
    for mine, theirs in both:
        assert told.chances[theirs] == pytest.approx(chances[mine], abs=1e-3)


def test_everybody_at_a_listed_club_is_asked_about_and_his_chances_make_one(told: Foresight) -> None:
    assert told.opens == date(2014, 7, 1)
    assert len(set(told.players)) == len(told.players) > 250
    assert told.chances.sum(1) == pytest.approx(1.0)
    assert ((told.chances == 0).sum(1) == 1).all()  # the club that he is at


def test_nothing_of_the_window_or_later_is_looked_at(fitted: tuple[Model, list[Seen]], told: Foresight) -> None:
    before = replace(TABLES, moves=tuple(row for row in TABLES.moves if row.day < date(2014, 7, 1)))
    earlier = foresee(World.of(before), fitted[0], 2014, winter=False)
    assert set(earlier.players) == set(told.players)
    order = [earlier.players.index(player) for player in told.players]
    clubs = [earlier.clubs.index(club) for club in told.clubs]
    assert earlier.chances[np.ix_(order, clubs)] == pytest.approx(told.chances, abs=1e-3)


def test_the_window_after_the_last_has_the_clubs_of_the_last_season(
    world: World, fitted: tuple[Model, list[Seen]]
) -> None:
    season, winter = window_after(world)
    assert (season, winter) == (2016, True)
    ahead = foresee(world, fitted[0], 2017, winter=False)
    assert ahead.opens == date(2017, 7, 1)
    assert len(ahead.clubs) == 18
