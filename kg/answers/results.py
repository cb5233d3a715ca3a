"""The typed answers as results: what each is printed as, its rows, its graph and its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kg.answers.frame_records import career_record, match_record, persuader_record, score_record, tie_record
from kg.answers.result import Result
from kg.render.renditions import (
    answer_rendering,
    doors_rendering,
    explanation_rendering,
    profile_rendering,
    recommendations_rendering,
    scores_rendering,
)

if TYPE_CHECKING:
    import networkx as nx

    from kg.model import Answer, Explanation, Profile
    from kg.model.recommendations import Doors, Joint, Moment, Recommendations
    from kg.model.scores import Scores

__all__ = [
    "answer_result",
    "doors_result",
    "explanation_result",
    "profile_result",
    "recommendations_result",
    "scores_result",
]

Network = Callable[[], "nx.DiGraph[str]"]
Html = Callable[[], str]


def answer_result(answer: Answer, joint: Joint | None, *, network: Network, page: Html) -> Result[Answer]:
    """The result of `persuade`."""
    return Result(
        "persuade",
        answer,
        lambda *, limit=None, why=False, reach=slice(None): answer_rendering(
            answer, limit=limit, why=why, joint=joint, reach=reach
        ),
        records=lambda: [persuader_record(person) for person in answer.persuaders],
        network=network,
        page=page,
    )


def recommendations_result(
    question: str, ranking: Recommendations, *, title: str, page: Html | None = None
) -> Result[Recommendations]:
    """The result of `destinations` or `targets`."""
    return Result(
        question,
        ranking,
        lambda *, limit=None, **_view: recommendations_rendering(ranking, title=title, what=question, limit=limit),
        records=lambda: [match_record(rank, match) for rank, match in enumerate(ranking.recommendations, 1)],
        page=page,
    )


def doors_result(answer: Doors) -> Result[Doors]:
    """The result of `doors`."""
    return Result(
        "doors",
        answer,
        lambda *, limit=None, **_view: doors_rendering(answer, limit=limit),
        records=lambda: [
            {"person": door.person.name, "club": door.club.name if door.club else None, "influence": door.influence}
            for door in answer.doors
        ],
    )


def scores_result(answer: Scores) -> Result[Scores]:
    """The result of `score`."""
    return Result(
        "score",
        answer,
        lambda *, limit=None, **_view: scores_rendering(answer, limit=limit),
        records=lambda: [score_record(score) for score in answer.scores],
    )


def explanation_result(
    explanation: Explanation, moments: Sequence[Moment], *, network: Network, page: Html
) -> Result[Explanation]:
    """The result of `explain`."""
    return Result(
        "explain",
        explanation,
        lambda **_view: explanation_rendering(explanation, moments),
        records=lambda: [tie_record(scored) for scored in explanation.forward.ties],
        network=network,
        page=page,
    )


def profile_result(profile: Profile, *, page: Html) -> Result[Profile]:
    """The result of `show`."""
    return Result(
        "show",
        profile,
        lambda **_view: profile_rendering(profile),
        records=lambda: [career_record(line) for line in profile.career],
        page=page,
    )
