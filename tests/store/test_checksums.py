"""Whether a file is what was noted of it: read again where it was touched, unless only its names have changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.store import checksums


@pytest.fixture
def part(tmp_path: Path) -> Path:
    folder = tmp_path / "part"
    (folder / "within").mkdir(parents=True)
    (folder / "one.sst").write_bytes(b"one" * 100)
    (folder / "within" / "two.sst").write_bytes(b"two" * 100)
    checksums.write(checksums.take(folder, {}), tmp_path / "part.json")
    return folder


def shared(part: Path) -> tuple[Path, checksums.Inventory]:
    """Another folder with the same files, which touches them, and what is noted of it."""
    other = part.with_name("other")
    other.mkdir()
    os.link(part / "one.sst", other / "one.sst")
    return other, checksums.take(other, checksums.read(part.with_name("part.json")))


def test_a_file_that_got_another_name_is_not_read_again(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, noted = shared(part)
    read: list[str] = []
    digest = checksums.file_digest

    def counted(file: Path) -> int:
        read.append(str(file))
        return digest(file)

    monkeypatch.setattr(checksums, "file_digest", counted)
    before = part.with_name("part.json").read_bytes()
    assert not checksums.damage(part, part.with_name("part.json"), elsewhere=noted.values)
    assert read == []
    part.with_name("part.json").write_bytes(before)
    assert not checksums.damage(part, part.with_name("part.json"))
    assert read == [f"{part}/one.sst"]


@pytest.mark.parametrize("before", [True, False])
def test_what_was_changed_is_found_whatever_is_noted_elsewhere(part: Path, *, before: bool) -> None:
    other, noted = (part, {}) if before else shared(part)
    stat = (part / "one.sst").stat()
    (part / "one.sst").write_bytes(b"eno" * 100)
    os.utime(part / "one.sst", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    if before:
        other, noted = shared(part)
    assert (other / "one.sst").stat().st_mtime_ns == stat.st_mtime_ns
    told = checksums.damage(part, part.with_name("part.json"), elsewhere=noted.values, thorough=before)
    assert told == "part/one.sst was changed"


def test_files_below_folders_are_noted_by_their_paths(part: Path) -> None:
    assert list(checksums.read(part.with_name("part.json"))) == ["one.sst", "within/two.sst"]
    (part / "within" / "three.sst").write_bytes(b"")
    told = checksums.damage(part, part.with_name("part.json"), thorough=True)
    assert told == "part/within/three.sst does not belong there"
