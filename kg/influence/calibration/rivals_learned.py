"""Rivals that learn: a gradient-boosted ranker on the model's own columns, and knowledge-graph embeddings.

The ranker needs LightGBM, from the extra ``rivals``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from kg.errors import UsageProblem
from kg.influence.calibration.arrays import Floats, Ints
from kg.influence.calibration.design import stacked
from kg.influence.calibration.embeddings import Kind, Relation, embed
from kg.influence.calibration.model import Seen, look
from kg.influence.calibration.windows import Window, membership
from kg.influence.calibration.world import World

__all__ = ["boosted", "embedded"]

_ROUNDS: Final = 250
_DIMENSIONS: Final = 128
_EPOCHS: Final[dict[Kind, int]] = {"TransE": 10, "ComplEx": 5}
"""Chosen, as the dimensions were, on windows before those that any figure is quoted for."""


def boosted(world: World, train: Sequence[Seen], test: Sequence[Seen], seed: int) -> dict[str, list[Floats]]:
    """LightGBM's lambdarank on all columns of the model, those of the mover and the ties among them.

    Raises:
        UsageProblem: LightGBM is not installed.
    """
    try:
        import lightgbm  # noqa: PLC0415  an extra that may not be installed
    except ImportError as error:
        raise _missing("lightgbm") from error
    # Whole choice sets: what makes up for a drawn one is exact for a likelihood, and not for a ranking.
    windows = [(seen.window.season, seen.window.winter) for seen in train]
    rows = stacked([look(world, season, winter=winter, seed=seed, whole=True).rows for season, winter in windows])
    label = np.zeros(len(rows.x))
    label[rows.chosen] = 1
    settings = {
        "objective": "lambdarank",
        "learning_rate": 0.05,
        "num_leaves": 31,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.3,
        "lambda_l2": 20,
        "max_bin": 63,
        "verbose": -1,
        "seed": seed,
        "lambdarank_truncation_level": 30,
        "deterministic": True,
        "num_threads": 2,
    }
    ranker = lightgbm.train(settings, lightgbm.Dataset(rows.x, label, group=rows.length), _ROUNDS)
    return {"gradient-boosted ranker": [np.asarray(ranker.predict(seen.rows.x)) for seen in test]}


def embedded(world: World, train: Sequence[Seen], test: Sequence[Seen], seed: int) -> dict[str, list[Floats]]:
    """TransE and ComplEx, trained before the first window that is foreseen on what was known then.

    The graph holds who played where, citizenships, the countries of clubs, and caps; what is ranked is
    (player, plays for, club). Movers who are not in it by then are ranked by the mean of all players.
    """
    del train
    people, relations, entities = _triples(world, test[0].window)
    result: dict[str, list[Floats]] = {}
    for kind, epochs in _EPOCHS.items():
        model = embed(kind, relations, entities, dimensions=_DIMENSIONS, epochs=epochs, decay=0.0, seed=seed)
        mean = model.entities[people].mean(0)
        result[kind] = []
        for seen in test:
            window = seen.window
            recorded = np.isin(window.player, people)
            vectors = np.where(recorded[:, None], model.entities[window.player], mean)
            result[kind].append(model.scores(vectors, 0, len(world.players) + window.orgs)[seen.kept])
    return result


def _triples(world: World, window: Window) -> tuple[Ints, list[Relation], int]:
    """Who is in the graph, its triples, and how many entities there are.

    Entities are numbered: players, then organisations, then countries, then national teams.
    """
    player, org = membership(world, window)
    recorded = np.isin(player, world.moves.player[world.moves.day < window.opening])
    player, org = player[recorded], org[recorded]
    people = np.unique(player)
    capped = world.caps.day < window.opening
    orgs = len(world.players)
    lands = orgs + len(world.organisations)
    sides = lands + len(world.countries)
    end = sides + int(world.caps.team.max(initial=0)) + 1
    clubs = np.arange(len(world.organisations))
    relations = [
        Relation(player, orgs + org, orgs, lands),
        Relation(people, lands + world.nation[people], lands, sides),
        Relation(orgs + clubs, lands + world.country, lands, sides),
        Relation(world.caps.player[capped], sides + world.caps.team[capped], sides, end),
    ]
    return people, [relation for relation in relations if len(relation.heads)], end


def _missing(backend: str) -> UsageProblem:
    return UsageProblem(f"the rivals need {backend}, which is not installed", remedy="pip install 'player-kg[rivals]'")
