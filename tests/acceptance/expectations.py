"""What a question of the acceptance tests promises of its answer; `questions.toml` says what each key means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.influence.joint import voices
from kg.model import Answer, TieKind

__all__ = ["check"]


def check(answer: Answer, question: Mapping[str, Any]) -> None:
    """Hold an answer against what is expected of it."""
    names = [each.person.name for each in answer.persuaders]
    # The head coach of any club may come first by role; what is expected here is who has a tie of his own.
    tied = [each.person.name for each in voices(answer.persuaders)]
    if "first" in question:
        assert tied[0] in question["first"]
    if "top3" in question:
        assert set(tied[:3]) & set(question["top3"])
    # Directors whom only their office puts among the first do not push anybody with a tie out of the first ten.
    assert set(question.get("top10", ())) <= {*names[:10], *tied[:10]}, names[:20]
    assert not set(names) & set(question.get("absent", ()))
    against = {
        each.person.name
        for each in answer.persuaders
        if any(scored.tie.kind is TieKind.FEUD and scored.influence < 0 for scored in each.ties)
    }
    assert set(question.get("against", ())) <= against
    match question.get("outcome"):
        case "already_there":
            assert question["club"] in answer.already_there
            assert not answer.persuaders
        case "no_direct_tie":
            assert not any(each.ties for each in answer.persuaders)
        case _:
            assert not answer.already_there
