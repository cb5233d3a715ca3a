"""Reading stories against the store: what they propose, what of that is known, and storing what is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.answers.reading_ledger import decisions_of
from kg.claims.reading.directory import Directory
from kg.claims.reading.language import language_named
from kg.claims.reading.outside import outside_proposals
from kg.claims.reading.proposals import PageReading, ReadProposal, decision_key, passage_of
from kg.claims.reading.reader import read_story
from kg.errors import InvalidInput
from kg.graph.history import events_about, relationships_of
from kg.graph.presence import clubs_of
from kg.model import Claim, EventKind, ImpreciseDate, Modality, RelationshipKind
from kg.render.proposals import proposal_words
from kg.store.manual_claims import NOTES, Note, claim_of

if TYPE_CHECKING:
    from kg.claims.reading.mention import Doubt
    from kg.claims.reading.page import Page
    from kg.claims.reading.proposals import Proposal, Reading
    from kg.columns.facts import Facts
    from kg.store.backend import Backend

__all__ = ["accept", "directory_of", "published_day", "read_pages", "read_text"]


_RECENT = timedelta(days=30)
"""Whoever came to a club later than so before a story may be told of there as of somebody who is to come."""
_KINDS = {"friend": RelationshipKind.FRIENDSHIP.value}


def directory_of(facts: Facts, published: date) -> Directory:
    """Return the people and teams that a story of a day may speak of, with the clubs they were at."""
    long_ago = published - _RECENT

    def standings(person: int) -> Sequence[tuple[int, str, bool]]:
        return [
            (row.team, row.role, row.dated and (row.since is None or row.since <= long_ago))
            for row in clubs_of(facts, person, published)
            if row.presence != "former"
        ]

    return Directory(facts, standings, published)


def read_text(facts: Facts, text: str, published: date, *, language: str = "") -> Reading:
    """Return what a story proposes to claim.

    Args:
        facts: the store's people, teams and claims.
        text: the story's main text.
        published: the day on which it was published, from which "last week" counts.
        language: its language's code; "" finds out.

    Raises:
        UsageProblem: there are no rules for the language.
    """
    return read_story(text, directory_of(facts, published), language=language_named(language) if language else None)


def published_day(page: Page) -> date:
    """Return the day on which a page was published.

    Raises:
        InvalidInput: it does not say, or not as a day.
    """
    try:
        return date.fromisoformat(page.published.strip()[:10])
    except ValueError as error:
        problem = f"{page.published!r} is no day" if page.published else "the page does not say when it was published"
        raise InvalidInput(
            problem, file=page.name, field="--published", remedy="give --published YYYY-MM-DD"
        ) from error


def read_pages(backend: Backend, pages: Iterable[Page], *, language: str = "", outside: Any = None) -> PageReading:
    """Read pages, in their order, and compare what they say with the store.

    Args:
        backend: the store.
        pages: the pages.
        language: their language's code; "" finds out.
        outside: proposals made elsewhere (`kg.claims.reading.outside`); those that pass join the first page's.

    Raises:
        InvalidInput: a page does not say when it was published.
        UsageProblem: there are no rules for the language.
    """
    facts = backend.facts
    decided = decisions_of(backend)
    read: list[Page] = []
    proposals: list[ReadProposal] = []
    doubts: list[tuple[Page, Doubt]] = []
    refused: list[str] = []
    for page in pages:
        day = published_day(page)
        reading = read_text(facts, page.text, day, language=language)
        more: list[Proposal] = []
        if outside is not None and not read:
            more, refused = outside_proposals(outside, reading, directory_of(facts, day))
        read.append(page)
        doubts += [(page, doubt) for doubt in reading.doubts]
        for proposal in (*reading.proposals, *more):
            numbered = replace(proposal, number=len(proposals) + 1)
            existing, claims = _novelty(facts, numbered)
            key = decision_key(page, numbered)
            proposals.append(ReadProposal(page, numbered, existing, claims, decided.get(key, "")))
    return PageReading(tuple(read), tuple(proposals), tuple(doubts), tuple(refused))


def _novelty(facts: Facts, proposal: Proposal) -> tuple[str, tuple[Claim, ...]]:
    """Whether the store has the same claim, or one that cannot hold beside it, whenever it became known."""
    day = date(9000, 1, 1)  # after everything that can have been published
    people = [party.entity.id for party in proposal.people]
    first = facts.node(people[0])
    if first is None:
        return "new", ()
    if proposal.kind in _KINDS or proposal.kind in set(RelationshipKind):
        pair = set(people)
        claims = [claim for claim in relationships_of(facts, first, day) if pair == _pair(claim)]
        return _compared(claims, _KINDS.get(proposal.kind, proposal.kind), _OPPOSED_TIES)
    club = proposal.clubs[0].entity.id if proposal.clubs else ""
    by = next((party.entity.id for party in proposal.people if party.part == "persuader"), "")
    claims = [
        claim
        for claim in events_about(facts, day, person=first)
        if getattr(claim.statement, "person", "") == people[0]
        and getattr(claim.statement, "club", "") == club
        and _concerns(claim, by)
    ]
    if proposal.kind == EventKind.CONTRACT and proposal.until:
        return _contracts(claims, proposal)
    denied = proposal.modality is Modality.DENIAL
    kind = EventKind.DENIAL.value if denied else proposal.kind
    opposed = {kind: (proposal.kind,) if denied else (EventKind.DENIAL.value,)}
    return _compared(claims, kind, opposed)


_OPPOSED_TIES = {"friendship": ("feud",), "feud": ("friendship",)}


def _concerns(claim: Claim, by: str) -> bool:
    """Whether a claim can be of the same thing: a denied persuasion by somebody denies nothing else."""
    persuader = getattr(claim.statement, "by", "")
    if getattr(claim.statement, "kind", "") == EventKind.DENIAL:
        return persuader == by
    return not by or persuader in ("", by)


def _pair(claim: Claim) -> set[str]:
    return {getattr(claim.statement, "subject", ""), getattr(claim.statement, "object", "")}


def _compared(
    claims: Sequence[Claim], kind: str, opposed: Mapping[str, tuple[str, ...]]
) -> tuple[str, tuple[Claim, ...]]:
    against = tuple(claim for claim in claims if getattr(claim.statement, "kind", "") in opposed.get(kind, ()))
    if against:
        return "contradicts", against
    same = tuple(claim for claim in claims if getattr(claim.statement, "kind", "") == kind)
    return ("known", same) if same else ("new", ())


def _contracts(claims: Sequence[Claim], proposal: Proposal) -> tuple[str, tuple[Claim, ...]]:
    """A contract's end against those known: the latest claim is the one that counts."""
    until = proposal.until
    ends = [claim for claim in claims if getattr(claim.statement, "kind", "") == EventKind.CONTRACT]
    same = tuple(
        claim
        for claim in ends
        if (end := getattr(claim.statement, "until", None))
        and until
        and (end.first < until.after and until.first < end.after)
    )
    if same:
        return "known", same
    return ("contradicts", tuple(ends[:1])) if ends and getattr(ends[0].statement, "until", None) else ("new", ())


