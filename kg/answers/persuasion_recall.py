"""The measure on documented persuasions: asked beforehand, at which rank does the reported persuader stand?

Every report is asked as of the day before the announcement (or before its window opens), of everybody who could have
spoken (`kg.graph.candidates`). A report is *answered* if the store knows the player and the club, does not have the
player there already, and knows a squad of `LEAST_SQUAD` there. The candidates are ranked by the score as it ships; by
the score fitted on all other stories than the one asked about (tenfold); by the stated priors alone; by time spent
together; by number of teams shared; and at random. Equal scores take the mean rank. Of several people whom reports name
for one move each is ranked among those who are not named. Intervals draw whole stories; those of the fitted score are
fitted again in every draw (`kg.answers.persuasion_draws`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.answers.persuasion_draws import Judged, draw_stories
from kg.answers.questions import forget_arrival, newly_arrived
from kg.claims.readers.persuasions import read_persuasions
from kg.errors import AmbiguousName, KgError, NothingFound, UnknownName
from kg.graph.presence import PRESENT
from kg.graph.subgraph import SubgraphBuilder
from kg.influence import Weights, load_weights, rank_persuaders
from kg.influence.calibration.measures import interval_of
from kg.influence.calibration.parts import columns_of
from kg.influence.calibration.persuaders import Story, fit_named, folds_of, rank_of
from kg.influence.weights import stated_priors
from kg.model import Tie
from kg.model.persuasions import PersuasionCase, PersuasionReport, PersuasionRow, RankSummary
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from kg.answers.persuasion_draws import Draws
    from kg.columns.facts import Facts
    from kg.store.backend import Backend

__all__ = ["LEAST_SQUAD", "Asked", "ask_reports", "measure_persuasions"]

LEAST_SQUAD: Final = 11
_FOLDS: Final = 10
_DRAWS: Final = 200
_DENIED: Final = "denied"
_FITTED_AGAIN: Final = "score, cross-validated"
_ERAS: Final = (
    ("to 2015", 0, 2015),
    ("2016 to 2019", 2016, 2019),
    ("2020 to 2022", 2020, 2022),
    ("2023 on", 2023, 9999),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report asked of the store.

    Attributes:
        case: the report. graph: the subgraph of the question, ``None`` if it is not answered.
        target: the player's id. people: ids of the candidates. persuader: the id of the one named, "" if not listed.
    """

    case: PersuasionCase
    graph: Any = None
    target: str = ""
    people: tuple[str, ...] = ()
    persuader: str = ""


def measure_persuasions(backend: Backend, table: Path, *, progress: Progress = silent) -> PersuasionReport:
    """Ask every report of a table and sum up.

    Raises:
        InvalidInput: the table cannot be read.
        NothingFound: the store can answer none of them: there is no figure to give.
        StoreError: the store is damaged.
    """
    reports = ask_reports(backend.facts, read_persuasions(table), progress=progress)
    if not any(report.case.answered for report in reports):
        raise NothingFound(
            f"the store can answer none of the {len(reports)} reports: it does not know the players, or the squads",
            remedy="import careers first",
        )
    return _report(reports)


def ask_reports(facts: Facts, rows: Sequence[PersuasionRow], *, progress: Progress = silent) -> list[Asked]:
    """Ask reports of the facts; whoever denied having persuaded is left out."""
    rows = [row for row in rows if row.attempt != _DENIED]
    reports = []
    for number, row in enumerate(rows, 1):
        reports.append(_ask(facts, row))
        progress("asking about reports", number, len(rows))
    return reports


