"""Who persuades whom, and who is tied to whom."""

from __future__ import annotations

from typing import Final

from kg.claims.reading.roles import BEHIND, OBJECT, SUBJECT, Filler, Roles
from kg.claims.reading.scene import ANYWHERE, LEFT, RIGHT, Group

__all__ = ["pair_roles", "persuasion_roles"]

_PAIR: Final = 14.0
"""How far apart the two of a pair may stand."""


def persuasion_roles(filler: Filler) -> list[Roles]:
    """Who is persuaded by whom to join which club."""
    scene = filler.scene
    form, passive = filler.trigger.form, filler.is_passive()
    person = filler.is_person
    if scene.language.cues["stay"].search(filler.near) or (form == "sends" and passive):
        return []
    if form == "sends":  # a club sends somebody to persuade
        first = scene.nearest(filler.span, RIGHT, person, limit=OBJECT)
        second = _second(filler, first, RIGHT, OBJECT) if first else None
    elif form == "any":
        first = scene.nearest(filler.span, LEFT, person, subject=True)
        second = _second(filler, first, ANYWHERE, _PAIR) if first else None
    else:
        by_first = (form == "by player") != passive
        before = scene.nearest(filler.span, LEFT, person, subject=True)
        behind = scene.nearest(filler.span, RIGHT, person, limit=OBJECT)
        first, second = (before, behind) if by_first else (behind, before)
        if by_first and first is not None and _club_acts(filler, first):
            return []
    if first is None:
        return []
    by = first.nodes[0]
    player = next((node for node in second.nodes if node != by), None) if second else None
    meant = filler.trigger.again or scene.language.him.search(scene.text, filler.hit.start, filler.hit.end + BEHIND)
    if player is None and meant:  # "X says that Y talked him into it"
        other = _second(filler, first, LEFT, SUBJECT)
        player = other.nodes[0] if other else next(iter(scene.topic(but={by})), None)
    if player is None or player == by or not scene.is_player(player):
        return []
    if _goes_to(filler, scene.own(player)) and not _goes_to(filler, scene.own(by)) and scene.is_player(by):
        player, by = by, player  # who is at the club cannot be the one who is to come
    club = _destination(filler, player, by)
    return [(player, club, by)] if club is not None else []


def _goes_to(filler: Filler, club: int | None) -> bool:
    """Whether a club is named behind the trigger."""
    return any(
        group.letter == "C"
        and group.start >= filler.hit.start
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
        lambda group, node: group.letter == "C" and (node == at or node != there) and not filler.is_left(group),
        limit=OBJECT,
    )
    moved = scene.story.bound.get(player)
    for club in (*(filler.clubs_of(named)), moved, at):
        if club is not None and (club in (at, moved) or (named is not None and club != there)):
            stays = club == there and club != moved and (named is None or club not in named.nodes)
            return None if stays else club
    return None


def pair_roles(filler: Filler) -> list[Roles]:
    """Two people who are tied: those of one group, or the nearest on both sides."""
    scene, turned = filler.scene, filler.trigger.form == "turned"
    if scene.language.cues["likened"].search(scene.text[: filler.hit.start]):
        return []
    left = scene.nearest(filler.span, LEFT, _is_person, limit=_PAIR)
    right = scene.nearest(filler.span, RIGHT, _is_person, limit=_PAIR)
    for group in (left, right):
        if group is not None and len(group.nodes) == 2:
            return [(group.nodes[0], None, group.nodes[1])]
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


def _before_in_story(filler: Filler) -> list[int]:
    return filler.scene.story.recent_people(filler.scene.number - 1, within=0)


def _is_person(group: Group, node: int) -> bool:  # noqa: ARG001  one of the fitting
    return group.letter == "P"
