"""Small changes to the code, one at a time: how many of them do the tests of the room notice?

    pip install mutmut
    nice python scripts/mutation_run.py [--room text] [--mutants 60] [--seed 1]

The changes ("mutants": ``<`` for ``<=``, one more for a number, an argument left out) are those that mutmut makes. Of
all that can be made in the bodies of a room's functions so many are drawn at random. Each is run against the tests of
`ROOMS`, the quickest first and up to the first that fails, in a process forked from one that has imported every
library, so that a mutant costs little more than the tests themselves. (mutmut's own runner changes no decorated
function, draws no sample, and knows one set of tests only.) Files are written without waiting for the disk.

Not changed: type annotations and decorators; tables and settings at the head of a module; strings with a space, which
are words for people; the capitals in names of encodings, which nobody reads. Mutants that nobody could tell from the
original are listed by hand in `mutants_equal.txt`, with the reason, and are not counted.
Prints the mutants that no test noticed, and as JSON how many were noticed, with the interval (Wilson, 95 %).
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import math
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final
from unittest import mock

import libcst as cst
import pytest
from hypothesis import Phase, settings
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT: Final = Path(__file__).resolve().parents[1]
EQUAL: Final = Path(__file__).with_name("mutants_equal.txt")


def _tests(room: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{room}/test_{name}.py" for name in names)


# By room: what is changed, and the tests that judge it.
ROOMS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "influence": (
        "kg/influence",
        (
            "kg/influence/joint.py",
            *_tests("influence", "fitted", "weights", "reported", "score", "joint", "plain_score"),
        ),
    ),
    "text": (
        "kg/text",
        (
            "kg/text",
            *_tests("text", "team_kinds", "plain_files", "person_names", "damaged_text", "names_glued", "names"),
        ),
    ),
    "identity": (
        "kg/claims/identity",
        (
            "kg/claims/identity",
            *_tests("identity", "points", "settling", "names_alone", "evidence", "clubs", "resolver"),
        ),
    ),
    "graph": (
        "kg/graph",
        (
            *_tests(
                "graph",
                *("closeness", "careers", "plain_graphs", "facts", "candidates", "presence_rules", "batch_ties"),
                *("small_stories", "concepts", "rumours"),
            ),
            "tests/graph/test_ties_defined.py::test_ties_are_what_the_definition_says",
        ),
    ),
    "dates": ("kg/model/dates.py", ("kg/model/dates.py", *_tests("model", "dates"))),
}
OPTIONS: Final = ("-x", "-pno:cacheprovider", "-pno:xdist", "--noconftest", "--hypothesis-profile=mutation")


@dataclass(frozen=True)
class Mutant:
    """One change: the file, where, and its whole text with the change."""

    path: str
    line: int
    code: str
    change: tuple[str, ...]


def changes_of(path: Path) -> list[tuple[int, cst.Module, cst.CSTNode, cst.CSTNode]]:
    """Every change that can be made to a file: its line, the file's tree, the node, and what stands in its place."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    places = wrapper.resolve(PositionProvider)
    found: list[tuple[int, cst.Module, cst.CSTNode, cst.CSTNode]] = []

    def walk(node: cst.CSTNode, *, inside: bool) -> None:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.FormattedStringText):
            return
        if isinstance(node, cst.SimpleString) and " " in node.value:
            return
        if inside:
            found.extend(
                (places[node].start.line, wrapper.module, node, new)
                for kind, operator in mutation_operators
                if isinstance(node, kind)
                for new in operator(node)
                if not _same_encoding(node, new)
            )
        for child in node.children:
            walk(child, inside=inside or isinstance(node, cst.FunctionDef))

    walk(wrapper.module, inside=False)
    return found


