"""Kill every writing command at random moments, and see what it left."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from attacked_store import PEOPLE, claim_words, content, files_of, flip, kg, made_store, notes_file, starter_data
from made_world import person_id

from kg.cli.guard import run
from kg.store.embedded_backend import EmbeddedBackend

_WARM = [
    *("__main__", "polars", "numpy", "networkx", "pyoxigraph", "kg.api", "kg.claims.readers.claim_files"),
    *("kg.answers.site", "kg.answers.batch", "kg.store.imports", "kg.store.manual_claims", "kg.store.exports"),
]
_COLD = 10
"""One kill in so many hits a process that starts from nothing, as a user's does; the others one with warm modules."""


class Victim(NamedTuple):
    """A command to kill, and what it writes outside of the store."""

    name: str
    store: Path
    words: list[str]
    output: Path | None = None


class Tally:
    """What came of the kills of one command."""

    def __init__(self) -> None:
        self.kills = self.running = self.done = self.lost = self.damaged = 0
        self.took = {True: 2.0, False: 1.0}
        """How long the command takes from nothing and warm; a first guess, then as measured."""


def kills(folder: Path, times: int, draw: random.Random) -> list[str]:
    """Kill each writing command so many times, let it finish afterwards, and name those that lost or damaged."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(_WARM)
    tallies: dict[str, Tally] = {}
    known: dict[Path, set[str]] = {}

    def kill(victim: Victim) -> set[str]:
        return _kill(victim, tallies.setdefault(victim.name, Tally()), folder / "empty.nq.gz", known, draw)

    store, small = made_store(folder / "killed"), made_store(folder / "small", people=30)
    for number in range(times):
        (own,) = kill(Victim("claim add", store, claim_words(number, draw)))
        kill(Victim("claim retract", store, ["claim", "retract", own, "--reason", "tried"]))
        for victim in _victims(folder, store, small, number, draw):
            kill(victim)
        flip(draw.choice(files_of(store)), draw)
        kill(Victim("status --check", store, ["status", "--check"]))
        if number % 10 == 9:
            print(
                f"  {number + 1} rounds: {sum(each.lost + each.damaged for each in tallies.values())} faults",
                flush=True,
            )
    for name, tally in tallies.items():
        print(
            f"{times} kills of kg {name}, {tally.running} while it ran: {tally.lost} lost, {tally.damaged} damaged; "
            f"{tally.done} had done their work"
        )
    return [name for name, tally in tallies.items() if tally.lost or tally.damaged]


def _victims(folder: Path, store: Path, small: Path, number: int, draw: random.Random) -> Iterator[Victim]:
    """The commands that bring a release in and take it out again, and those that write something else."""
    day = ["--at", f"{2000 + number % 20}-01-01"]
    notes = notes_file(folder / "notes.csv", 60)
    scores, page, site, quads = folder / "s.csv", folder / "page.html", folder / "site", folder / "out.nq"
    chosen = folder / "players.txt"
    chosen.write_text("".join(f"{person_id(place)}\n" for place in draw.sample(range(PEOPLE), 20)), encoding="utf-8")
    yield Victim("import", store, ["import", "claims", str(notes)])
    yield Victim("export", store, ["export", "-o", str(quads), "--format", "nquads"], quads)
    yield Victim("import --remove", store, ["import", "--remove", "claims-notes"])
    yield Victim("score", store, ["score", "-o", str(scores), "--players", str(chosen), *day], scores)
    yield Victim("page", small, ["page", person_id(number % 30), "--kind", "person", "-o", str(page), *day], page)
    yield Victim("site", small, ["site", str(site), *day], site)


def _kill(victim: Victim, tally: Tally, starter: Path, known: dict[Path, set[str]], draw: random.Random) -> set[str]:
    """Kill a command, look at what is there, let it finish, and return the ids of the claims that it brought."""
    cold = tally.kills % _COLD == _COLD - 1
    words = ["--store", str(victim.store), *victim.words]
    before, output = known.get(victim.store) or content(victim.store), _read(victim.output)
    running = _run_for(draw.uniform(0, tally.took[cold]), words, starter, cold=cold)
    left, written = content(victim.store), _read(victim.output)
    with EmbeddedBackend.at(victim.store, create=False) as backend:
        broken = bool(backend.check() or backend.maintenance.repaired)
    if victim.name == "status --check":
        broken = False  # it is damaged beforehand: what counts is what the finished command leaves
    began = time.monotonic()
    failed = running and _run_for(None, words, starter, cold=cold)
    if victim.name == "claim retract" and left != before:
        failed = False  # killed after its work was done: there is nothing left to retract, and it says so
    if running:
        tally.took[cold] = (tally.took[cold] + 1.2 * (time.monotonic() - began)) / 2
    after = known[victim.store] = content(victim.store)
    tally.kills += 1
    tally.running += running
    tally.damaged += broken
    tally.lost += failed or left not in (before, after) or written not in (output, _read(victim.output))
    tally.done += running and (left != before or written != output)
    return after - before


def _run_for(seconds: float | None, words: list[str], starter: Path, *, cold: bool) -> bool:
    """Run a command and kill it after so long; whether it was killed, or, if it may finish, failed."""
    if cold:
        process = subprocess.Popen([*kg(starter), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        status = process.wait()
    else:
        warm = multiprocessing.get_context("forkserver").Process(target=_command, args=(words, starter))
        warm.start()
        warm.join(seconds)
        warm.kill()
        warm.join()
        status = warm.exitcode or 0
    if seconds is not None:
        return status == -signal.SIGKILL
    return status not in (0, 1)  # 1: nothing is known of him on that day


def _command(words: list[str], starter: Path) -> None:
    with starter_data(starter), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = run(words)
    os._exit(status)


def _read(output: Path | None) -> dict[str, bytes]:
    """The bytes of every file that a command wrote."""
    if output is None:
        return {}
    files = sorted(output.rglob("*")) if output.is_dir() else [output]
    return {str(file): file.read_bytes() for file in files if file.is_file()}
