"""What is said in a sentence: the triggers of the language's frames, and who fills their roles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.claims.reading.contract_roles import contract_roles, rejection_roles
from kg.claims.reading.lexicon import Hit, Trigger
from kg.claims.reading.people_roles import pair_roles, persuasion_roles
from kg.claims.reading.roles import Filler, Roles
from kg.claims.reading.scene import Scene
from kg.claims.reading.tone import RELATIONSHIPS, tone_of
from kg.model import Modality

__all__ = ["Finding", "findings_in"]


_BESIDE: Final = 70
"""So many characters before or behind a trigger stands what it needs."""
_CLUB: Final = re.compile(r"<C\d+>(?!'s)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said in one clause; people and clubs are nodes.

    Attributes:
        kind: of the claim.
        modality: how it is put.
        player, club, by: who is wanted, persuaded or bound; the club; who persuades, or the second of two people.
        trigger: the words that say it.
        clause: the clause with marks.
        span: the trigger's place in it.
        relay: the place of the phrase that says who reported it, in the sentence's list; ``None`` without any.
        first_hand: whether somebody concerned says so.
        unsure: whether the clause itself doubts it.
        detail: the finer word.
        if_sought: whether it counts only if the story lets the club want the player, or have him.
    """

    kind: str
    modality: Modality
    player: int
    club: int | None
    by: int | None
    trigger: Trigger
    clause: str
    span: tuple[int, int]
    relay: int | None = None
    first_hand: bool = False
    unsure: bool = False
    detail: str = ""
    if_sought: bool = False


_FILLED: Final[Mapping[str, Callable[[Filler], list[Roles]]]] = {
    **dict.fromkeys(RELATIONSHIPS, pair_roles),
    "persuasion": persuasion_roles,
    "contract": contract_roles,
    "rejection": rejection_roles,
}


def findings_in(scene: Scene) -> Iterator[Finding]:
    """Return everything that a sentence says; the longest triggers leave nothing to shorter ones within."""
    if scene.clauses.sentence.is_question:
        return
    done: list[Hit] = []
    seen: set[tuple[object, ...]] = set()
    for hit in sorted(_hits(scene), key=_turn):
        trigger = hit.trigger
        is_bare = _is_bare(scene, hit)
        if (is_bare and not trigger.once_joined) or _says_nothing(scene, hit, done):
            continue
        for player, club, by in _FILLED.get(trigger.kind, Filler.event)(Filler(scene, hit)):
            tone = tone_of(scene, hit, _concerned(scene, {node for node in (player, club, by) if node is not None}))
            if tone is not None or trigger.kind != "rejection":
                done.append(hit)
            if tone is None:
                continue
            denied = tone.modality is Modality.DENIAL
            key = trigger.kind, None if by is not None else club, frozenset((player, by)), denied
            if key in seen and trigger.kind != "contract":
                continue
            finding = Finding(
                trigger.kind,
                tone.modality,
                player,
                club,
                by,
                trigger,
                scene.text,
                (hit.start, hit.end),
                tone.relay,
                tone.first_hand,
                tone.unsure,
                _detail(scene, hit),
                is_bare,
            )
            if not _can_be(scene, finding):
                continue
            seen.add(key)
            if trigger.kind == "transfer" and club is not None and tone.modality is not Modality.DENIAL:
                scene.story.bound[player] = club
            yield finding


def _hits(scene: Scene) -> list[Hit]:
    """The triggers in a sentence, without the offers that it says were turned down."""
    hits = scene.language.lexicon.hits(scene.text)
    if scene.language.cues["talk"].search(scene.text):  # "reports of an offer were dismissed"
        return hits
    rejections = [hit for hit in hits if hit.trigger.kind == "rejection"]
    return [hit for hit in hits if hit.trigger.kind != "offer" or not any(one.covers(hit) for one in rejections)]


def _is_bare(scene: Scene, hit: Hit) -> bool:
    """Whether what a trigger needs beside it is not in the sentence."""
    near = scene.text[max(0, hit.start - _BESIDE) : hit.end + _BESIDE]
    return bool(hit.trigger.needs) and not re.search(hit.trigger.needs, near)


def _can_be(scene: Scene, finding: Finding) -> bool:
    """Whether what is known of the people lets it be."""
    if (
        finding.kind == "transfer"
        and finding.modality is Modality.PLAN
        and finding.club is not None
        and finding.club == scene.own(finding.player)
        and scene.is_settled(finding.player, finding.club)
    ):
        return False  # he is there: what is to be signed is a contract
    if finding.kind == "transfer" and finding.modality is Modality.PLAN:
        coming = scene.story.bound.get(finding.player, finding.club)
        if coming != finding.club and coming != scene.story.joined.get(finding.player):
            return False  # he is joining another club: this one is a place
    if not finding.if_sought or scene.clauses.is_quoted(finding.span[0]):
        return True
    return finding.club is not None and finding.by is not None and scene.is_player(finding.by)


def _turn(hit: Hit) -> int:
    """When a trigger has its turn: a contract may be with the club that the same sentence says is joined."""
    if hit.trigger.form == "sends":
        return 0
    return 2 if hit.trigger.kind == "contract" else 1


def _says_nothing(scene: Scene, hit: Hit, done: list[Hit]) -> bool:
    """Whether a trigger is part of another, or reaches over a club: "turned down the club and will sign a new deal"."""
    if any(_leaves_nothing(other, hit) for other in done):
        return True
    is_own = hit.trigger.kind == "rejection" and hit.trigger.club == "own"
    return is_own and _CLUB.search(scene.text, hit.start, hit.end) is not None


def _leaves_nothing(longer: Hit, hit: Hit) -> bool:
    """Whether what a trigger would say is part of what a longer one says."""
    if not longer.covers(hit):
        return False
    outer, inner = longer.trigger.kind, hit.trigger.kind
    if outer in RELATIONSHIPS:
        return inner in RELATIONSHIPS
    return outer == inner or not (inner in RELATIONSHIPS or (outer, inner) == ("transfer", "interest"))


def _concerned(scene: Scene, nodes: set[int]) -> set[int]:
    """Whoever can know: the people and clubs themselves, and those who run the clubs."""
    directory = scene.directory
    named = {node for node in scene.clauses.nodes if node is not None and directory.is_person(node)}
    return nodes | {node for node in named if directory.is_staff(node) and nodes & set(directory.clubs_of(node))}


def _detail(scene: Scene, hit: Hit) -> str:
    """The finer word for a tie: which relative, or what a friendship is said to rest on."""
    if hit.trigger.kind == "family":
        match = scene.language.kin.search(scene.text, hit.start)
        return match[0] if match else ""
    ground = scene.language.cues["ground"].search(scene.text) if hit.trigger.kind == "friend" else None
    node = scene.clauses.node(ground[0][ground[0].index("<") :]) if ground else None
    if node is None:
        return ""
    name = scene.directory.register.named(node).name
    return f"{name} duty" if scene.directory.is_national(node) else f"together at {name}"
