"""Published reports on people and moves, restated: short sentences made from who, whom, what and by whom published."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Team,
)
from kg.rdf.iris import claim_iri, person_iri, release_iri, slug, source_iri, team_iri

__all__ = ["RETRIEVED", "Reports", "confidence_in", "page"]

RETRIEVED = date(2026, 11, 22)
"""The day on which the pages were read."""

_RELATIONS: dict[str, tuple[RelationshipKind, str, str]] = {
    "friend": (RelationshipKind.FRIENDSHIP, "friends", "{a} and {b} are described as friends"),
    "childhood_friend": (
        RelationshipKind.FRIENDSHIP,
        "childhood friends",
        "{a} and {b} are described as friends since childhood",
    ),
    "academy_friend": (
        RelationshipKind.FRIENDSHIP,
        "academy friends",
        "{a} and {b} are described as friends since their academy days",
    ),
    "sibling": (RelationshipKind.FAMILY, "siblings", "{a} and {b} are siblings"),
    "cousin": (RelationshipKind.FAMILY, "cousins", "{a} and {b} are cousins"),
    "parent_child": (RelationshipKind.FAMILY, "parent and child", "{a} is the parent of {b}"),
    "partner_in_law": (RelationshipKind.FAMILY, "in-laws", "{a} and {b} are related by marriage"),
    "mentor": (RelationshipKind.MENTOR, "mentor", "{a} is described as a mentor of {b}"),
    "same_agent": (RelationshipKind.SAME_AGENT, "same agent", "{a} and {b} are said to be with the same agent"),
    "feud": (RelationshipKind.FEUD, "feud", "{a} and {b} are reported to have fallen out as professionals"),
}
# The rows name the two people in either order; in these the younger one stands first.
_GUIDED_FIRST = frozenset({("Jordan Henderson", "Steven Gerrard"), ("Victor Osimhen", "Dries Mertens")})

# What the pages of the seed story add to the bare event, read and put in our own words; by kind and date of the page.
_STORY_MORE = {
    (EventKind.INTEREST, "2024-09-19"): ", known since March 2024 and put to his agents; no offer had been made yet",
    (EventKind.REJECTION, "2024-09-19"): ", the first one, as TeamTalk had it; the contract he has ends in summer 2025",
    (EventKind.PERSUASION, "2024-12-13"): ", in England camps and by message, as Relevo had it",
    (
        EventKind.REJECTION,
        "2024-11-14",
    ): ", and not for the first time, as Relevo had it; he would rather leave in summer than in January",
    (EventKind.OFFER, "2024-12-31"): ", for January 2025; a contract from the summer on is to be proposed to him",
}
_STORY = {
    "club_interest": EventKind.INTEREST,
    "contract_offer_rejected": EventKind.REJECTION,
    "persuasion_attempt": EventKind.PERSUASION,
    "club_offer": EventKind.OFFER,
}
# What the persuader was to the club, as a sentence puts it.
_ROLES = {
    "teammate": "player",
    "ex-player": "former player",
    "manager": "coach",
    "executive": "executive",
    "agent": "agent",
    "family": "relative",
}
_SECOND_HAND = re.compile(r"mirror|kiddle|from Wikipedia|Wikipedia", re.IGNORECASE)


def page(url: str, publisher: str, published: str) -> Source:
    """The page a claim rests on; its title is its publisher and date, for the pages' own headlines are theirs."""
    when = ImpreciseDate.parse(published) if published.strip() else None
    return Source(source_iri(url), f"{publisher}, {published}" if published else publisher, url, publisher, when)


def confidence_in(publisher: str, *, first_hand: bool = False) -> Confidence:
    """High for the people concerned themselves, medium for a named publisher, low for copies of an encyclopaedia."""
    if first_hand:
        return Confidence.HIGH
    return Confidence.LOW if _SECOND_HAND.search(publisher) else Confidence.MEDIUM


