"""Answers as rows of plain values, for data frames."""

from __future__ import annotations

from typing import Any

from kg.model import CareerLine, Persuader, ScoredTie
from kg.model.recommendations import RankedMatch
from kg.model.scores import Score

__all__ = ["career_record", "match_record", "persuader_record", "score_record", "tie_record"]


def match_record(rank: int, match: RankedMatch) -> dict[str, Any]:
    """A club or player of a ranking."""
    return {
        "rank": rank,
        "id": match.place.id,
        "name": match.place.name,
        "club": match.club.name if match.club else None,
        "influence": match.influence,
        "low": match.interval.low,
        "high": match.interval.high,
        "through": ", ".join(voice.person.name for voice in match.voices),
    }


def score_record(score: Score) -> dict[str, Any]:
    """A player and a club."""
    return {
        "target": score.target.name,
        "club": score.club.name,
        "influence": score.influence,
        "links": score.links,
        "through": ", ".join(link.person.name for link in score.strongest),
    }


def tie_record(scored: ScoredTie) -> dict[str, Any]:
    """A tie with what it carries."""
    tie = scored.tie
    return {
        "kind": tie.kind.value,
        "team": tie.team.name if tie.team else None,
        "start": tie.start,
        "end": tie.end,
        "days": tie.days,
        "influence": scored.influence,
    }


def career_record(line: CareerLine) -> dict[str, Any]:
    """A line of a career."""
    return {
        "team": line.team.name,
        "person": line.person.name,
        "role": line.role,
        "start": line.start,
        "end": line.end,
        "source": line.source.url,
    }


def persuader_record(person: Persuader) -> dict[str, Any]:
    """Somebody who could speak to a player."""
    return {
        "rank": person.rank,
        "id": person.person.id,
        "name": person.person.name,
        "club": person.club.name if person.club else None,
        "role": person.role,
        "presence": person.presence,
        "influence": person.influence,
        "low": person.interval.low,
        "high": person.interval.high,
        "ties": ", ".join(dict.fromkeys(scored.tie.kind.value for scored in person.ties)),
        "via": " > ".join(step.name for step in person.path[1:-1]),
    }