def _ask(facts: Facts, row: PersuasionRow) -> Asked:
    builder = SubgraphBuilder(facts, row.at)
    try:
        player, club = facts.find(row.player, "person"), facts.find(row.club, "club")
        staying = [
            standing
            for standing in builder.whereabouts([player])[player]
            if facts.organisation(standing.team) == facts.organisation(club)
        ]
        if any(standing.presence in PRESENT and not newly_arrived(standing, row.at) for standing in staying):
            return Asked(PersuasionCase(row, why="the player is known to be at the club already"))
        graph = builder.for_club(player, club)
    except (UnknownName, AmbiguousName) as error:
        return Asked(PersuasionCase(row, why=str(error).partition(";")[0]))
    except KgError as error:
        return Asked(PersuasionCase(row, why=error.problem))
    target = facts.iri(player)
    if staying:
        forget_arrival(graph, target, {facts.iri(standing.team) for standing in staying}, row.at)
    people = tuple(node for node in graph if node != target and graph.nodes[node].get("presence"))
    squad = sum(graph.nodes[node]["presence"] in PRESENT for node in people)
    persuader, doubt = _among(facts, row.persuader, people)
    case = PersuasionCase(row, squad >= LEAST_SQUAD, len(people))
    if squad < LEAST_SQUAD:
        return Asked(replace(case, why=f"only {squad} people are known to be at {row.club} then"))
    if not persuader:
        return Asked(replace(case, why=doubt), graph, target, people)
    return Asked(case, graph, target, people, persuader)


def _among(facts: Facts, name: str, people: Sequence[str]) -> tuple[str, str]:
    """The person of this name among the candidates, or why there is none."""
    try:
        ids = [facts.iri(facts.find(name, "person"))]
    except AmbiguousName as doubt:
        ids = list(doubt.ids)
    except UnknownName:
        return "", f"the store knows nobody called {name}"
    listed = [iri for iri in ids if iri in people]
    if len(listed) == 1:
        return listed[0], ""
    if listed:
        return "", f"several candidates are called {name}"
    return "", f"{name} is not known to be connected with the club or close to the player then"


def stories_of(reports: Sequence[Asked], weights: Weights) -> tuple[list[Story], list[int]]:
    """The stories that name somebody listed, with the columns of the score; and the story of each report, or -1."""
    named: dict[tuple[str, str, date], list[str]] = {}
    first: dict[tuple[str, str, date], Asked] = {}
    for report in reports:
        if report.persuader:
            key = (report.case.row.player, report.case.row.club, report.case.row.at)
            first.setdefault(key, report)
            if report.persuader not in named.setdefault(key, []):
                named[key].append(report.persuader)
    stories = []
    for key, report in first.items():
        columns = columns_of(
            report.graph, target=report.target, candidates=report.people, at=report.case.row.at, weights=weights
        )
        rows = tuple(report.people.index(person) for person in named[key])
        stories.append(Story(f"{key[0]} to {key[1]}", columns, rows))
    places = {key: place for place, key in enumerate(first)}
    owner = [
        places.get((report.case.row.player, report.case.row.club, report.case.row.at), -1) if report.persuader else -1
        for report in reports
    ]
    return stories, owner


def _report(reports: Sequence[Asked]) -> PersuasionReport:
    weights, priors = load_weights(), stated_priors()
    stories, owner = stories_of(reports, weights)
    folds = folds_of(stories, _FOLDS, seed=0) if stories else np.zeros(0, np.int64)
    fits = {
        fold: fit_named([story for story, other_row in zip(stories, folds, strict=True) if other_row != fold])
        for fold in sorted(set(folds.tolist()))
    }
    cases, rows = [], []
    for report, story in zip(reports, owner, strict=True):
        if story < 0:
            cases.append(report.case)
            rows.append(-1)
            continue
        row = report.people.index(report.persuader)
        rows.append(row)
        named = stories[story].named
        scores = {
            "score": _influences(report, weights),
            _FITTED_AGAIN: fits[int(folds[story])].scores(stories[story].x),
            "stated priors": _influences(report, priors),
            "seasons together": _over_ties(report, lambda ties: sum(tie.days for tie in ties)),
            "shared teams": _over_ties(report, lambda ties: len({tie.team for tie in ties})),
        }
        ranks = {name: rank_of(values, row, named) for name, values in scores.items()}
        cases.append(replace(report.case, ranks=ranks, basis=_basis(report, weights)))
    judged = [
        Judged(_story_of(case), place, row)
        for case, place, row in zip(cases, owner, rows, strict=True)
        if case.answered
    ]
    draws = draw_stories(judged, stories, folds, fits)
    return PersuasionReport(tuple(cases), _summaries(cases, draws), _slices(cases, draws))


def _story_of(case: PersuasionCase) -> str:
    return f"{case.row.player} to {case.row.club}"


