"""``kg fit``: calibrate the score on real transfers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kg.atomic_files import replacing
from kg.cli.output import emit, note
from kg.cli.periods import measures_of, period_options, single_threaded_blas
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.measures import fitted_text, reported_text
from kg.render.renditions import effects_rendering, parts_rendering

__all__ = ["command"]


@click.command(
    "fit",
    cls=KgCommand,
    short_help="Calibrate the score on real transfers.",
    epilog="""\b
Examples:
  kg fit ./transfermarkt -o fitted.toml
  kg fit ./transfermarkt --train-from 2012-07-01 --test-from 2017-07-01 -o fitted.toml
  kg fit --persuasions reports.csv -o reported.toml
  kg fit ./world --plain""",
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="[PATH]...")
@period_options
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write the fitted file here.")
@click.option(
    "--persuasions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fit who persuades on a table of reports instead, asked of the store.",
)
@click.option("--plain", is_flag=True, help="Estimate the four plain effects of a synthetic world instead.")
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
    output: Path | None,
    plain: bool,
    persuasions: Path | None,
) -> None:
    """Fit the ties on transfer windows before --test-from, and see how well they foresee the windows after it.

    PATH is as for `kg backtest`. The fitted file says what each tie does, with its standard error, and on what data
    and dates that rests. Without a PATH the store also keeps the chance of every club for everybody who may move, in
    the windows foreseen and in the next one: `kg destinations` and `kg persuade` tell them. With --persuasions the
    score itself is fitted: how much more often somebody with such a tie, or in such a role, is the one whom reports
    name; the reports are those of `kg backtest --persuasions`.
    """
    if persuasions is not None:
        _fit_persuasions(settings, persuasions, output)
        return
    single_threaded_blas()
    if plain:
        with measures_of(settings, paths) as (measures, progress):
            effects = measures.known_truth(paths, progress=progress)
        emit(settings, effects_rendering(effects))
        return
    with open_graph(settings) as graph, progress_bars(settings) as progress:
        result, kept = graph.measures.backtest(
            paths,
            train_from=train_from,
            test_from=test_from,
            test_until=test_until,
            seed=seed,
            keep=not paths,
            progress=progress,
        )
    if kept:
        note(settings, f"kg: kept the chances of moves in {', '.join(kept)} for kg destinations and kg persuade")
    if output is not None:
        with replacing(output) as stream:
            stream.write(fitted_text(result).encode())
        note(settings, f"kg: wrote {output}")
    emit(settings, effects_rendering(result.ties))


def _fit_persuasions(settings: Settings, table: Path, output: Path | None) -> None:
    with open_graph(settings) as graph, progress_bars(settings) as progress:
        fit = graph.measures.fit_persuasions(table, progress=progress)
    if output is not None:
        with replacing(output) as stream:
            stream.write(reported_text(fit).encode())
        note(settings, f"kg: wrote {output}")
    parts = fit.reported.parts.values()
    note_on = f"Fitted on {fit.reported.fitted_on}; {fit.reported.scale.reason}."
    emit(
        settings,
        parts_rendering([(part.name, part.effect, part.error, part.prior, part.named) for part in parts], note=note_on),
    )