class Reports:
    """The four tables of `claims/` as claims, people and clubs known by name alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._people: dict[str, Person] = {}
        self._teams: dict[str, Team] = {}

    def release(self) -> Release:
        """The release these claims make up."""
        return Release(
            release_iri("reports", RETRIEVED.isoformat()),
            "reports",
            "Published reports on relationships and persuasions, restated",
            RETRIEVED.isoformat(),
            licence="facts restated; each claim names its page",
            publisher="The player-kg contributors",
            published=ImpreciseDate(RETRIEVED),
            retrieved=RETRIEVED,
        )

    def claims(self) -> list[Claim]:
        """Everything the tables say, described people and teams first."""
        said = [*self._relationships(), *self._persuasions(), *self._denials(), *self._story()]
        people = [Claim(one.id, one) for one in self._people.values()]
        return people + [Claim(one.id, one) for one in self._teams.values()] + said

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        with (self._folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def _person(self, name: str) -> str:
        iri = person_iri(f"name-reports-{slug(name)}")
        self._people.setdefault(iri, Person(iri, name))
        return iri

    def _team(self, name: str) -> str:
        iri = team_iri(f"name-reports-{slug(name)}")
        self._teams.setdefault(iri, Team(iri, name))
        return iri

    def _relationships(self) -> Iterator[Claim]:
        for row in self._rows("relationships"):
            one, other = row["person_a"], row["person_b"]
            if (one, other) in _GUIDED_FIRST:
                one, other = other, one
            kind, detail, said = _RELATIONS[row["kind"]]
            source = page(row["source_url"], row["publisher"], row["published"])
            start = ImpreciseDate.parse(row["since_year"]) if row["since_year"] else None
            yield Claim(
                claim_iri("reports", row["kind"], one, other, row["source_url"]),
                Relationship(kind, self._person(one), self._person(other), Period(start), detail, row["strength_hint"]),
                source,
                RETRIEVED,
                confidence_in(row["publisher"]),
                said.format(a=one, b=other) + ".",
            )

    def _persuasions(self) -> Iterator[Claim]:
        for row in self._rows("persuasions"):
            player, club, by = row["player"], row["destination_club"], row["persuader"]
            joined = row["outcome"] == "joined"
            ending = "the player joined" if joined else "the move did not come about"
            firsthand = row["evidence_from"] in ("player", "persuader")
            yield Claim(
                claim_iri("reports", "persuasion", player, club, by, row["source_url"]),
                Event(
                    EventKind.PERSUASION,
                    self._person(player),
                    club=self._team(club),
                    by=self._person(by),
                    when=_window(row["transfer_window"]),
                    outcome=row["outcome"],
                ),
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"], first_hand=firsthand),
                f"{by} ({_ROLES[row['persuader_role']]}) is said to have spoken to {player} for {club}; {ending}"
                + (f", by the {row['evidence_from']}'s own account." if firsthand else "."),
            )

    def _denials(self) -> Iterator[Claim]:
        for row in self._rows("denials"):
            player, club, named = row["player"], row["destination_club"], row["named_person"]
            yield Claim(
                claim_iri("reports", "denial", player, club, named, row["source_url"]),
                Event(
                    EventKind.DENIAL,
                    self._person(player),
                    club=self._team(club),
                    by=self._person(named),
                    when=_window(row["transfer_window"]),
                ),
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"That {named} had to persuade {player} to join {club} is disputed.",
            )

    def _story(self) -> Iterator[Claim]:
        for number, row in enumerate(self._rows("seed-story")):
            kind = _STORY[row["kind"]]
            person, club, about = row["person"], row["club"], row["about"]
            said = {
                EventKind.INTEREST: f"{club} are interested in {person}",
                EventKind.REJECTION: f"{person} turned down an offer of a new contract by {club}",
                EventKind.PERSUASION: f"{person} has been trying to persuade {about} to join {club}",
                EventKind.OFFER: f"{club} offered {about} money for {person}, and {about} declined",
            }[kind]
            event = Event(kind, self._person(person), club=self._team(club))
            if kind is EventKind.PERSUASION:
                event = Event(kind, self._person(about), club=self._team(club), by=self._person(person))
            if kind is EventKind.OFFER:
                event = Event(
                    kind,
                    self._person(person),
                    club=self._team(club),
                    other_club=self._team(about),
                    outcome="declined",
                )
            yield Claim(
                claim_iri("reports", "story", str(number), row["source_url"]),
                event,
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{said}{_STORY_MORE.get((kind, row['published']), '')}.",
            )


def _window(text: str) -> ImpreciseDate:
    """A transfer window as a date: summer 2017 is known to the year, January 2018 (``2017w``) to the month."""
    year = int(text[:4])
    return (
        ImpreciseDate(date(year, 1, 1), Precision.YEAR)
        if text.endswith("s")
        else ImpreciseDate(date(year + 1, 1, 1), Precision.MONTH)
    )
