"""Tables of claims: what each column means, for the user's own notes and for three published shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from kg.claims.readers.printed_names import named_person, named_team
from kg.claims.readers.values import address, clean, day, name_of, sentence, shown, span, stated_when
from kg.model.claims import Claim, Confidence, Event, EventKind, Relationship, RelationshipKind, Source, Statement
from kg.model.dates import ImpreciseDate, Precision
from kg.model.people import ExternalId, Person, Team
from kg.rdf.iris import claim_iri, person_iri, slug, source_iri
from kg.text.blanks import is_no_team

__all__ = ["SHAPES", "Shape"]

_Row = Mapping[str, str]
_About = tuple[Person | Team, ...]

_FRIENDSHIP, _FAMILY = RelationshipKind.FRIENDSHIP, RelationshipKind.FAMILY
# What people call a relationship: its kind, and the finer word to keep.
_RELATIONSHIPS: Mapping[str, tuple[RelationshipKind, str]] = MappingProxyType(
    {
        "friend": (_FRIENDSHIP, ""),
        "friendship": (_FRIENDSHIP, ""),
        "childhood_friend": (_FRIENDSHIP, "childhood friend"),
        "academy_friend": (_FRIENDSHIP, "academy friend"),
        "family": (_FAMILY, ""),
        "sibling": (_FAMILY, "sibling"),
        "cousin": (_FAMILY, "cousin"),
        "parent_child": (_FAMILY, "parent and child"),
        "partner": (_FAMILY, "partner"),
        "partner_in_law": (_FAMILY, "in-law"),
        "mentor": (RelationshipKind.MENTOR, ""),
        "idol": (RelationshipKind.IDOL, ""),
        "same_agent": (RelationshipKind.SAME_AGENT, ""),
        "feud": (RelationshipKind.FEUD, ""),
    }
)
_EVENTS: Mapping[str, EventKind] = MappingProxyType(
    {kind.value: kind for kind in EventKind}
    | {
        "club_interest": EventKind.INTEREST,
        "club_offer": EventKind.OFFER,
        "contract_offer_rejected": EventKind.REJECTION,
        "persuasion_attempt": EventKind.PERSUASION,
    }
)
_STRENGTHS = ("strong", "moderate", "weak", "")
_WINDOW = re.compile(r"(\d{4})([sw])")
_QID = re.compile(r"Q[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of table.

    Attributes:
        told_by: the columns by which it is recognised. need, also: the columns it must and may have.
        claim: makes a claim of a row, with the people and teams it speaks of; `ValueError` says why it cannot.
    """

    told_by: frozenset[str]
    need: tuple[str, ...]
    also: tuple[str, ...]
    claim: Callable[[_Row], tuple[Claim, _About]]


def _word(text: str) -> str:
    return re.sub(r"[\s-]+", "_", clean(text).lower())


def _page(row: _Row) -> Source:
    url = address(row["source_url"])
    publisher = sentence(row.get("publisher", "")) or (urlsplit(url).hostname or "")
    published = stated_when(row.get("published", ""), "publication date")
    return Source(source_iri(url), sentence(row.get("source_title", "")) or publisher, url, publisher, published)


def _make(row: _Row, statement: Statement, about: _About, confidence: Confidence) -> tuple[Claim, _About]:
    page = _page(row)
    summary = sentence(row.get("summary") or row.get("what_the_page_says") or "")
    retrieved = day(row["retrieved"].strip(), "day of reading") if row.get("retrieved", "").strip() else None
    key = claim_iri("claims", page.url, repr(statement))
    return Claim(key, statement, page, retrieved, confidence, summary), about


def _club(name: str) -> tuple[Team, ...]:
    return (named_team(name_of(name)),) if name.strip() and not is_no_team(name) else ()


def _id(teams: tuple[Team, ...]) -> str:
    return teams[0].id if teams else ""


def _two(first: Person, second: Person) -> None:
    if first.id == second.id:
        raise ValueError(f"{first.name} is named on both sides")


def _someone(row: _Row, column: str) -> Person:
    """A person of the user's notes, with the Wikidata id and the birth date if the row has them."""
    name = name_of(row[column])
    qid = row.get(f"{column}_wikidata", "").strip()
    birth = stated_when(row.get(f"{column}_born", ""), "birth date")
    if qid and not _QID.fullmatch(qid):
        raise ValueError(f"{shown(qid)} is no Wikidata id (such as Q615)")
    if qid:
        return Person(person_iri(qid), name, birth=birth, external_ids=(ExternalId("wikidata", qid),))
    if birth:
        return Person(person_iri(f"name-{slug(name) or name}-{birth}"), name, birth=birth)
    return named_person(name)


def _relationship(row: _Row, first: Person, second: Person, since: str, until: str) -> Relationship:
    relation, detail = _RELATIONSHIPS[_word(row["kind"])]
    _two(first, second)
    strength = _word(row.get("strength") or row.get("strength_hint") or "")
    if strength not in _STRENGTHS:
        raise ValueError(f"the strength is {shown(strength)}: strong, moderate, weak or nothing")
    period = span(stated_when(since, "start"), stated_when(until, "end"))
    return Relationship(relation, first.id, second.id, period, sentence(row.get("detail", "")) or detail, strength)