def accept(backend: Backend, chosen: Sequence[ReadProposal], *, today: date) -> list[Claim]:
    """Store proposals as claims of the user's own, each with its page, the place of its sentence and its digest.

    Args:
        backend: where they go.
        chosen: what was accepted.
        today: the day on which the pages were read.

    Returns:
        The claims as stored.

    Raises:
        InvalidInput: a page has no address, or something else cannot be claimed; nothing is stored.
        StoreError: the store cannot be written.
    """
    noted = [claim_of(_note(item), today=today) for item in chosen]
    # What a page denies of one player and club, be it talks or an offer, is one denial.
    claims = list({claim.id: claim for claim in reversed(noted)}.values())[::-1]
    if claims:
        backend.add_claims(NOTES, claims)
    return claims


def _happened(proposal: Proposal, published: date) -> ImpreciseDate | None:
    """When it happened, if that says more than the day of publication ("this year" does not)."""
    if proposal.kind == EventKind.TRANSFER and proposal.aim:
        return proposal.aim
    return proposal.when if proposal.when and proposal.when.after <= published else None


def _note(read: ReadProposal) -> Note:
    page, proposal = read.page, read.proposal
    if not page.url:
        raise InvalidInput("a claim needs the address of its page", file=page.name, field="--url", remedy="give --url")
    by = next((party.entity.id for party in proposal.people if party.part == "persuader"), None)
    relationship = proposal.kind in _KINDS or proposal.kind in set(RelationshipKind)
    people = tuple(party.entity.id for party in proposal.people if relationship or party.part != "persuader")
    clubs = {party.part: party.entity.id for party in proposal.clubs}
    denied = proposal.modality is Modality.DENIAL
    return Note(
        kind=EventKind.DENIAL.value if denied else _KINDS.get(proposal.kind, proposal.kind),
        people=people,
        source_url=page.url,
        publisher=page.publisher or urlsplit(page.url).hostname or "",
        title=page.title,
        published=page.published[:10],
        summary=proposal_words(proposal),
        confidence=proposal.confidence.value,
        club=clubs.get("club"),
        other_club=clubs.get("other_club"),
        by=by,
        until=str(proposal.until or ""),
        when=str(_happened(proposal, published_day(page)) or ""),
        detail=proposal.detail if relationship else "",
        strength=(proposal.strength or None) if relationship else None,
        modality=proposal.modality,
        origin=proposal.origin,
        passage=passage_of(proposal),
    )
