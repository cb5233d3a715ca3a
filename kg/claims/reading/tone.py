"""How a clause puts what it says: as a fact, a report, a plan, a rumour or a denial, or as nothing that is claimed.

It is decided here once for every kind of claim, by the words around the trigger: those of the file's ``[cues]`` and
``[aux]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.claims.reading.lexicon import Hit
from kg.claims.reading.scene import Scene
from kg.model import Modality

__all__ = ["RELATIONSHIPS", "Tone", "tone_of"]

RELATIONSHIPS: Final = ("friend", "family", "mentor", "same_agent", "feud")
_LASTING: Final = ("friend", "family", "mentor", "same_agent")
_SETTLED: Final = (*RELATIONSHIPS, "contract", "transfer")
_DENIABLE: Final = ("interest", "contact", "offer", "persuasion", "transfer")
_MAY_BE_OVER: Final = ("interest", "contact", "offer", "persuasion", "transfer")
_PLANNED: Final = ("offer", "contact", "persuasion", "contract", "transfer")
_TO_COME: Final = ("offer", "contact")
_MARK: Final = re.compile(r"<[A-Z]\d+>(?:'s)?")
_BRACKET: Final = re.compile(r"<B(\d+)>")
_RELAY: Final = re.compile(r"<O(\d+)>")
_SPEAKER: Final = re.compile(r"<([PCS])(\d+)>")
_NEXT_PART: Final = re.compile(r" ?;|, (?:and|but|while|y|und)\b")
_MOST_AUX: Final = 12
_SEVERAL: Final = 2
_NEAREST: Final = 5
"""So many words before a verb may say that a move is to come."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How something is put; ``relay`` is the place of who reported it first, in the sentence's list."""

    modality: Modality
    relay: int | None
    first_hand: bool
    unsure: bool


def tone_of(scene: Scene, hit: Hit, concerned: set[int]) -> Tone | None:
    """Return how a clause puts what a trigger says; ``None`` where it claims nothing.

    Args:
        scene: the clause.
        hit: the trigger in it.
        concerned: whom it is about, and those who run their clubs: they know at first hand.
    """
    relay = _relay(scene.text, hit)
    words = _Words(scene, hit)
    first_hand = words.is_first_hand(concerned)
    modality = words.modality(relayed=relay is not None, first_hand=first_hand)
    if modality is Modality.FACT and words.kind in _LASTING:
        relay = None  # a tie taken as known is not what is reported
    return None if modality is None else Tone(modality, relay, first_hand, words.unsure)


def _relay(text: str, hit: Hit) -> int | None:
    """Who is said to report it: the phrase before it, or one that ends the clause."""
    bracket = _BRACKET.search(text, hit.end)
    if bracket:
        return int(bracket[1])
    before = [int(mark[1]) for mark in _RELAY.finditer(text[: hit.end])]
    if before:
        return before[-1]
    behind = _RELAY.search(text, hit.end)
    if behind is None:
        return None
    rest = text[behind.end() :]
    return int(behind[1]) if len(rest.split()) <= 4 or _NEXT_PART.match(rest) else None


