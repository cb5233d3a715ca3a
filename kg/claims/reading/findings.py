"""What the rules find in a clause: who is said to do what to whom, and how the clause puts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims.reading.clauses import Clauses
from kg.claims.reading.directory import Directory
from kg.claims.reading.language import Language, Rule
from kg.model import Modality

__all__ = ["RELATIONSHIPS", "Finding", "findings_in"]

RELATIONSHIPS: Final = ("friend", "family", "mentor", "same_agent", "feud")
_SETTLED: Final = (*RELATIONSHIPS, "contract", "transfer")
_DENIABLE: Final = ("interest", "contact", "offer", "persuasion")
_SOLD: Final = ("interest", "contact", "offer")
_MAY_BE_OVER: Final = ("interest", "contact", "offer", "persuasion")
_PLANNED: Final = ("offer", "contact", "persuasion")
_CLUB: Final = re.compile(r"<C\d+>")
_APART: Final = re.compile(r"(?<=>)(?:, \w+ |, | \w+ )(?=<|the <)")
_MORE: Final = 8
_WORDS_BEHIND: Final = re.compile(r"^(?: [^\s<>,;]+){0,5}")
_NEXT_PART: Final = re.compile(r", (?:and|but|while|y|und)\b")
_RELAY: Final = re.compile(r"<O(\d+)>")
_SPEAKER: Final = re.compile(r"<([PCS])(\d+)>")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said in one clause; people and clubs are nodes.

    Attributes:
        kind: of the claim.
        modality: how it is put.
        player, other, by, club, seller: who fills the slots of the rule; ``None`` for those not named.
        rule: the rule that found it.
        when: the words of the date in the rule, "" for none.
        clause: the clause with marks.
        span: its place in the clause.
        relay: the place of the phrase that says who reported it, in the clauses' list; ``None`` without any.
        first_hand: whether somebody concerned says so.
        unsure: whether the clause itself doubts it.
        detail: the finer word.
    """

    kind: str
    modality: Modality
    player: int | None
    club: int | None
    rule: Rule
    clause: str
    span: tuple[int, int]
    other: int | None = None
    by: int | None = None
    seller: int | None = None
    coach: int | None = None
    when: str = ""
    relay: int | None = None
    first_hand: bool = False
    unsure: bool = False
    detail: str = ""


def findings_in(clauses: Clauses, language: Language, directory: Directory) -> Iterator[Finding]:
    """Return everything that the rules find in a sentence, rule by rule."""
    if clauses.sentence.is_question:
        return
    for clause in (clauses.main, *clauses.others):
        if "<P" not in clause and "<S" not in clause and "<C" not in clause:
            continue
        for cues, rules in language.rules:
            if cues.search(clause):
                for rule in rules:
                    for match in rule.pattern.finditer(clause):
                        yield from _read(rule, match, clauses, language, directory)


def _read(
    rule: Rule, match: re.Match[str], clauses: Clauses, language: Language, directory: Directory
) -> Iterator[Finding]:
    slots = match.groupdict()
    named = ("other", "by", "seller", "coach", "party")
    nodes = {name: clauses.node(slots[name]) for name in named if slots.get(name)}
    if any(node is None for node in nodes.values()):
        return
    players = _players(match, clauses, nodes)
    if not players:
        return
    clubs = [clauses.node(mark) for mark in _CLUB.findall(slots.get("club") or "")] or [None]
    if slots.get("club") and None in clubs:
        return
    clause = match.string
    concerned = {node for node in (*players, *nodes.values(), *clubs) if node is not None}
    relay = _relay(match)
    concerned |= {
        node
        for node in clauses.nodes
        if node is not None
        and directory.is_person(node)
        and directory.is_staff(node)
        and concerned & set(directory.clubs_of(node))
    }
    tone = _Tone(rule, match, language, clauses, concerned, relayed=relay is not None)
    modality = tone.modality()
    if modality is None:
        return
    for player in players:
        for club in clubs:
            yield Finding(
                rule.kind,
                modality,
                player,
                club,
                rule,
                clause,
                match.span(),
                nodes.get("other"),
                nodes.get("by"),
                nodes.get("seller"),
                nodes.get("coach"),
                _when(match),
                relay,
                tone.first_hand,
                tone.unsure,
                slots.get("detail") or _ground(rule, match, clauses, language, directory),
            )


def _players(match: re.Match[str], clauses: Clauses, nodes: dict[str, int | None]) -> list[int | None]:
    """Whom it is about: those in the slot, the one whose side it is, or ``[None]`` where the rule names nobody.

    Empty if somebody is not known, or stands on both sides.
    """
    text = match.groupdict().get("player") or ""
    if text and "<" not in text:
        players = [_meant(match, clauses, nodes.get("by"))]
    elif text:
        players = [clauses.node(part) for part in _APART.split(text)]
    else:
        return [nodes.get("party")]
    others = {nodes.get("other"), nodes.get("by")} - {None}
    return [] if None in players or others & set(players) else list(dict.fromkeys(players))


def _when(match: re.Match[str]) -> str:
    """The words of the date, with a little of what follows: "in June" may go on as "in June 2025"."""
    if not match.groupdict().get("when"):
        return ""
    return match.string[match.start("when") : match.end("when") + _MORE]


