"""From columns to words: the ties of a few people as `Tie` objects, each with the claims that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.descriptions import PersonDescription
from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Flags, Ints, among, as_date, concat_ranges, day, distinct
from kg.columns.intervals import ACADEMY, SELECTION
from kg.columns.segments import CONFIDENCES, MODALITIES, ROLES, passage_of_text
from kg.graph.ties import TIE_KINDS, related, team_ties
from kg.model import DIRECTED, LIKENESS, Evidence, Person, Tie, TieKind
from kg.text.languages import languages_of
from kg.text.names import compact

__all__ = ["TieBuilder", "only", "shared_by_birth", "ties_of"]

_Shared: TypeAlias = list[tuple[str, str]]  # folded for comparison, and as it is told
_ROLE_WORDS: Final = tuple(role.value for role in ROLES)
_STRENGTHS: Final = ("strong", "moderate", "weak", "")
_SPELL: Final = (
    "team",
    "role",
    "kind",
    "start_est",
    "end_est",
    "end_max",
    "start_min",
    "occasion",
    "source",
    "confidence",
    "claim",
)


_folded: Final = lru_cache(maxsize=4096)(compact)  # countries and languages are few

# Claims equal in all but their number tell the same, so that the order in which they came does not matter.
_SPELL_ORDER: Final = itemgetter(
    *(_SPELL.index(name) for name in ("start_est", "confidence", "source", "start_min", "end_max", "occasion", "claim"))
)


class _Spell(NamedTuple):
    """A spell claim as evidence needs it; numbers as in the columns."""

    team: int
    role: int
    kind: int
    start_est: int
    end_est: int
    end_max: int
    start_min: int
    occasion: int
    source: int
    confidence: int
    claim: int


def ties_of(facts: Facts, person: int, at: date, others: Sequence[int] | None = None) -> list[Tie]:
    """Everything that ties a person to others as of a date, with evidence; ego is the person.

    Args:
        facts: the facts.
        person: node of the ego.
        at: the date.
        others: the alters wanted; ``None`` is everybody. Only between given people the ties that many share by
            birth (compatriots, home town, language) are told.
    """
    now = day(at)
    shared, stated = team_ties(facts, [person], now), related(facts, [person], now)
    if others is not None:
        alters = np.asarray(list(others), np.int64)
        shared, stated = only(shared, among(shared["alter"], alters)), only(stated, among(stated["alter"], alters))
    tie_builder = TieBuilder(facts, at)
    ties = [*tie_builder.teams(shared), *tie_builder.relations(stated)]
    for alter in others or ():
        ties += tie_builder.likeness(person, alter)
    return sorted(ties, key=lambda tie: (tie.alter, TIE_KINDS.index(tie.kind), tie.team.id if tie.team else ""))


def shared_by_birth(person: PersonDescription) -> tuple[list[str], list[str], list[str]]:
    """What somebody may share with others, for each kind of `LIKENESS`: countries, home town, languages.

    Where no source says what they speak, it is the large languages of their countries.
    """
    spoken = person.languages or dict.fromkeys(word for land in person.citizenships for word in languages_of(land))
    town = [person.birth_place] if person.birth_place else []
    return [land for land in person.citizenships if land], town, [word for word in spoken if word]


def only(columns: Columns, rows: Ints | Flags | slice) -> Columns:
    """The rows kept of all columns."""
    return {name: column[rows] for name, column in columns.items()}


class TieBuilder:
    """Tells ties as of one date; reads each person's claims once."""

    def __init__(self, facts: Facts, at: date) -> None:
        self.facts, self.at, self._now = facts, at, day(at)
        self._spells: dict[int, dict[tuple[int, int], list[_Spell]]] = {}
        self._evidence: dict[int, Evidence] = {}
        self._teams = lru_cache(maxsize=None)(facts.named)
        self._people: dict[int, Person] = {}
        self._origins: dict[int, tuple[_Shared, ...]] = {}

    def teams(self, ties: Columns) -> Iterator[Tie]:
        """Ties by shared teams, from what `kg.graph.ties.shared` gives."""
        names = (
            "ego",
            "alter",
            "squad",
            "kind",
            "ego_role",
            "alter_role",
            "start",
            "end",
            "days",
            "days_low",
            "days_high",
            "circle",
        )
        iri, teams, now = self.facts.iri, self._teams, self._now
        self._read(np.concatenate([ties["ego"], ties["alter"]]))
        for ego, alter, squad, kind, ego_role, alter_role, start, end, days, low, high, circle in zip(
            *(ties[name].tolist() for name in names), strict=True
        ):
            yield Tie(
                kind=TIE_KINDS[kind],
                ego=iri(ego),
                alter=iri(alter),
                team=teams(squad >> 1),
                start=as_date(start),
                end=as_date(end) if end < now else None,
                days=days,
                days_low=low,
                days_high=high,
                circle=circle,
                detail="academy" if squad & 1 else "",
                ego_role=_ROLE_WORDS[ego_role],
                alter_role=_ROLE_WORDS[alter_role],
                evidence=self._of_teams((ego, ego_role), (alter, alter_role), squad, start, end),
            )

    def _of_teams(
        self, ego: tuple[int, int], alter: tuple[int, int], squad: int, start: int, end: int
    ) -> tuple[Evidence, ...]:
        """Claims under a shared team: one for each squad named on both sides, else those of both people's spells."""
        ego_spells, alter_spells = self._at(*ego, squad, start, end), self._at(*alter, squad, start, end)
        together = _selections(ego_spells, alter_spells)
        claims = together or ego_spells + alter_spells
        evidence: dict[tuple[str, date | None, date | None, str], Evidence] = {}
        for spell in sorted(claims, key=_SPELL_ORDER) if len(claims) > 1 else claims:
            item = self._evidence_under(spell)
            evidence.setdefault((item.source.id, item.start, item.end, item.occasion), item)
        return tuple(evidence.values())

    def _at(self, person: int, role: int, squad: int, start: int, end: int) -> list[_Spell]:
        until, academy = min(end, self._now), squad & 1
        spells = [
            spell
            for spell in self._spells[person].get((squad >> 1, role), ())
            if spell.start_est < self._now and (not academy or spell.kind == ACADEMY)
        ]
        within = [spell for spell in spells if spell.start_est < until and spell.end_est > start]
        # A gap between two sightings rests on what was seen on either side of it.
        return within or spells

    def _read(self, people: Ints) -> None:
        """Read the spells of people, by person, team and role; all of them at once, which is far cheaper."""
        people_wanted = distinct(people)
        new = [person for person in people_wanted.tolist() if person not in self._spells]
        for person in new:
            self._spells[person] = {}
        table = self.facts.spells
        begins, who = table["of_person"], np.asarray(new, np.int64)
        rows, owner = concat_ranges(begins[who], begins[who + 1])
        columns = (table[name][rows].tolist() for name in _SPELL)
        for person, spell in zip(who[owner].tolist(), map(_Spell._make, zip(*columns, strict=True)), strict=True):
            self._spells[person].setdefault((spell.team, spell.role), []).append(spell)

    def _evidence_under(self, spell: _Spell) -> Evidence:
        evidence = self._evidence.get(spell.claim)
        if evidence is None:
            evidence = self._evidence[spell.claim] = self._evidence_of(spell)
        return evidence

    def _evidence_of(self, spell: _Spell) -> Evidence:
        facts = self.facts
        # Only a stated end tells that it is over; presumed presence runs out without anybody saying so.
        ended = spell.end_max if UNKNOWN < spell.end_max < self._now else UNKNOWN
        return Evidence(
            source=facts.source(spell.source),
            start=as_date(spell.start_min),
            end=as_date(ended),
            occasion=facts.text(spell.occasion),
            summary=facts.summary(spell.claim),
            confidence=CONFIDENCES[spell.confidence],
        )

    def relations(self, rows: Columns) -> Iterator[Tie]:
        """Ties by stated relationships, from what `kg.graph.ties.related` gives."""
        columns = zip(*(rows[name].tolist() for name in ("ego", "alter", "kind", "leads", "row", "row2")), strict=True)
        claims_by_tie: dict[tuple[int, int, int, int], list[int]] = {}
        for ego, alter, kind, leads, row, second in columns:
            side = leads if TIE_KINDS[kind] in DIRECTED else 0
            claims_by_tie.setdefault((ego, alter, kind, side), []).extend((row,) if second < 0 else (row, second))
        for (ego, alter, kind, leads), claims in claims_by_tie.items():
            yield self._relation(ego, alter, TIE_KINDS[kind], leads, list(dict.fromkeys(claims)))

    def _relation(self, ego: int, alter: int, kind: TieKind, leads: int, rows: list[int]) -> Tie:
        facts, table = self.facts, self.facts.relationships
        evidence = [self._stated(row) for row in rows]
        strengths = [facts.text(table["strength"][row]) for row in rows]
        details = dict.fromkeys(text for row in rows if (text := facts.text(table["detail"][row])))
        starts = [item.start for item in evidence if item.start is not None]
        ends = [item.end for item in evidence]
        order = sorted(range(len(rows)), key=lambda place: (CONFIDENCES.index(evidence[place].confidence), place))
        roles = DIRECTED.get(kind, ("", ""))
        ego_role, alter_role = roles if leads else reversed(roles)
        return Tie(
            kind=kind,
            ego=facts.iri(ego),
            alter=facts.iri(alter),
            start=min(starts, default=None),
            # It is over when every claim says so.
            end=max(end for end in ends if end) if all(ends) else None,
            detail="; ".join(details),
            strength=min(strengths, key=lambda word: _STRENGTHS.index(word) if word in _STRENGTHS else 3),
            ego_role=ego_role,
            alter_role=alter_role,
            evidence=tuple(evidence[place] for place in order),
        )

    def _stated(self, row: int) -> Evidence:
        facts, table = self.facts, self.facts.relationships
        end = int(table["end_max"][row])
        passage = passage_of_text(facts.text(table["passage"][row]))
        return Evidence(
            source=facts.source(int(table["source"][row])),
            start=as_date(int(table["start_min"][row])),
            end=as_date(end) if UNKNOWN < end < self._now else None,
            summary=facts.summary(int(table["claim"][row])),
            confidence=CONFIDENCES[int(table["confidence"][row])],
            modality=MODALITIES[int(table["modality"][row])],
            origin=facts.text(table["origin"][row]),
            quote=passage.quote if passage else "",
        )

    def person(self, node: int) -> Person:
        """A person, read once."""
        person = self._people.get(node)
        if person is None:
            person = self._people[node] = self.facts.person(node)
        return person

    def _origin(self, node: int) -> tuple[_Shared, ...]:
        """What somebody may share with others by birth, for each kind of `LIKENESS`."""
        origin = self._origins.get(node)
        if origin is None:
            shared = shared_by_birth(self.facts.person_description(node))
            origin = tuple([(_folded(text), text) for text in names] for names in shared)
            self._origins[node] = origin
        return origin

    def likeness(self, ego: int, alter: int) -> Iterator[Tie]:
        """The ties that two people have by where they come from: country, home town, language.

        Compatriots have their language in common anyway: it is told, and counts, of others alone.
        """
        if ego == alter:
            return
        compatriots = False
        for kind, ego_names, alter_names in zip(LIKENESS, self._origin(ego), self._origin(alter), strict=True):
            # What both name, in the words and order of the first.
            common = (
                [text for word, text in ego_names if word in {folded for folded, _ in alter_names}]
                if alter_names
                else []
            )
            compatriots |= bool(common) and kind is TieKind.COMPATRIOT
            if common and not (compatriots and kind is TieKind.LANGUAGE):
                first, second = (self.facts.described_by(node) for node in (ego, alter))
                # A source that describes both says it alone, best one with an address; else one of each does.
                shared_sources = sorted(
                    (source for source in first if source in second),
                    key=lambda source: not self.facts.source(source).url,
                )
                sources = shared_sources[:1] or [*first[:1], *second[:1]]
                derived = not all(self.facts.person_description(node).languages for node in (ego, alter))
                yield Tie(
                    kind=kind,
                    ego=self.facts.iri(ego),
                    alter=self.facts.iri(alter),
                    detail=", ".join(common) + (", by country" if kind is TieKind.LANGUAGE and derived else ""),
                    evidence=tuple(Evidence(source=self.facts.source(source)) for source in sources),
                )


def _selections(ego_spells: list[_Spell], alter_spells: list[_Spell]) -> list[_Spell]:
    """The squads that name both, one for each time: of several claims about it the surest."""
    shared_spells = [
        min(first, second, key=lambda spell: (spell.confidence, spell.source))
        for first in ego_spells
        if first.kind == SELECTION
        for second in alter_spells
        if second.kind == SELECTION and first.start_est < second.end_est and second.start_est < first.end_est
    ]
    if len(shared_spells) < 2:
        return shared_spells
    apart: list[_Spell] = []
    for spell in sorted(
        shared_spells, key=lambda spell: (spell.end_est - spell.start_est, spell.confidence, spell.source)
    ):
        if all(spell.end_est <= earlier.start_est or earlier.end_est <= spell.start_est for earlier in apart):
            apart.append(spell)
    return apart
