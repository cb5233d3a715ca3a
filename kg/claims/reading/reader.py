"""Reads a story: names, clauses, rules, and from what they find one proposal for each thing said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kg.claims.reading.clauses import Clauses, clauses_of
from kg.claims.reading.dates import date_in
from kg.claims.reading.directory import Directory
from kg.claims.reading.findings import Finding, findings_in
from kg.claims.reading.language import Language, language_of
from kg.claims.reading.mention import Mention
from kg.claims.reading.names import mentions
from kg.claims.reading.namesakes import settle_namesakes
from kg.claims.reading.origins import Relay, relays
from kg.claims.reading.proposals import Party, Proposal, Reading
from kg.claims.reading.quotes import is_open_at
from kg.claims.reading.scene import Scene
from kg.claims.reading.sentences import Sentence, nesting, sentences
from kg.claims.reading.story import Story
from kg.claims.reading.tone import RELATIONSHIPS
from kg.model import Confidence, ImpreciseDate, Modality, Precision

__all__ = ["read_story"]

_PARTS: Final = {
    "friend": ("friend", "friend"),
    "family": ("relative", "relative"),
    "mentor": ("mentor", "player"),
    "same_agent": ("client", "client"),
    "feud": ("person", "person"),
    "persuasion": ("player", "persuader"),
}
_SURER: Final = (Modality.FACT, Modality.REPORT, Modality.PLAN, Modality.RUMOUR, Modality.DENIAL)
_OF_CLUBS: Final = ("interest", "contact", "offer", "contract", "transfer")
_SEEKING: Final = ("interest", "contact", "offer", "rejection")
_JUNE: Final = 6
_REACH: Final = 45
"""So many characters before and behind what a rule found, a date belongs to it."""
_Key = tuple[object, ...]


def read_story(text: str, directory: Directory, *, language: Language | None = None) -> Reading:
    """Return what a story proposes to claim.

    Args:
        text: the story, as `kg.claims.reading.page.main_text` gives it; offsets count its characters.
        directory: who there is, as of the day of publication.
        language: its language; ``None`` finds out.
    """
    return _Reader(text, directory, language or language_of(text)).read()


class _Reader:
    """Goes through a story once, sentence by sentence."""

    def __init__(self, text: str, directory: Directory, language: Language) -> None:
        self.text, self.directory, self.language = text, directory, language
        self.story = Story()
        self.claims: dict[_Key, Proposal] = {}
        self.waiting: list[tuple[Finding, Sentence, list[Relay]]] = []
        self.last_relay = ""

    def read(self) -> Reading:
        """Read it all."""
        named, doubts = mentions(self.text, self.directory, self.language)
        settle_namesakes(self.text, named, self.language, self.directory)
        self.story.by_last_word.update(name.node for name in named if name.by_last_word and name.node is not None)
        doubtful = {mention.start for mention in named if mention.candidates and mention.node is None}
        worded = (sentence for sentence in sentences(self.text) if any(map(str.isalpha, sentence.text)))
        for number, sentence in enumerate(worded):
            inside = [name for name in named if sentence.start <= name.start and name.end <= sentence.end]
            self._sentence(number, sentence, inside)
        for finding, sentence, relayed in self.waiting:
            if self._is_sought(finding):
                self._take(finding, sentence, relayed)
        proposals = tuple(replace(proposal, number=number) for number, proposal in enumerate(self.claims.values(), 1))
        unsettled = tuple(doubt for doubt in doubts if doubt.start in doubtful)
        return Reading(self.text, self.directory.published, self.language.code, proposals, unsettled)

    def _sentence(self, number: int, sentence: Sentence, inside: list[Mention]) -> None:
        relayed = relays(sentence, inside, self.language, self.last_relay)
        for relay in relayed:
            inside = [name for name in inside if name.end <= relay.start or name.start >= relay.end]
            inside.append(Mention(relay.start, relay.end, None, "relay"))
            self.last_relay = relay.name
        inside.sort(key=lambda name: name.start)
        is_open = is_open_at(self.text, sentence.start)
        clauses = clauses_of(
            sentence, inside, self.language, self.directory, story=self.story, number=number, is_open=is_open
        )
        depth = nesting(sentence.text)
        scene = Scene(clauses, self.language, self.directory, self.story, number)
        findings = [
            whole
            for finding in sorted(findings_in(scene), key=lambda one: one.span)
            if not self._is_only_quoted(finding, clauses, depth) and (whole := self._fitting(finding)) is not None
        ]
        rejected = {(finding.player, finding.club) for finding in findings if finding.kind == "rejection"}
        stated = {self._key(finding)[:-1] for finding in findings if finding.modality is not Modality.DENIAL}
        for finding in findings:
            is_next = finding.modality is Modality.PLAN  # "will bid again, having had an offer turned down"
            if finding.kind == "offer" and (finding.player, finding.club) in rejected and not is_next:
                continue
            if finding.modality is Modality.DENIAL and self._key(finding)[:-1] in stated:
                continue  # "has no plans to sign him now but hopes to land him in the summer"
            if finding.kind in ("offer", "rejection") and finding.club is not None:
                self.story.offers.append((number, finding.player, finding.club))
            if finding.if_sought:
                self.waiting.append((finding, sentence, relayed))
            else:
                self._take(finding, sentence, relayed)

    def _is_sought(self, finding: Finding) -> bool:
        """Whether the story lets a club want a player, or have him."""
        story, player, club = self.story, finding.player, finding.club
        return (player, club) in story.sought or club in (story.bound.get(player), story.joined.get(player))

    def _is_only_quoted(self, finding: Finding, clauses: Clauses, depth: list[int]) -> bool:
        """Whether it stands in the words of somebody who does not speak of himself: the page does not say it."""
        if not clauses.is_quoted(finding.span[0]):
            return False
        before = finding.clause[: finding.span[0]]
        is_nested = max(depth) > 1 and "'" in before
        return is_nested or clauses.speaker is None or not self._is_of_himself(finding, clauses.speaker)

    def _is_of_himself(self, finding: Finding, speaker: int) -> bool:
        """Whether somebody speaks of his own doings, or of those of the club that he works for."""
        if speaker in (finding.player, finding.by):
            return True
        directory = self.directory
        return finding.kind in _OF_CLUBS and directory.is_staff(speaker) and finding.club in directory.clubs_of(speaker)

    def _fitting(self, finding: Finding) -> Finding | None:
        """The finding with the women's team where a woman is meant; ``None`` if it cannot be a claim."""
        if finding.kind in RELATIONSHIPS:
            return finding
        club = self._team_of_hers(finding.player, finding.club)
        return replace(finding, club=club) if club is not None else None

    def _team_of_hers(self, player: int, club: int | None) -> int | None:
        """The team of a club that a player can belong to: the women's for a woman; ``None`` if there is none."""
        directory = self.directory
        if club is None or not directory.clubs_of(player):
            return club
        if directory.plays_with_women(player) == directory.is_womens(club):
            return club
        return directory.womens_team(club) if directory.plays_with_women(player) else None

    def _take(self, finding: Finding, sentence: Sentence, relayed: list[Relay]) -> None:
        """Propose it, or add the sentence to a proposal of the same."""
        joins = finding.modality in (Modality.FACT, Modality.REPORT, Modality.PLAN)
        if finding.kind == "transfer" and joins and finding.club is not None:
            self.story.bound[finding.player] = finding.club
            if finding.modality is not Modality.PLAN:
                self.story.joined[finding.player] = finding.club
        if finding.kind in _SEEKING and finding.club is not None and finding.modality is not Modality.DENIAL:
            self.story.sought.add((finding.player, finding.club))
            if finding.kind in ("interest", "offer") and not finding.trigger.club:
                self.story.wanted.add((finding.player, finding.club))
        made = self._proposal(finding, sentence, relayed)
        key = self._key(finding)
        older = self.claims.get(key)
        if older is None:
            self.claims[key] = made
            return
        first, second = older, made
        if _SURER.index(made.modality) < _SURER.index(older.modality):
            first, second = made, older
        places = dict.fromkeys([*older.also, older.sentence, made.sentence])
        places.pop(first.sentence, None)
        whens = [proposal.when for proposal in (older, made) if proposal.when]
        self.claims[key] = replace(
            first,
            origin=first.origin or ("" if first.modality is Modality.FACT else second.origin),
            when=min(whens, key=lambda day: day.first) if whens else None,
            until=first.until or second.until,
            aim=first.aim or second.aim,
            also=tuple(places),
            detail=first.detail or second.detail,
            strength=first.strength or second.strength,
        )

    @staticmethod
    def _key(finding: Finding) -> _Key:
        denied = finding.modality is Modality.DENIAL
        if finding.kind in RELATIONSHIPS:
            return finding.kind, frozenset((finding.player, finding.by)), denied
        return finding.kind, finding.player, finding.club, finding.by, denied

    def _proposal(self, finding: Finding, sentence: Sentence, relayed: list[Relay]) -> Proposal:
        named = self.directory.register.named
        relationship = finding.kind in RELATIONSHIPS
        first, second = _PARTS.get(finding.kind, ("player", "persuader"))
        order = (finding.by, finding.player) if finding.kind == "mentor" else (finding.player, finding.by)
        people = tuple(
            Party(named(node), part) for node, part in zip(order, (first, second), strict=True) if node is not None
        )
        clubs = () if relationship or finding.club is None else (Party(named(finding.club), "club"),)
        when, until, aim = self._dates(finding)
        origin = relayed[finding.relay].name if finding.relay is not None and finding.relay < len(relayed) else ""
        if finding.first_hand and finding.modality is Modality.FACT:
            confidence = Confidence.HIGH
        else:
            low = finding.unsure or finding.modality is Modality.RUMOUR
            confidence = Confidence.LOW if low else Confidence.MEDIUM
        strong = finding.kind == "friend" and self.language.cues["strong"].search(finding.clause[slice(*finding.span)])
        return Proposal(
            0,
            finding.kind,
            people,
            clubs,
            finding.modality,
            origin,
            confidence,
            sentence,
            when,
            until,
            aim,
            detail=finding.detail,
            strength="strong" if strong else "",
            rule=finding.trigger.text,
        )

    def _dates(self, finding: Finding) -> tuple[ImpreciseDate | None, ImpreciseDate | None, ImpreciseDate | None]:
        """When it happened, until when a contract runs, when it is to happen."""
        published = self.directory.published
        if finding.kind == "contract":
            until = date_in(_until(finding, self.language), self.language, published)
            if (
                until
                and until.precision is Precision.YEAR
                and until.first.year == published.year
                and published.month > _JUNE
            ):
                until = replace(
                    until, first=until.first.replace(year=published.year + 1)
                )  # "in the summer", said in autumn
            return None, until, None
        if finding.kind in RELATIONSHIPS:
            return None, None, None
        first, last = finding.span
        day = date_in(finding.clause[max(0, first - _REACH) : last + _REACH], self.language, published)
        if day is None:
            return None, None, None
        if day.first <= published:
            return day, None, None
        ahead = finding.modality is Modality.PLAN or finding.kind in ("interest", "transfer")
        return None, None, day if ahead else None


def _until(finding: Finding, language: Language) -> str:
    """The words that tell until when a contract runs: those behind the trigger, else in it, else before it."""
    start, end = finding.span
    around = [finding.clause[start : end + _REACH], finding.clause[max(0, start - _REACH) : end]]
    return next((words for words in around if any(pattern.search(words) for pattern, _ in language.dates)), "")
