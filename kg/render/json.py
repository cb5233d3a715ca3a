"""Answers as JSON, in the shape that scripts may rely on: keys may be added, none is ever removed.

Dates are ISO 8601 in the source's own precision, an unknown date is ``null``, ends are exclusive, and influence is
in log-odds, rounded to four digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from kg.model import (
    Answer,
    CareerLine,
    Claim,
    EntityRef,
    Event,
    Evidence,
    Explanation,
    ImpreciseDate,
    Interval,
    ModelInfo,
    Pathway,
    Period,
    Person,
    Persuader,
    Profile,
    Relationship,
    Report,
    ScoredTie,
    Source,
    Standing,
    Team,
)
from kg.render.outlook import outlook_json
from kg.render.shapes.common import Named, SourceShape
from kg.render.shapes.profiles import (
    CareerShape,
    ClaimShape,
    ExternalShape,
    PeriodShape,
    ShowAnswer,
    StandingShape,
    SubjectShape,
)
from kg.render.shapes.questions import (
    EvidenceShape,
    ExplainAnswer,
    ModelShape,
    PathShape,
    PersuadeAnswer,
    PersuaderShape,
    ReportShape,
    TieShape,
)

__all__ = ["answer_json", "claim_json", "explanation_json", "json_text", "profile_json", "source_json", "standing_json"]

JsonObject: TypeAlias = dict[str, Any]

# json leaves these as they are; a terminal would obey the first group and turn a line around for the second.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def json_text(value: object) -> str:
    """A value as indented JSON text that ends with a newline and holds no raw control or direction marks."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSAFE.sub(lambda result: f"\\u{ord(result[0]):04x}", text) + "\n"


def answer_json(answer: Answer) -> JsonObject:
    """The object that ``kg persuade --format json`` prints."""
    question = answer.question
    shape: PersuadeAnswer = {
        "question": {
            "target": _name(question.target),
            "club": _named(question.club),
            "as_of": question.as_of.isoformat(),
        },
        "persuaders": [_persuader(persuader, question.target) for persuader in answer.persuaders],
        "former": [_persuader(persuader, question.target) for persuader in answer.former],
        "circle": [_persuader(persuader, question.target) for persuader in answer.circle],
        "known": {
            "persons_considered": answer.known.persons_considered,
            "note": answer.known.note,
            "data_until": _day(answer.known.data_until),
        },
        "model": _model(answer.model),
        "reports": [_report(report) for report in answer.reports],
        "already_there": answer.already_there or None,
        "target_clubs": [_name(club) for club in answer.target_clubs],
    }
    if answer.followed:
        shape["followed"] = {"reports": answer.followed.reports, "moved": answer.followed.moved}
    if answer.outlook:
        shape["outlook"] = outlook_json(answer.outlook)
    return dict(shape)


def explanation_json(explanation: Explanation) -> JsonObject:
    """The object that ``kg explain --format json`` prints: ``forward`` is the influence of ``other`` on ``person``."""
    shape: ExplainAnswer = {
        "person": _name(explanation.person),
        "other": _name(explanation.other),
        "as_of": explanation.as_of.isoformat(),
        "forward": _persuader(explanation.forward, explanation.person),
        "backward": _persuader(explanation.backward, explanation.other),
        "note": explanation.note,
        "model": _model(explanation.model),
    }
    return dict(shape)


def profile_json(profile: Profile) -> JsonObject:
    """The object that ``kg show --format json`` prints."""
    subject = profile.subject
    shape: ShowAnswer = {
        "subject": _person(subject) if isinstance(subject, Person) else _team(subject),
        "as_of": profile.as_of.isoformat(),
        "career": [_career(line) for line in profile.career],
        "relationships": [claim_json(claim, profile.names) for claim in profile.relationships],
        "events": [claim_json(claim, profile.names) for claim in profile.events],
        "sources": [source_json(source) for source in profile.sources],
    }
    if isinstance(subject, Person):
        shape["clubs"] = [standing_json(standing, "team") for standing in profile.standings]
    else:
        shape["people"] = [standing_json(standing, "person") for standing in profile.standings]
    return dict(shape)


def standing_json(standing: Standing, of: str) -> StandingShape:
    """Somebody at a team; ``of`` is the side to name: ``team`` or ``person``."""
    shape: StandingShape = {
        "presence": standing.presence,
        "since": _day(standing.since),
        "until": _day(standing.until),
        "role": standing.role,
    }
    if of == "team":
        return {"team": _name(standing.team), **shape}
    return {"person": _name(standing.person), **shape}


def source_json(source: Source) -> SourceShape:
    """A source: what it is called, where it is, who published it and when (``null`` where it does not say)."""
    return {
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "published": _when(source.published),
    }


def _name(named: EntityRef) -> Named:
    return {"id": named.id, "name": named.name}


def _named(named: EntityRef | None) -> Named | None:
    return None if named is None else _name(named)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _when(when: ImpreciseDate | None) -> str | None:
    return str(when) if when else None


def _number(value: float) -> float:
    return round(value, 4) + 0.0  # -0.0 becomes 0.0


def _interval(interval: Interval) -> list[float]:
    return [_number(interval.low), _number(interval.high)]


def _model(model: ModelInfo) -> ModelShape:
    return {"version": model.version, "fitted_on": model.fitted_on}