def _influences(question: Asked, weights: Weights) -> np.ndarray[Any, Any]:
    ranked = rank_persuaders(
        question.graph, target=question.target, candidates=question.people, at=question.case.row.at, weights=weights
    )
    influence = {person.person.id: person.influence for person in ranked}
    return np.array([influence.get(person, 0.0) for person in question.people])


def _basis(question: Asked, weights: Weights) -> str:
    ranked = rank_persuaders(
        question.graph,
        target=question.target,
        candidates=[question.persuader],
        at=question.case.row.at,
        weights=weights,
    )
    return ranked[0].basis if ranked else "presence"


def _over_ties(question: Asked, value: Any) -> np.ndarray[Any, Any]:
    """A simple ranking: a value of the ties by shared teams of each candidate."""

    def ties(person: str) -> list[Tie]:
        edge = question.graph.get_edge_data(person, question.target) or {}
        return [tie for tie in edge.get("ties", ()) if tie.team is not None]

    return np.array([float(value(ties(person))) for person in question.people])


def _summaries(cases: Sequence[PersuasionCase], drawn: Draws) -> dict[str, RankSummary]:
    """The summary of every ranking, and of one at random."""
    answered = [case for case in cases if case.answered]
    names = list(dict.fromkeys(name for case in answered for name in case.ranks))
    summaries = {name: _summary(answered, [case.ranks.get(name) for case in answered]) for name in names}
    if _FITTED_AGAIN in summaries:
        summaries[_FITTED_AGAIN] = _with_draws(summaries[_FITTED_AGAIN], drawn, range(len(answered)))
    draws: list[float | None] = []
    for case in answered:
        size = max(case.candidates, 1)
        draws += [1.0 + draw * size // _DRAWS for draw in range(_DRAWS)] if case.ranks else [None] * _DRAWS
    return summaries | {"random": replace(_summary([], draws), n=len(answered))}


def _summary(cases: Sequence[PersuasionCase], ranks: Sequence[float | None]) -> RankSummary:
    listed = [rank for rank in ranks if rank is not None]
    total = max(len(ranks), 1)
    measures = {
        "top1": np.array([rank is not None and rank <= 1 for rank in ranks], np.float64),
        "top3": np.array([rank is not None and rank <= 3 for rank in ranks], np.float64),
        "mrr": np.array([0.0 if rank is None else 1 / rank for rank in ranks]),
    }
    intervals = {}
    if cases:
        cluster = np.unique([_story_of(case) for case in cases], return_inverse=True)[1]
        intervals = {name: interval_of(values, cluster, seed=0) for name, values in measures.items()}
    return RankSummary(
        n=len(ranks),
        listed=len(listed) / total,
        top1=float(measures["top1"].sum()) / total,
        top3=float(measures["top3"].sum()) / total,
        top10=sum(rank <= 10 for rank in listed) / total,
        mrr=float(measures["mrr"].sum()) / total,
        median_rank=float(median(listed)) if listed else float("nan"),
        intervals=intervals,
    )


def _with_draws(summary: RankSummary, drawn: Draws, places: Sequence[int]) -> RankSummary:
    values = {"top1": summary.top1, "top3": summary.top3, "mrr": summary.mrr}
    return replace(summary, intervals=drawn.intervals(places, values))


def _slices(cases: Iterable[PersuasionCase], drawn: Draws) -> dict[str, dict[str, RankSummary]]:
    """The score by role, outcome and years."""
    answered = [case for case in cases if case.answered]

    def by(labels: Sequence[str]) -> dict[str, RankSummary]:
        result = {}
        for label in dict.fromkeys(sorted(labels)):
            places = [place for place, own in enumerate(labels) if own == label]
            if label:
                part = [answered[place] for place in places]
                found = _summary(part, [case.ranks.get(_FITTED_AGAIN) for case in part])
                result[label] = _with_draws(found, drawn, places)
        return result

    def era(case: PersuasionCase) -> str:
        return next(name for name, low, high in _ERAS if low <= case.row.at.year <= high)

    slices = {
        "role": by([case.row.role for case in answered]),
        "outcome": by([case.row.outcome for case in answered]),
        "years": by([era(case) for case in answered]),
    }
    return {name: values for name, values in slices.items() if values}