def _note(row: _Row) -> tuple[Claim, _About]:
    """The user's own notes: a relationship (``other`` is the other person) or an event (``other`` is who acts)."""
    kind = _word(row["kind"])
    person = _someone(row, "person")
    confidence = _word(row["confidence"]) or "medium"
    if confidence not in list(Confidence):
        raise ValueError(f"the confidence is {shown(confidence)}: high, medium or low")
    if kind in _RELATIONSHIPS:
        peer = _someone(row, "other")
        statement = _relationship(row, person, peer, row["since"], row["until"])
        return _make(row, statement, (person, peer), Confidence(confidence))
    if kind not in _EVENTS:
        raise ValueError(f"the kind is {shown(row['kind'])}: one of {', '.join([*_RELATIONSHIPS, *EventKind])}")
    by = (_someone(row, "other"),) if row["other"].strip() else ()
    if by:
        _two(person, by[0])
    club, other_club = _club(row["club"]), _club(row["other_club"])
    event = Event(
        _EVENTS[kind],
        person.id,
        _id(club),
        _id(other_club),
        by[0].id if by else "",
        stated_when(row["since"], "date"),
        stated_when(row["until"], "end"),
        _word(row["outcome"]),
    )
    return _make(row, event, (person, *by, *club, *other_club), Confidence(confidence))


def _pair(row: _Row) -> tuple[Claim, _About]:
    """A published table of relationships between ``person_a`` and ``person_b``."""
    kind = _word(row["kind"])
    if kind not in _RELATIONSHIPS:
        raise ValueError(f"the kind is {shown(row['kind'])}: one of {', '.join(_RELATIONSHIPS)}")
    first, second = named_person(name_of(row["person_a"])), named_person(name_of(row["person_b"]))
    statement = _relationship(row, first, second, row["since_year"], "")
    if statement.kind in (RelationshipKind.MENTOR, RelationshipKind.IDOL):
        # The columns do not say who guided, or looked up to, whom.
        statement = Relationship(
            statement.kind, first.id, second.id, statement.period, "direction not stated", statement.strength
        )
    return _make(row, statement, (first, second), Confidence.MEDIUM)


def _window(text: str) -> ImpreciseDate | None:
    """``2017s`` is the summer window of 2017, told as July; ``2017w`` is January 2018."""
    text = text.strip()
    if not text:
        return None
    match = _WINDOW.fullmatch(text)
    if not match or not 1800 <= int(match[1]) <= 2100:
        raise ValueError(f"the window is {shown(text)}: expected 2017s (summer 2017) or 2017w (January 2018)")
    year = int(match[1])
    return ImpreciseDate(date(year, 7, 1) if match[2] == "s" else date(year + 1, 1, 1), Precision.MONTH)


def _persuasion(row: _Row) -> tuple[Claim, _About]:
    """Who talked a player into a move, or is said to have tried; and who denies it (``named_person``)."""
    denied = "named_person" in row
    player = named_person(name_of(row["player"]))
    by = named_person(name_of(row["named_person" if denied else "persuader"]))
    _two(player, by)
    club = _club(row["destination_club"])
    kind = EventKind.DENIAL if denied else EventKind.PERSUASION
    outcome = _word(row.get("outcome", ""))
    event = Event(kind, player.id, _id(club), by=by.id, when=_window(row["transfer_window"]), outcome=outcome)
    first_hand = _word(row.get("evidence_from", "")) in ("player", "persuader", "family")
    return _make(row, event, (player, by, *club), Confidence.HIGH if first_hand else Confidence.MEDIUM)


def _story(row: _Row) -> tuple[Claim, _About]:
    """Events of one transfer story: ``about`` is the player persuaded, or the other club."""
    kind = _EVENTS.get(_word(row["kind"]))
    if kind is None:
        raise ValueError(f"the kind is {shown(row['kind'])}: one of {', '.join(_EVENTS)}")
    person = named_person(name_of(row["person"]))
    club = _club(row["club"])
    if kind is EventKind.PERSUASION:
        target = named_person(name_of(row["about"]))
        _two(person, target)
        return _make(row, Event(kind, target.id, _id(club), by=person.id), (target, person, *club), Confidence.MEDIUM)
    peer = _club(row["about"])
    return _make(row, Event(kind, person.id, _id(club), _id(peer)), (person, *club, *peer), Confidence.MEDIUM)


_PAGE = ("publisher", "published", "what_the_page_says")
SHAPES: tuple[Shape, ...] = (
    Shape(
        frozenset({"kind", "person", "other"}),
        ("kind", "person", "other", "source_url"),
        (
            *("club", "other_club", "since", "until", "publisher", "published", "source_title", "retrieved"),
            *("summary", "strength", "detail", "confidence", "outcome"),
            *("person_wikidata", "person_born", "other_wikidata", "other_born"),
        ),
        _note,
    ),
    Shape(
        frozenset({"person_a", "person_b"}),
        ("person_a", "person_b", "kind", "source_url"),
        ("since_year", "strength_hint", *_PAGE),
        _pair,
    ),
    Shape(
        frozenset({"player", "persuader"}),
        ("player", "destination_club", "transfer_window", "persuader", "source_url"),
        ("outcome", "evidence_from", *_PAGE),
        _persuasion,
    ),
    Shape(
        frozenset({"player", "named_person"}),
        ("player", "destination_club", "transfer_window", "named_person", "source_url"),
        _PAGE,
        _persuasion,
    ),
    Shape(
        frozenset({"kind", "person", "club", "about"}),
        ("kind", "person", "club", "about", "source_url"),
        _PAGE,
        _story,
    ),
)
"""The user's own notes first, then the published shapes."""
