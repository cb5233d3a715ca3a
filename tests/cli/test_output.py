"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kg.cli.output import opened
from kg.errors import KgError


def _write(target: Path | str, text: bytes) -> None:
    with opened(str(target)) as stream:
        stream.write(text)


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    _write(target, b"one")
    target.chmod(0o640)
    _write(target, b"two")
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        _write(tmp_path / "new", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o644


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    _write(target, b"old")
    with pytest.raises(TypeError), opened(str(target)) as stream:
        stream.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="is a folder"):
        _write(tmp_path, b"")
    with pytest.raises(KgError, match=r"nowhere/page\.html cannot be written: No such file"):
        _write(tmp_path / "nowhere" / "page.html", b"")


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _write("-", b"\x00page\n")
    assert capfdbinary.readouterr().out == b"\x00page\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(KgError, match="/dev/full cannot be written: No space left on device"):
        _write("/dev/full", b"x")
    assert not Path("/dev/full").is_file()
