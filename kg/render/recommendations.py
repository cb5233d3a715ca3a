"""Clubs that pull, players who could be pulled, people together, and the years: as blocks and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.model.recommendations import Doors, Joint, Moment, Recommendations
from kg.render.blocks import Block, Column, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.outlook import outlook_blocks, outlook_json
from kg.render.shapes.questions import DoorsAnswer, MatchShape, MomentShape, RankingAnswer, TogetherShape
from kg.render.words import clean, odds, odds_range

__all__ = [
    "doors_blocks",
    "doors_csv",
    "doors_json",
    "joint_blocks",
    "joint_json",
    "moment_blocks",
    "moments_json",
    "recommendations_blocks",
    "recommendations_csv",
    "recommendations_json",
]

_VOICES = 4


def recommendations_blocks(ranking: Recommendations, *, title: str, limit: int | None) -> Document:
    """A ranking of clubs or players."""
    shown = ranking.recommendations[:limit]
    head = f"{title} {clean(ranking.subject.name)}? As of {ranking.as_of.isoformat()}"
    blocks: list[Block] = [Heading(head, level=1)]
    if ranking.outlook:
        blocks += [*outlook_blocks(ranking.outlook, limit=limit), Heading("By what ties carry alone")]
    if shown:
        rows = tuple(
            (
                str(rank),
                clean(match.place.name),
                odds(match.influence),
                odds_range(match.interval),
                ", ".join(f"{clean(voice.person.name)} {odds(voice.influence)}" for voice in match.voices[:_VOICES])
                + (f" and {len(match.voices) - _VOICES} more" if len(match.voices) > _VOICES else ""),
            )
            for rank, match in enumerate(shown, 1)
        )
        titles = ("#", "Name", "Influence", "Range", "Through")
        columns = tuple(
            Column(title, right=place in (0, 2, 3), flexible=place == 4) for place, title in enumerate(titles)
        )
        blocks.append(Table(columns, rows))
        if rest := len(ranking.recommendations) - len(shown):
            blocks.append(Text(f"… and {rest} more with less influence (--limit 0 shows all)", quiet=True))
    else:
        blocks.append(Text("Nobody is known with a tie that could carry influence."))
    return [
        *blocks,
        Text(clean(ranking.known.note)),
        *([] if ranking.outlook else [Text(clean(ranking.record), quiet=True)]),
        Text(f"Model {clean(ranking.model.version)} ({clean(ranking.model.fitted_on)}).", quiet=True),
    ]


def recommendations_json(ranking: Recommendations, *, what: str) -> dict[str, Any]:
    """The object that `kg destinations` and `kg targets` print; ``what`` names the list."""
    matches: list[MatchShape] = [
        {
            "rank": rank,
            "id": match.place.id,
            "name": match.place.name,
            "influence": round(match.influence, 4),
            "interval": [round(match.interval.low, 4), round(match.interval.high, 4)],
            "through": [
                {"id": voice.person.id, "name": voice.person.name, "influence": round(voice.influence, 4)}
                for voice in match.voices
            ],
        }
        for rank, match in enumerate(ranking.recommendations, 1)
    ]
    shape: RankingAnswer = {
        "question": {
            "subject": {"id": ranking.subject.id, "name": ranking.subject.name},
            "as_of": ranking.as_of.isoformat(),
        },
        "known": {"persons_considered": ranking.known.persons_considered, "note": ranking.known.note},
        "record": ranking.record,
        "model": {"version": ranking.model.version, "fitted_on": ranking.model.fitted_on},
    }
    if ranking.outlook:
        shape["outlook"] = outlook_json(ranking.outlook)
    answer: dict[str, Any] = dict(shape)
    question = answer.pop("question")
    return {"question": question, what: matches, **answer}


def recommendations_csv(ranking: Recommendations) -> str:
    """One row for each club or player and each of those through whom it pulls."""
    rows = [
        (rank, match.place.id, match.place.name, match.influence, voice.person.id, voice.person.name, voice.influence)
        for rank, match in enumerate(ranking.recommendations, 1)
        for voice in match.voices
    ]
    head = ("rank", "id", "name", "influence", "through_id", "through_name", "through_influence")
    return csv_text(head, rows)


def doors_blocks(doors: Doors, *, limit: int | None) -> Document:
    """Who should be signed first."""
    shown = doors.doors[:limit]
    rows = tuple(
        (
            str(rank),
            clean(door.person.name),
            clean(door.club.name) if door.club else "",
            odds(door.influence / doors.targets),
            ", ".join(f"{clean(gain.target.name)} {odds(gain.influence)}" for gain in door.targets),
        )
        for rank, door in enumerate(shown, 1)
    )
    titles = ("#", "Signing", "Now at", "Adds", "Most on")
    columns = tuple(Column(title, right=place in (0, 3), flexible=place == 4) for place, title in enumerate(titles))
    head = f"Which signing would open most doors for {clean(doors.club.name)}? As of {doors.as_of.isoformat()}"
    return [
        Heading(head, level=1),
        Table(columns, rows),
        Text(
            f"Adds: to the influence of the people there, averaged over {doors.targets} targets. A signing counts as "
            "certainly at the club.",
            quiet=True,
        ),
    ]


def doors_json(doors: Doors) -> dict[str, Any]:
    """The object that `kg targets --doors` prints."""
    shape: DoorsAnswer = {
        "question": {
            "subject": {"id": doors.club.id, "name": doors.club.name},
            "as_of": doors.as_of.isoformat(),
            "targets": doors.targets,
        },
        "doors": [
            {
                "rank": rank,
                "person": {"id": door.person.id, "name": door.person.name},
                "club": {"id": door.club.id, "name": door.club.name} if door.club else None,
                "influence": round(door.influence, 4),
                "targets": [
                    {"id": gain.target.id, "name": gain.target.name, "influence": round(gain.influence, 4)}
                    for gain in door.targets
                ],
            }
            for rank, door in enumerate(doors.doors, 1)
        ],
    }
    return dict(shape)


def doors_csv(doors: Doors) -> str:
    """One row for each signing and each target to whom it adds most."""
    rows = [
        (rank, door.person.id, door.person.name, door.influence, gain.target.id, gain.target.name, gain.influence)
        for rank, door in enumerate(doors.doors, 1)
        for gain in door.targets
    ]
    return csv_text(("rank", "id", "name", "influence", "target_id", "target_name", "target_influence"), rows)


def joint_blocks(joint: Joint) -> list[Block]:
    """Who together, and what signing somebody first would change."""
    blocks: list[Block] = []
    if joint.best:
        rows = tuple(
            (str(place), clean(step.person.name), odds(step.gain), odds(step.total))
            for place, step in enumerate(joint.best, 1)
        )
        titles = ("#", "Person", "Adds", "Together")
        blocks += [
            Heading("Who together would pull most"),
            Table(tuple(Column(title, right=place != 1) for place, title in enumerate(titles)), rows),
            Text(
                "Chosen one by one, each for what he adds to those before; their voices overlap. No choice of as many "
                f"people carries more than 1.58 times this in log-odds. All together: {odds(joint.total)}.",
                quiet=True,
            ),
        ]
    if joint.signing:
        name, before, after = clean(joint.signing.person.name), joint.signing.before, joint.signing.after
        blocks += [
            Heading(f"If they sign {name} first"),
            Text(f"The pull of the club's people rises from {odds(before)} to {odds(after)}: {odds(after - before)}."),
        ]
    return blocks


def joint_json(joint: Joint) -> dict[str, Any]:
    """The key ``together`` of an answer."""
    data: TogetherShape = {
        "influence": round(joint.total, 4),
        "without": {person: round(value, 4) for person, value in joint.without.items()},
        "best": [
            {
                "person": {"id": step.person.id, "name": step.person.name},
                "gain": round(step.gain, 4),
                "influence": round(step.total, 4),
            }
            for step in joint.best
        ],
        "guarantee": "the greedy choice carries at least 1 - 1/e of what the best choice of as many people carries",
    }
    if joint.signing:
        data["if_signed_first"] = {
            "person": {"id": joint.signing.person.id, "name": joint.signing.person.name},
            "influence": round(joint.signing.influence, 4),
            "before": round(joint.signing.before, 4),
            "after": round(joint.signing.after, 4),
        }
    return dict(data)


def moment_blocks(moments: Sequence[Moment], person: str, other: str) -> list[Block]:
    """The influence between two people over the years."""
    rows = tuple(
        (moment.day.isoformat(), odds(moment.forward), odds(moment.backward), str(moment.ties)) for moment in moments
    )
    titles = ("As of", f"{clean(other)} on {clean(person)}", f"{clean(person)} on {clean(other)}", "Ties")
    table = Table(tuple(Column(title, right=place > 0) for place, title in enumerate(titles)), rows)
    return [Heading("Over the years"), table]


def moments_json(moments: Sequence[Moment]) -> list[MomentShape]:
    """The key ``over_time`` of an explanation."""
    return [
        {
            "as_of": moment.day.isoformat(),
            "forward": round(moment.forward, 4),
            "backward": round(moment.backward, 4),
            "ties": moment.ties,
        }
        for moment in moments
    ]
