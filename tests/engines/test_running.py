"""Batches as they are run: by one process or several, killed, resumed, out of room, on Spark."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from kg.answers import batch
from kg.answers.batch import ScoreReport, engine_for, score
from kg.columns.facts import Facts
from kg.engines.embedded import Embedded
from kg.engines.job import Done, Job
from kg.engines.spark import Spark
from kg.errors import InvalidInput, KgError, NothingFound, StoreError, UsageProblem
from kg.influence import load_weights
from kg.store.backend import Backend
from tests.cli.running import ROOT, environment

AT = date(2024, 3, 1)


def made_world(folder: Path, players: int) -> Path:
    """A made-up world by the script that benchmarks use."""
    script = [sys.executable, str(ROOT / "scripts" / "made_world.py"), str(folder), "--players", str(players)]
    return Path(subprocess.run(script, check=True, capture_output=True, text=True, env=environment()).stdout.strip())


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    facts = Facts.open(made_world(tmp_path_factory.mktemp("world"), 1000))
    return cast("Backend", SimpleNamespace(facts=facts))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_PART", 30)


@pytest.fixture(scope="module")
def whole(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    output = tmp_path_factory.mktemp("whole") / "scores.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_PART", 30)
        done = score(backend, output, at=AT, engine=Embedded())
    assert done.rows == output.read_bytes().count(b"\n") - 1 > 1000
    assert done.parts > 5
    return output.read_bytes()


class Halting:
    """An engine that stops after some parts, as if it had been killed."""

    def __init__(self, after: int) -> None:
        self.after, self.ran = after, 0

    def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
        for part in parts:
            if self.ran == self.after:
                raise KeyboardInterrupt
            self.ran += 1
            yield job.run(part)


def parts_of(output: Path) -> Path:
    return output.with_name(output.name + ".parts")


def test_two_processes_write_what_one_writes(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    score(backend, output, at=AT, engine=Embedded(2))
    assert output.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["scores.csv"]


def test_what_was_interrupted_goes_on_and_is_no_result_before(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    with pytest.raises(KeyboardInterrupt):
        score(backend, output, at=AT, engine=Halting(3))
    assert not output.exists()
    with (parts_of(output) / "done.jsonl").open("a") as record:
        record.write('[3, 12, "cut sho')
    counting = Halting(-1)
    done = score(backend, output, at=AT, engine=counting)
    assert (done.resumed, counting.ran) == (3, done.parts - 3)
    assert output.read_bytes() == whole
    assert not parts_of(output).exists()


def test_a_damaged_part_is_done_again(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    with pytest.raises(KeyboardInterrupt):
        score(backend, output, at=AT, engine=Halting(3))
    part = parts_of(output) / "000001.csv"
    part.write_bytes(part.read_bytes()[:-5])
    (parts_of(output) / "000002.csv").unlink()
    assert score(backend, output, at=AT, engine=Embedded()).resumed == 1
    assert output.read_bytes() == whole


def test_parts_of_another_question_are_not_mixed_in(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    with pytest.raises(KeyboardInterrupt):
        score(backend, output, at=date(2020, 3, 1), engine=Halting(3))
    assert score(backend, output, at=AT, engine=Embedded()).resumed == 0
    assert output.read_bytes() == whole


def test_facts_that_changed_since_begin_afresh(backend: Backend, tmp_path: Path) -> None:
    shutil.copytree(backend.facts.folder, tmp_path / "facts")
    own = cast("Backend", SimpleNamespace(facts=Facts.open(tmp_path / "facts")))
    output = tmp_path / "scores.csv"
    with pytest.raises(KeyboardInterrupt):
        score(own, output, at=AT, engine=Halting(3))
    os.utime(tmp_path / "facts" / "squads" / "start.npy")
    assert score(own, output, at=AT, engine=Embedded()).resumed == 0


def test_another_model_begins_afresh(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "scores.csv"
    with pytest.raises(KeyboardInterrupt):
        score(backend, output, at=AT, engine=Halting(3))
    other = replace(load_weights(), strength={})
    monkeypatch.setattr(batch, "load_weights", lambda: other)
    assert score(backend, output, at=AT, engine=Embedded()).resumed == 0


def test_a_folder_of_somebody_else_is_left_alone(backend: Backend, tmp_path: Path) -> None:
    output, precious = tmp_path / "scores.csv", tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("thesis")
    parts_of(output).symlink_to(precious)
    with pytest.raises(UsageProblem, match="is no folder of kg score"):
        score(backend, output, at=AT, engine=Embedded())
    parts_of(output).unlink()
    parts_of(output).mkdir()
    (parts_of(output) / "notes.txt").write_text("mine")
    with pytest.raises(UsageProblem, match=r"did not write, such as 'notes.txt'"):
        score(backend, output, at=AT, engine=Embedded())
    assert (parts_of(output) / "notes.txt").read_text() == "mine"
    (parts_of(output) / "notes.txt").rename(precious / "notes.txt")
    (parts_of(output) / "done.jsonl").symlink_to(precious / "notes.txt")
    with pytest.raises(UsageProblem, match=r"did not write, such as 'done.jsonl'"):
        score(backend, output, at=AT, engine=Embedded())
    assert {file.name: file.read_text() for file in precious.iterdir()} == {"thesis.txt": "thesis", "notes.txt": "mine"}
    assert not output.exists()


def test_a_killed_worker_is_told_and_its_batch_goes_on(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    class Killing(Embedded):
        def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
            for number, done in enumerate(super().run(job, parts)):
                if number == 1:
                    for child in multiprocessing.active_children():
                        os.kill(child.pid or 0, signal.SIGKILL)
                yield done

    output = tmp_path / "scores.csv"
    with pytest.raises(KgError, match="a worker process was killed") as caught:
        score(backend, output, at=AT, engine=Killing(2))
    assert "run the same command again" in str(caught.value)
    assert not output.exists()
    assert score(backend, output, at=AT, engine=Embedded()).resumed >= 1
    assert output.read_bytes() == whole


def test_a_killed_command_is_resumed(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    program = (
        "import sys; from datetime import date; from pathlib import Path; from types import SimpleNamespace\n"
        "from kg.engines.embedded import Embedded; from kg.columns.facts import Facts\n"
        "from kg.answers import batch\n"
        "batch._PART = 30; backend = SimpleNamespace(facts=Facts.open(Path(sys.argv[1])))\n"
        "batch.score(backend, Path(sys.argv[2]), at=date(2024, 3, 1), engine=Embedded())"
    )
    command = [sys.executable, "-c", program, str(backend.facts.folder.absolute()), str(output)]
    with subprocess.Popen(command, env=environment(), cwd=ROOT) as running:
        record = parts_of(output) / "done.jsonl"
        until = time.monotonic() + 30
        while running.poll() is None and time.monotonic() < until and not (record.exists() and record.stat().st_size):
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    assert not output.exists()
    assert score(backend, output, at=AT, engine=Embedded()).resumed >= 1
    assert output.read_bytes() == whole


def test_a_full_disk_is_told_in_one_line(backend: Backend, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_000, before[1]))
    try:
        with pytest.raises(KgError, match="cannot be written: File too large") as caught:
            score(backend, output, at=AT, engine=Embedded())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "\n" not in str(caught.value)
    assert not output.exists()


def test_only_one_process_writes_a_file(backend: Backend, tmp_path: Path) -> None:
    output = tmp_path / "scores.csv"
    begun = Halting(1)

    class Meanwhile(Halting):
        def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:  # noqa: ARG002
            score(backend, output, at=AT, engine=begun)
            yield from ()

    with pytest.raises(UsageProblem, match="another process is writing"):
        score(backend, output, at=AT, engine=Meanwhile(0))


def test_an_engine_that_leaves_parts_out_makes_no_result(backend: Backend, tmp_path: Path) -> None:
    class Lazy(Halting):
        def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
            yield job.run(parts[0])

    output = tmp_path / "scores.csv"
    with pytest.raises(KgError, match="parts are missing"):
        score(backend, output, at=AT, engine=Lazy(0))
    assert not output.exists()


def test_lists_say_who_is_scored(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    lines = whole.decode().splitlines()
    target, club = lines[1].split(",")[0], lines[1].split(",")[2]
    (tmp_path / "players").write_text(f"# targets\n{target}\n\n{target}\n")
    (tmp_path / "clubs").write_text(f"{club}\n")

    def asked() -> ScoreReport:
        lists = tmp_path / "players", tmp_path / "clubs"
        return score(backend, tmp_path / "few.csv", at=AT, engine=Embedded(), players=lists[0], clubs=lists[1])

    done = asked()
    assert (done.targets, done.clubs) == (1, 1)
    assert (tmp_path / "few.csv").read_text().splitlines() == [lines[0], lines[1]]
    (tmp_path / "players").write_text(f"{target}\nNobody Atall\n")
    with pytest.raises(InvalidInput, match=r"players.*2.*Nobody Atall"):
        asked()


def test_parquet_holds_the_same_rows(backend: Backend, whole: bytes, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    score(backend, tmp_path / "scores.parquet", at=AT, engine=Embedded())
    table = parquet.read_table(tmp_path / "scores.parquet")
    lines = whole.decode().splitlines()
    assert table.column_names == lines[0].split(",")
    assert [f"{value:.6f}" for value in table["influence"].to_pylist()] == [
        f"{float(line.split(',')[4]):.6f}" for line in lines[1:]
    ]


def test_nobody_to_score_and_wrong_names_are_told(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(NothingFound):
        score(backend, tmp_path / "scores.csv", at=date(1900, 1, 1), engine=Embedded())
    with pytest.raises(UsageProblem, match="neither Parquet nor CSV"):
        score(backend, tmp_path / "scores.txt", at=AT, engine=Embedded())
    with pytest.raises(UsageProblem):
        engine_for("numpy", workers=1, master="local[2]")
    with pytest.raises(UsageProblem):
        engine_for("abacus", workers=1, master="")
    assert list(tmp_path.iterdir()) == []


def test_facts_that_went_away_are_told(backend: Backend, tmp_path: Path) -> None:
    shutil.copytree(backend.facts.folder, tmp_path / "facts")
    own = cast("Backend", SimpleNamespace(facts=Facts.open(tmp_path / "facts")))

    class Removing(Embedded):
        def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
            shutil.rmtree(tmp_path / "facts")
            return super().run(job, parts)

    with pytest.raises(StoreError, match="no whole facts"):
        score(own, tmp_path / "scores.csv", at=AT, engine=Removing())
    assert not (tmp_path / "scores.csv").exists()


def test_an_unreachable_master_is_told_at_once(backend: Backend, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(KgError, match=f"no Spark master answers at spark://127.0.0.1:{port}"):
        score(backend, tmp_path / "scores.csv", at=AT, engine=Spark(f"spark://127.0.0.1:{port}"))
    assert not (tmp_path / "scores.csv").exists()
