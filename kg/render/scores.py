"""Players scored against clubs: as blocks and for programs."""

from __future__ import annotations

from typing import Any

from kg.model.scores import Scores
from kg.render.blocks import Block, Column, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.shapes.scores import ScoresAnswer
from kg.render.words import clean, odds

__all__ = ["scores_blocks", "scores_csv", "scores_json"]


def scores_blocks(scores: Scores, *, limit: int | None) -> Document:
    """A table of players and clubs."""
    shown = scores.scores[:limit]
    blocks: list[Block] = [Heading(f"What people at clubs carry with players, as of {scores.as_of}", level=1)]
    if shown:
        rows = tuple(
            (
                clean(score.target.name),
                clean(score.club.name),
                odds(score.influence),
                str(score.links),
                ", ".join(f"{clean(link.person.name)} {odds(link.influence)}" for link in score.strongest),
            )
            for score in shown
        )
        titles = ("Player", "Club", "Influence", "Links", "Strongest")
        blocks.append(Table(tuple(Column(t, right=t in titles[2:4], flexible=t == titles[4]) for t in titles), rows))
        if rest := len(scores.scores) - len(shown):
            blocks.append(Text(f"… and {rest} more", quiet=True))
    else:
        blocks.append(Text("Nobody at these clubs is known with a tie to these players."))
    model = f"Model {clean(scores.model.version)} ({clean(scores.model.fitted_on)})."
    return [*blocks, Text(f"Direct ties alone, summed over all links: voices that overlap count twice. {model}")]


def scores_json(scores: Scores) -> dict[str, Any]:
    """The object for programs."""
    clubs = scores.clubs
    shape: ScoresAnswer = {
        "question": {
            "players": [{"id": player.id, "name": player.name} for player in scores.players],
            "clubs": None if clubs is None else [{"id": club.id, "name": club.name} for club in clubs],
            "top": scores.top,
            "as_of": scores.as_of.isoformat(),
        },
        "scores": [
            {
                "target": {"id": score.target.id, "name": score.target.name},
                "club": {"id": score.club.id, "name": score.club.name},
                "influence": round(score.influence, 4),
                "links": score.links,
                "through": [
                    {
                        "id": link.person.id,
                        "name": link.person.name,
                        "influence": round(link.influence, 4),
                        "ties": list(link.kinds),
                    }
                    for link in score.strongest
                ],
            }
            for score in scores.scores
        ],
        "model": {"version": scores.model.version, "fitted_on": scores.model.fitted_on},
    }
    return dict(shape)


def scores_csv(scores: Scores) -> str:
    """One row for each player, club and each of the strongest links."""
    rows = [
        (
            *(score.target.id, score.target.name, score.club.id, score.club.name, score.influence, score.links),
            *(link.person.id, link.person.name, link.influence, "+".join(link.kinds)),
        )
        for score in scores.scores
        for link in score.strongest
    ]
    through = ("through_id", "through_name", "through_influence", "through_ties")
    return csv_text(("target", "target_name", "club", "club_name", "influence", "links", *through), rows)
