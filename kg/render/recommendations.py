"""Clubs that pull, players who could be pulled, people together, and the years: as blocks and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.model.recommendations import Joint, Moment, Recommendations
from kg.render.blocks import Block, Column, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.words import clean, odds, odds_range

__all__ = [
    "joint_blocks",
    "joint_json",
    "moment_blocks",
    "moments_json",
    "recommendations_blocks",
    "recommendations_csv",
    "recommendations_json",
]

_VOICES = 4


def recommendations_blocks(found: Recommendations, *, title: str, limit: int | None) -> Document:
    """A ranking of clubs or players."""
    shown = found.recommendations[:limit]
    head = f"{title} {clean(found.subject.name)}? As of {found.as_of.isoformat()}"
    blocks: list[Block] = [Heading(head, level=1)]
    if shown:
        rows = tuple(
            (
                str(rank), clean(each.place.name), odds(each.influence), odds_range(each.interval),
                ", ".join(f"{clean(one.person.name)} {odds(one.influence)}" for one in each.voices[:_VOICES])
                + (f" and {len(each.voices) - _VOICES} more" if len(each.voices) > _VOICES else ""),
            )
            for rank, each in enumerate(shown, 1)
        )  # fmt: skip
        titles = ("#", "Name", "Influence", "Range", "Through")
        columns = tuple(
            Column(title, right=place in (0, 2, 3), flexible=place == 4) for place, title in enumerate(titles)
        )
        blocks.append(Table(columns, rows))
        if rest := len(found.recommendations) - len(shown):
            blocks.append(Text(f"… and {rest} more with less influence (--limit 0 shows all)", quiet=True))
    else:
        blocks.append(Text("Nobody is known with a tie that could carry influence."))
    return [
        *blocks,
        Text(clean(found.known.note)),
        Text(clean(found.record), quiet=True),
        Text(f"Model {clean(found.model.version)} ({clean(found.model.fitted_on)}).", quiet=True),
    ]


def recommendations_json(found: Recommendations, *, what: str) -> dict[str, Any]:
    """The object that `kg destinations` and `kg targets` print; ``what`` names the list."""
    return {
        "question": {
            "subject": {"id": found.subject.id, "name": found.subject.name},
            "as_of": found.as_of.isoformat(),
        },
        what: [
            {
                "rank": rank,
                "id": each.place.id,
                "name": each.place.name,
                "influence": round(each.influence, 4),
                "interval": [round(each.interval.low, 4), round(each.interval.high, 4)],
                "through": [
                    {"id": one.person.id, "name": one.person.name, "influence": round(one.influence, 4)}
                    for one in each.voices
                ],
            }
            for rank, each in enumerate(found.recommendations, 1)
        ],
        "known": {"persons_considered": found.known.persons_considered, "note": found.known.note},
        "record": found.record,
        "model": {"version": found.model.version, "fitted_on": found.model.fitted_on},
    }


def recommendations_csv(found: Recommendations) -> str:
    """One row for each club or player and each of those through whom it pulls."""
    rows = [
        (rank, each.place.id, each.place.name, each.influence, one.person.id, one.person.name, one.influence)
        for rank, each in enumerate(found.recommendations, 1)
        for one in each.voices
    ]
    head = ("rank", "id", "name", "influence", "through_id", "through_name", "through_influence")
    return csv_text(head, rows)


def joint_blocks(found: Joint) -> list[Block]:
    """Who together, and what signing somebody first would change."""
    blocks: list[Block] = []
    if found.best:
        rows = tuple(
            (str(place), clean(step.person.name), odds(step.gain), odds(step.total))
            for place, step in enumerate(found.best, 1)
        )
        titles = ("#", "Person", "Adds", "Together")
        blocks += [
            Heading("Who together would pull most"),
            Table(tuple(Column(title, right=place != 1) for place, title in enumerate(titles)), rows),
            Text(
                "Chosen one by one, each for what he adds to those before; their voices overlap. No choice of as many "
                f"people carries more than 1.58 times this in log-odds. All together: {odds(found.total)}.",
                quiet=True,
            ),
        ]
    if found.signing:
        name, before, after = clean(found.signing.person.name), found.signing.before, found.signing.after
        blocks += [
            Heading(f"If they sign {name} first"),
            Text(f"The pull of the club's people rises from {odds(before)} to {odds(after)}: {odds(after - before)}."),
        ]
    return blocks


def joint_json(found: Joint) -> dict[str, Any]:
    """The key ``together`` of an answer."""
    told: dict[str, Any] = {
        "influence": round(found.total, 4),
        "without": {person: round(value, 4) for person, value in found.without.items()},
        "best": [
            {
                "person": {"id": step.person.id, "name": step.person.name},
                "gain": round(step.gain, 4),
                "influence": round(step.total, 4),
            }
            for step in found.best
        ],
        "guarantee": "the greedy choice carries at least 1 - 1/e of what the best choice of as many people carries",
    }
    if found.signing:
        told["if_signed_first"] = {
            "person": {"id": found.signing.person.id, "name": found.signing.person.name},
            "influence": round(found.signing.influence, 4),
            "before": round(found.signing.before, 4),
            "after": round(found.signing.after, 4),
        }
    return told


def moment_blocks(moments: Sequence[Moment], person: str, other: str) -> list[Block]:
    """The influence between two people over the years."""
    rows = tuple((each.day.isoformat(), odds(each.forward), odds(each.backward), str(each.ties)) for each in moments)
    titles = ("As of", f"{clean(other)} on {clean(person)}", f"{clean(person)} on {clean(other)}", "Ties")
    table = Table(tuple(Column(title, right=place > 0) for place, title in enumerate(titles)), rows)
    return [Heading("Over the years"), table]


def moments_json(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """The key ``over_time`` of an explanation."""
    return [
        {
            "as_of": each.day.isoformat(),
            "forward": round(each.forward, 4),
            "backward": round(each.backward, 4),
            "ties": each.ties,
        }
        for each in moments
    ]
