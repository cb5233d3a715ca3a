"""The one codec between claims and RDF: N-Quads text out, quads in.

Every statement is a node in the named graph of its release. How the model's dates become RDF:

* the value says how exact it is: a day, a month, a season or a year (`kg.rdf.dates`);
* the end of a period is the *first day on which it was over*, or the month, season or year in which that day lies;
* a contract's ``until`` is the *last* day it can run to, or what that day lies in.

Types are written with their superclass (`pkg:Spell` beside `pkg:LoanSpell`), because SPARQL stores do not infer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from kg.errors import InvalidInput
from kg.model.claims import (
    Claim,
    Confidence,
    Event,
    Passage,
    Relationship,
    Release,
    Source,
    Spell,
    SpellKind,
    Statement,
)
from kg.model.dates import ImpreciseDate, Period
from kg.model.people import ExternalId, Person, Team
from kg.rdf.dates import date_literal
from kg.rdf.decoder import decode
from kg.rdf.iris import is_http_iri, is_iri
from kg.rdf.kinds import EVENT_CLASSES, POSITIONS, RELATIONSHIP_CLASSES, ROLES, SPELL_CLASSES, TEAM_CLASSES
from kg.rdf.licences import licence_iri, licence_name
from kg.rdf.vocabulary import WIKIDATA_ENTITY, Pkg, Terms

__all__ = ["decode", "encode", "encode_release", "literal"]

# What a literal cannot hold as it is: quotes, backslashes, anything that could end a line or hide in one.
_SPECIAL: Final = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_WIKIDATA: Final = re.compile(r"Q[1-9][0-9]*")


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if "\ud800" <= char <= "\udfff":
        raise InvalidInput(f"half a character (U+{ord(char):04X}) in a text", remedy="read the file as UTF-8")
    return _SHORT.get(char) or f"\\u{ord(char):04X}"


def literal(text: str) -> str:
    """A text as a literal of N-Quads."""
    return f'"{_SPECIAL.sub(_escaped, text)}"'


@lru_cache(maxsize=1 << 16)
def _ref(iri: str) -> str:
    if not is_iri(iri):
        raise InvalidInput(f"{iri!r} is no IRI", remedy="ids are made by kg.rdf.iris, or are http(s) addresses")
    return f"<{iri}>"


def _address(url: str) -> str:
    """An http(s) address as an IRI; anything else stays the text it was."""
    return f"<{url}>" if is_http_iri(url) else literal(url)


def _date(day: date) -> str:
    return f'"{day.isoformat()}"^^<{Terms.DATE}>'


def _texts(prop: str, *texts: str) -> Iterator[str]:
    for text in texts:
        if text:
            yield f"<{prop}> {literal(text)}"


def _refs(*pairs: tuple[str, str]) -> Iterator[str]:
    for prop, iri in pairs:
        if iri:
            yield f"<{prop}> {_ref(iri)}"


def _types(*classes: str) -> Iterator[str]:
    for cls in classes:
        yield f"<{Terms.TYPE}> <{cls}>"


def _identifiers(ids: tuple[ExternalId, ...]) -> Iterator[str]:
    for external in ids:
        if external.scheme == "wikidata" and _WIKIDATA.fullmatch(external.value):
            yield f"<{Terms.SAME_AS}> <{WIKIDATA_ENTITY}{external.value}>"
        elif not external.scheme or ":" in external.scheme:
            raise InvalidInput(
                f"{external.scheme!r} cannot name a kind of identifier", remedy="use a word without a colon"
            )
        else:
            yield f"<{Pkg.EXTERNAL_ID}> {literal(f'{external.scheme}:{external.value}')}"


def _person(person: Person) -> Iterator[str]:
    yield from _types(Pkg.PERSON)
    yield from _texts(Terms.LABEL, person.name)
    yield from _texts(Terms.ALT_LABEL, *person.aliases)
    if person.birth:
        yield f"<{Pkg.BIRTH_DATE}> {date_literal(person.birth)}"
    yield from _texts(Pkg.BIRTH_PLACE, person.birth_place)
    yield from _texts(Pkg.SPORTING_NATIONALITY, *person.citizenships[:1])
    yield from _texts(Pkg.CITIZENSHIP, *person.citizenships[1:])
    if person.position:
        yield f"<{Pkg.HAS_POSITION}> <{POSITIONS[person.position]}>"
    yield from _texts(Pkg.SPEAKS, *person.languages)
    yield from _identifiers(person.external_ids)


def _team(team: Team) -> Iterator[str]:
    yield from _types(Pkg.TEAM, TEAM_CLASSES[team.kind])
    yield from _texts(Terms.LABEL, team.name)
    yield from _texts(Terms.ALT_LABEL, *team.aliases)
    yield from _texts(Pkg.COUNTRY, team.country)
    if team.age_group is not None:
        yield f'<{Pkg.AGE_GROUP}> "{team.age_group}"^^<{Terms.INTEGER}>'
    yield from _refs((Pkg.HAS_FIRST_TEAM, team.parent))
    yield from _identifiers(team.external_ids)


def _period(period: Period) -> Iterator[str]:
    if period.start:
        yield f"<{Pkg.START}> {date_literal(period.start)}"
    if period.end:
        yield f"<{Pkg.END}> {date_literal(period.end)}"
    if period.attested:
        yield f"<{Pkg.ATTESTED_UNTIL}> {_date(period.attested)}"


def _spell(spell: Spell) -> Iterator[str]:
    yield f"<{Terms.TYPE}> <{Pkg.SPELL}>"
    if spell.kind is not SpellKind.UNSTATED:
        yield f"<{Terms.TYPE}> <{SPELL_CLASSES[spell.kind]}>"
    yield f"<{Pkg.HAS_PERSON}> {_ref(spell.person)}"
    yield f"<{Pkg.HAS_TEAM}> {_ref(spell.team)}"
    yield f"<{Pkg.HAS_ROLE}> <{ROLES[spell.role]}>"
    yield from _period(spell.period)
    if spell.occasion:
        yield f"<{Pkg.OCCASION}> {literal(spell.occasion)}"
    if spell.matches is not None:
        yield f'<{Pkg.MATCHES}> "{spell.matches}"^^<{Terms.INTEGER}>'
    if spell.minutes is not None:
        yield f'<{Pkg.MINUTES}> "{spell.minutes}"^^<{Terms.INTEGER}>'


def _relationship(relationship: Relationship) -> Iterator[str]:
    yield from _types(Pkg.RELATIONSHIP, RELATIONSHIP_CLASSES[relationship.kind])
    yield f"<{Pkg.HAS_SUBJECT}> {_ref(relationship.subject)}"
    yield f"<{Pkg.HAS_OBJECT}> {_ref(relationship.object)}"
    yield from _period(relationship.period)
    yield from _texts(Pkg.DETAIL, relationship.detail)
    yield from _texts(Pkg.STRENGTH, relationship.strength)


def _event(event: Event) -> Iterator[str]:
    yield from _types(Pkg.EVENT, EVENT_CLASSES[event.kind])
    yield from _refs(
        (Pkg.HAS_PERSON, event.person),
        (Pkg.HAS_CLUB, event.club),
        (Pkg.HAS_OTHER_CLUB, event.other_club),
        (Pkg.PERFORMED_BY, event.by),
    )
    if event.when:
        yield f"<{Pkg.WHEN}> {date_literal(event.when)}"
    if event.until:
        yield f"<{Pkg.UNTIL}> {date_literal(event.until)}"
    yield from _texts(Pkg.OUTCOME, event.outcome)


def _issued(published: ImpreciseDate | None) -> Iterator[str]:
    if published:
        yield f"<{Terms.ISSUED}> {date_literal(published)}"


def _source(source: Source) -> Iterator[str]:
    yield from _types(Pkg.SOURCE_CLASS)
    yield from _texts(Terms.TITLE, source.title)
    if source.url:
        yield f"<{Terms.URL}> {_address(source.url)}"
    yield from _texts(Terms.PUBLISHER, source.publisher)
    yield from _issued(source.published)


def _said(statement: Statement) -> Iterator[str]:
    match statement:
        case Spell():
            return _spell(statement)
        case Person():
            return _person(statement)
        case Team():
            return _team(statement)
        case Relationship():
            return _relationship(statement)
        case Event():
            return _event(statement)


def _passage(passage: Passage) -> Iterator[str]:
    yield f'<{Pkg.PASSAGE_START}> "{passage.start}"^^<{Terms.INTEGER}>'
    yield f'<{Pkg.PASSAGE_END}> "{passage.end}"^^<{Terms.INTEGER}>'
    yield from _texts(Pkg.PASSAGE_DIGEST, passage.digest)
    yield from _texts(Pkg.QUOTE, passage.quote)


def _licence(text: str) -> Iterator[str]:
    """The licence as an IRI, and in words what is more than its name."""
    iri = text if is_http_iri(text) else licence_iri(text)
    if iri:
        yield f"<{Terms.LICENSE}> <{iri}>"
    if text not in {iri, licence_name(iri)}:
        yield from _texts(Terms.RIGHTS, text)


def encode_release(release: Release) -> Iterator[str]:
    """What is known about a release, as N-Quads lines in its own graph.

    Raises:
        InvalidInput: the release's id is no IRI, or a text is not valid.
    """
    subject = _ref(release.id)
    parts = [*_types(Pkg.RELEASE, Terms.ENTITY), *_texts(Terms.TITLE, release.title)]
    parts += _texts(Pkg.DATASET, release.dataset)
    parts += _texts(Pkg.VERSION, release.version)
    if release.url:
        parts.append(f"<{Terms.SOURCE}> {_address(release.url)}")
        if is_http_iri(release.url):
            parts.append(f"<{Terms.WAS_DERIVED_FROM}> <{release.url}>")
    parts += _licence(release.licence)
    parts += _texts(Terms.PUBLISHER, release.publisher)
    parts += _issued(release.published)
    if release.retrieved:
        parts.append(f"<{Pkg.RETRIEVED}> {_date(release.retrieved)}")
    for part in parts:
        yield f"{subject} {part} {subject} .\n"


def encode(claim: Claim, release_id: str, *, described: set[str] | None = None) -> Iterator[str]:
    """One claim as N-Quads lines in the graph of its release, each ended by a newline; its source comes first.

    Args:
        claim: what to write.
        release_id: IRI of the release, that is of the named graph.
        described: ids of the sources written before in this release, which are not written again; the claim's
            source is added to it. ``None``: the source is written with every claim.

    Raises:
        InvalidInput: an id is no IRI, a text holds half a character, or an identifier's scheme a colon.
    """
    statement = claim.statement
    graph = f" {_ref(release_id)} .\n"
    parts = list(_said(statement))
    source = claim.source
    if source is not None:
        node = _ref(source.id)
        if described is None or source.id not in described:
            for part in _source(source):
                yield f"{node} {part}{graph}"
            if described is not None:
                described.add(source.id)
        parts.append(f"<{Pkg.SOURCE}> {node}")
    if claim.retrieved:
        parts.append(f"<{Pkg.RETRIEVED}> {_date(claim.retrieved)}")
    # Records say nothing of their confidence unless it is less than high; reports always say it.
    if claim.confidence is not Confidence.HIGH or isinstance(statement, (Relationship, Event)):
        parts.append(f'<{Pkg.CONFIDENCE}> "{claim.confidence}"')
    parts += _texts(Pkg.SUMMARY, claim.summary)
    parts += _texts(Pkg.MODALITY, claim.modality or "")
    parts += _texts(Pkg.ORIGIN, claim.origin)
    if claim.passage:
        parts += _passage(claim.passage)
    subject = _ref(claim.id)
    for part in parts:
        yield f"{subject} {part}{graph}"
