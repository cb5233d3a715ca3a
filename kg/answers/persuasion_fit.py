"""Fitting the score on reports of who persuaded whom: a table of reports and a store in, a reported file out."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import kg
from kg.answers.persuasion_recall import Asked, ask_reports, stories_of
from kg.claims.readers.persuasions import read_persuasions
from kg.errors import NothingFound
from kg.influence import load_fitted
from kg.influence.calibration.persuaders import FAME, PRIORS, fit_named
from kg.influence.reported import PATHS, PartEffect, Reported, Scale, with_reported
from kg.influence.weights import Weights, stated_priors
from kg.model import TieKind
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from kg.influence.calibration.persuaders import NamedFit, Story
    from kg.store.backend import Backend

__all__ = ["PersuasionFit", "fit_persuasions", "reported_text"]

_LEAST_STORIES: Final = 20
_ROUNDS: Final = 3
_LN2: Final = math.log(2)
_ROLES: Final = ("head_coach", "executive", "assistant_coach", "legacy")
_TABLE_ROLES: Final = {
    "manager": "head_coach",
    "executive": "executive",
    "assistant": "assistant_coach",
    "ex-player": "legacy",
}


@dataclass(frozen=True, slots=True)
class PersuasionFit:
    """What was fitted, on how many reports and stories, and over which years."""

    reported: Reported
    reports: int
    stories: int
    first: date
    last: date


def fit_persuasions(backend: Backend, table: Path, *, progress: Progress = silent) -> PersuasionFit:
    """Fit the parts of the score on the reports of a table that a store can answer.

    Indirect paths depend on the weights of their links, so the fit is made `_ROUNDS` times, each with the weights that
    came out of the one before; the first with the stated priors.

    Raises:
        InvalidInput: the table cannot be read.
        NothingFound: too few of its reports name somebody whom the store lists.
        StoreError: the store is damaged.
    """
    rows = read_persuasions(table)
    reports = [wanted for wanted in ask_reports(backend.facts, rows, progress=progress) if wanted.persuader]
    roles = Counter(_TABLE_ROLES.get(row.role, row.role) for row in rows)
    shares = {role: roles[role] / len(rows) for role in _ROLES}
    priors = weights = stated_priors()
    fitted: Reported | None = None
    stories: list[Story] = []
    for _ in range(_ROUNDS):
        stories, _owner = stories_of(reports, weights)
        if len(stories) < _LEAST_STORIES:
            raise NothingFound(
                f"only {len(stories)} stories name somebody whom the store lists, at least {_LEAST_STORIES} are needed",
                remedy="give more reports, or import careers first",
            )
        fitted = _reported(fit_named(stories), stories, reports, priors=priors, shares=shares)
        weights = with_reported(priors, fitted)
    days = sorted(wanted.case.row.at for wanted in reports)
    if fitted is None:
        raise AssertionError("there is at least one round")
    return PersuasionFit(fitted, len(reports), len(stories), days[0], days[-1])


def _reported(
    fit: NamedFit, stories: Sequence[Story], reports: Sequence[Asked], *, priors: Weights, shares: Mapping[str, float]
) -> Reported:
    places = {name: place for place, name in enumerate(fit.names)}
    named = [story.x[row] for story in stories for row in story.named]
    count = {name: sum(bool(row[place] != 0) for row in named) for name, place in places.items()}
    effects = dict(zip(fit.names, fit.effects.tolist(), strict=True))
    errors = dict(zip(fit.names, fit.errors.tolist(), strict=True))
    parts = {
        name: PartEffect(
            name,
            effects[name],
            errors[name],
            PRIORS[name],
            count[name],
            share=shares.get(name, 0.0),
        )
        for name in fit.names
        if name != FAME
    }
    days = sorted(report.case.row.at for report in reports)
    fitted_on = f"{len(named)} people named in {len(stories)} stories, {days[0].year} to {days[-1].year}"
    return Reported(f"reports-{days[-1].isoformat()}", fitted_on, _scale(parts, priors), parts)


def _scale(parts: dict[str, PartEffect], priors: Weights) -> Scale:
    """Log-odds of joining for one unit of effect: what a full tie to a national team-mate carries, over its effect.

    Transfers say what the first such person adds, the stated prior what studies of former colleagues suggest; the value
    lies half-way between, the range runs from the low end of the one to the high end of the other.
    """
    moves = load_fitted().ties["national_mate"]
    national, alike = priors.kinds[TieKind.NATIONAL_TEAM], priors.kinds[TieKind.COMPATRIOT]
    unit = parts[TieKind.NATIONAL_TEAM.value].effect + parts[TieKind.COMPATRIOT.value].effect
    seen, believed = moves.effect * _LN2, national.weight + alike.weight
    low = max(0.0, (moves.effect - 1.96 * moves.error) * _LN2)
    high = max(national.high + alike.high, believed)
    reason = (
        f"a fresh, full tie to a national team-mate of one country carries ×{math.exp((seen + believed) / 2):.2f}, "
        f"half-way between what transfers show (×{math.exp(seen):.2f}) and the stated prior (×{math.exp(believed):.2f})"
    )
    middle = (seen + believed) / 2
    return Scale(middle / unit, min(low, middle) / unit, max(high, middle) / unit, reason)


def reported_text(fit: PersuasionFit) -> str:
    """The reported file that `kg persuade` reads."""
    reported = fit.reported
    lines = [
        "# What published reports of who persuaded whom say; written by `kg fit --persuasions`, not by hand.",
        "# `effect` is the change in the log-odds of being the one named, at full dose; `error` its standard error,",
        "# clustered by story; `prior` what it was held to; `named` how many of the people named had it; `share` the",
        "# share of reports that name somebody in the role. Weight of a part = scale.value * effect.",
        "",
        f"version = {_quoted(reported.version)}",
        f"fitted_on = {_quoted(reported.fitted_on)}",
        f"package = {_quoted(kg.__version__)}",
        "",
        "[scale]",
        f"value = {reported.scale.value:.4f}",
        f"low = {reported.scale.low:.4f}",
        f"high = {reported.scale.high:.4f}",
        f"reason = {_quoted(reported.scale.reason)}",
    ]
    order = [*(kind.value for kind in TieKind), *_ROLES, PATHS]
    for name in order:
        part = reported.parts[name]
        lines += [
            "",
            "[[parts]]",
            f"name = {_quoted(name)}",
            f"effect = {part.effect:.4f}",
            f"error = {part.error:.4f}",
            f"prior = {part.prior:.2f}",
            f"named = {part.named}",
            f"share = {part.share:.4f}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
