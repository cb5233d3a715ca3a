"""Rivals that learn: a gradient-boosted ranker on the model's own columns, and knowledge-graph embeddings.

Both need the extra ``rivals``; where a library is not installed its rivals are left out of the table, and said to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kg.errors import UsageProblem
from kg.influence.choice.arrays import Array, Floats
from kg.influence.choice.design import stacked
from kg.influence.choice.model import Seen
from kg.influence.choice.rivals import membership
from kg.influence.choice.windows import Window
from kg.influence.choice.world import World

__all__ = ["boosted", "embedded"]

_ROUNDS: Final = 250
_DIMENSIONS: Final = 64
_EPOCHS: Final = 40
_BATCH: Final = 2048
_RATE: Final = 0.01


def boosted(world: World, train: Sequence[Seen], test: Sequence[Seen], seed: int) -> dict[str, list[Floats]]:
    """LightGBM's lambdarank on all columns of the model, those of the mover and the ties among them.

    Raises:
        UsageProblem: LightGBM is not installed.
    """
    del world
    try:
        import lightgbm
    except ImportError as error:
        raise _missing("lightgbm") from error
    rows = stacked([seen.rows for seen in train])
    label = np.zeros(len(rows.x))
    label[rows.chosen] = 1
    settings = {
        "objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 100,
        "feature_fraction": 0.3, "lambda_l2": 20, "max_bin": 63, "verbose": -1, "seed": seed,
        "lambdarank_truncation_level": 30, "deterministic": True, "num_threads": 2,
    }  # fmt: skip
    ranker = lightgbm.train(settings, lightgbm.Dataset(rows.x, label, group=rows.length), _ROUNDS)
    return {"gradient-boosted ranker": [np.asarray(ranker.predict(seen.rows.x)) for seen in test]}


def embedded(world: World, train: Sequence[Seen], test: Sequence[Seen], seed: int) -> dict[str, list[Floats]]:
    """TransE and ComplEx, trained before the first window that is foreseen on what was known then.

    The graph holds who played where, citizenships, the countries of clubs, and caps; what is ranked is
    (player, plays for, club). Movers who are not in it by then are ranked by the mean of all players.

    Raises:
        UsageProblem: PyKEEN is not installed.
    """
    del train
    try:
        import torch
        from pykeen.models import ComplEx, TransE
        from pykeen.training import SLCWATrainingLoop
        from pykeen.triples import TriplesFactory
    except ImportError as error:
        raise _missing("pykeen") from error
    triples = _triples(world, test[0].window)
    entities = len(world.players) + len(world.organisations) + len(world.countries) + int(world.caps.team.max()) + 1
    factory = TriplesFactory(
        torch.as_tensor(triples),
        entity_to_id={str(number): number for number in range(entities)},
        relation_to_id={str(number): number for number in range(4)},
    )
    found: dict[str, list[Floats]] = {}
    for name, kind in (("TransE", TransE), ("ComplEx", ComplEx)):
        torch.manual_seed(seed)
        model = kind(triples_factory=factory, embedding_dim=_DIMENSIONS, random_seed=seed)
        optimiser = torch.optim.Adam(model.parameters(), lr=_RATE)
        loop = SLCWATrainingLoop(model=model, triples_factory=factory, optimizer=optimiser)
        loop.train(factory, num_epochs=_EPOCHS, batch_size=_BATCH, use_tqdm=False)
        model.eval()
        found[name] = [_ranked(world, seen, model, torch) for seen in test]
    return found


def _triples(world: World, window: Window) -> Array:
    """Numbered: players, then organisations, then countries, then national teams."""
    player, org = membership(world, window)
    fresh = ~np.isin(player, window.player) | np.isin(player, world.moves.player[world.moves.day < window.opening])
    player, org = player[fresh], org[fresh]
    orgs, lands = len(world.players), len(world.players) + len(world.organisations)
    everybody = np.unique(player)
    capped = world.caps.day < window.opening
    sides = lands + len(world.countries)
    clubs = np.arange(len(world.organisations))
    parts = (
        (player, 0, orgs + org),
        (everybody, 1, lands + world.nation[everybody]),
        (orgs + clubs, 2, lands + world.country),
        (world.caps.player[capped], 3, sides + world.caps.team[capped]),
    )
    return np.concatenate(
        [np.column_stack([head, np.full(len(head), relation), tail]) for head, relation, tail in parts]
    )


def _ranked(world: World, seen: Seen, model: Any, torch: Any) -> Floats:
    window = seen.window
    tails = torch.as_tensor(len(world.players) + window.orgs)
    heads = torch.as_tensor(window.player)
    with torch.no_grad():
        pairs = torch.stack([heads, torch.zeros_like(heads)], dim=1)
        table = model.score_t(pairs, tails=tails).cpu().numpy()
    return np.asarray(table, np.float64)[seen.kept]


def _missing(library: str) -> UsageProblem:
    return UsageProblem(f"the rivals need {library}, which is not installed", remedy="pip install 'player-kg[rivals]'")
