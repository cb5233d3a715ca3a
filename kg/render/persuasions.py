"""The measure on documented persuasions, as blocks, for programs, and as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kg.model.persuasions import PersuasionReport, RankSummary
from kg.render.blocks import Column, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.words import clean

__all__ = ["persuasion_blocks", "persuasion_csv", "persuasion_json"]


def persuasion_json(found: PersuasionReport) -> dict[str, Any]:
    """The object that ``kg backtest --persuasions FILE --format json`` prints."""
    return {
        "listed": len(found.cases),
        "known": {name: asdict(each) for name, each in found.known.items()},
        "tied": {name: asdict(each) for name, each in found.tied.items()},
        "cases": [
            {
                "player": case.row.player, "club": case.row.club, "persuader": case.row.persuader,
                "window_opens": case.row.opens.isoformat(), "connected": case.connected, "tied": case.tied,
                "ranks": case.ranks, "why_not": case.why or None,
            }
            for case in found.cases
        ],
    }  # fmt: skip


def persuasion_blocks(found: PersuasionReport) -> Document:
    """The findings to read."""
    known = sum(case.ranks is not None for case in found.cases)
    return [
        Heading("Reported persuaders, ranked as of the day before the window", level=1),
        Text(
            f"{len(found.cases)} reports; of {known} the data know that the persuader was connected with the club, "
            f"and of {sum(case.tied for case in found.cases)} of these a tie with the player."
        ),
        Heading(f"The {known} cases that the data can know about"),
        _table(found.known),
        Heading("Those with any tie in the data"),
        _table(found.tied),
        Heading("Case by case"),
        _cases(found),
        Text(
            "Whoever joined tells the story: these reports check the ranking of people, never the chance of a move.",
            quiet=True,
        ),
    ]


def _table(summaries: dict[str, RankSummary]) -> Table:
    rows = tuple(
        (name, str(each.n), f"{each.top3:.0%}", f"{each.top10:.0%}", f"{each.median_rank:g}")
        for name, each in summaries.items()
    )
    titles = ("Ranking", "Cases", "First three", "First ten", "Median rank")
    return Table(tuple(Column(title, right=place > 0) for place, title in enumerate(titles)), rows)


def _cases(found: PersuasionReport) -> Table:
    rows = tuple(
        (
            clean(case.row.player), clean(case.row.club), case.row.opens.isoformat(), clean(case.row.persuader),
            f"{case.ranks['score']:g} of {case.connected}" if case.ranks else "–", clean(case.why),
        )
        for case in found.cases
    )  # fmt: skip
    titles = ("Player", "Club", "Window", "Persuader", "Rank", "Why not")
    return Table(tuple(Column(title, flexible=place == 5) for place, title in enumerate(titles)), rows)


def persuasion_csv(found: PersuasionReport) -> str:
    """One row for each case."""
    names = list(found.known)
    rows = [
        (
            case.row.player, case.row.club, case.row.opens.isoformat(), case.row.persuader, case.connected,
            *((case.ranks or {}).get(name) for name in names), case.why,
        )
        for case in found.cases
    ]  # fmt: skip
    return csv_text(("player", "club", "window_opens", "persuader", "connected", *names, "why_not"), rows)
