"""The folder of a batch in the making (``OUTPUT.parts``): its plan, its finished parts, and the list of those.

Nothing but files of these names is ever removed from it: a folder of somebody else's with this name is left alone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from kg.atomic_files import replacing
from kg.engines.job import Done
from kg.errors import KgError, UsageProblem
from kg.store.file_lock import Taken, only_one

__all__ = ["PartsFolder"]

_OURS: Final = re.compile(
    r"plan\.json|plan\.part|done\.jsonl|lock|\d{6}\.(?:csv|parquet|[0-9a-f]{32})"
    r"|\.(?:plan\.json|done\.jsonl)\.[0-9a-f]{16}\.part"
)


class PartsFolder:
    """The folder of one plan, held by this process alone.

    Attributes:
        path: where it is.
    """

    def __init__(self, path: Path, plan: dict[str, Any]) -> None:
        self.path = path
        self._plan = plan

    @classmethod
    @contextmanager
    def of(cls, output: Path, plan: dict[str, Any]) -> Iterator[PartsFolder]:
        """The folder for an output, until the end of the block; made if it is not there.

        Raises:
            UsageProblem: it holds files of somebody else, is a link, or another process works in it.
            KgError: it cannot be written.
        """
        path = output.with_name(output.name + ".parts")
        try:
            _check_ours(path)
            path.mkdir(parents=True, exist_ok=True)
            with only_one(path / "lock"):
                _check_ours(path)
                yield cls(path, plan)
        except Taken as error:
            raise UsageProblem(
                f"another process is writing into {path}", remedy="wait for it, or name another file"
            ) from error
        except OSError as error:
            raise KgError(
                f"{path} cannot be written: {error.strerror or error}",
                remedy="what is finished is kept: make room and run the same command again",
            ) from error

    def finished(self) -> dict[int, Done]:
        """The parts of this plan that are finished; if the folder holds another plan, or none, it is begun afresh."""
        text = json.dumps(self._plan)
        place = self.path / "plan.json"
        if not place.is_file() or place.read_text(encoding="ascii", errors="replace") != text:
            for file in self._files():
                file.unlink()
            with replacing(place) as stream:
                stream.write(text.encode("ascii"))
            return {}
        record = self.path / "done.jsonl"
        lines = record.read_text(encoding="ascii", errors="replace").splitlines() if record.is_file() else []
        finished: dict[int, Done] = {}
        for line in lines:
            done = _line(line)
            if done is not None and _whole(self.path / f"{done.part:06d}.{self._plan['form']}", done.digest):
                finished[done.part] = done
        # Written anew: a line cut short by a kill would spoil the one that follows it.
        with replacing(record) as stream:
            stream.writelines(_written(done) for done in finished.values())
        return finished

    @contextmanager
    def record(self) -> Iterator[Callable[[Done], None]]:
        """What writes down each part as it is finished."""
        with (self.path / "done.jsonl").open("ab") as stream:

            def write(done: Done) -> None:
                stream.write(_written(done))
                stream.flush()

            yield write

    def remove(self) -> None:
        """Remove what is ours, and the folder if nobody has put anything else there meanwhile."""
        for file in self._files():
            file.unlink()
        (self.path / "lock").unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()

    def _files(self) -> list[Path]:
        return [file for file in self.path.iterdir() if _OURS.fullmatch(file.name) and file.name != "lock"]


def _check_ours(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise UsageProblem(f"{path} is no folder of kg score", remedy="move it away, or name another output")
    entries = list(os.scandir(path)) if path.exists() else []
    foreign = sorted(e.name for e in entries if not _OURS.fullmatch(e.name) or not e.is_file(follow_symlinks=False))
    if foreign:
        raise UsageProblem(
            f"{path} holds files that kg score did not write, such as {foreign[0]!r}",
            remedy="move it away, or name another output",
        )


def _written(done: Done) -> bytes:
    return f"{json.dumps([done.part, done.rows, done.digest])}\n".encode("ascii")


def _line(line: str) -> Done | None:
    try:
        part, rows, digest = json.loads(line)
        return Done(int(part), int(rows), str(digest))
    except (ValueError, TypeError):
        return None


def _whole(part: Path, digest: str) -> bool:
    try:
        return blake2b(part.read_bytes(), digest_size=16).hexdigest() == digest
    except OSError:
        return False
