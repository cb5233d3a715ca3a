"""A reply: one answer in every form that can be asked for, each made, and its writer loaded, only when wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.model import Answer, Claim, Explanation, ImportReport, Profile, ReaderInfo
    from kg.model.backtest import AuditLine, Backtest, TieEffect
    from kg.model.persuasions import PersuasionReport
    from kg.model.recommendations import Doors, Joint, Moment, Recommendations
    from kg.model.scores import Scores
    from kg.model.status import Status
    from kg.model.validation import Violation
    from kg.model.world import ImportedSet
    from kg.render import answer as answers
    from kg.render import backtest as backtests
    from kg.render import csv, json, markdown, persuasions, plain, recommendations, reports
    from kg.render import profile as profiles
    from kg.render import records as lists
    from kg.render import scores as score_tables
    from kg.render import window as windows
    from kg.render.blocks import Document
    from kg.render.records import Records
else:
    answers = lazy("kg.render.answer")
    backtests = lazy("kg.render.backtest")
    csv = lazy("kg.render.csv")
    json = lazy("kg.render.json")
    lists = lazy("kg.render.records")
    markdown = lazy("kg.render.markdown")
    persuasions = lazy("kg.render.persuasions")
    plain = lazy("kg.render.plain")
    profiles = lazy("kg.render.profile")
    recommendations = lazy("kg.render.recommendations")
    reports = lazy("kg.render.reports")
    score_tables = lazy("kg.render.scores")
    windows = lazy("kg.render.window")

__all__ = [
    "Rendering",
    "answer_rendering",
    "audit_rendering",
    "backtest_rendering",
    "claim_rendering",
    "doors_rendering",
    "effects_rendering",
    "explanation_rendering",
    "import_rendering",
    "parts_rendering",
    "persuasion_rendering",
    "profile_rendering",
    "readers_rendering",
    "recommendations_rendering",
    "records_rendering",
    "scores_rendering",
    "status_rendering",
    "violations_rendering",
    "world_rendering",
]

_ROWS_SHOWN = 20
"""Rows of an import that are shown to people one by one; programs get all that were kept."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One answer: its blocks for people, its object for programs, its rows for spreadsheets."""

    blocks: Callable[[], Document]
    data: Callable[[], Any]
    rows: Callable[[], str]

    def text(self, form: str) -> str:
        """The answer as text.

        Args:
            form: ``table`` (plain text), ``json``, ``csv`` or ``md``.

        Raises:
            ValueError: there is no such form.
        """
        match form:
            case "table":
                return plain.plain(self.blocks())
            case "md":
                return markdown.markdown(self.blocks())
            case "json":
                return json.json_text(self.data())
            case "csv":
                return self.rows()
        raise ValueError(f"no form of answer is called {form!r}")


def answer_rendering(
    answer: Answer,
    *,
    limit: int | None = None,
    why: bool = True,
    joint: Joint | None = None,
    reach: slice = slice(None),
) -> Rendering:
    """The answer to "who could persuade …?".

    Args:
        answer: the answer.
        limit: how many people to show to readers; never shortens JSON or CSV.
        why: whether every tie, path and source is wanted; otherwise the answer fits one screen, and its JSON
            `kg.render.window.CLI_CHARACTERS`.
        joint: what the people carry together, if that was asked too.
        reach: which people of the ranking a window on the JSON can show; the others are an empty object each.
    """

    def blocks() -> Document:
        layout = answers.answer_blocks if why else answers.verdict_blocks
        return [*(recommendations.joint_blocks(joint) if joint else ()), *layout(answer, limit=limit)]

    def data() -> Any:
        window = None if why else windows.Window(characters=windows.CLI_CHARACTERS, how="--why has everything")
        seen = window.reach if window else reach
        whole = json.answer_json(replace(answer, persuaders=answer.persuaders[seen]))
        persuaders: list[Any] = [{}] * len(answer.persuaders)
        persuaders[seen] = whole["persuaders"]
        whole |= {"persuaders": persuaders} | ({"together": recommendations.joint_json(joint)} if joint else {})
        return windows.windowed(whole, windows.LISTS["persuade"], window) if window else whole

    def rows() -> str:
        return csv.answer_csv(answer)

    return Rendering(blocks, data, rows)


def explanation_rendering(explanation: Explanation, moments: Sequence[Moment] = ()) -> Rendering:
    """What ties two people; ``moments`` tell how it went over the years, if that was asked too."""

    def blocks() -> Document:
        names = explanation.person.name, explanation.other.name
        return [
            *answers.explanation_blocks(explanation),
            *(recommendations.moment_blocks(moments, *names) if moments else ()),
        ]

    def data() -> Any:
        return json.explanation_json(explanation) | (
            {"over_time": recommendations.moments_json(moments)} if moments else {}
        )

    def rows() -> str:
        return csv.explanation_csv(explanation)

    return Rendering(blocks, data, rows)


def profile_rendering(profile: Profile) -> Rendering:
    """What is known of one person or team."""

    def data() -> Any:
        return json.profile_json(profile)

    return Rendering(lambda: profiles.profile_blocks(profile), data, lambda: profiles.profile_csv(profile))


def claim_rendering(claim: Claim, names: dict[str, str]) -> Rendering:
    """One claim; ``names`` are those of everybody in it, by id."""
    row = claim.id, " | ".join(names.values()), claim.source.url if claim.source else ""
    return Rendering(
        lambda: profiles.claim_blocks(claim, names),
        lambda: json.claim_json(claim, names),
        lambda: csv.csv_text(("id", "about", "source_url"), [row]),
    )


