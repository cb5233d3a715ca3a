"""How well the score foresees, and what it is fitted on: `KnowledgeGraph.measures`, or tables without any store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageProblem
from kg.lazy import lazy
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from kg.answers import calibration, persuasion_fit, persuasion_recall
    from kg.answers.persuasion_fit import PersuasionFit
    from kg.model.backtest import AuditLine, Backtest, TieEffect
    from kg.model.persuasions import PersuasionReport
    from kg.store.backend import Backend
else:
    calibration = lazy("kg.answers.calibration")
    persuasion_fit = lazy("kg.answers.persuasion_fit")
    persuasion_recall = lazy("kg.answers.persuasion_recall")

__all__ = ["Measures", "fitted_text", "reported_text"]


def fitted_text(result: Backtest) -> str:
    """The fitted file of a back-test; see `kg.answers.calibration.fitted_text`."""
    return calibration.fitted_text(result)


def reported_text(fit: PersuasionFit) -> str:
    """The fitted file of reported persuasions; see `kg.answers.persuasion_fit.reported_text`."""
    return persuasion_fit.reported_text(fit)


class Measures:
    """Back-tests and fits on tables of moves, or on the transfer lists of a store.

    Where paths are given, a store only tells who coached their clubs. Tables that are missing or too small are an
    InvalidInput.
    """

    def __init__(self, backend: Backend | None = None) -> None:
        self._backend = backend

    def backtest(self, paths: Sequence[Path] = (), **how: Any) -> tuple[Backtest, tuple[str, ...]]:
        """Fit on earlier windows and foresee later ones; ``how`` is that of `kg.answers.calibration.run_backtest`.

        Returns:
            The back-test, and the windows whose chances the store keeps from now on (with ``keep``).
        """
        return calibration.run_backtest(paths, backend=self._backend, **how)

    def audit(self, paths: Sequence[Path] = (), *, progress: Progress = silent) -> tuple[AuditLine, ...]:
        """Look for values that were known only afterwards."""
        return calibration.audit_values(paths, backend=self._backend, progress=progress)

    def known_truth(self, paths: Sequence[Path] = (), *, progress: Progress = silent) -> tuple[TieEffect, ...]:
        """The four plain effects of a synthetic world, estimated."""
        return calibration.known_truth(paths, backend=self._backend, progress=progress)

    def persuasions(self, table: Path, *, progress: Progress = silent) -> PersuasionReport:
        """Rank the persuaders that a table of reports names by what the store knew before."""
        return persuasion_recall.measure_persuasions(self._store(), table, progress=progress)

    def fit_persuasions(self, table: Path, *, progress: Progress = silent) -> PersuasionFit:
        """Fit the score on a table of reports."""
        return persuasion_fit.fit_persuasions(self._store(), table, progress=progress)

    def _store(self) -> Backend:
        if self._backend is None:
            raise UsageProblem("reports are asked of a store", remedy="open one: kg.open().measures")
        return self._backend
