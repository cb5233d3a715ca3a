"""One person, one node: telling across sources who and which team is meant."""

from kg.resolve.clubs import ClubNames, read_club_names
from kg.resolve.decisions import Decisions, read_decisions
from kg.resolve.records import Batch, PersonRecord, TeamRecord, gather
from kg.resolve.report import write_doubts, write_matches
from kg.resolve.resolver import Doubt, PersonMatch, Resolution, Resolver
from kg.resolve.rewrite import rewrite
from kg.resolve.teams import TeamMatch

__all__ = [
    "Batch",
    "ClubNames",
    "Decisions",
    "Doubt",
    "PersonMatch",
    "PersonRecord",
    "Resolution",
    "Resolver",
    "TeamMatch",
    "TeamRecord",
    "gather",
    "read_club_names",
    "read_decisions",
    "rewrite",
    "write_doubts",
    "write_matches",
]
