"""Embeddings as rivals: slopes are those of the loss, and what holds in the triples is found again."""

from __future__ import annotations

import numpy as np
import pytest

from kg.influence.calibration.embeddings import Kind, Relation, embed, gradients

KINDS: tuple[Kind, ...] = ("TransE", "ComplEx")


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_those_of_the_loss(kind: Kind) -> None:
    rng = np.random.default_rng(1)
    heads, link, tails = rng.normal(size=(5, 6)), rng.normal(size=6), rng.normal(size=(7, 6))
    right = rng.integers(0, 7, 5)
    _, *slopes = gradients(kind, heads, link, tails, right)
    step = 1e-6
    for part, slope in zip((heads, link, tails), slopes, strict=True):
        for _ in range(5):
            place = tuple(int(rng.integers(0, size)) for size in part.shape)
            part[place] += step
            above = gradients(kind, heads, link, tails, right)[0]
            part[place] -= 2 * step
            below = gradients(kind, heads, link, tails, right)[0]
            part[place] += step
            assert slope[place] == pytest.approx((above - below) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_players_of_one_land_are_ranked_to_its_clubs(kind: Kind) -> None:
    rng = np.random.default_rng(2)
    players, clubs = np.arange(80), 80 + np.arange(10)
    heads = np.repeat(players, 3)
    own = heads % 2  # players of two lands, who keep to the five clubs of theirs
    tails = 80 + own * 5 + rng.integers(0, 5, len(heads))
    found = embed(kind, [Relation(heads, tails, 80, 90)], 90, dimensions=16, epochs=30, decay=0.0, seed=4)
    scores = found.scores(found.entities[players], 0, clubs)
    at_home = np.where((players % 2 == 0)[:, None], scores[:, :5], scores[:, 5:])
    away = np.where((players % 2 == 0)[:, None], scores[:, 5:], scores[:, :5])
    assert (at_home.mean(1) > away.mean(1)).mean() > 0.95
    again = embed(kind, [Relation(heads, tails, 80, 90)], 90, dimensions=16, epochs=30, decay=0.0, seed=4)
    assert (again.entities == found.entities).all()