class _Words:
    """The words around a trigger."""

    def __init__(self, scene: Scene, hit: Hit) -> None:
        text, language = scene.text, scene.language
        self.scene, self.hit, self.kind = scene, hit, hit.trigger.kind
        self.cues, self.aux_words = language.cues, language.aux_words
        start, end = scene.clause_start(hit.start), scene.clause_end(hit.end)
        self.before, self.span, self.behind = text[start : hit.start], text[hit.start : hit.end], text[hit.end : end]
        self.head, self.tail = text[: hit.start], text[hit.end :]
        lead = self.cues["anew"].split(_MARK.split(self.before)[-1].rsplit(", ", 1)[-1])[-1]
        self.lead = lead.split()[-_MOST_AUX:]
        self.aux, self.nearest = frozenset(self.lead), frozenset(self.lead[-_NEAREST:])
        hedges = f"{self.before} {self.span} {self.behind}"
        near = f"{self.before} {self.span}" if self.kind in _SETTLED else hedges
        self.unsure = bool(self.cues["unsure"].search(hedges))
        self.rumoured = bool(self.cues["rumour"].search(near))
        self.reported = bool(self.cues["report"].search(near) or self.cues["reported_after"].search(self.tail))

    def is_first_hand(self, concerned: set[int]) -> bool:
        """Whether somebody concerned says so, before or behind it."""
        clauses = self.scene.clauses
        if clauses.speaker in concerned and clauses.is_quoted(self.hit.start):
            return True
        spoken = self.cues["first_hand"].search(self.head) or self.cues["first_hand_after"].search(self.tail)
        nodes = clauses.nodes
        return spoken is not None and any(nodes[int(mark[2])] in concerned for mark in _SPEAKER.finditer(spoken[0]))

    def modality(self, *, relayed: bool, first_hand: bool) -> Modality | None:  # noqa: PLR0911  one line a reason
        """Return how it is put."""
        if self._is_supposed():
            hoped = self.kind == "persuasion" and self.cues["hoped"].search(self.head)
            return Modality.PLAN if hoped else None
        if self._is_void():
            return None
        if self._is_denied():
            return Modality.DENIAL if self.kind in _DENIABLE else None
        if self.hit.trigger.modality:
            return Modality.PLAN if self._is_yet_to_sign() else Modality(self.hit.trigger.modality)
        if self.kind in _PLANNED and self._is_planned():
            return Modality.PLAN
        if self.rumoured:
            return Modality.RUMOUR
        if first_hand:
            return Modality.FACT
        given = self.kind in _LASTING and self.cues["given"].search(self.head)
        if given:
            return Modality.FACT
        if relayed or self.reported or self.kind not in _SETTLED:
            return Modality.REPORT
        return Modality.FACT

    def _is_yet_to_sign(self) -> bool:
        """Whether a contract is still to be signed: "about to sign a new contract until 2030"."""
        fresh = self.cues["fresh"].search(f"{self.before} {self.span}")
        return self.kind == "contract" and fresh is not None and self._is_planned()

    def _is_supposed(self) -> bool:
        if self.kind == "contract" and self.hit.trigger.form == "any":
            return bool(self.cues["conditional"].search(self.head))
        if self.cues["supposed"].search(self.head) or self.cues["conditional"].search(self.head):
            return True
        return bool(self.cues["provided"].search(self.behind) or self.aux & self.aux_words["guess"])

    def _is_void(self) -> bool:
        """Whether it is over, only hoped for, or, of a rejection, only expected."""
        if self.kind == "persuasion" and self._is_kept_from():
            return True
        if self._is_over() and self.hit.trigger.modality != Modality.DENIAL:
            return True
        if self.kind == "contract" and (self._is_ended() or self._is_talked_of()):
            return True
        if self.kind == "offer" and self.cues["generic"].search(f"{' '.join(self.lead[-2:])} {self.span}"):
            return True
        if self.kind == "rejection":
            return self._is_planned() and not self.cues["negated"].search(self.span)
        return self.kind == "transfer" and self._is_only_wished()

    def _is_kept_from(self) -> bool:
        """Whether somebody is persuaded not to do something: "convinced him not to take it"."""
        words, to = self.span.split(), self.scene.language.infinitive
        return any(before in self.aux_words["negation"] and word == to for before, word in pairwise(words))

    def _is_ended(self) -> bool:
        """Whether a contract is over."""
        return self.cues["ended"].search(f"{' '.join(self.lead[-3:])} {self.span}") is not None

    def _is_talked_of(self) -> bool:
        """Whether a contract is only what is talked of: "talks over agreeing a deal"."""
        if self.hit.trigger.form == "any":
            return False
        if self.lead and self.lead[-1] == self.scene.language.infinitive:
            return not self._is_planned() and not self.cues["chosen"].search(self.before)
        is_ongoing = self.scene.language.voice["active"].search(self.span.partition(" ")[0]) is not None
        return is_ongoing and bool(self.lead) and self.lead[-1] in self.scene.language.talked_of

    def _is_over(self) -> bool:
        if self.kind not in _MAY_BE_OVER:
            return False
        words = f"{' '.join(self.lead)} {self.span} {self.behind}"
        return bool(self.cues["over"].search(words))

    def _is_denied(self) -> bool:
        if self.hit.trigger.modality == Modality.DENIAL:
            return True
        if self.cues["talk"].search(self.head) and self.cues["refuted"].search(self.tail):
            return True
        if self.kind == "rejection" or (self.kind == "contract" and self.hit.trigger.form == "any"):
            return False
        if self.cues["denial"].search(self.head):
            return True
        own = self.cues["negated"].match(self.hit.trigger.text.lstrip("("))
        if self.cues["fruitless"].search(f"{self.before} {self.span}"):
            return False
        return not own and bool(self.aux & self.aux_words["negation"] or self.cues["negated"].search(self.span))

    def _is_planned(self) -> bool:
        if self.kind in ("transfer", "contract"):
            return bool(self.nearest & self.aux_words["arrival"])
        is_past = self.scene.language.past.search(self.span.partition(" ")[0]) is not None
        if (
            self.kind == "persuasion"
            and not is_past
            and frozenset(self.before.split()[-_MOST_AUX:]) & self.aux_words["intent"]
        ):
            return True
        is_to_come = self.kind in _TO_COME and self.cues["coming"].search(self.behind)
        return bool(is_to_come or self.aux & self.aux_words["plan"])

    def _is_finite(self) -> bool:
        """Whether several, or a club, stand right before a verb as who act: "<club> sign X", "X and Y join"."""
        scene = self.scene
        acting = next((group for group in scene.groups if group.end + 1 == self.hit.start), None)
        if acting is None or (acting.letter != "C" and len(acting.nodes) < _SEVERAL):
            return False
        return not acting.owner and scene.language.subject_after.search(scene.text[: acting.start]) is not None

    def _is_only_wished(self) -> bool:
        """Whether a move is only hoped for: "wants to join", "the chance of joining"."""
        if self.nearest & self.aux_words["arrival"]:
            return False
        if self.hit.trigger.modality == Modality.PLAN:
            return bool(self.lead) and self.lead[-1] in self.scene.language.dependent
        if self.hit.trigger.modality or self.hit.trigger.form in ("any", "onward", "toward"):
            return False
        if not self.lead and self._is_finite():
            return False
        if not self.lead or not self.aux & self.scene.language.dependent:
            return bool(self.cues["unfinished"].search(self.span)) and not self.cues["done"].search(self.before)
        return not self.cues["chosen"].search(self.before)
