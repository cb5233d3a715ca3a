"""Who persuades whom, and who is tied to whom."""

from __future__ import annotations

import re
from typing import Final

from kg.claims.reading.roles import BEHIND, OBJECT, SUBJECT, Filler, Roles, club_leads
from kg.claims.reading.scene import ANYWHERE, LEFT, RIGHT, Group

__all__ = ["pair_roles", "persuasion_roles"]

_CLUB_NEXT: Final = re.compile(r"(?: the)? <C")
_CLUB_DOES: Final = re.compile(r"\w+ (?:the )?<C\d+> \w+ \w")
_ASKED: Final = re.compile(r"\w+ (?:the|a|his|her|their|<P\d+>'s) [a-z-]+ to ")
_PAIR: Final = 14.0
"""How far apart the two of a pair may stand."""


def persuasion_roles(filler: Filler) -> list[Roles]:
    """Return who is persuaded by whom to join which club."""
    scene = filler.scene
    if scene.language.cues["stay"].search(filler.near) or _is_told_to_a_club(filler):
        return []
    first, second = _two(filler)
    if first is None or (filler.trigger.form == "player by" and second is None and club_leads(filler)):
        return []
    by = first.nodes[0]
    player = next((node for node in second.nodes if node not in first.nodes), None) if second else None
    if player is None:
        player = _player_before(filler, first)
    if player is None or player == by or not scene.is_player(player):
        return []
    if any({player, by} <= set(group.nodes) for group in scene.groups) or _is_told_to_others(filler):
        return []
    spoken = player == scene.clauses.speaker and scene.clauses.is_quoted(filler.hit.start)
    if (
        not spoken
        and _goes_to(filler, scene.own(player))
        and not _goes_to(filler, scene.own(by))
        and scene.is_player(by)
    ):
        persuaders, player = [player], by  # who is at the club cannot be the one who is to come
    else:
        persuaders = [node for node in first.nodes if node != player]
    destinations = [(_destination(filler, player, node), node) for node in persuaders]
    return [(player, club, node) for club, node in destinations if club is not None]


def _is_told_to_a_club(filler: Filler) -> bool:
    """Whether a club is told or urged something, and not a player."""
    text, hit = filler.scene.text, filler.hit
    told = filler.trigger.once_joined and _CLUB_NEXT.match(text, hit.end)
    return bool(told or (filler.trigger.form == "by player" and _CLUB_DOES.match(text[hit.start : hit.end])))


def _is_told_to_others(filler: Filler) -> bool:
    """Whether somebody else is asked: "asked his board to sign X"."""
    words = filler.scene.text[filler.hit.start : filler.hit.end]
    asked = _ASKED.match(words)
    return asked is not None and not filler.scene.language.him.search(asked[0])


def _two(filler: Filler) -> tuple[Group | None, Group | None]:
    """Who persuades, and who is persuaded, as far as they are named beside the trigger."""
    scene, form, passive, person = filler.scene, filler.trigger.form, filler.is_passive(), filler.is_person
    before = scene.nearest(filler.span, LEFT, person, subject=True)
    behind = scene.nearest(filler.span, RIGHT, person, limit=OBJECT)
    if form == "any":
        return before, _second(filler, before, ANYWHERE, _PAIR) if before else None
    if form == "sends":  # a club sends somebody to persuade
        sender = scene.nearest(filler.span, LEFT, filler.is_club, subject=True)
        if passive or behind is None or (sender and not _works_for(filler, behind.nodes[0], filler.clubs_of(sender))):
            return None, None
        return behind, _second(filler, behind, RIGHT, OBJECT)
    if (form == "by player") != passive:
        return (None, None) if before is not None and _club_acts(filler, before) else (before, behind)
    if before and form == "player by" and filler.trigger.again and filler.is_beyond(before):
        before = None  # "X rang him, but it was a talk with Y that …"
    return behind, before


def _player_before(filler: Filler, first: Group) -> int | None:
    """Who is persuaded where nobody is named for it: "X says that Y talked him into it"."""
    scene, hit = filler.scene, filler.hit
    if not filler.trigger.again and not scene.language.him.search(scene.text, hit.start, hit.end + BEHIND):
        return None
    other = _second(filler, first, LEFT, SUBJECT)
    return other.nodes[0] if other else next(iter(scene.topic(but={first.nodes[0]})), None)


def _works_for(filler: Filler, person: int, clubs: list[int]) -> bool:
    """Whether somebody is at one of the clubs, in whichever team."""
    womens = [filler.scene.directory.womens_team(club) for club in clubs]
    return filler.scene.own(person) in (*clubs, *womens)


def _goes_to(filler: Filler, club: int | None) -> bool:
    """Whether a club is named behind the trigger."""
    return any(
        group.letter == "C"
        and group.start >= filler.hit.start
        and filler.scene.clauses.is_same_voice(filler.hit.start, group.start)
        and not filler.scene.language.left.search(filler.scene.text[: group.start])
        and any(club in (node, filler.scene.directory.womens_team(node)) for node in group.nodes)
        for group in filler.scene.groups
        if club is not None
    )


def _club_acts(filler: Filler, person: Group) -> bool:
    """Whether not the person but a club between him and the trigger acts."""
    return any(
        group.letter == "C"
        and person.end < group.start < filler.hit.start
        and not any(start <= group.start < end <= filler.hit.start for start, end in filler.scene.asides)
        and filler.scene.language.subject_after.search(filler.scene.text[: group.start])
        for group in filler.scene.groups
    )


