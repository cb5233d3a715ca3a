"""What a back-test found: as blocks, as the object for programs, as rows, and as a report with plots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from kg.model.backtest import Backtest, Contrast, Difference, Scores, TieEffect
from kg.render.blocks import Block, Column, Detail, Document, Heading, Table, Text
from kg.render.csv import csv_text
from kg.render.markdown import markdown
from kg.render.plots import calibration_svg, gain_svg
from kg.render.shapes.measures import BacktestAnswer, ContrastShape, DifferenceShape, ScoresShape
from kg.render.words import clean

__all__ = ["backtest_blocks", "backtest_csv", "backtest_json", "backtest_report", "tie_rows"]

_MEASURES = ("n", "mrr", "hit1", "hit5", "hit10", "median_rank", "pseudo_r2", "ece", "slope")


def backtest_json(report: Backtest) -> BacktestAnswer:
    """The object that ``kg backtest --format json`` prints."""
    return {
        "data": report.data,
        "seed": report.seed,
        "windows": {
            "train": [item.name for item in report.windows if not item.tested],
            "test": [item.name for item in report.windows if item.tested],
            "train_events": sum(item.events for item in report.windows if not item.tested),
            "test_events": sum(item.events for item in report.windows if item.tested),
            "opens": {item.name: item.opens.isoformat() for item in report.windows},
        },
        "models": {
            name: {
                "all": _scores(model.all, model.intervals["all"]),
                "new": _scores(model.new, model.intervals["new"]),
            }
            for name, model in report.models.items()
        },
        "lift": _differences(report.lift),
        "placebo": {name: _differences(item) for name, item in report.placebo.items()},
        "calibration": {
            name: [{"n": band.n, "said": _round(band.said), "seen": _round(band.seen)} for band in bands]
            for name, bands in report.calibration.items()
        },
        "gain": {name: [_round(share) for share in gain] for name, gain in report.gain.items()},
        "ties": [
            {"name": tie.name, "effect": _round(tie.effect), "error": _round(tie.error), "meaning": tie.meaning}
            for tie in report.ties
        ],
        "slices": [
            {"by": item.by, "value": item.value, **_scores(item.scores, {}), "lift": _difference(item.lift)}
            for item in report.slices
        ],
        "contrasts": [_contrast(contrast) for contrast in report.contrasts],
        "notes": list(report.notes),
    }


def _contrast_blocks(report: Backtest) -> list[Block]:
    """The matched odds ratios; those that fail are shown as failing."""
    if not report.contrasts:
        return []
    rows = tuple(
        (
            contrast.name,
            f"{contrast.moves:,}",
            str(contrast.exposed),
            "–" if contrast.odds is None else f"×{contrast.odds:.2f} ({contrast.low:.2f} to {contrast.high:.2f})",
            "–" if contrast.e_value is None else f"{contrast.e_value:.2f} ({contrast.e_bound:.2f})",
            "–" if contrast.placebo is None else f"{contrast.placebo:.2f}",
            "holds" if contrast.holds else "too few" if contrast.odds is None else "does not hold",
            contrast.meaning,
        )
        for contrast in report.contrasts
    )
    titles = ("Exposure", "Moves", "Exposed", "Odds ratio", "E-value (bound)", "Placebo p", "Verdict", "Meaning")
    columns = tuple(Column(title, right=0 < place < 6, flexible=place == 7) for place, title in enumerate(titles))
    return [
        Heading("Matched odds ratios on the moves foreseen"),
        Table(columns, rows),
        Text(
            "Each mover against others of the same window, position, band of value and league of origin who could have "
            "gone to the same club; E-value: how strong a hidden cause would have to be to explain it away.",
            quiet=True,
        ),
    ]


def _round(value: float) -> float:
    return round(value, 6)


def _rounded(value: float | None) -> float | None:
    return None if value is None else _round(value)


def _scores(scores: Scores, intervals: Mapping[str, Difference]) -> ScoresShape:
    shape: ScoresShape = {
        "n": scores.n,
        "mrr": _round(scores.mrr),
        "hit1": _round(scores.hit1),
        "hit5": _round(scores.hit5),
        "hit10": _round(scores.hit10),
        "median_rank": _round(scores.median_rank),
        "pseudo_r2": _rounded(scores.pseudo_r2),
        "ece": _rounded(scores.ece),
        "slope": _rounded(scores.slope),
    }
    if intervals:
        shape["intervals"] = {name: [_round(item.low), _round(item.high)] for name, item in intervals.items()}
    return shape


def _contrast(contrast: Contrast) -> ContrastShape:
    return {
        "name": contrast.name,
        "meaning": contrast.meaning,
        "moves": contrast.moves,
        "exposed": contrast.exposed,
        "odds": _rounded(contrast.odds),
        "low": _rounded(contrast.low),
        "high": _rounded(contrast.high),
        "e_value": _rounded(contrast.e_value),
        "e_bound": _rounded(contrast.e_bound),
        "placebo": _rounded(contrast.placebo),
        "holds": contrast.holds,
    }


def _difference(item: Difference) -> DifferenceShape:
    return {"value": _round(item.value), "interval": [_round(item.low), _round(item.high)]}


def _differences(parts: Mapping[str, Mapping[str, Difference]]) -> dict[str, dict[str, DifferenceShape]]:
    return {part: {name: _difference(item) for name, item in measures.items()} for part, measures in parts.items()}


def backtest_csv(report: Backtest) -> str:
    """One row for each model and set of events."""
    rows = [
        (name, part, *(getattr(scores, measure) for measure in _MEASURES))
        for name, model in report.models.items()
        for part, scores in (("all", model.all), ("new", model.new))
    ]
    return csv_text(("model", "events", *_MEASURES), rows)


def backtest_blocks(report: Backtest) -> Document:
    """The findings to read."""
    train = [item for item in report.windows if not item.tested]
    test = [item for item in report.windows if item.tested]
    facts = (
        ("fitted on", f"{train[0].name} to {train[-1].name}: {sum(item.events for item in train):,} moves"),
        ("foreseen", f"{test[0].name} to {test[-1].name}: {sum(item.events for item in test):,} moves"),
        ("seed", str(report.seed)),
    )
    blocks: list[Block] = [Heading(f"Back-test on {clean(report.data)}", level=1), Detail("", facts)]
    for part, title in (("all", "All moves"), ("new", "Moves to a club where the player had never been")):
        blocks += [Heading(title), _model_table(report, part)]
    blocks += [
        Text(
            "hit@10: the club joined was among the model's first ten. [95 % interval], whole players drawn. Pseudo-R² "
            "is McFadden's, ECE the expected calibration error in 20 equal bins; rankings have neither.",
            quiet=True,
        ),
        Heading("What ties add, and what placebos add"),
        _lift_table(report),
        Text("Differences from the same model without ties, per move, with 95 % intervals.", quiet=True),
        *_contrast_blocks(report),
        Heading("The ties"),
        _tie_table(report.ties),
    ]
    if report.slices:
        blocks += [Heading("By window, league, age, fee and kind of move"), _slice_table(report)]
    return [*blocks, *(Text(clean(line), quiet=True) for line in report.notes)]


def _model_table(report: Backtest, part: str) -> Table:
    columns = ("Model", "Moves", "MRR", "hit@1", "hit@5", "hit@10", "Median rank", "Pseudo-R²", "ECE")
    rows = []
    for name, model in report.models.items():
        scores: Scores = getattr(model, part)
        hits = model.intervals[part]["hit10"]
        mrr = model.intervals[part]["mrr"]
        rows.append(
            (
                clean(name),
                str(scores.n),
                f"{scores.mrr:.3f} [{mrr.low:.3f}, {mrr.high:.3f}]",
                f"{scores.hit1:.3f}",
                f"{scores.hit5:.3f}",
                f"{scores.hit10:.3f} [{hits.low:.3f}, {hits.high:.3f}]",
                f"{scores.median_rank:g}",
                "–" if scores.pseudo_r2 is None else f"{scores.pseudo_r2:.3f}",
                "–" if scores.ece is None else f"{scores.ece:.4f}",
            )
        )
    return Table(tuple(Column(title, right=place > 0) for place, title in enumerate(columns)), tuple(rows))


def _said(item: Difference) -> str:
    return f"{item.value:+.4f} [{item.low:+.4f}, {item.high:+.4f}]"


def _lift_table(report: Backtest) -> Table:
    named = {
        "ties": report.lift,
        **{f"placebo: {name.replace('_', ' ')}": item for name, item in report.placebo.items()},
    }
    rows = [
        (name, part, _said(measures["log_likelihood"]), _said(measures["mrr"]))
        for name, parts in named.items()
        for part, measures in parts.items()
    ]
    titles = ("What", "Moves", "Log-likelihood", "MRR")
    return Table(tuple(Column(title, right=place > 1) for place, title in enumerate(titles)), tuple(rows))


def tie_rows(ties: Iterable[TieEffect]) -> Iterable[tuple[str, float, float, float, float, float, str]]:
    """Name, effect, error, ends of the 95 % interval, odds for a first person, meaning of every tie."""
    for tie in ties:
        low, high = tie.effect - 1.96 * tie.error, tie.effect + 1.96 * tie.error
        yield tie.name, tie.effect, tie.error, low, high, math.exp(tie.effect * math.log(2)), tie.meaning


def _tie_table(ties: Iterable[TieEffect]) -> Table:
    rows = tuple(
        (name, f"{effect:+.3f}", f"{error:.3f}", f"[{low:+.3f}, {high:+.3f}]", meaning)
        for name, effect, error, low, high, _, meaning in tie_rows(ties)
    )
    titles = ("Tie", "Effect", "Error", "95 % interval", "What it counts")
    columns = tuple(Column(title, right=0 < place < 4, flexible=place == 4) for place, title in enumerate(titles))
    return Table(columns, rows)


def _slice_table(report: Backtest) -> Table:
    rows = tuple(
        (
            item.by,
            clean(item.value),
            str(item.scores.n),
            f"{item.scores.mrr:.3f}",
            f"{item.scores.hit10:.3f}",
            "–" if item.scores.pseudo_r2 is None else f"{item.scores.pseudo_r2:.3f}",
            _said(item.lift),
        )
        for item in report.slices
    )
    titles = ("By", "Value", "Moves", "MRR", "hit@10", "Pseudo-R²", "Lift in log-likelihood")
    return Table(tuple(Column(title, right=place > 1) for place, title in enumerate(titles)), rows)


def backtest_report(report: Backtest, stem: str) -> dict[str, str]:
    """A report in Markdown and its two plots, by file name; ``stem`` is the report's name without ``.md``."""
    plots = {
        f"{stem}-calibration.svg": calibration_svg(report.calibration["full"]),
        f"{stem}-gain.svg": gain_svg(report.gain),
    }
    pictures = "\n".join(f"![{name.removesuffix('.svg').rpartition('-')[2]}]({name})\n" for name in plots)
    return {f"{stem}.md": f"{markdown(backtest_blocks(report))}\n{pictures}", **plots}
