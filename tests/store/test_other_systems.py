"""What Windows and macOS do otherwise, played on the system at hand: nothing of the package needs Linux."""

from __future__ import annotations

import errno
import os
import resource
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.server import sandbox
from kg.store.layout import settle

_OPEN, _FSYNC = os.open, os.fsync


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Windows: folders cannot be opened, and only what is open for writing can be put to disk. Lists what was."""
    opened: dict[int, tuple[str, int]] = {}
    names: list[str] = []

    def open_file(path: Any, flags: int, *rest: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        fd = _OPEN(path, flags, *rest)
        opened[fd] = Path(path).name, flags
        return fd

    def fsync(fd: int) -> None:
        name, flags = opened[fd]
        if not flags & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EBADF, "Bad file descriptor")
        _FSYNC(fd)
        names.append(name)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_windows_puts_every_file_of_a_folder_to_disk(synced: list[str], tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("one.txt", "below/two.txt"):
        (tmp_path / name).write_text("kept")
    settle(tmp_path)
    assert sorted(synced) == ["one.txt", "two.txt"]


@pytest.mark.parametrize("error", [ValueError("current limit exceeds maximum limit"), OSError(errno.EINVAL, "invalid")])
def test_a_system_that_does_not_let_a_limit_be_set_leaves_the_process_unconfined(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_limit: int, _values: tuple[int, int]) -> None:
        raise error

    monkeypatch.setattr(resource, "setrlimit", refuse)
    monkeypatch.setattr(sandbox, "cut_off", lambda: pytest.fail("this process would lose its sockets"))
    assert not sandbox.confine(1 << 30)


def test_windows_has_no_limits_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert not sandbox.confine(1 << 30)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_the_server_is_told_that_queries_are_not_confined(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert not sandbox.is_confined_here()
    assert not sandbox.cut_off()
