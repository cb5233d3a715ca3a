"""What is known of one person or team, as blocks and as CSV rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.model import CareerLine, Claim, Event, Period, Person, Profile, Relationship, Team
from kg.render.blocks import Block, Cell, Column, Detail, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.footnotes import Footnoter
from kg.render.words import clean, event_words, label, published, quote_words, said_words

__all__ = ["CAREER_COLUMNS", "claim_blocks", "profile_blocks", "profile_csv"]

CAREER_COLUMNS = (
    *("person", "person_id", "team", "team_id", "team_kind", "role", "kind", "start", "end", "occasion"),
    *("source_title", "source_url", "source_date"),
)
"""Columns of ``kg show --format csv``: one row per spell or squad place."""

_NATIONAL = ("national", "national_youth")
_JOINTS = {"mentor": " guided ", "idol": " is an idol of "}


def profile_blocks(profile: Profile) -> Document:
    """Lay out a profile: who it is, career and squads (or people), relationships and events with their sources."""
    subject, notes = profile.subject, Footnoter()
    blocks: list[Block] = [Heading(f"{clean(subject.name)}, as of {profile.as_of.isoformat()}", level=1)]
    facts = _about_person(subject) if isinstance(subject, Person) else _about_team(subject, profile.names)
    blocks.append(Detail("", tuple(facts)))
    if isinstance(subject, Person):
        club = [line for line in profile.career if not _is_squad(line)]
        blocks += _careers("Career", club, notes, of_team=False)
        blocks += _careers("Squads", [line for line in profile.career if _is_squad(line)], notes, of_team=False)
    else:
        blocks += _careers("People", profile.career, notes, of_team=True)
    blocks += _claims("Relationships", profile.relationships, profile, notes)
    blocks += _claims("Events", profile.events, profile, notes)
    for source in profile.sources:
        notes.marks((source,))
    if notes:
        blocks += [Heading("Sources"), notes.block()]
    return blocks


def profile_csv(profile: Profile) -> str:
    """The career (or the team's people) as rows."""
    return csv_text(
        CAREER_COLUMNS,
        (
            (
                *(line.person.name, line.person.id, line.team.name, line.team.id, line.team_kind, line.role, line.kind),
                *(line.start, line.end, line.occasion, line.source.title, line.source.url, published(line.source)),
            )
            for line in profile.career
        ),
    )


def claim_blocks(claim: Claim, names: dict[str, str]) -> Document:
    """Lay out one claim."""
    notes = Footnoter()
    return [Detail("", (*_claim(claim, names, notes), ("id", claim.id))), notes.block()]


def _is_squad(line: CareerLine) -> bool:
    return line.team_kind in _NATIONAL or line.kind == "selection"


def _about_person(person: Person) -> Iterator[tuple[str, str]]:
    place = f" in {clean(person.birth_place)}" if person.birth_place else ""
    differing = f" (other sources: {', '.join(map(str, person.other_births))})" if person.other_births else ""
    yield "born", f"{person.birth or 'date unknown'}{place}{differing}"
    if person.citizenships:
        yield "country", _listed(person.citizenships)
    if person.position:
        yield "position", person.position.value
    if person.languages:
        yield "speaks", _listed(person.languages)
    yield from _identity(person)


def _about_team(team: Team, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    age = f", under {team.age_group}" if team.age_group else ""
    yield "what", f"{label(team.kind)} team{age}" if team.kind != "club" else "club"
    if team.country:
        yield "country", clean(team.country)
    if team.parent:
        yield "belongs to", clean(names.get(team.parent, team.parent))
    yield from _identity(team)


def _identity(subject: Person | Team) -> Iterator[tuple[str, str]]:
    if subject.aliases:
        yield "also known as", _listed(subject.aliases)
    for external in subject.external_ids:
        yield f"{label(external.scheme)} id", clean(external.value)
    yield "id", clean(subject.id)


def _careers(title: str, lines: Sequence[CareerLine], notes: Footnoter, *, of_team: bool) -> Iterator[Block]:
    if not lines:
        if of_team or title == "Career":
            yield Heading(title)
            yield Text("Nothing is known.")
        return
    occasion = any(line.occasion for line in lines)
    clash = ["Where sources differ"] if any(line.clash for line in lines) else []
    titles = ["Person" if of_team else "Team", "As", *(["Occasion"] if occasion else []), "Dates", "Source", *clash]
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        which = clean(line.person.name if of_team else line.team.name)
        kind = "" if line.kind in {"unstated", "selection", ""} else f", {label(line.kind)}"
        when = [clean(line.occasion)] if occasion else []
        statement = (_line_dates(line), notes.marks((line.source,)), *([clean(line.clash)] if clash else []))
        rows.append((which, label(line.role) + kind, *when, *statement))
    yield Heading(f"{title} ({len({line.person.id for line in lines})})" if of_team else title)
    yield Table(tuple(Column(name, flexible=name in ("Occasion", *clash)) for name in titles), tuple(rows))


def _line_dates(line: CareerLine) -> str:
    if line.end or not line.attested:
        return _dates(line.start, line.end)
    return f"{line.start} – at least {line.attested}" if line.start else f"on {line.attested}"


def _dates(start: str, end: str) -> str:
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return f"from {start}"
    return f"until {end}" if end else "dates unknown"


def _claims(title: str, claims: Iterable[Claim], profile: Profile, notes: Footnoter) -> Iterator[Block]:
    lines = tuple(line for claim in claims for line in _claim(claim, profile.names, notes))
    if lines:
        yield Heading(title)
        yield Detail("", lines)


def _claim(claim: Claim, names: dict[str, str], notes: Footnoter) -> Iterator[tuple[str, str]]:
    category = claim.statement
    words = ""
    if isinstance(category, Relationship):
        words = _relationship(category, names)
    elif isinstance(category, Event):
        words = event_words(category, names)
    details = clean(claim.summary).removesuffix(".") or words
    sure = said_words(claim.modality, claim.origin, claim.confidence)
    marks = f" {notes.marks((claim.source,))}" if claim.source else ""
    kind = category.kind if isinstance(category, Relationship | Event) else "claim"
    yield label(kind), f"{details}{_attribution(claim, details)}{sure}{marks}"
    if claim.passage and claim.passage.quote:
        yield "", quote_words(claim.passage.quote)


def _attribution(claim: Claim, details: str) -> str:
    """Who says so and when; a publisher whom the summary names already is not named again."""
    if claim.source is None:
        return ""
    publisher = clean(claim.source.publisher or claim.source.title)
    date = published(claim.source) or "undated"
    return f", {date}" if not publisher or publisher in details else f", reported by {publisher}, {date}"


def _relationship(relationship: Relationship, names: dict[str, str]) -> str:
    joint = _JOINTS.get(relationship.kind, " and ")
    detail = f" ({label(relationship.detail)})" if relationship.detail else ""
    when = f", {_period(relationship.period)}" if relationship.period != Period() else ""
    return f"{_name(relationship.subject, names)}{joint}{_name(relationship.object, names)}{detail}{when}"


def _period(period: Period) -> str:
    ends = _dates(str(period.start or ""), str(period.end or ""))
    return ends if not period.attested else f"{ends}, still so on {period.attested.isoformat()}"


def _name(iri: str, names: dict[str, str]) -> str:
    return clean(names.get(iri, iri))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(clean(word) for word in words)
