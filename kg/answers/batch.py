"""Batch scoring: every target against every club, part by part, resumable, the same whoever works on it.

The work lies in a folder beside the output (``OUTPUT.parts``): the plan, the finished parts and a list of them with
their digests. A part appears under its name only when it is whole; the output appears only when all of them are. The
same command finds the folder and goes on; another plan, facts that have changed since or another model begin afresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import kg
from kg.answers.batch_folder import PartsFolder
from kg.answers.batch_part import Work, form_of, joined_parts
from kg.atomic_files import replacing
from kg.columns.files import day
from kg.columns.intervals import NATIONAL, PLAYER, TEAM_KINDS
from kg.engines.embedded import Embedded
from kg.engines.job import Done, Engine
from kg.engines.spark import Spark
from kg.errors import InvalidInput, KgError, NothingFound, UsageProblem
from kg.graph.ties import everybody
from kg.influence import load_weights
from kg.model import TeamKind
from kg.model.progress import Progress, silent
from kg.text.plain_files import read_whole

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.store.backend import Backend

__all__ = ["ScoreReport", "clubs_with_people", "engine_for", "score"]

_PART: Final = 500
"""Targets to a part: some seconds of work, some ten megabytes of memory."""
_LAYOUT: Final = 2
_LONGEST_LIST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """What was written: ``rows`` of ``targets`` and ``clubs`` into ``path``, ``resumed`` of ``parts`` from before."""

    path: Path
    targets: int
    clubs: int
    rows: int
    parts: int
    resumed: int


def engine_for(name: str, *, workers: int, master: str) -> Engine:
    """The engine of this name.

    Raises:
        UsageProblem: there is none, or it was told what only another one understands.
    """
    if name == "spark":
        return Spark(master or "local[*]")
    if name != "numpy":
        raise UsageProblem(f"{name!r} is no engine", remedy="use numpy or spark")
    if master:
        raise UsageProblem("only the Spark engine has a --master", remedy="add --engine spark")
    return Embedded(workers)


def score(
    backend: Backend,
    output: Path,
    *,
    at: date,
    engine: Engine,
    players: Path | None = None,
    clubs: Path | None = None,
    top: int | None = None,
    progress: Progress = silent,
) -> ScoreReport:
    """Score every target against every club, as of a date, into a Parquet or CSV file.

    Args:
        backend: where the facts are.
        output: the file, ``.parquet`` or ``.csv``.
        at: the date; only facts dated before it count.
        engine: who does the parts.
        players: a file of names, one to a line; ``None`` is everybody who is a player somewhere on the date.
        clubs: likewise; ``None`` is every club at which somebody is on the date.
        top: how many clubs to keep of each target, those with the greatest influence; ``None`` keeps all.
        progress: told how many parts are done.

    Raises:
        UsageProblem: the output has another ending, somebody is writing it just now, or the folder for its parts
            holds other things.
        InvalidInput: a name in a list is unknown or ambiguous; the line is told.
        NothingFound: there is nobody to score.
        KgError: a part failed or cannot be written; what is finished is kept, and nothing is passed off as whole.
    """
    form = form_of(output)
    facts = backend.facts
    chosen = _listed(facts, players, "person") if players else _playing(facts, at)
    joining = _listed(facts, clubs, "club") if clubs else clubs_with_people(facts, at)
    if not chosen or not joining:
        raise NothingFound(f"nobody to score is known as of {at.isoformat()}", remedy="ask as of another date")
    plan = {
        "layout": _LAYOUT,
        "model": _model(),
        "facts": str(facts.folder.absolute()),
        "state": _state(facts),
        "at": at.isoformat(),
        "form": form,
        "top": top,
        "part": _PART,
        "targets": chosen,
        "clubs": joining,
    }
    parts = -(-len(chosen) // _PART)
    with PartsFolder.of(output, plan) as folder:
        finished = folder.finished()
        resumed = len(finished)
        progress("scoring", resumed, parts)
        missing = [part for part in range(parts) if part not in finished]
        with folder.record() as record:
            for done in engine.run(Work(folder.path), missing):
                finished[done.part] = done
                record(done)
                progress("scoring", len(finished), parts)
        _check(finished, parts)
        with replacing(output) as file:
            joined_parts(folder.path, form, parts, file)
        folder.remove()
    rows = sum(done.rows for done in finished.values())
    return ScoreReport(output, len(chosen), len(joining), rows, parts, resumed)


def _check(finished: dict[int, Done], parts: int) -> None:
    if len(finished) != parts:
        raise KgError(
            f"{parts - len(finished)} of {parts} parts are missing", remedy="run the same command again to go on"
        )


def _model() -> str:
    """What tells the numbers that ties are worth from those of any other version or fit."""
    return blake2b(f"{kg.__version__} {load_weights()!r}".encode(), digest_size=16).hexdigest()


def _state(facts: Facts) -> str:
    """What tells these facts from any others: their description, and when and how long their columns were written."""
    digest = blake2b((facts.folder / "facts.json").read_bytes(), digest_size=16)
    for name in ("squads/start.npy", "relationships/claim.npy"):
        stat = (facts.folder / name).stat()
        digest.update(f"{stat.st_size} {stat.st_mtime_ns};".encode())
    return digest.hexdigest()


def _listed(facts: Facts, file: Path, kind: str) -> list[int]:
    """The people or clubs that a file names, one to a line; blank lines and those that begin with # say nothing."""
    try:
        lines = read_whole(file, _LONGEST_LIST).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"the list cannot be read ({error})", file=str(file)) from error
    nodes: set[int] = set()
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                nodes.add(facts.find(line.strip(), kind))
            except KgError as error:
                raise InvalidInput(str(error), file=str(file), line=number) from error
    return sorted(nodes)


def _playing(facts: Facts, at: date) -> list[int]:
    """Everybody who is a player at a club, or one of its youth and reserve teams, on the date."""
    stays = everybody(facts, day(at))
    playing = (stays["end"] == day(at)) & (stays["role"] == PLAYER)
    playing &= ~np.isin(facts.nodes["kind"][stays["squad"] >> 1], NATIONAL)
    players: list[int] = np.unique(stays["person"][playing]).tolist()
    return players


def clubs_with_people(facts: Facts, at: date) -> list[int]:
    """Every club (its first team) at which somebody is on the date."""
    stays = everybody(facts, day(at))
    teams = np.unique(stays["squad"][(stays["end"] == day(at)) & (stays["squad"] % 2 == 0)]) // 2
    clubs: list[int] = teams[facts.nodes["kind"][teams] == TEAM_KINDS.index(TeamKind.CLUB)].tolist()
    return clubs
