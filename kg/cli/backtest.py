"""``kg backtest``: hold the score to account."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.atomic_files import replacing
from kg.cli.output import emit, note
from kg.cli.periods import measures_of, period_options, single_threaded_blas
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.render.renditions import audit_rendering, backtest_rendering, persuasion_rendering

if TYPE_CHECKING:
    from kg.render import backtest
else:
    backtest = lazy("kg.render.backtest")

__all__ = ["command"]


@click.command(
    "backtest",
    cls=KgCommand,
    short_help="Hold the score to account on moves it has not seen.",
    epilog="""\b
Examples:
  kg backtest ./transfermarkt
  kg backtest ./transfermarkt --train-from 2012-07-01 --test-from 2017-07-01 --format json
  kg backtest ./transfermarkt --rivals --report backtest.md
  kg backtest ./transfermarkt --audit
  kg backtest --persuasions reports.csv""",
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="[PATH]...")
@period_options
@click.option("--rivals", is_flag=True, help="Run the rivals too; takes minutes.")
@click.option(
    "--persuasions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Instead: rank the persuaders that a table of reports names, by what the store knew before.",
)
@click.option("--audit", is_flag=True, help="Instead: look for values that were known only afterwards.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a report with plots: FILE.md.")
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    paths: tuple[Path, ...],
    train_from: date | None,
    test_from: date | None,
    test_until: date | None,
    seed: int,
    rivals: bool,
    persuasions: Path | None,
    audit: bool,
    report: Path | None,
) -> None:
    """Fit the model on earlier transfer windows and foresee the clubs that players joined in later ones.

    PATH is a folder (or files, or an archive) with transfers.csv, players.csv and team_competitions_seasons.csv, and
    better also clubs.csv, team_children.csv and player_national_performances.csv. Without a PATH the store is asked,
    which keeps such tables when they are imported (`kg import transfermarkt FOLDER`).
    """
    if persuasions is not None:
        with open_graph(settings) as graph, progress_bars(settings) as progress:
            measured = graph.measures.persuasions(persuasions, progress=progress)
        emit(settings, persuasion_rendering(measured))
        return
    if audit:
        _audit(settings, paths)
        return
    single_threaded_blas()
    with open_graph(settings) as graph, progress_bars(settings) as progress:
        result, _ = graph.measures.backtest(
            paths,
            train_from=train_from,
            test_from=test_from,
            test_until=test_until,
            seed=seed,
            rivals=rivals,
            progress=progress,
        )
    emit(settings, backtest_rendering(result))
    if report is not None:
        for name, text in backtest.backtest_report(result, report.stem).items():
            with replacing(report.with_name(name)) as stream:
                stream.write(text.encode())
            note(settings, f"kg: wrote {report.with_name(name)}")


def _audit(settings: Settings, paths: tuple[Path, ...]) -> None:
    with measures_of(settings, paths) as (measures, progress):
        lines = measures.audit(paths, progress=progress)
    emit(settings, audit_rendering(lines))
    if refused := [line.column for line in lines if line.refused]:
        raise InvalidInput(
            f"this column holds what was known only afterwards: {'; '.join(refused)}",
            remedy="leave it out, or give values with the day on which they were published",
        )
