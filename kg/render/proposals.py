"""What stories propose: as tables, as JSON, and each in a sentence of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.model import Modality
from kg.render.blocks import Column, Document, Heading, Table, Text
from kg.render.csv import csv_line
from kg.render.renditions import Rendering
from kg.render.words import clean, label, source_words

if TYPE_CHECKING:
    from kg.claims.reading.proposals import PageReading, Party, Proposal, ReadProposal, RuleRecord
    from kg.model import Claim
    from kg.render.shapes.reading import HeldClaimShape, LedgerAnswer, PartyShape, ProposalShape, ReadAnswer

__all__ = ["ledger_rendering", "proposal_json", "proposal_words", "reading_rendering"]

# What is said of each kind, by how it is put; "" is every other way.
_WORDS: Final[dict[str, dict[str, str]]] = {
    "interest": {
        "fact": "{club} say that they are interested in {player}",
        "rumour": "{player} is rumoured to interest {club}",
        "denial": "It is denied that {club} are interested in {player}",
        "": "{club} are reported to be interested in {player}",
    },
    "contact": {
        "fact": "{club} and {player} or those around him confirm contact",
        "plan": "{club} are reported to plan talks about {player}",
        "rumour": "{club} are rumoured to be in contact over {player}",
        "denial": "Contact between {club} and {player} is denied",
        "": "{club} are reported to be in contact over {player}",
    },
    "offer": {
        "fact": "{club} made an offer for {player}, by the account of those concerned",
        "plan": "{club} are reported to plan an offer for {player}",
        "rumour": "{club} are rumoured to have made an offer for {player}",
        "denial": "It is denied that {club} made an offer for {player}",
        "": "{club} are reported to have made an offer for {player}",
    },
    "rejection": {"": "An offer of {club} for {player} is reported to have been turned down"},
    "contract": {
        "fact": "{player} is under contract with {club}",
        "": "{player} is reported to be under contract with {club}",
    },
    "transfer": {
        "fact": "{player} joined {club}",
        "plan": "{player} is to join {club}",
        "rumour": "{player} is rumoured to join {club}",
        "denial": "It is denied that {player} is to join {club}",
        "": "{player} is reported to have joined {club}",
    },
    "persuasion": {
        "fact": "{by} spoke for a move of {player} to {club}, by the account of those concerned",
        "plan": "A plan is reported: {by} is to talk {player} into joining {club}",
        "rumour": "{by} is rumoured to have talked to {player} about joining {club}",
        "denial": "It is denied that {by} tried to talk {player} into joining {club}",
        "": "{by} is reported to have tried to talk {player} into joining {club}",
    },
    "friend": {
        "fact": "{player} and {by} are described as friends",
        "": "{player} and {by} are reported to be friends",
    },
    "family": {"": "{player} and {by} are described as family"},
    "mentor": {"": "{player} is described as a mentor of {by}"},
    "same_agent": {"": "{player} and {by} are said to have the same agent"},
    "feud": {"": "{player} and {by} are reported to have fallen out"},
}


def proposal_words(proposal: Proposal) -> str:
    """Return what a proposal says, in a sentence of our own."""
    ways = _WORDS[proposal.kind]
    names = [party.entity.name for party in proposal.people]
    clubs = {party.part: party.entity.name for party in proposal.clubs}
    words = ways.get(proposal.modality, ways.get("", next(iter(ways.values())))).format(
        player=names[0], by=names[1] if len(names) > 1 else "somebody", club=clubs.get("club", "a club")
    )
    if proposal.detail:
        words += f" ({proposal.detail})"
    if proposal.when and proposal.kind == "interest":
        words += f", since {proposal.when} or before"
    if proposal.until:
        words += f" until {proposal.until}"
    if proposal.kind == "rejection" and "other_club" in clubs:
        words += f" by {clubs['other_club']}"
    return f"{clean(words)}."


def _parties(parties: Sequence[Party]) -> list[PartyShape]:
    return [{"id": party.entity.id, "name": party.entity.name, "part": party.part} for party in parties]


def proposal_json(read: ReadProposal) -> ProposalShape:
    """Return a proposal as ``kg read --format json`` prints it."""
    proposal = read.proposal
    return {
        "number": proposal.number,
        "kind": proposal.kind,
        "people": _parties(proposal.people),
        "clubs": _parties(proposal.clubs),
        "modality": proposal.modality.value,
        "origin": proposal.origin,
        "date": proposal.dated,
        "confidence": proposal.confidence.value,
        "sentence": proposal.sentence.text,
        "start": proposal.sentence.start,
        "end": proposal.sentence.end,
        "known": read.known,
        "when": str(proposal.when or ""),
        "until": str(proposal.until or ""),
        "aim": str(proposal.aim or ""),
        "detail": proposal.detail,
        "strength": proposal.strength,
        "summary": proposal_words(proposal),
        "also": [{"sentence": item.text, "start": item.start, "end": item.end} for item in proposal.also],
        "known_claims": [_claim_json(claim) for claim in read.claims],
        "decided": read.decided,
        "page": {"name": read.page.name, "url": read.page.url, "published": read.page.published[:10]},
        "rule": proposal.rule,
    }


def _claim_json(claim: Claim) -> HeldClaimShape:
    source = claim.source
    return {
        "id": claim.id,
        "kind": str(getattr(claim.statement, "kind", "")),
        "summary": claim.summary,
        "source": {
            "title": source.title if source else "",
            "url": source.url if source else "",
            "published": str(source.published or "") if source else "",
        },
    }


def reading_rendering(reading: PageReading) -> Rendering:
    """Return what stories propose, for people and for programs."""
    return Rendering(lambda: _blocks(reading), lambda: reading_json(reading), lambda: _rows(reading))


def reading_json(reading: PageReading) -> ReadAnswer:
    """Return what stories propose as one object."""
    return {
        "proposals": [proposal_json(read) for read in reading.proposals],
        "doubts": [
            {"name": doubt.name, "candidates": list(doubt.candidates), "start": doubt.start, "page": page.name}
            for page, doubt in reading.doubts
        ],
        "refused": list(reading.refused),
        "pages": [
            {"name": page.name, "url": page.url, "published": page.published[:10], "characters": len(page.text)}
            for page in reading.pages
        ],
    }


_COLUMNS: Final = (
    Column("#", right=True),
    Column("KIND"),
    Column("WHO", flexible=True),
    Column("CLUB", flexible=True),
    Column("PUT AS"),
    Column("ORIGIN"),
    Column("DATE"),
    Column("SURE"),
    Column("STORE"),
)


def _cells(read: ReadProposal) -> tuple[str, ...]:
    proposal = read.proposal
    return (
        str(proposal.number),
        label(proposal.kind),
        clean(" / ".join(party.entity.name for party in proposal.people)),
        clean(" / ".join(party.entity.name for party in proposal.clubs)),
        proposal.modality.value,
        clean(proposal.origin),
        proposal.dated,
        proposal.confidence.value,
        read.decided or read.known,
    )


def _blocks(reading: PageReading) -> Document:
    pages = len(reading.pages)
    where = clean(reading.pages[0].title or reading.pages[0].name) if pages == 1 else f"{pages} pages"
    blocks: list[Any] = [Heading(f"What {where} says: {len(reading.proposals)} proposals", 1)]
    if reading.proposals:
        blocks.append(Table(_COLUMNS, tuple(map(_cells, reading.proposals))))
        blocks.append(Heading("The sentences they rest on"))
        for read in reading.proposals:
            sentence = read.proposal.sentence
            place = f"characters {sentence.start}–{sentence.end}"
            page = f", {clean(read.page.name)}" if pages > 1 else ""
            more = f"; said again {len(read.proposal.also)} times" if len(read.proposal.also) > 1 else ""
            more = "; said again once" if len(read.proposal.also) == 1 else more
            blocks.append(Text(f"{read.proposal.number}  “{clean(sentence.text)}” ({place}{page}{more})"))
            blocks += [Text(f"   {_store_words(read.known, claim)}", quiet=True) for claim in read.claims[:3]]
    if reading.doubts:
        blocks.append(Heading("Names in doubt: nothing is proposed of them"))
        for _, doubt in reading.doubts:
            blocks.append(Text(f"{clean(doubt.name)}: {' | '.join(map(clean, doubt.candidates))}"))
    if any(read.proposal.modality is Modality.PLAN for read in reading.proposals):
        blocks.append(Text("A plan is what somebody means to do; it has not happened.", quiet=True))
    return blocks


def _store_words(relation: str, claim: Claim) -> str:
    source = source_words(claim.source) if claim.source else "no source"
    statement = clean(claim.summary) or label(str(getattr(claim.statement, "kind", "")))
    return f"{'against' if relation == 'contradicts' else 'as in'} the store: {statement} ({source})"


def _rows(reading: PageReading) -> str:
    head = (
        "number",
        "kind",
        "people",
        "clubs",
        "modality",
        "origin",
        "date",
        "confidence",
        "known",
        "sentence",
        "start",
        "end",
    )
    lines = [csv_line(head)]
    for read in reading.proposals:
        sentence = read.proposal.sentence
        cells: list[str | int | float | None] = [
            *_cells(read)[:8],
            read.known,
            sentence.text,
            sentence.start,
            sentence.end,
        ]
        lines.append(csv_line(cells))
    return "".join(lines)


def ledger_rendering(records: Sequence[RuleRecord]) -> Rendering:
    """Return how the rules fared: what was accepted and rejected of what each proposed."""
    columns = (
        Column("KIND"),
        Column("ACCEPTED", right=True),
        Column("REJECTED", right=True),
        Column("RULE", flexible=True),
    )
    table = Table(columns, tuple((kind, str(yes), str(no), rule) for kind, rule, yes, no in records))
    data: LedgerAnswer = {
        "rules": [{"kind": kind, "rule": rule, "accepted": yes, "rejected": no} for kind, rule, yes, no in records]
    }
    rows = csv_line(("kind", "rule", "accepted", "rejected")) + "".join(map(csv_line, records))
    return Rendering(lambda: [Heading("How the rules fared", 1), table], lambda: data, lambda: rows)