def records_rendering(records: Records) -> Rendering:
    """A list; as JSON an array of objects."""
    return Rendering(
        lambda: lists.record_blocks(records),
        lambda: [dict(zip(records.columns, row, strict=True)) for row in records.rows],
        lambda: csv.csv_text(records.columns, records.rows),
    )


def status_rendering(status: Status) -> Rendering:
    """What the store holds."""
    rows = records_rendering(lists.status_records(status))
    right = lists.accuracy_records(status)
    return Rendering(
        lambda: [*rows.blocks(), *lists.record_blocks(right)], lambda: reports.status_json(status), rows.rows
    )


def import_rendering(report: ImportReport) -> Rendering:
    """What an import took and what it did not."""
    shown = records_rendering(lists.import_records(report, at_most=_ROWS_SHOWN))
    return Rendering(
        shown.blocks, lambda: reports.import_json(report), records_rendering(lists.import_records(report)).rows
    )


def world_rendering(sets: Sequence[ImportedSet]) -> Rendering:
    """What became of each public set; as JSON with the whole report of each."""
    shown = records_rendering(lists.world_records(sets))
    return Rendering(shown.blocks, lambda: reports.world_json(sets), shown.rows)


def readers_rendering(readers: Iterable[ReaderInfo]) -> Rendering:
    """The readers of public sources."""
    rows = tuple(
        (reader.name, reader.title, reader.home or None, reader.licence, ", ".join(reader.expects))
        for reader in readers
    )
    return records_rendering(lists.Records(("reader", "source", "home", "licence", "expects"), rows))


def violations_rendering(violations: Sequence[Violation]) -> Rendering:
    """What the shapes found wrong."""
    return records_rendering(lists.violation_records(violations))


def backtest_rendering(backtest: Backtest) -> Rendering:
    """What a back-test found."""
    return Rendering(
        lambda: backtests.backtest_blocks(backtest),
        lambda: backtests.backtest_json(backtest),
        lambda: backtests.backtest_csv(backtest),
    )


def audit_rendering(lines: Iterable[AuditLine]) -> Rendering:
    """The leak audit, one row for each value column."""

    def shown(value: float | None) -> float | None:
        return None if value is None else round(value, 3)

    columns = ("column", "rows", "share", "low", "high", "verdict")
    rows = tuple(
        (
            line.column,
            line.rows,
            shown(line.share),
            shown(line.low),
            shown(line.high),
            "refused" if line.refused else "sound" if line.share is not None else "too few rows to say",
        )
        for line in lines
    )
    after = (
        "share: how much of the change to come the column holds already; about 0 in honest data, 1 in one gathered "
        "afterwards, refused from 0.5 on. low, high: its 95 % interval."
    )
    return records_rendering(lists.Records(columns, rows, after=(after,)))


def parts_rendering(parts: Iterable[tuple[str, float, float, float, int]], *, note: str) -> Rendering:
    """Fitted parts of the score, one row each: name, effect, error, prior, and how many people named had it."""
    columns = ("part", "effect", "error", "low", "high", "prior", "named")
    rows = tuple(
        (
            name,
            round(effect, 4),
            round(error, 4),
            round(effect - 1.96 * error, 4),
            round(effect + 1.96 * error, 4),
            prior,
            named,
        )
        for name, effect, error, prior, named in parts
    )
    after = (
        "effect: log-odds of being the one named, at full dose; low, high: its 95 % interval; prior: what it was held "
        f"to; named: how many of the people named had it. {note}"
    )
    return records_rendering(lists.Records(columns, rows, after=(after,)))


def effects_rendering(ties: Iterable[TieEffect]) -> Rendering:
    """Fitted effects, one row each."""
    columns = ("tie", "effect", "error", "low", "high", "odds", "meaning")
    rows = tuple(
        (name, round(effect, 4), round(error, 4), round(low, 4), round(high, 4), round(odds, 4), meaning)
        for name, effect, error, low, high, odds, meaning in backtests.tie_rows(ties)
    )
    after = (
        "effect: change in log-odds for one unit; low, high: its 95 % interval; odds: what the first person "
        "multiplies the odds by",
    )
    return records_rendering(lists.Records(columns, rows, after=after))


def persuasion_rendering(report: PersuasionReport) -> Rendering:
    """At which rank reported persuaders stand."""
    return Rendering(
        lambda: persuasions.persuasion_blocks(report),
        lambda: persuasions.persuasion_json(report),
        lambda: persuasions.persuasion_csv(report),
    )


def doors_rendering(doors: Doors, *, limit: int | None) -> Rendering:
    """The signings that would open most doors."""
    return Rendering(
        lambda: recommendations.doors_blocks(doors, limit=limit),
        lambda: recommendations.doors_json(doors),
        lambda: recommendations.doors_csv(doors),
    )


def scores_rendering(scores: Scores, *, limit: int | None) -> Rendering:
    """Players scored against clubs."""
    return Rendering(
        lambda: score_tables.scores_blocks(scores, limit=limit),
        lambda: score_tables.scores_json(scores),
        lambda: score_tables.scores_csv(scores),
    )


def recommendations_rendering(ranking: Recommendations, *, title: str, what: str, limit: int | None) -> Rendering:
    """Clubs that pull a player, or players whom a club could pull; ``what`` names the list in JSON."""
    return Rendering(
        lambda: recommendations.recommendations_blocks(ranking, title=title, limit=limit),
        lambda: recommendations.recommendations_json(ranking, what=what),
        lambda: recommendations.recommendations_csv(ranking),
    )
