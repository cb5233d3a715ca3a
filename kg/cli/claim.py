"""``kg claim``: claims typed by hand."""

from __future__ import annotations

from kg.cli.app import LazyGroup
from kg.cli.settings import shared_options

__all__ = ["command"]

command = LazyGroup(
    "claim",
    modules={"add": "kg.cli.claim_add", "retract": "kg.cli.claim_retract"},
    params=shared_options(),
    short_help="Add a claim with its source, or retract one.",
    help="Claims typed by hand, each with the page that makes it.",
)
