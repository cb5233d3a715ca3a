"""Calibration: transfer tables in, a fitted and back-tested choice model out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.answers.foresight import keep_foresight
from kg.claims.readers.transfer_tables import read_transfer_tables
from kg.errors import InvalidInput
from kg.graph.head_coaches import head_coaches_of
from kg.influence.calibration.audit import audit
from kg.influence.calibration.backtest import backtest, periods
from kg.influence.calibration.rivals import RIVALS
from kg.influence.calibration.truth import recover
from kg.influence.calibration.world import World
from kg.model.backtest import AuditLine, Backtest, TieEffect
from kg.model.progress import Progress, silent
from kg.store.transfer_lists import joined, kept_transfer_lists

if TYPE_CHECKING:
    from kg.model.transfers import CoachRow, TransferTables
    from kg.store.backend import Backend

__all__ = ["audit_values", "fitted_text", "known_truth", "run_backtest", "world_of"]


def world_of(paths: Sequence[Path], *, backend: Backend | None = None, progress: Progress = silent) -> World:
    """The world that tables in the shape of the public transfer lists tell of.

    Args:
        paths: where the tables are.
        backend: the store that tells who coached their clubs; without paths its transfer lists are meant.
        progress: told how far it is.

    Raises:
        InvalidInput: there are no paths and the store has no transfer lists, or a table is missing, empty, or cannot
            be read.
    """
    lists = _tables(paths, backend, progress)
    tables = lists[0] if len(lists) == 1 else joined(lists)
    return World.of(tables if backend is None else replace(tables, coaches=_coaches(tables, backend)))


def _coaches(tables: TransferTables, backend: Backend) -> tuple[CoachRow, ...]:
    listed = dict.fromkeys(row.club for row in tables.listings)
    return head_coaches_of(backend.facts, listed, tables.teams, tables.countries)


def _tables(paths: Sequence[Path], backend: Backend | None, progress: Progress) -> list[TransferTables]:
    if paths:
        return [read_transfer_tables(paths, progress=progress)]
    selected = kept_transfer_lists(backend) if backend is not None else {}
    if not selected:
        raise InvalidInput(
            "the store holds no league seasons, fees and windows of moves, and the model cannot do without",
            remedy="import transfer lists that have them (`kg import transfermarkt FOLDER`), or name the folder here",
        )
    return [
        replace(read_transfer_tables([path], progress=progress), title=dataset) for dataset, path in selected.items()
    ]


def audit_values(
    paths: Sequence[Path], *, backend: Backend | None = None, progress: Progress = silent
) -> tuple[AuditLine, ...]:
    """Hold every value column against dated history; see `kg.influence.calibration.audit`.

    Raises:
        InvalidInput: tables are missing, or hold no values.
    """
    lines = [line for tables in _tables(paths, backend, progress) for line in audit(tables)]
    if not lines:
        raise InvalidInput(
            "there are no values or ratings in it", remedy="give player_valuations.csv or player_ratings.csv"
        )
    return tuple(lines)


def run_backtest(
    paths: Sequence[Path],
    *,
    backend: Backend | None = None,
    train_from: date | None = None,
    test_from: date | None = None,
    test_until: date | None = None,
    seed: int = 0,
    rivals: bool = False,
    keep: bool = False,
    progress: Progress = silent,
) -> tuple[Backtest, tuple[str, ...]]:
    """Fit on earlier windows and foresee later ones; see `kg.influence.calibration.backtest`.

    Args:
        paths: where the tables are.
        backend: without paths, the store whose transfer lists are meant.
        train_from: fit on windows that open from this day on; see `kg.influence.calibration.backtest.periods`.
        test_from: foresee windows that open from this day on.
        test_until: and before this one.
        seed: of everything that is drawn; the same seed gives the same figures.
        rivals: whether to run the rivals too.
        keep: whether the store keeps the chances of the windows foreseen and of the next one, for its answers.
        progress: told how far it is.

    Returns:
        What was found, and the windows of which chances are kept.

    Raises:
        InvalidInput: tables are missing or too small, or the fit does not converge.
        NothingFound: a period has no events.
    """
    world = world_of(paths, backend=backend, progress=progress)
    period = periods(world, train_from=train_from, test_from=test_from, test_until=test_until)
    result, model = backtest(world, period, seed=seed, rivals=RIVALS if rivals else {}, progress=progress)
    if not keep or backend is None:
        return result, ()
    return result, keep_foresight(backend, world, model, result, seed=seed, progress=progress)


def known_truth(
    paths: Sequence[Path], *, backend: Backend | None = None, progress: Progress = silent
) -> tuple[TieEffect, ...]:
    """The four plain effects of a synthetic world, estimated; see `kg.influence.calibration.truth`.

    Raises:
        InvalidInput: tables are missing or too small.
    """
    return recover(world_of(paths, backend=backend, progress=progress), progress=progress)


def fitted_text(result: Backtest) -> str:
    """The fitted file that `kg persuade` reads, from a back-test: what was found, on what, and how well it foresaw."""
    train = [entry for entry in result.windows if not entry.tested]
    test = [entry for entry in result.windows if entry.tested]
    moves = sum(entry.events for entry in train)
    fitted_on = f"{moves:,} moves of the windows {train[0].name} to {train[-1].name} ({result.data})"
    tested_on = f"windows {test[0].name} to {test[-1].name} ({result.data})"
    lines = [
        "# What the choice model found in real transfers; written by `kg fit`, not by hand.",
        "# `effect` is the change in the log-odds of a club for one unit of the tie's column, log(1 + people), for",
        "# doses and coaches log(1 + roots of years together);",
        "# `error` its standard error, clustered by player and by club and window; `odds` what the first person",
        "# (who was with him for a year, for doses and coaches) multiplies the odds by. docs/influence.md tells how",
        "# they were found and how `kg persuade` uses them.",
        "",
        f"version = {_quoted(f'fit-{test[0].opens.isoformat()}')}",
        f"fitted_on = {_quoted(fitted_on)}",
        f"tested_on = {_quoted(tested_on)}",
        f"package = {_quoted(kg.__version__)}",
        f"seed = {result.seed}",
    ]
    full, alone = result.models["full"], result.models["ties_alone"]
    for name, scores in (("all", full.all), ("new", full.new), ("ties_alone", alone.all)):
        lines += [
            "",
            f"[figures.{name}]",
            f"n = {scores.n}",
            *(f"{measure} = {getattr(scores, measure):.4f}" for measure in ("hit1", "hit5", "hit10", "mrr")),
        ]
    for tie in result.ties:
        lines += [
            "",
            "[[ties]]",
            f"name = {_quoted(tie.name)}",
            f"effect = {tie.effect:.4f}",
            f"error = {tie.error:.4f}",
            f"odds = {2.0**tie.effect:.3f}",
            f"meaning = {_quoted(tie.meaning)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