def _persuader(persuader: Persuader, target: EntityRef) -> PersuaderShape:
    direct = (persuader.person, target) if persuader.ties else ()
    return {
        "rank": persuader.rank,
        "person": _name(persuader.person),
        "club": _named(persuader.club),
        "role": persuader.role,
        "presence": persuader.presence,
        "since": _day(persuader.since),
        "influence": _number(persuader.influence),
        "interval": _interval(persuader.interval),
        "basis": persuader.basis,
        "own": _number(persuader.own),
        "if_left": None if persuader.if_left is None else _number(persuader.if_left),
        "standing": persuader.standing or None,
        "ties": [_tie(tie) for tie in persuader.ties],
        "path": [_name(person) for person in persuader.path or direct],
        "paths": [_path(path) for path in persuader.paths],
    }


def _path(path: Pathway) -> PathShape:
    return {
        "people": [_name(person) for person in path.people],
        "influence": _number(path.influence),
        "interval": _interval(path.interval),
        "steps": [[_tie(tie) for tie in step] for step in path.steps],
    }


def _tie(scored: ScoredTie) -> TieShape:
    tie = scored.tie
    sources = {item.source.id or item.source.url or item.source.title: item.source for item in tie.evidence}
    return {
        "kind": tie.kind.value,
        "team": _named(tie.team),
        "start": _day(tie.start),
        "end": _day(tie.end),
        "influence": _number(scored.influence),
        "interval": _interval(scored.interval),
        "basis": scored.basis or None,
        "sources": [source_json(source) for source in sources.values()],
        "days": tie.days,
        "days_range": [tie.days_low, tie.days_high],
        "possible": tie.possible,
        "circle": tie.circle,
        "detail": tie.detail,
        "strength": tie.strength,
        "roles": {"target": tie.ego_role, "persuader": tie.alter_role},
        "evidence": [_evidence(item) for item in tie.evidence],
    }


def _evidence(item: Evidence) -> EvidenceShape:
    return {
        "source": source_json(item.source),
        "start": _day(item.start),
        "end": _day(item.end),
        "occasion": item.occasion,
        "summary": item.summary,
        "confidence": item.confidence.value,
        "modality": item.modality,
        "origin": item.origin,
        "quote": item.quote,
    }


def _report(report: Report) -> ReportShape:
    return {
        "kind": report.kind,
        "text": report.text,
        "confidence": report.confidence.value,
        "modality": report.modality,
        "origin": report.origin,
        "quote": report.quote,
        "source": source_json(report.source),
    }


def _ids(subject: Person | Team) -> list[ExternalShape]:
    return [{"scheme": external.scheme, "value": external.value} for external in subject.external_ids]


def _person(person: Person) -> SubjectShape:
    return {
        "type": "person",
        "id": person.id,
        "name": person.name,
        "aliases": list(person.aliases),
        "birth": _when(person.birth),
        "other_births": [str(birth) for birth in person.other_births],
        "birth_place": person.birth_place,
        "citizenships": list(person.citizenships),
        "position": person.position.value if person.position else None,
        "languages": list(person.languages),
        "external_ids": _ids(person),
    }


def _team(team: Team) -> SubjectShape:
    return {
        "type": "team",
        "id": team.id,
        "name": team.name,
        "kind": team.kind.value,
        "aliases": list(team.aliases),
        "country": team.country,
        "age_group": team.age_group,
        "parent": team.parent or None,
        "external_ids": _ids(team),
    }


def _career(line: CareerLine) -> CareerShape:
    return {
        "person": _name(line.person),
        "team": _name(line.team),
        "team_kind": line.team_kind,
        "role": line.role,
        "kind": line.kind,
        "start": line.start or None,
        "end": line.end or None,
        "attested": line.attested or None,
        "occasion": line.occasion,
        "source": source_json(line.source),
        "clash": line.clash or None,
    }


def _period(period: Period) -> PeriodShape:
    return {"start": _when(period.start), "end": _when(period.end), "attested": _day(period.attested)}


def claim_json(claim: Claim, names: Mapping[str, str]) -> ClaimShape:
    """A claim about a relationship or an event: what it says, and who says so.

    Args:
        claim: the claim.
        names: names by id; whoever is missing is called by the id.
    """
    label = claim.statement
    shape: ClaimShape = {
        "id": claim.id,
        "summary": claim.summary,
        "modality": claim.modality,
        "origin": claim.origin,
        "quote": claim.passage.quote if claim.passage else "",
        "confidence": claim.confidence.value,
        "retrieved": _day(claim.retrieved),
        "source": source_json(claim.source) if claim.source else None,
    }
    if isinstance(label, Relationship):
        return {
            "kind": label.kind.value,
            "people": _by_id((label.subject, label.object), names),
            "period": _period(label.period),
            "detail": label.detail,
            "strength": label.strength,
            **shape,
        }
    if isinstance(label, Event):

        def named(iri: str) -> Named | None:
            return _by_id((iri,), names)[0] if iri else None

        return {
            "kind": label.kind.value,
            "person": named(label.person),
            "club": named(label.club),
            "other_club": named(label.other_club),
            "by": named(label.by),
            "when": _when(label.when),
            "until": _when(label.until),
            "outcome": label.outcome,
            **shape,
        }
    return shape


def _by_id(iris: Iterable[str], names: Mapping[str, str]) -> list[Named]:
    return [{"id": iri, "name": names.get(iri, iri)} for iri in iris]
