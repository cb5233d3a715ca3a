"""One person, one node: telling across sources who and which team is meant."""

from kg.claims.identity.decisions import Decisions, read_decisions
from kg.claims.identity.match_report import write_doubts, write_matches
from kg.claims.identity.records import Batch, PersonRecord, TeamRecord, gather
from kg.claims.identity.resolver import Doubt, PersonMatch, Resolution, Resolver
from kg.claims.identity.rewrite import rewrite
from kg.claims.identity.team_matcher import TeamMatch
from kg.text.club_names import ClubNames, read_club_names

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