def _ground(rule: Rule, match: re.Match[str], clauses: Clauses, language: Language, directory: Directory) -> str:
    """What a friendship is said to rest on: "England duty", "together at Northgate City"; "" if nothing is said."""
    ground = language.cues["ground"].search(match.string) if rule.kind == "friend" else None
    node = clauses.node(ground[0][ground[0].index("<") :]) if ground else None
    if node is None:
        return ""
    name = directory.register.named(node).name
    return f"{name} duty" if directory.is_national(node) else f"together at {name}"


def _meant(match: re.Match[str], clauses: Clauses, by: int | None) -> int | None:
    """Whom "him" means behind the one who acts: the only other person named before."""
    before = {
        clauses.nodes[int(mark[2])] for mark in _SPEAKER.finditer(match.string[: match.start()]) if mark[1] == "P"
    }
    before -= {by, None}
    return before.pop() if len(before) == 1 else None


def _relay(match: re.Match[str]) -> int | None:
    """Who is said to report what was found: the phrase before it, or one that ends the clause."""
    clause = match.string
    before = [int(mark[1]) for mark in _RELAY.finditer(clause[: match.end()])]
    if before:
        return before[-1]
    behind = _RELAY.search(clause, match.end())
    if behind is None:
        return None
    rest = clause[behind.end() :]
    if len(rest.split()) <= 4 or _NEXT_PART.match(rest):
        return int(behind[1])
    return None


class _Tone:
    """How a clause puts what a rule found in it."""

    def __init__(
        self,
        rule: Rule,
        match: re.Match[str],
        language: Language,
        clauses: Clauses,
        concerned: set[int],
        *,
        relayed: bool,
    ) -> None:
        clause = match.string
        self.rule, self.language, self.relayed = rule, language, relayed
        self.before, self.span, self.behind = clause[: match.start()], match[0], clause[match.end() :]
        verbs = (match.groupdict().get("aux") or "").split()
        self.depends = bool(verbs) and verbs[0] in language.dependent
        self.aux = frozenset(verbs)
        last = match.end("aux") if match.groupdict().get("aux") is not None else match.start()
        self.gap = match.string[last : match.end()]
        cues = language.cues
        parts = cues["parts"]
        hedges = f"{parts.split(self.before)[-1]} {self.span} {parts.split(self.behind)[0]}"
        self.unsure = bool(cues["unsure"].search(hedges))
        near = self.span if rule.kind in _SETTLED else hedges
        self.rumoured = bool(cues["rumour"].search(near)) and rule.modality != "rumour"
        self.reported = bool(cues["report"].search(hedges)) or relayed
        self.first_hand = self._is_first_hand(clauses, concerned)

    def _is_first_hand(self, clauses: Clauses, concerned: set[int]) -> bool:
        cues = self.language.cues
        spoken = cues["first_hand"].search(self.before)
        text = self.before if spoken else self.behind
        spoken = spoken or cues["first_hand_after"].search(self.behind)
        if spoken is None:
            return False
        marks = [int(mark[2]) for mark in _SPEAKER.finditer(spoken[0])]
        return bool(text) and any(clauses.nodes[mark] in concerned for mark in marks)

    def modality(self) -> Modality | None:  # noqa: PLR0911  one line a reason
        """Return how it is put; ``None`` where nothing is claimed."""
        words, cues, kind = self.language.aux_words, self.language.cues, self.rule.kind
        if cues["supposed"].search(self.before) or self.aux & words["guess"] or self.depends:
            return None
        if self._is_refuted() or (self.aux & words["plan"] and cues["provided"].search(self.behind)):
            return Modality.DENIAL if kind in _DENIABLE and self._is_refuted() else None
        if kind in _SOLD and cues["selling"].search(self.span):
            return None
        near = self.span + (_WORDS_BEHIND.match(self.behind) or [""])[0]
        if kind in _MAY_BE_OVER and cues["over"].search(near):
            return None
        if self.rule.modality == Modality.DENIAL or cues["denial"].search(self.before + " " + " ".join(self.aux)):
            return Modality.DENIAL if kind not in _SETTLED and kind != "rejection" else None
        if self.aux & words["negation"] and kind != "rejection":
            return Modality.DENIAL if kind in _DENIABLE else None
        if self._is_negated_within():
            begins_so = self.gap.split()[:1] and self.gap.split()[0] in words["negation"] | words["perfect"]
            return Modality.DENIAL if begins_so and kind in ("interest", "contact", "offer") else None
        if self.rule.modality:
            return Modality(self.rule.modality)
        return self._affirmed(kind)

    def _is_refuted(self) -> bool:
        """Whether it is talk of which the sentence goes on to say that it is wrong."""
        cues = self.language.cues
        return bool(cues["talk"].search(self.before)) and bool(cues["refuted"].search(self.behind))

    def _is_negated_within(self) -> bool:
        """Whether a negation stands in a gap of the rule, not in its own words."""
        negated = self.language.cues["negated"]
        return self.rule.kind != "rejection" and not negated.search(self.rule.text) and bool(negated.search(self.gap))

    def _affirmed(self, kind: str) -> Modality | None:
        words = self.language.aux_words
        if kind == "transfer" and self.aux - words["perfect"]:
            return Modality.PLAN if self.aux & words["arrival"] else None
        if self.aux & words["plan"] and (kind in _PLANNED or self.rule.signing):
            return Modality.PLAN if kind in _PLANNED else None
        if self.rumoured:
            return Modality.RUMOUR
        if self.first_hand:
            return Modality.FACT
        if self.reported or kind not in _SETTLED:
            return Modality.REPORT
        return Modality.FACT