def _second(filler: Filler, first: Group, side: str, limit: float) -> Group | None:
    return filler.scene.nearest(
        filler.span, side, lambda group, node: filler.is_person(group, node) and node not in first.nodes, limit=limit
    )


def _destination(filler: Filler, player: int, by: int) -> int | None:
    """The club that somebody is to be won for: the one named behind, else that of who persuades."""
    scene = filler.scene
    at, there = scene.own(by), scene.own(player)
    named = scene.nearest(
        filler.span,
        RIGHT,
        lambda group, node: (
            group.letter == "C"
            and (node == at or node != there)
            and not filler.is_left(group)
            and (node == at or not scene.language.inside.search(scene.text[: group.start]))
            and not scene.language.not_there.search(scene.text[: group.start])
        ),
        limit=OBJECT,
    )
    moved = scene.story.bound.get(player)
    at_first = at == there or ((player, at) in scene.story.sought and player != scene.clauses.speaker)
    others = (at, moved) if at_first else (moved, at)
    for club in (*(filler.clubs_of(named)), *others):
        if club is not None and (club in (at, moved) or (named is not None and club != there)):
            joins = at == there and scene.language.cues["joins"].search(scene.text)
            looks_back = player == scene.clauses.speaker and scene.clauses.is_quoted(filler.hit.start)
            stays = (
                not looks_back
                and club == there
                and club != moved
                and (named is None or club not in named.nodes)
                and not joins
            )
            return None if stays else club
    return None


def pair_roles(filler: Filler) -> list[Roles]:
    """Two people who are tied: those of one group, or the nearest on both sides."""
    scene, turned = filler.scene, filler.trigger.form == "turned"
    if scene.language.cues["likened"].search(scene.text[: filler.hit.start]):
        return []
    left = scene.nearest(filler.span, LEFT, _is_person, limit=_PAIR)
    if left is not None and filler.trigger.kind == "feud" and _club_acts(filler, left):
        return []
    right = scene.nearest(filler.span, RIGHT, _is_person, limit=_PAIR)
    if (pairs := _pairs_at_once(filler, left, right)) is not None:
        return pairs
    beside = next((group for group in scene.groups if left and left.owner and group.end + 2 == left.start), None)
    if beside is not None and beside.letter == "P" and scene.text[beside.end :].startswith(", "):
        right = beside  # "X, Y's friend, …"
    if left is not None and (right is None or left.nodes[0] == right.nodes[0]):
        known = left.nodes
        right = scene.nearest(
            filler.span, LEFT, lambda group, node: _is_person(group, node) and node not in known, limit=_PAIR
        )
        left, right = (right, left) if right is not None and not turned else (left, right)
    if left is None or right is None:
        one = left or right
        others = [node for node in _before_in_story(filler) if one is None or node not in one.nodes]
        if one is None or not filler.trigger.again or len(others) != 1:
            return []
        first, second = (others[0], one.nodes[0]) if one is right else (one.nodes[0], others[0])
    else:
        first, second = left.nodes[0], right.nodes[0]
    return [(second, None, first)] if turned else [(first, None, second)]


def _pairs_at_once(filler: Filler, left: Group | None, right: Group | None) -> list[Roles] | None:
    """The pairs where several are named on one side; ``None`` where one stands on each."""
    turned = filler.trigger.form == "turned"
    if left and left.owner and filler.trigger.kind == "family" and right and not _is_beside(filler, right):
        return []  # "X's brother says of Y": he is not named
    if left and right and len(left.nodes) > 1 and _is_theirs(filler, right):
        other, nodes = right.nodes[0], [node for node in left.nodes if node not in right.nodes]
        return [(other, None, node) if turned else (node, None, other) for node in nodes]  # "are friends of X"
    pair = next((group for group in (left, right) if group is not None and len(group.nodes) == 2), None)
    if pair is None or turned:
        return None
    if (acting := _acting_before(filler, pair)) is not None:
        return [(acting, None, node) for node in pair.nodes]  # "X grew up with Y and Z, his friends"
    return [(pair.nodes[0], None, pair.nodes[1])]


def _is_theirs(filler: Filler, other: Group) -> bool:
    """Whether the word for a tie goes on with whose tie it is: "are friends of X", "look after X"."""
    between = filler.scene.text[filler.hit.end : other.start]
    of = filler.scene.language.descriptions["of"]
    return between == " " or re.fullmatch(rf" {of} (?:the )?", between) is not None


def _acting_before(filler: Filler, pair: Group) -> int | None:
    """Who acts before two who do not: the tie is with him."""
    scene = filler.scene
    starts = scene.language.subject_after
    if pair.start > filler.hit.start or starts.search(scene.text[: pair.start]):
        return None
    acting = scene.nearest(
        (pair.start, pair.start), LEFT, lambda group, node: _is_person(group, node) and not group.owner, subject=True
    )
    if acting is None or len(acting.nodes) > 1 or not starts.search(scene.text[: acting.start]):
        return None
    return acting.nodes[0] if acting.nodes[0] not in pair.nodes else None


def _is_beside(filler: Filler, other: Group) -> bool:
    """Whether somebody stands right behind a tie's word."""
    return filler.scene.text[filler.hit.end : other.start] in (" ", ", ", " and ", " called ", ", called ")


def _before_in_story(filler: Filler) -> list[int]:
    scene = filler.scene
    return [
        node for node in scene.story.recent_people(scene.number - 1, within=0) if not scene.directory.is_staff(node)
    ]


def _is_person(group: Group, node: int) -> bool:  # noqa: ARG001  one of the fitting
    return group.letter == "P"
