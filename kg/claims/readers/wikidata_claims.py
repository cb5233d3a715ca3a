"""From rows of answers to people, teams, spells and relationships."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from kg.claims.readers.printed_names import printed_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import name_of, number, shown, span
from kg.claims.readers.wikidata_queries import DIRECT, ENTITY
from kg.model.claims import Claim, Relationship, RelationshipKind, Role, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import ExternalId, Person, Position, Team
from kg.rdf.iris import claim_iri, person_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.countries import country_name
from kg.text.team_kinds import TeamNature, national_nature

if TYPE_CHECKING:
    from kg.claims.readers.wikidata_client import Row

__all__ = ["PERSON_PROPERTIES", "TEAM_PROPERTIES", "Answers", "item"]

PERSON_PROPERTIES: Mapping[str, str] = {
    "P1532": "country for sport",
    "P27": "citizenship",
    "P413": "position",
    "P103": "native language",
    "P1412": "language",
    "P19": "birth place",
    "P2446": "transfermarkt",
    "P2447": "transfermarkt-coach",
}
"""Simple properties of people; those whose values are identifiers carry the scheme."""

TEAM_PROPERTIES: Mapping[str, str] = {"P17": "country", "P831": "parent club"}

_ITEM = re.compile(re.escape(ENTITY) + r"(Q[1-9][0-9]{0,11})")
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T.*")
_NATIONAL = re.compile(
    r"(.+?) (?:men's |(women's ))?national (?:(under-\d+|olympic|amateur|B) )?(?:association )?"
    r"(?:football|soccer|(futsal)|(beach soccer)) team",
    re.IGNORECASE,
)
_FAMILY = {
    "P3373": "sibling",
    "P22": "parent and child",
    "P25": "parent and child",
    "P40": "parent and child",
    "P26": "partner",
}
_MOST_ALIASES = 40
# An agency with hundreds of clients ties nobody to anybody.
_MOST_CLIENTS = 30


def item(value: str) -> str:
    """The Wikidata id in an entity's address; "" if it is none (an unknown value is a blank node)."""
    match = _ITEM.fullmatch(value)
    return match[1] if match else ""


def _text(row: Row, name: str) -> str:
    return row.get(name, ("", ""))[0]


def _national(label: str) -> TeamNature | None:
    """What national team a label names; ``None`` for clubs.

    >>> _national("England national under-21 football team").name
    'England U21'
    >>> _national("Spain women's national football team").name
    'Spain (women)'
    """
    match = _NATIONAL.fullmatch(label)
    return national_nature(" ".join(part for part in match.groups() if part), surely=True) if match else None


def _when(time: str, precision: str) -> ImpreciseDate | None:
    """A Wikidata time: precision 11 is a day, 10 a month, 9 a year; what is vaguer is unknown here.

    Raises:
        ValueError: it is a day that no calendar has.
    """
    match = _TIME.fullmatch(time)
    if not match or precision not in ("9", "10", "11"):
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not 1800 <= year <= 2100:
        raise ValueError(f"the date is {shown(time)}, a year that cannot be")
    try:
        if precision == "11":
            return ImpreciseDate(date(year, month, day))
        return (
            ImpreciseDate(date(year, month, 1), Precision.MONTH)
            if precision == "10"
            else ImpreciseDate(date(year, 1, 1), Precision.YEAR)
        )
    except ValueError:
        raise ValueError(f"the date is {shown(time)}, a day that no calendar has") from None


def _period(row: Row) -> Period:
    start = _when(_text(row, "start"), _text(row, "startPrecision"))
    return span(start, _when(_text(row, "end"), _text(row, "endPrecision")))


def _position(label: str) -> Position | None:
    label = label.lower()
    for word, position in (
        ("goalkeeper", Position.GOALKEEPER),
        ("midfield", Position.MIDFIELDER),
        ("winger", Position.FORWARD),
        ("forward", Position.FORWARD),
        ("striker", Position.FORWARD),
        ("defender", Position.DEFENDER),
        ("back", Position.DEFENDER),
        ("sweeper", Position.DEFENDER),
    ):
        if word in label:
            return position
    return None


