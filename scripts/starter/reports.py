"""Published reports on people and moves, from `data/curated/`: each in our own words, with the page that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from kg.model import (
    Claim,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Spell,
)
from kg.rdf.iris import claim_iri
from starter.pages import RETRIEVED, Names, Pages, Row, confidence_in, own_release, period_of, rows_in, when_of

__all__ = ["Reports"]

_FIRST_HAND = frozenset({"player", "persuader"})
# The table names the younger, guided or admiring one first; the graph names the parent, mentor, idol and agent first.
_OTHER_FIRST = frozenset({RelationshipKind.MENTOR, RelationshipKind.IDOL, RelationshipKind.AGENT})
_ELDER_FIRST = frozenset({"parent and child", "uncle and nephew", "grandparent and grandchild"})
_EVENTS = {
    "interest": EventKind.INTEREST,
    "offer": EventKind.OFFER,
    "rejection": EventKind.REJECTION,
    "transfer": EventKind.TRANSFER,
}
_BIDS = ("interest", "offer", "rejection")
_NEWS = timedelta(days=14)


class Reports:
    """The tables of relationships, persuasions and events as claims, people and clubs known by name alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = Pages(folder)
        self._names = Names("reports")

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("reports", "Published reports on relationships and persuasions, restated")

    def claims(self) -> list[Claim]:
        """Everything the tables say, described people and teams first."""
        stated = [*self._relationships(), *self._persuasions(), *self._events()]
        return self._names.claims() + list({claim.id: claim for claim in stated}.values())

    def _relationships(self) -> Iterator[Claim]:
        for row in rows_in(self._folder / "relationships.csv"):
            kind = RelationshipKind(row["kind"])
            subject, related = row["person"], row["other"]
            if kind in _OTHER_FIRST or row["detail"] in _ELDER_FIRST:
                subject, related = related, subject
            attested = when_of(row["attested"])
            period = period_of(row, "since", "ended", attested.first if attested else None)
            if period is None or subject == related:
                continue
            strength = "" if row["strength"] == "none" else row["strength"]
            yield Claim(
                claim_iri("reports", row["kind"], row["person"], row["other"], row["detail"], row["source_url"]),
                Relationship(
                    kind, self._names.person(subject), self._names.person(related), period, row["detail"], strength
                ),
                self._pages.source(row),
                RETRIEVED,
                confidence_in(row["publisher"]),
                row["sentence"],
            )

    def _persuasions(self) -> Iterator[Claim]:
        for row in rows_in(self._folder / "persuasions.csv"):
            denied = row["attempt"] == "denied"
            event = Event(
                EventKind.DENIAL if denied else EventKind.PERSUASION,
                self._names.person(row["player"]),
                club=self._names.team(row["club"]),
                by=self._names.person(row["persuader"]),
                when=when_of(row["announced"]) or _window(row["window"]),
                outcome=row["outcome"],
            )
            yield self._reported(row, "denial" if denied else "persuasion", event, row["persuader"])

    def _events(self) -> Iterator[Claim]:
        for row in rows_in(self._folder / "events.csv"):
            kind = _kind_of(row)
            if kind is None:
                continue
            event = Event(
                kind,
                self._names.person(row["player"]),
                club=self._names.team(row["club"]),
                other_club=self._names.team(row["other_club"]),
                by=self._names.person(row["by"]) if kind is EventKind.PERSUASION else "",
                when=when_of(row["date"]),
                outcome="" if row["outcome"] == "open" or kind is EventKind.REJECTION else row["outcome"],
            )
            yield self._reported(row, row["kind"], event, row["date"])
            yield from self._seen(row)

    def _seen(self, row: Row) -> Iterator[Claim]:
        """A report on a bid, told while it is news, also tells where somebody is on the day it appears."""
        when, published = when_of(row["date"]), when_of(row["published"])
        if not row["other_club"] or row["kind"] not in _BIDS or when is None or published is None:
            return
        if published.precision is Precision.DAY and when.first <= published.first < when.after + _NEWS:
            spell = Spell(
                self._names.person(row["player"]),
                self._names.team(row["other_club"]),
                Period(None, None, published.first),
            )
            seen = self._reported(row, "seen", spell, row["published"])
            yield replace(seen, summary=f"{row['player']} spoken of as {row['other_club']}'s ({row['publisher']}).")

    def _reported(self, row: Row, what: str, event: Event | Spell, part: str) -> Claim:
        return Claim(
            claim_iri("reports", what, row["player"], row["club"], part, row["source_url"]),
            event,
            self._pages.source(row),
            RETRIEVED,
            confidence_in(row["publisher"], first_hand=row.get("evidence_from") in _FIRST_HAND),
            row["sentence"],
        )


def _kind_of(row: Row) -> EventKind | None:
    """What the graph calls an event; ``None`` for what it has no word for, such as a player's wish to leave."""
    kind, by, player = row["kind"], row["by"], row["player"]
    if kind == "rejection" and by == row["other_club"]:
        return EventKind.OFFER  # the selling club turned it down, not the player
    if kind == "contract":
        return {"rejected": EventKind.REJECTION, "signed": EventKind.CONTRACT}.get(row["outcome"], EventKind.OFFER)
    if kind == "contact":
        own = not by or by.split()[-1] in player
        if by == row["club"]:
            return EventKind.INTEREST
        return None if own or len(by.split()) < 2 or "agents" in by else EventKind.PERSUASION
    return _EVENTS.get(kind)


def _window(text: str) -> ImpreciseDate | None:
    """A transfer window as a date: summer 2017 is known to the year, January 2018 (``2017w``) to the month."""
    if not text:
        return None
    year = int(text[:4])
    if text.endswith("s"):
        return ImpreciseDate(date(year, 1, 1), Precision.YEAR)
    return ImpreciseDate(date(year + 1, 1, 1), Precision.MONTH)
