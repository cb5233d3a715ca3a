"""At which stage of reading the claims of a story are lost."""

from __future__ import annotations

from dataclasses import dataclass
from unittest.mock import patch

from kg.answers.proposals import read_text
from kg.claims.reading import findings, reader
from kg.claims.reading.findings import Finding
from kg.claims.reading.proposals import Proposal
from kg.claims.reading.roles import Filler
from kg.claims.reading.scene import Scene
from kg.columns.facts import Facts
from tests.reading.scoring import Example, Expected

__all__ = ["STAGES", "lost_at"]

STAGES = (
    "somebody's name is not found",
    "words for it stand only where not all of them are named",
    "all are named beside words for it",
    "another person or club is taken",
    "found, and dropped by its tone or later",
    "how it is put, or who reported it first",
    "only another kind of claim is proposed",
    "no words for it are known",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was made of one sentence: who is in it, and the claims that its words could make before tone is weighed."""

    names: frozenset[str]
    kinds: frozenset[str]
    claims: frozenset[tuple[str, frozenset[str], str]]


def lost_at(facts: Facts, example: Example) -> list[tuple[Expected, str]]:
    """Return the claims of a story that no proposal makes, each with the stage at which it is lost."""
    seen: list[_Seen] = []

    def watched(scene: Scene) -> list[Finding]:
        seen.append(_seen(scene, facts))
        return list(findings.findings_in(scene))

    with patch.object(reader, "findings_in", watched):
        proposals = list(read_text(facts, example.text, example.published).proposals)
    left = list(example.expected)
    for proposal in proposals:
        match = next((one for one in left if one.says(proposal)), None)
        if match is not None:
            left.remove(match)
    return [(one, STAGES[_stage(one, seen, proposals)]) for one in left]


def _seen(scene: Scene, facts: Facts) -> _Seen:
    def name(node: int | None) -> str:
        return "" if node is None else facts.named(node).name

    hits = [] if scene.clauses.sentence.is_question else findings._hits(scene)
    claims = {
        (hit.trigger.kind, frozenset(name(node) for node in (player, by) if node is not None), name(club))
        for hit in hits
        for player, club, by in findings._FILLED.get(hit.trigger.kind, Filler.event)(Filler(scene, hit))
    }
    names = frozenset(name(node) for node in scene.clauses.nodes)
    return _Seen(names, frozenset(hit.trigger.kind for hit in hits), frozenset(claims))


def _stage(wanted: Expected, seen: list[_Seen], proposals: list[Proposal]) -> int:  # noqa: PLR0911  one line a stage
    people = frozenset(wanted.people)
    if any(wanted.agrees(proposal) for proposal in proposals):
        return 5
    if not people <= frozenset().union(*(one.names for one in seen)):
        return 0
    if any((wanted.kind, people, wanted.club) in one.claims for one in seen):
        return 4
    made = [
        (one.kind, frozenset(party.entity.name for party in one.people), one.clubs[0].entity.name if one.clubs else "")
        for one in proposals
    ]
    if any(
        kind == wanted.kind and (who == people or (who & people and club == wanted.club)) for kind, who, club in made
    ):
        return 3
    all_of_them = people | ({wanted.club} if wanted.club else set())
    with_words = [one for one in seen if wanted.kind in one.kinds]
    if any(all_of_them <= one.names for one in with_words):
        return 2
    if any(who == people and club == wanted.club for _, who, club in made):
        return 6
    return 1 if with_words else 7