@dataclass(slots=True)
class Answers:
    """Everything that was answered about a set of people, before it becomes claims.

    Attributes:
        labels, aliases: by item; the first label is the one to show.
        values: by item and property number.
    """

    labels: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, dict[str, None]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    births: dict[str, ImpreciseDate] = field(default_factory=dict)
    spells: dict[str, Row] = field(default_factory=dict)
    relatives: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def add_names(self, rows: Iterable[Row], languages: Sequence[str]) -> None:
        """Labels and aliases; the label in the earliest of ``languages`` is the one to show."""
        best: dict[str, int] = {}
        for row in rows:
            qid, (name, language) = item(_text(row, "item")), row.get("name", ("", ""))
            try:
                name = name_of(name)
            except ValueError:
                continue
            rank = languages.index(language) if language in languages else len(languages)
            if _text(row, "kind") == "0" and rank < best.get(qid, len(languages) + 1):
                best[qid] = rank
                self.labels[qid] = name
            existing = self.aliases.setdefault(qid, {})
            if len(existing) < _MOST_ALIASES:
                existing.setdefault(name)

    def add_values(self, rows: Iterable[Row]) -> None:
        """Simple properties."""
        for row in rows:
            prop = _text(row, "property").removeprefix(DIRECT)
            self.values.setdefault(item(_text(row, "item")), {}).setdefault(prop, {}).setdefault(_text(row, "value"))

    def add_births(self, rows: Iterable[Row]) -> None:
        """Birth dates; the most exact one counts, and of those the earliest."""
        order = list(Precision)
        for row in rows:
            qid = item(_text(row, "item"))
            try:
                birth = _when(_text(row, "time"), _text(row, "precision"))
            except ValueError:
                continue
            existing = self.births.get(qid)
            if birth and (
                existing is None
                or (order.index(birth.precision), birth.first) < (order.index(existing.precision), existing.first)
            ):
                self.births[qid] = birth

    def add_relatives(self, rows: Iterable[Row], people: set[str], report: RowReport) -> None:
        """Relatives and agents of ``people``; what answers no question that was asked is only noted."""
        for row in rows:
            prop = _text(row, "property").removeprefix(DIRECT)
            person, peer = item(_text(row, "person")), item(_text(row, "other"))
            if person in people and peer and (prop in _FAMILY or prop == "P1875"):
                self.relatives.setdefault((person, prop, peer))
            else:
                report.note("an answer about relatives names somebody unknown, or nobody who was asked about")

    def mentioned(self) -> set[str]:
        """Items that need a name: values of properties, teams, deals, relatives."""
        result = {item(value) for by in self.values.values() for values in by.values() for value in values}
        for row in self.spells.values():
            result |= {item(_text(row, "team")), item(_text(row, "deal"))}
        result |= {peer for _, prop, peer in self.relatives if prop != "P1875"}
        return result - {""}

    def teams(self) -> set[str]:
        """The teams of all spells."""
        return {item(_text(row, "team")) for row in self.spells.values()} - {""}

    def _words(self, qid: str, prop: str) -> list[str]:
        values = self.values.get(qid, {}).get(prop, {})
        return [self.labels[entry] for entry in map(item, sorted(values)) if entry in self.labels]

    def _others(self, qid: str) -> tuple[str, ...]:
        # Endpoints answer in any order; ids and names are put in one of their own, so that a reading can be repeated.
        return tuple(sorted(name for name in self.aliases.get(qid, {}) if name != self.labels.get(qid)))

    def person(self, qid: str) -> Person:
        """A person, as far as answered."""
        countries = [country_name(name) for prop in ("P1532", "P27") for name in self._words(qid, prop)]
        languages = [name.removesuffix(" language") for prop in ("P103", "P1412") for name in self._words(qid, prop)]
        ids = [ExternalId("wikidata", qid)]
        for prop in ("P2446", "P2447"):
            ids += [
                ExternalId(PERSON_PROPERTIES[prop], value)
                for value in sorted(self.values.get(qid, {}).get(prop, {}))
                if value.isascii() and value.isdigit()
            ]
        positions = [result for name in self._words(qid, "P413") if (result := _position(name))]
        return Person(
            person_iri(qid),
            self.labels.get(qid, qid),
            self._others(qid),
            self.births.get(qid),
            next(iter(self._words(qid, "P19")), ""),
            tuple(dict.fromkeys(countries)),
            positions[0] if positions else None,
            tuple(dict.fromkeys(languages)),
            tuple(ids),
        )

    def team(self, qid: str) -> Team:
        """A team, as far as answered."""
        name = self.labels.get(qid, qid)
        country = next((country_name(word) for word in self._words(qid, "P17")), "")
        above = next((item(value) for value in sorted(self.values.get(qid, {}).get("P831", {}))), "")
        parent = team_iri(above) if above not in ("", qid) else ""
        ids = (ExternalId("wikidata", qid),)
        national = _national(name)
        if national is None:
            return printed_team(team_iri(qid), name, aliases=self._others(qid), country=country, parent=parent, ids=ids)
        aliases = (name, *self._others(qid))
        age = national.age_group
        return Team(team_iri(qid), national.name, national.kind, aliases, national.country, age, external_ids=ids)

    def spell_claims(self, people: set[str], read_on: date, file: str, report: RowReport) -> Iterator[Claim]:
        """Spells of ``people``; what cannot be one is skipped with the statement's address."""
        latest: dict[str, date] = {}
        for row in self.spells.values():
            try:
                start = _period(row).start
            except ValueError:
                continue
            if start and not self._is_national(item(_text(row, "team"))):
                person = _text(row, "person")
                latest[person] = max(latest.get(person, start.first), start.first)
        for n, (statement, row) in enumerate(sorted(self.spells.items())):
            report.count(file, 1, n + 1)
            try:
                if item(_text(row, "person")) not in people:
                    raise ValueError("it is about nobody who was asked about")
                yield self._spell(statement, row, read_on, latest.get(_text(row, "person")))
            except ValueError as error:
                report.skip(file, None, f"{statement.rpartition('/')[2]}: {error}", kind="a statement that is no spell")

    def _is_national(self, team: str) -> bool:
        return _national(self.labels.get(team, "")) is not None

    def _spell(self, statement: str, row: Row, read_on: date, latest: date | None) -> Claim:
        person, team = item(_text(row, "person")), item(_text(row, "team"))
        if not team or is_no_team(self.labels.get(team, team)):
            raise ValueError("it names no team")
        stated = _period(row)
        start = stated.start
        # Without an end a statement may be of today or forgotten: the latest one at a club is taken at its word.
        open_end = start is not None and not _text(row, "end") and start.first == latest and start.first <= read_on
        period = replace(stated, attested=read_on) if open_end and not self._is_national(team) else stated
        matches = _text(row, "matches")
        deal = self.labels.get(item(_text(row, "deal")), "").lower()
        kind = SpellKind.LOAN if "loan" in deal else SpellKind.PERMANENT if "transfer" in deal else SpellKind.UNSTATED
        role = Role.HEAD_COACH if _text(row, "role") == "coach" else Role.PLAYER
        played = number(matches.removeprefix("+"), "number of matches", most=2000) if matches else None
        spell = Spell(person_iri(person), team_iri(team), period, role, kind, matches=played)
        return Claim(claim_iri("wikidata", statement), spell)

    def relationship_claims(self, people: set[str], file: str, report: RowReport) -> Iterator[Claim]:
        """Family, told once for both sides; and pairs of those people who have the same agent."""
        details: set[tuple[frozenset[str], str]] = set()
        clients: dict[str, set[str]] = {}
        for n, (person, prop, peer) in enumerate(sorted(self.relatives)):
            report.count(file, 1, n + 1)
            if prop == "P1875":
                clients.setdefault(peer, set()).add(person)
                continue
            pair = frozenset({person, peer})
            if len(pair) < 2 or (pair, _FAMILY[prop]) in details:
                report.skip(
                    file,
                    None,
                    f"{person} {prop} {peer}: told from the other side",
                    kind="told from the other side already",
                    harmless=True,
                )
                continue
            details.add((pair, _FAMILY[prop]))
            # Parent first, so that the two sides of one statement are one claim.
            first, second = (peer, person) if prop in ("P22", "P25") else (person, peer)
            relationship = Relationship(
                RelationshipKind.FAMILY, person_iri(first), person_iri(second), detail=_FAMILY[prop]
            )
            yield Claim(claim_iri("wikidata", "family", *sorted(pair), _FAMILY[prop]), relationship)
        for agent, theirs in sorted(clients.items()):
            if len(theirs) > _MOST_CLIENTS:
                report.note(f"an agent with {len(theirs)} clients: no ties are made of that")
                continue
            for entry, two in combinations(sorted(theirs & people), 2):
                relationship = Relationship(
                    RelationshipKind.SAME_AGENT,
                    person_iri(entry),
                    person_iri(two),
                    Period(),
                    self.labels.get(agent, ""),
                )
                yield Claim(claim_iri("wikidata", "agent", agent, entry, two), relationship)
