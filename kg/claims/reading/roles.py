"""Who fills the roles of a trigger: the nearest who fit, by what they are and where they are known to be."""

from __future__ import annotations

from typing import Final

from kg.claims.reading.lexicon import Hit
from kg.claims.reading.scene import ANYWHERE, LEFT, RIGHT, Group, Scene

__all__ = ["AGENT", "BEHIND", "OBJECT", "SUBJECT", "Filler", "Roles", "club_leads"]

SUBJECT, OBJECT, AGENT, _ONWARD, _APART = 22.0, 9.0, 9.0, 6.0, 14.0
"""How far from a verb may stand who acts, what it acts on, who acts in the passive; where a move goes; anybody else."""
_ABOUT: Final = 11.0
_DONE_BY: Final = ("interest", "contact", "offer")
_ABOUT_TERMS: Final = ("contact", "offer")
_MOVING: Final = ("transfer", "interest", "persuasion")
_NEAR: Final = 2
_NEXT_TO: Final = 2.0
_BEHIND_IT: Final = 5
_AHEAD: Final = 10
BEHIND: Final = 25
"""So many characters behind a trigger still say what it is about."""

Roles = tuple[int, int | None, int | None]
"""Player, club, and who persuades or the second person."""


class Filler:
    """Says who fills the roles of one trigger."""

    def __init__(self, scene: Scene, hit: Hit) -> None:
        self.scene, self.hit, self.trigger = scene, hit, hit.trigger
        self.span = hit.start, hit.end
        self.near = scene.text[hit.start : scene.clause_end(hit.end)]

    def is_of_renewal(self) -> bool:
        """Whether the talk is of the player's own contract."""
        renewal = self.scene.language.cues["renewal"]
        ahead = self.scene.text[max(0, self.hit.start - _AHEAD) : self.hit.start]
        return bool(renewal.search(self.near[: self.hit.end - self.hit.start + BEHIND]) or renewal.search(ahead))

    # Who can fill a role.

    def is_player(self, group: Group, node: int) -> bool:
        """Whether somebody of a group can be whom a club wants, himself or through those who speak for him."""
        if group.letter not in "PS" or not self.scene.is_player(node):
            return False
        return not self._is_owner(group)

    def is_person(self, group: Group, node: int) -> bool:  # noqa: ARG002  one of the fitting
        """Whether somebody of a group is meant himself."""
        return group.letter == "P" and not self._is_owner(group)

    def _is_owner(self, group: Group) -> bool:
        """Whether somebody close to him is meant, not he himself."""
        behind = self.scene.text[group.end :]
        return group.owner and (behind.startswith(" <P") or self.scene.language.relation.match(behind) is not None)

    def is_club(self, group: Group, node: int) -> bool:
        """A club, or somebody of its staff, who acts for it."""
        if group.letter == "C":
            acts = self.trigger.form in ("any", "onward", "toward") or group.start > self.hit.start or not group.owner
            behind = self.scene.text[group.end :]
            return acts or self.scene.language.for_club.match(behind) is not None
        return group.letter == "P" and self.scene.directory.is_staff(node) and self.scene.own(node) is not None

    def clubs_of(self, group: Group | None) -> list[int]:
        """The clubs that a group means."""
        nodes = group.nodes if group else ()
        clubs = [self.scene.own(node) if group and group.letter == "P" else node for node in nodes]
        return [club for club in clubs if club is not None]

    def _word(self) -> str:
        """The first word of the trigger, with its ending."""
        return self.scene.text[self.hit.start : self.hit.end].partition(" ")[0]

    def is_passive(self) -> bool:
        """Whether the trigger is a verb in the passive."""
        text, voice = self.scene.text, self.scene.language.voice
        if not self.trigger.verb:
            return False
        if voice["active"].search(self._word()):
            return False
        return bool(voice["passive"].search(text[: self.hit.start]) or voice["by"].match(text, self.hit.end))

    def is_beyond(self, group: Group) -> bool:
        """Whether somebody before the trigger is named in another clause."""
        return self.scene.language.strong_boundary.search(self.scene.text, group.end, self.hit.start) is not None

    # What a club does to a player, and the other way round.

    def event(self) -> list[Roles]:
        """Who fills the roles of what happens between a club and a player."""
        scene = self.scene
        form, passive = self.trigger.form, self.is_passive()
        if self.trigger.kind == "contact" and self._is_between_players():
            return []
        if form in ("any", "onward", "toward"):
            players, clubs = self._anywhere()
        elif scene.language.stranger_next.match(scene.text, self.hit.end) or self._has_no_object():
            return []
        else:
            players, clubs = self._directed(club_first=(form != "player club") != passive, passive=passive)
            if not (players and clubs) and form == "both" and not passive:
                turned = self._directed(club_first=passive, passive=passive)
                players, clubs = turned if all(turned) else (players, clubs)
            if not players and self.trigger.again:
                players = self.scene.topic(before=self.hit.start)
        return [(player, club, None) for player in players for club in clubs if self._can_join(player, club)]

    def _is_between_players(self) -> bool:
        """Whether one player acts on another: what passes between them is no club's doing."""
        scene = self.scene
        actor = scene.nearest(self.span, LEFT, self.is_person, limit=OBJECT, subject=True)
        if actor is None or self.is_beyond(actor) or not all(map(scene.is_player, actor.nodes)):
            return False
        other = scene.nearest(self.span, RIGHT, lambda group, _: group.letter in "PSC", limit=OBJECT)
        return other is not None and other.letter == "P" and all(map(scene.is_player, other.nodes))

    def _has_no_object(self) -> bool:
        """Whether a verb goes on as in "wants to be …", so that whoever is named further on is not its object."""
        if self.trigger.kind == "interest" and self.scene.language.price_next.match(self.scene.text, self.hit.end):
            return True  # the club that wants a price sells
        return self.trigger.verb and (
            "<" not in self.scene.text[self.hit.start : self.hit.end]
            and self.scene.language.no_object.search(self.scene.text[self.hit.end :]) is not None
        )

    def _directed(self, *, club_first: bool, passive: bool) -> tuple[list[int], list[int]]:
        """Player and club, where one stands before the trigger and the other behind it."""
        scene = self.scene
        left: tuple[str, float] = (LEFT, SUBJECT)
        right: tuple[str, float] = (RIGHT, AGENT if passive else OBJECT)
        for_club, for_player = (left, right) if club_first else (right, left)
        club = scene.nearest(
            self.span,
            for_club[0],
            lambda group, node: self.is_club(group, node) and (club_first or not self.is_left(group)),
            limit=for_club[1],
            subject=club_first,
        )
        if club is not None and club_first and self._somebody_acts(club):
            club = None
        if club is None and club_first and self._is_in_passing():
            club = self._named_next()
        if club is None and club_first and not passive:
            club = self._listed_behind()
        player = scene.nearest(self.span, for_player[0], self.is_player, limit=for_player[1], subject=not club_first)
        if player and for_player[0] == RIGHT and self._is_subordinate(player):
            player = None
        if club and not club_first and self.trigger.kind == "transfer" and self._meets_somebody(club):
            return [], []
        players = list(player.nodes if player else ())
        if player and for_player[0] == RIGHT and not passive:
            players += self._also_done_to(player)
        return players, self.clubs_of(club)

    def _also_done_to(self, player: Group) -> list[int]:
        """Whoever the same verb acts on further on: "signed X from one club for £10m and Y from another"."""
        scene = self.scene
        match = scene.language.gapped.match(scene.text, player.end)
        node = scene.clauses.node(match[1]) if match else None
        return [node] if node is not None and scene.is_player(node) else []

    def _is_subordinate(self, group: Group) -> bool:
        """Whether a clause begins between a verb and somebody behind it: "keen on others after seeing X leave"."""
        between = self.scene.text[self.hit.end : max(self.hit.end, group.start)]
        return self.scene.language.subordinate.search(between) is not None

    def _somebody_acts(self, club: Group) -> bool:
        """Whether not the club but a player between it and the trigger acts."""
        scene = self.scene
        return club.letter == "C" and any(
            group.letter == "P"
            and not group.owner
            and club.end < group.start < self.hit.start
            and all(map(scene.is_player, group.nodes))
            and scene.language.subject_after.search(scene.text[: group.start])
            and not any(start <= group.start < end <= self.hit.start for start, end in scene.asides)
            for group in scene.groups
        )

    def _meets_somebody(self, club: Group) -> bool:
        """Whether it is a person whom somebody joins or follows, and the club stands further on."""
        return any(
            group.letter in "PS" and self.hit.end <= group.start < club.start and not group.owner
            for group in self.scene.groups
        )

    def _is_in_passing(self) -> bool:
        """Whether the verb has no subject of its own: "Having signed X, …"."""
        active, before = self.scene.language.voice["active"], self.scene.text[: self.hit.start].rstrip()
        return any(active.search(words) is not None for words in (self._word(), before))

    def _listed_behind(self) -> Group | None:
        """The clubs that a list behind the trigger names: "several clubs want him: X, Y and Z"."""
        scene = self.scene
        return next(
            (
                group
                for group in scene.groups
                if group.letter == "C"
                and group.start > self.hit.end
                and scene.language.list_before.search(scene.text[: group.start])
            ),
            None,
        )

    def _named_next(self) -> Group | None:
        """The club that a clause in front of it speaks of: "Having signed X, the club …"."""
        scene = self.scene
        return scene.nearest(
            self.span,
            RIGHT,
            lambda group, node: self.is_club(group, node) and scene.text[: group.start].endswith(", "),
        )

    def _anywhere(self) -> tuple[list[int], list[int]]:
        scene = self.scene
        toward = self.trigger.form == "toward"
        side, limit = (RIGHT, _ONWARD) if toward else (ANYWHERE, _ABOUT)
        comes = self.trigger.kind == "transfer" and self._ends_with_from()
        player = scene.nearest(
            self.span,
            side,
            lambda group, node: self.is_player(group, node) and not (comes and group.owner),
            limit=limit,
            wanted=True,
        )
        if player and self.trigger.kind == "interest" and self._is_subordinate(player):
            player = None
        may_be_topic = self.trigger.again and not comes
        players = list(player.nodes) if player else scene.topic(before=self.hit.start) if may_be_topic else []
        if player and player.start >= scene.clause_end(self.hit.end) and self.trigger.again:
            players = scene.topic(before=self.hit.start)  # who stands in the clause behind is another
        if not players or self._is_at_home(players) or self._goes_to_a_stranger():
            return [], []
        if self.trigger.kind == "interest" and self._own_club_acts(players):
            return [], []
        club = self._buyer(players) or scene.nearest(
            self.span,
            RIGHT if self.trigger.form == "onward" or self._names_agent() else ANYWHERE,
            lambda group, node: (
                self.is_club(group, node)
                and any(
                    self._can_join(person, where) for person in players for where in self.clubs_of(_only(group, node))
                )
                and not self.is_left(group)
                and not (self._ends_with_from() and self._is_in_aside(group))
                and not scene.language.received_by.search(scene.text[: group.start])
            ),
            limit=_ONWARD if self.trigger.form == "onward" or self._names_agent() else _APART,
        )
        clubs = self.clubs_of(club)
        is_at_home = self.trigger.club == "own" or (self.trigger.kind == "contact" and self.is_of_renewal())
        if is_at_home and not clubs:
            return players, [own for person in players if (own := scene.own(person)) is not None]
        joined = [where for person in players if (where := scene.story.bound.get(person)) is not None]
        if self.trigger.kind == "transfer" and self.trigger.again and joined:
            return players, joined
        if self.trigger.kind == "transfer" and not self.trigger.modality and not clubs:
            return players, self._where_he_came(players)
        if (
            not clubs
            and self.trigger.again
            and self.trigger.form == "any"
            and self.trigger.kind != "transfer"
            and not self._names_agent()
        ):
            recent = scene.story.recent_clubs(scene.number, within=_NEAR)
            passed = {node for group in scene.groups if self.is_left(group) for node in group.nodes}
            fits = [
                club
                for club in recent
                if club not in passed and all(self._can_join(person, club) for person in players)
            ]
            sought = [club for club in fits if any((person, club) in scene.story.sought for person in players)]
            clubs = (sought or fits)[:1]
        return players, clubs

    def _goes_to_a_stranger(self) -> bool:
        """Whether a trigger that ends with "to" or "with" goes on with somebody or a place that is not known."""
        scene, words = self.scene, self.scene.text[self.hit.start : self.hit.end]
        is_open = scene.language.open_end.search(words) is not None
        return is_open and scene.language.stranger_next.match(scene.text, self.hit.end) is not None

    def _where_he_came(self, players: list[int]) -> list[int]:
        """The club of a player who is said to have come from another: "he signed from X in August"."""
        scene = self.scene
        if not self._ends_with_from():
            return []
        behind = {node for group in scene.groups if group.start - self.hit.end in (1, 5) for node in group.nodes}
        for player in players:
            own = scene.own(player)
            if own is not None and own not in behind:
                scene.story.bound[player] = own
                return [own]
            sought = [
                club
                for club in scene.story.recent_clubs(scene.number, within=_NEAR)
                if (player, club) in scene.story.sought
            ]
            if sought and sought[0] not in behind:
                return sought[:1]
        return []

    def _own_club_acts(self, players: list[int]) -> bool:
        """Whether the player's own club stands before the trigger as who acts: "X remain keen to extend his stay"."""
        acting = self.scene.nearest(self.span, LEFT, self.is_club, limit=_NEXT_TO, subject=True)
        clubs = self.clubs_of(acting)
        return bool(clubs) and not any(self._can_join(person, club) for person in players for club in clubs)

    def _buyer(self, players: list[int]) -> Group | None:
        """The club that acts before "agreed a fee": one behind it sells."""
        acts = self.trigger.kind == "transfer" and self.trigger.modality and self.trigger.verb
        if not acts or self.is_passive():
            return None
        return self.scene.nearest(
            self.span,
            LEFT,
            lambda group, node: (
                self.is_club(group, node)
                and any(
                    self._can_join(person, club) for person in players for club in self.clubs_of(_only(group, node))
                )
            ),
            limit=SUBJECT,
            subject=True,
        )

    def _is_in_aside(self, group: Group) -> bool:
        """Whether a group stands in a relative clause that the trigger does not."""
        return any(start <= group.start < end and not start <= self.hit.start < end for start, end in self.scene.asides)

    def _ends_with_from(self) -> bool:
        return self.scene.language.left.search(self.scene.text[: self.hit.end] + " ") is not None

    def _names_agent(self) -> bool:
        """Whether the trigger ends with the word behind which stands who acts: "approached by"."""
        if self.trigger.kind not in _DONE_BY:
            return False
        return self.scene.language.agent_next.search(self.scene.text, self.hit.start, self.hit.end) is not None

    def _is_at_home(self, players: list[int]) -> bool:
        """Whether the club right behind the trigger is the player's own: no other is meant then."""
        scene = self.scene
        behind = [group for group in scene.groups if 0 <= group.start - self.hit.end <= _BEHIND_IT]
        clubs = [node for group in behind for node in group.nodes if group.letter == "C"]
        if self.scene.language.nation_next.match(self.scene.text, self.hit.end):
            return True
        if not clubs or any(self._can_join(person, club) for person in players for club in clubs):
            return False
        buyer = scene.nearest(self.span, LEFT, self.is_club, subject=True) if self.trigger.kind == "transfer" else None
        return not any(self._can_join(person, club) for person in players for club in self.clubs_of(buyer))

    def is_left(self, group: Group) -> bool:
        """Whether a club is the one that a player comes from."""
        if self.trigger.kind not in _MOVING or self._names_agent():
            return False
        return any(
            one.letter == group.letter
            and set(one.nodes) == set(group.nodes)
            and self.scene.language.left.search(self.scene.text[: one.start])
            for one in self.scene.groups
        )

    def _can_join(self, player: int, club: int) -> bool:
        """Whether a club can be one that wants a player: not his own, unless the talk is of his contract."""
        own = self.scene.own(player)
        if club == own and club in self.scene.story.by_last_word:
            return False  # "City have offered him a deal": more often another club of that name
        is_directed = self.trigger.form not in ("any", "toward") and (
            self.trigger.form != "onward" or self.trigger.kind == "transfer"
        )
        if club != own or (is_directed and not self.scene.is_settled(player, club)):
            return True
        if self.trigger.kind == "transfer":
            if self.is_of_renewal() and club in self.scene.directory.clubs_of(player):
                return False  # "secured X on a new contract"
            stated = self.trigger.form not in ("any", "onward") and not self.trigger.modality
            return stated or self.scene.story.bound.get(player) == club
        return self.trigger.club == "own" or (self.trigger.kind in _ABOUT_TERMS and self.is_of_renewal())


def _only(group: Group, node: int) -> Group:
    return Group(group.start, group.end, group.letter, (node,), group.owner)


def club_leads(filler: Filler) -> bool:
    """Whether a club, or something of a club's, stands before the trigger in its clause."""
    scene = filler.scene
    start = scene.clause_start(filler.hit.start)
    return any(group.letter == "C" and start <= group.start < filler.hit.start for group in scene.groups)
