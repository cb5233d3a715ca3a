"""The score of a few players, as an answer: the rows that a batch (`kg.answers.batch`) writes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.answers import questions
from kg.answers.batch import clubs_with_people
from kg.answers.batch_part import SHOWN, scored
from kg.errors import UsageProblem
from kg.graph.batch_links import Links
from kg.influence import load_weights
from kg.model import EntityRef
from kg.model.scores import Score, ScoreLink, Scores

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["MOST_PLAYERS", "scores"]

MOST_PLAYERS: Final = 100
"""Players that one answer scores at most; `kg score` has no such bound."""


def scores(
    backend: Backend, *, players: Sequence[str], clubs: Sequence[str] = (), at: date, top: int | None = None
) -> Scores:
    """Score some players against clubs, as of a date.

    Args:
        backend: where the facts are.
        players: names or ids.
        clubs: likewise; none means every club at which somebody is on the date.
        at: the date; only facts dated before it count.
        top: how many clubs to keep of each player, those with the greatest influence; ``None`` keeps all.

    Raises:
        UnknownName, AmbiguousName: a name is not known, or could be several.
        UsageProblem: no player is named, or too many are; or ``top`` is no number of clubs.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    if not 0 < len(set(players)) <= MOST_PLAYERS:
        raise UsageProblem(
            f"{len(set(players))} players are named", remedy=f"name 1 to {MOST_PLAYERS}; kg score does everybody"
        )
    if top is not None and top < 1:
        raise UsageProblem(f"top is {top}", remedy="give the number of clubs to keep, or none")
    facts = backend.facts
    questions.check_date(facts, at)
    targets = sorted({facts.find(name, "person") for name in players})
    joining = sorted({facts.find(name, "club") for name in clubs})
    rows = scored(Links(facts, joining or clubs_with_people(facts, at), at), targets, top=top)
    return Scores(
        players=tuple(facts.named(node) for node in targets),
        clubs=tuple(facts.named(node) for node in joining) if joining else None,
        top=top,
        as_of=at,
        scores=tuple(
            Score(
                EntityRef(rows["target"][row], rows["target_name"][row]),
                EntityRef(rows["club"][row], rows["club_name"][row]),
                rows["influence"][row],
                rows["links"][row],
                tuple(
                    ScoreLink(
                        EntityRef(rows[f"person_{place}"][row], rows[f"name_{place}"][row]),
                        rows[f"influence_{place}"][row],
                        tuple(rows[f"ties_{place}"][row].split("+")),
                    )
                    for place in range(1, min(SHOWN, rows["links"][row]) + 1)
                ),
            )
            for row in range(len(rows["target"]))
        ),
        model=load_weights().info,
    )
