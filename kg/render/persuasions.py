"""The measure on documented persuasions, as blocks, for programs, and as rows."""

from __future__ import annotations

import math

from kg.model.persuasions import PersuasionReport, RankSummary
from kg.render.blocks import Block, Column, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.shapes.measures import PersuasionsAnswer, RanksShape
from kg.render.words import clean

__all__ = ["persuasion_blocks", "persuasion_csv", "persuasion_json"]


def persuasion_json(report: PersuasionReport) -> PersuasionsAnswer:
    """The object that ``kg backtest --persuasions FILE --format json`` prints; the score's own figures stand on top."""
    score = _summary(report.models["score"]) if "score" in report.models else None
    return {
        "listed": score and score["listed"],
        "top1": score and score["top1"],
        "top3": score and score["top3"],
        "mrr": score and score["mrr"],
        "median_rank": score and score["median_rank"],
        "reports": len(report.cases),
        "answered": report.answered,
        "models": {name: _summary(summary) for name, summary in report.models.items()},
        "slices": {
            name: {value: _summary(summary) for value, summary in values.items()}
            for name, values in report.slices.items()
        },
        "cases": [
            {
                "player": case.row.player,
                "club": case.row.club,
                "persuader": case.row.persuader,
                "as_of": case.row.at.isoformat(),
                "role": case.row.role or None,
                "answered": case.answered,
                "candidates": case.candidates,
                "basis": case.basis or None,
                "ranks": case.ranks or None,
                "why_not": case.why or None,
            }
            for case in report.cases
        ],
    }


def _summary(summary: RankSummary) -> RanksShape:
    """A summary as JSON has it: a median over nobody is ``null``."""
    return {
        "n": summary.n,
        "listed": summary.listed,
        "top1": summary.top1,
        "top3": summary.top3,
        "top10": summary.top10,
        "mrr": summary.mrr,
        "median_rank": None if math.isnan(summary.median_rank) else summary.median_rank,
        "intervals": {
            name: {"value": item.value, "low": item.low, "high": item.high} for name, item in summary.intervals.items()
        },
    }


def persuasion_blocks(report: PersuasionReport) -> Document:
    """The report to read."""
    blocks: list[Block] = [
        Heading("Reported persuaders, ranked as of the day before", level=1),
        Text(
            f"{len(report.cases)} reports; for {report.answered} the store knows the player, the club and its squad. "
            "Shares are of all answered reports: a persuader who is not listed counts as never found."
        ),
        _table(report.models, "Ranking"),
    ]
    for name, summaries in report.slices.items():
        blocks += [Heading(f"The score by {name}"), _table(summaries, name.capitalize())]
    return [
        *blocks,
        Heading("Case by case"),
        _cases(report),
        Text(
            "Whoever joined tells the story: these reports check the ranking of people, never the chance of a move.",
            quiet=True,
        ),
    ]


def _table(summaries: dict[str, RankSummary], title: str) -> Table:
    rows = tuple(
        (
            clean(name),
            str(summary.n),
            f"{summary.listed:.0%}",
            _share(summary, "top1"),
            _share(summary, "top3"),
            f"{summary.top10:.0%}",
            f"{summary.mrr:.2f}",
            f"{summary.median_rank:g}",
        )
        for name, summary in summaries.items()
    )
    titles = (title, "Reports", "Listed", "First", "First three", "First ten", "Mean 1/rank", "Median rank")
    return Table(tuple(Column(head, right=place > 0) for place, head in enumerate(titles)), rows)


def _share(summary: RankSummary, name: str) -> str:
    share = f"{getattr(summary, name):.0%}"
    if interval := summary.intervals.get(name):
        return f"{share} ({interval.low:.0%}–{interval.high:.0%})"
    return share


def _cases(report: PersuasionReport) -> Table:
    rows = tuple(
        (
            clean(case.row.player),
            clean(case.row.club),
            case.row.at.isoformat(),
            clean(case.row.persuader),
            f"{case.ranks['score']:g} of {case.candidates}" if case.ranks else "–",
            case.basis,
            clean(case.why),
        )
        for case in report.cases
    )
    titles = ("Player", "Club", "As of", "Persuader", "Rank", "Basis", "Why not")
    return Table(tuple(Column(title, flexible=place == 6) for place, title in enumerate(titles)), rows)


def persuasion_csv(report: PersuasionReport) -> str:
    """One row for each report."""
    names = list(report.models)
    rows = [
        (
            case.row.player,
            case.row.club,
            case.row.at.isoformat(),
            case.row.persuader,
            case.candidates,
            case.basis,
            *(case.ranks.get(name) for name in names),
            case.why,
        )
        for case in report.cases
    ]
    return csv_text(("player", "club", "as_of", "persuader", "candidates", "basis", *names, "why_not"), rows)
