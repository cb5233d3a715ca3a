"""The learned view of the controls: what the windows fitted on never showed must not speak later."""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.design import Design
from kg.influence.calibration.learned import train


def test_a_column_without_spread_has_no_say() -> None:
    rng = np.random.default_rng(3)
    events, clubs = 120, 6
    x = rng.normal(size=(events * clubs, 3)).astype(np.float32)
    x[:, 2] = 0  # a league that nobody has played in yet
    chosen = np.arange(events) * clubs + x[:, 0].reshape(events, clubs).argmax(1)
    design = Design(
        ("a", "b", "unseen"),
        x,
        np.full(events, clubs),
        chosen,
        np.zeros(len(x), np.float32),
        np.arange(events),
        np.full(events, 2012),
        np.ones(events, bool),
        np.arange(events),
    )
    network = train(design, seed=1)
    later = x.copy()
    later[:, 2] = 1
    assert (network.utilities(later) == network.utilities(x)).all()
    assert np.corrcoef(network.utilities(x), x[:, 0])[0, 1] > 0.5
