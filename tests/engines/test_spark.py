"""Spark for real, on this machine: the same rows as the embedded engine, and its failures in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.answers import batch
from kg.answers.batch import score
from kg.engines import spark as engine
from kg.engines.embedded import Embedded
from kg.engines.job import Done
from kg.engines.spark import Spark
from kg.errors import KgError, NothingFound
from tests.engines.test_running import AT, backend, small_parts
from tests.engines.worlds import World, worlds

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["backend", "small_parts"]

pytest.importorskip("pyspark", reason="the Spark engine needs the extra `spark`")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java on the PATH"),
]


class Failing:
    """A job whose second part fails."""

    def run(self, part: int) -> Done:
        if part == 1:
            raise KgError("the disk of this worker is full")
        return Done(part, 0, "")


class Dying:
    """A job whose second part ends its own process."""

    def run(self, part: int) -> Done:
        if part == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return Done(part, 0, "")


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    """One Spark for all tests here: each start takes seconds."""
    with engine.started("local[2]") as context, pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "started", lambda _master: SameContext(context))
        yield


class SameContext:
    def __init__(self, context: object) -> None:
        self._context = context

    def __enter__(self) -> object:
        return self._context

    def __exit__(self, *_: object) -> None:
        """It goes on."""


@pytest.mark.usefixtures("running")
def test_spark_writes_what_the_embedded_engine_writes(backend: Backend, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        score(backend, tmp_path / f"one.{form}", at=AT, engine=Embedded())
        score(backend, tmp_path / f"two.{form}", at=AT, engine=Spark("local[2]"))
        assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


@pytest.mark.usefixtures("running")
@settings(max_examples=12, deadline=None)
@given(worlds, st.dates(date(2018, 6, 1), date(2021, 6, 1)), st.integers(1, 3))
def test_both_engines_agree_row_by_row_in_random_worlds(world: World, at: date, part: int) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.setattr(batch, "_PART", part)
        own = world.backend(folder)
        rows: list[bytes] = []
        for output, by in ((folder / "one.csv", Embedded()), (folder / "two.csv", Spark("local[2]"))):
            try:
                score(own, output, at=at, engine=by)
            except NothingFound:
                return
            rows.append(output.read_bytes())
        assert rows[0] == rows[1]


@pytest.mark.usefixtures("running")
def test_a_part_that_fails_is_told_in_its_own_words() -> None:
    with pytest.raises(KgError, match="the disk of this worker is full") as caught:
        list(Spark("local[2]").run(Failing(), [0, 1, 2]))
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("running")
def test_a_killed_worker_is_told_in_one_line(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"Spark at local\[2\] failed: .*run the same command again") as caught:
        list(Spark("local[2]").run(Dying(), [0, 1, 2]))
    assert "\n" not in str(caught.value)
    # What runs next runs.
    assert score(backend, tmp_path / "scores.csv", at=AT, engine=Spark("local[2]")).rows > 1000


def test_without_java_it_says_so(tmp_path: Path) -> None:
    program = (
        "from kg.engines.spark import Spark\n"
        "from kg.errors import KgError\n"
        "try:\n    list(Spark('local[1]').run(None, [0]))\n"
        "except KgError as error:\n    print(error)"
    )
    env = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert "Java could not be started" in done.stdout
    assert len(done.stdout.splitlines()) == 1