def _same_encoding(node: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether a change is from ``"utf-8"`` to ``"UTF-8"``."""
    if not (isinstance(node, cst.SimpleString) and isinstance(new, cst.SimpleString)):
        return False
    name = node.value.strip("\"'").lower()
    return name.startswith(("utf-", "latin-", "cp")) and bool(name == new.value.strip("\"'").lower())


def drawn(source: str, count: int, seed: int) -> Iterator[Mutant]:
    """So many of the changes that can be made to some files, at random."""
    folder = ROOT / source
    paths = sorted(folder.glob("*.py")) if folder.is_dir() else [folder]
    all_of_them = [(path, change) for path in paths for change in changes_of(path)]
    random.Random(seed).shuffle(all_of_them)
    for path, (line, module, node, new) in all_of_them:
        if not count:
            return
        changed = module.deep_replace(node, new)
        assert isinstance(changed, cst.Module)  # noqa: S101  a module with a part replaced is one
        try:
            compile(changed.code, str(path), "exec")
        except SyntaxError:
            continue
        before, after = module.code.splitlines(), changed.code.splitlines()
        change = tuple(
            f"{text[0]} {text[1:].strip()}"
            for text in difflib.unified_diff(before, after, n=0, lineterm="")
            if text[0] in "+-" and text[:3] not in ("+++", "---")
        )
        count -= 1
        yield Mutant(str(path.relative_to(ROOT)), line, changed.code, change)


def known_equal() -> dict[tuple[str, tuple[str, ...]], str]:
    """The changes that change nothing anybody could notice, by file and changed lines, with the reason."""
    known = {}
    for block in EQUAL.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            path, *change, reason = lines
            known[path, tuple(change)] = reason
    return known


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed text."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self._file, self._code = ROOT / mutant.path, mutant.code

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  part of the protocol
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for the one module."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._file, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed text as the module."""
        exec(compile(self._code, str(self._file), "exec"), module.__dict__)  # noqa: S102  the text is the module's own


class QuickestFirst:
    """Part of pytest: measures each test, and runs those first that took least time of the processor before."""

    def __init__(self, before: Mapping[str, float]) -> None:
        self.seconds: dict[str, float] = {}
        self._before = before

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort the tests."""
        items.sort(key=lambda item: self._before.get(item.nodeid, 0))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Measure a test; one that takes far longer than before ends the process, which counts as a failure."""
        if self._before:
            signal.setitimer(signal.ITIMER_PROF, 5 + 5 * self._before.get(item.nodeid, 0))
        began = time.process_time()
        yield
        self.seconds[item.nodeid] = time.process_time() - began


class Judge:
    """Runs the tests of a room, each time in a process forked from this one."""

    def __init__(self, tests: Sequence[str], folder: Path) -> None:
        self._arguments = [*tests, *OPTIONS, f"--basetemp={folder / 'base'}"]
        self._measured = folder / "measured.json"
        self._seconds: dict[str, float] = {}
        self._limit = 3600
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        if self.noticed(None):
            raise SystemExit("the tests fail without any change")
        self.seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began
        self._limit = 10 + round(5 * self.seconds)
        measured = json.loads(self._measured.read_text(encoding="utf-8"))
        self._seconds = measured["seconds"]
        for name in measured["libraries"]:
            with suppress(ImportError):  # what a test only pretended to be
                importlib.import_module(name)
        if "kg" in sys.modules:
            raise SystemExit("a library loads the code under test, so that no change to it would count")

    def noticed(self, mutant: Mutant | None) -> bool:
        """Whether the tests fail with a change, or one of them takes five times as long."""
        child = os.fork()
        if child == 0:
            self._run(mutant)
        return os.waitpid(child, 0)[1] != 0

    def _run(self, mutant: Mutant | None) -> None:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (self._limit, self._limit))
            signal.alarm(60 * self._limit)  # a process that waits for ever takes no time of the processor
            if mutant is not None:
                output = os.open(os.devnull, os.O_WRONLY)
                os.dup2(output, 1)
                os.dup2(output, 2)
                instead = Instead(mutant)
                sys.meta_path.insert(0, instead)
                importlib.import_module(instead.name)  # before pytest, which reads the files it is given by itself
            mock.patch("os.fsync").start()
            order = QuickestFirst(self._seconds)
            status = int(pytest.main(self._arguments, plugins=[order]))
            if mutant is None:
                own = ("kg", "tests", "conftest", "__main__", "_pytest", "pytest")
                names = [
                    name
                    for name, module in sys.modules.items()
                    if name.partition(".")[0] not in own
                    and not str(getattr(module, "__file__", "")).startswith(str(ROOT))
                ]
                self._measured.write_text(json.dumps({"libraries": names, "seconds": order.seconds}), encoding="utf-8")
        finally:
            os._exit(status)


def shares(noticed: int, different: int) -> dict[str, float]:
    """What share of the mutants that differ was noticed, and Wilson's interval of it at 95 %."""
    z, share, of = 1.96, noticed / max(different, 1), max(different, 1)
    middle, half = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return {"share": round(share, 3), "low": round(low, 3), "high": round(high, 3)}


def main() -> None:
    """Draw, run and count the mutants of every room that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", action="append", choices=ROOMS, help="this room alone (may be repeated)")
    parser.add_argument("--mutants", type=int, default=60, help="how many of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="after so long no further one is run, by room")
    asked = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = False  # modules that are not changed are compiled once
    # Numerical libraries start threads of their own, which a fork does not take along.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    # The same examples for every mutant, fewer than usual, and no time spent on making them small.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile(
        "mutation", deadline=None, database=None, derandomize=True, phases=phases, max_examples=40
    )
    known, results = known_equal(), {}
    for room in asked.room or ROOMS:
        with tempfile.TemporaryDirectory() as folder:
            sys.pycache_prefix = str(Path(folder, "compiled"))
            results[room] = judged(
                room, Path(folder), known, count=asked.mutants, seed=asked.seed, minutes=asked.minutes
            )
        print(json.dumps({room: results[room]}), flush=True)
    if len(results) > 1:
        total = {key: sum(int(result[key]) for result in results.values()) for key in ("mutants", "equal", "noticed")}
        print(json.dumps({"all": total | shares(total["noticed"], total["mutants"] - total["equal"])}))


def judged(
    room: str, folder: Path, known: dict[tuple[str, tuple[str, ...]], str], *, count: int, seed: int, minutes: float
) -> dict[str, float]:
    """Run a sample of a room's mutants; prints those that nobody noticed."""
    source, tests = ROOMS[room]
    ends = time.monotonic() + 60 * minutes
    counts = {"mutants": 0, "equal": 0, "noticed": 0}
    judge = Judge(tests, folder)
    for mutant in drawn(source, count, seed):
        if time.monotonic() > ends:
            break
        counts["mutants"] += 1
        if (mutant.path, mutant.change) in known:
            counts["equal"] += 1
        elif judge.noticed(mutant):
            counts["noticed"] += 1
        else:
            print(f"{mutant.path}:{mutant.line}", *mutant.change, "", sep="\n", flush=True)
    return (
        counts | shares(counts["noticed"], counts["mutants"] - counts["equal"]) | {"seconds": round(judge.seconds, 1)}
    )


if __name__ == "__main__":
    main()
