"""Who is meant where a contract is spoken of, or an offer turned down: often his own club, which nobody names."""

from __future__ import annotations

from typing import Final

from kg.claims.reading.roles import AGENT, OBJECT, Filler, Roles, club_leads
from kg.claims.reading.scene import ANYWHERE, LEFT, RIGHT, Group

__all__ = ["contract_roles", "rejection_roles"]

_OFFERS_LAST: Final = 3
"""For so many sentences an offer is remembered that may be turned down."""
_SPOKEN_OF: Final = 4
"""For so many sentences a club may be meant with which somebody signs."""
_NEAR_IT: Final = 30
"""So many characters beside a trigger, within its clause, say whether the contract is a new one."""
_REJECTED: Final = 16.0
_NEXT: Final = 5
"""So many characters behind a trigger a club stands that is its object: "turned down the club"."""
_WITH: Final = 12
"""So many characters behind a trigger a club stands that it goes with: "… from the club"."""


def contract_roles(filler: Filler) -> list[Roles]:
    """Whose contract it is, and with which club: the one named with it, else his own."""
    scene, directory = filler.scene, filler.scene.directory
    passive = filler.is_passive()
    if filler.trigger.form == "club player" and not passive:
        player = scene.nearest(filler.span, RIGHT, filler.is_player, limit=OBJECT)
    else:
        player = scene.nearest(filler.span, LEFT, filler.is_player) or scene.nearest(
            filler.span, RIGHT, filler.is_player, limit=AGENT
        )
    if player is None and filler.trigger.modality == "plan" and club_leads(filler):
        return []
    if player is None and filler.trigger.form == "any":
        player = scene.nearest(filler.span, LEFT, filler.is_person)  # a coach has a contract as well
    ahead = scene.text[: filler.hit.start].split()[-1:]
    if "loan" in (*ahead, *scene.text[slice(*filler.span)].split()):
        return []
    players = list(player.nodes) if player else filler.scene.topic()
    roles: list[Roles] = []
    for person in players:
        own = scene.own(person)
        stated = scene.nearest(
            filler.span, ANYWHERE, lambda group, _: group.letter == "C" and not filler.is_left(group), limit=AGENT
        )
        clubs = filler.clubs_of(stated)
        moved = (scene.story.joined if filler.trigger.modality == "fact" else scene.story.bound).get(person)
        fits = [club for club in clubs if club in (own, moved) or club in directory.clubs_of(person)]
        club = moved or next(iter(fits), None)
        if stated is not None and clubs and _is_with_it(filler, stated):
            club = clubs[0]
        elif club is None and person in scene.story.lent:
            continue
        if club is None and clubs and filler.trigger.modality != "fact" and _is_held_with(filler, stated):
            club = clubs[0]
        if club is None and _is_signed_elsewhere(filler, own):
            continue
        roles.append((person, club if club is not None else own, None))
    return roles


def _is_signed_elsewhere(filler: Filler, own: int | None) -> bool:
    """Whether a contract is signed that is no new one, in a story that speaks of another club as well.

    A language that does not list the words for a new contract cannot tell.
    """
    scene, hit = filler.scene, filler.hit
    renewing = scene.language.renewing
    if renewing is None or filler.trigger.modality == "fact":
        return False
    before = scene.text[max(scene.clause_start(hit.start), hit.start - _NEAR_IT) : hit.start]
    behind = scene.text[hit.end : min(scene.clause_end(hit.end), hit.end + _NEAR_IT)]
    if renewing.search(f"{before}{scene.text[hit.start : hit.end]}{behind}"):
        return False
    story = scene.story
    opponents = {(at, club) for at, club in story.clubs if at in story.matches and (at, own) in story.clubs}
    spoken_of = {(at, club) for at, club in story.clubs if scene.number - at <= _SPOKEN_OF} - opponents
    return any(club != own for _, club in spoken_of)


def _is_held_with(filler: Filler, group: Group | None) -> bool:
    """Whether a club stands right behind "with" or "at" behind the trigger."""
    return group is not None and bool(filler.scene.language.held_with.search(filler.scene.text[: group.start]))


def _is_with_it(filler: Filler, group: Group) -> bool:
    """Whether a club stands right before a trigger or, behind "at", in it: "his City deal", "his deal at City"."""
    hit = filler.hit
    inside = hit.start <= group.start < hit.end and _is_held_with(filler, group)
    left = filler.scene.language.left.search(filler.scene.text[: group.start])
    return inside or (not group.owner and left is None and group.end + 1 == hit.start)


def rejection_roles(filler: Filler) -> list[Roles]:
    """Whose offer was turned down, and for whom it was."""
    scene = filler.scene
    if scene.language.dissuaded.search(scene.text[: filler.hit.start]):
        return []
    player = _antecedent(filler) or scene.nearest(filler.span, ANYWHERE, filler.is_player, wanted=True)
    offers = [offer for at, *offer in scene.story.offers if scene.number - at <= _OFFERS_LAST]
    if player is not None:
        players = list(player.nodes)
    elif offers and filler.trigger.again:
        players = [offers[-1][0]]
    else:
        players = filler.scene.topic() if filler.trigger.again else []
    if player is None and not offers and len(players) == 1:
        clubs = [club for club in scene.story.recent_clubs(scene.number, within=1) if club != scene.own(players[0])]
        if len(clubs) == 1 and not any(group.letter == "C" for group in scene.groups):
            return [(players[0], clubs[0], None)]
    return [(person, where, None) for person in players for where in _rejected(filler, person, offers)]


def _antecedent(filler: Filler) -> Group | None:
    """The player of whom a relative clause says it: "X, who has said no to them"."""
    scene = filler.scene
    if not filler.trigger.verb or filler.is_passive():
        return None
    return next(
        (
            group
            for group in scene.groups
            if group.letter == "P"
            and all(map(scene.is_player, group.nodes))
            and scene.language.who.fullmatch(scene.text, group.end, filler.hit.start)
        ),
        None,
    )


def _rejected(filler: Filler, player: int, offers: list[list[int]]) -> list[int]:
    """The club whose offer to a player, or for him, was turned down."""
    scene, own = filler.scene, filler.scene.own(player)
    nearby = scene.nearest(
        filler.span,
        ANYWHERE,
        lambda group, node: (
            group.letter == "C" and node != own and ", " not in scene.text[filler.hit.end : max(0, group.start)]
        ),
        limit=_REJECTED,
    )
    if scene.language.nation_next.match(scene.text, filler.hit.end):
        return []
    if nearby is not None and 0 <= nearby.start - filler.hit.end <= _NEXT:
        return list(nearby.nodes)
    at_home = any(
        own in group.nodes
        and 0 <= group.start - filler.hit.end <= _WITH
        and scene.language.left.search(scene.text[: group.start])
        for group in scene.groups
    )
    if at_home or filler.is_of_renewal():  # a new contract: his own club's, if no other is named
        inside = nearby is not None and filler.hit.start <= nearby.start and _is_held_with(filler, nearby)
        return list(nearby.nodes) if nearby and inside else [own] if own is not None else []
    if nearby is not None:
        return list(nearby.nodes)
    made = [club for who, club in offers if who == player and club != own][-1:]
    if not made:
        sought = [club for club in scene.story.recent_clubs(scene.number) if (player, club) in scene.story.sought]
        made = [club for club in sought if club != own][:1]
    acting = scene.story.subjects.get(scene.number - 1)
    if made or acting is None or acting == own or scene.directory.is_person(acting):
        return made
    return [acting]
