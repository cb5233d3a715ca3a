"""Stores that are damaged, foreign, forbidden, or of another version: each met with a way out, nothing lost."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model import Claim, Release
from kg.store import checksums
from kg.store.backend import Backend, open_store
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.generation import PARTS
from kg.store.manifest import LAYOUT, Manifest
from tests.store.test_backend import COUNT, agrees
from tests.store.worlds import starter_file, world

WORLDS = (world("alpha"), world("mine", people=9))


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return starter_file(tmp_path / "starter.trig.gz", WORLDS[0])


@pytest.fixture
def store(tmp_path: Path, starter: Path) -> Path:
    with open_store(tmp_path / "store", starter=starter) as backend:
        backend.put_release(*WORLDS[1])
    return tmp_path / "store"


def current(store: Path) -> Path:
    return store / "generations" / (store / "current").read_text().strip()


def files(store: Path, pattern: str) -> list[Path]:
    found = [path for path in sorted(current(store).glob(pattern)) if path.is_file()]
    assert found
    return found


def remove(path: Path) -> None:
    path.unlink()


def garble(path: Path) -> None:
    """Other bytes of the same length, as a failing disk leaves them; other names of the file keep theirs."""
    text = path.read_bytes()
    path.unlink()
    path.write_bytes(bytes(byte ^ 0x5A for byte in text))


def truncate(path: Path) -> None:
    text = path.read_bytes()
    path.unlink()
    path.write_bytes(text[: len(text) // 2])


HARMS = pytest.mark.parametrize("harm", [remove, garble, truncate])


@HARMS
@pytest.mark.parametrize(
    "pattern", ["facts/facts.json", "facts/spells/*", "facts/**/*", "facts/iris*", "inventory/facts.json"]
)
def test_damaged_facts_are_rebuilt(store: Path, starter: Path, pattern: str, harm: Callable[[Path], None]) -> None:
    for path in files(store, pattern):
        harm(path)
    with open_store(store, starter=starter) as backend:
        assert backend.facts.people_count == 21
        assert agrees(backend, *WORLDS)


@HARMS
@pytest.mark.parametrize("pattern", ["oxigraph/*.sst", "oxigraph/CURRENT", "oxigraph/MANIFEST*", "oxigraph/*"])
def test_a_damaged_database_is_rebuilt(store: Path, starter: Path, pattern: str, harm: Callable[[Path], None]) -> None:
    for path in files(store, pattern):
        harm(path)
    with open_store(store, starter=starter) as backend:
        [(count,)] = backend.query(COUNT).rows
        assert count is not None
        assert count.value == "21"
        assert agrees(backend, *WORLDS)


@HARMS
@pytest.mark.parametrize("pattern", ["manifest.json", "quads/mine*", "segments/mine*/**/*", "segments/*/meta.json"])
def test_what_a_writer_builds_on_is_repaired_first(
    store: Path, starter: Path, pattern: str, harm: Callable[[Path], None]
) -> None:
    for path in files(store, pattern):
        harm(path)
    more = world("more", people=3)
    with open_store(store, starter=starter) as backend:
        backend.put_release(*more)
        assert agrees(backend, *WORLDS, more)
        origins = {each.release.dataset: each.origin for each in backend.status().releases}
        assert origins == {"alpha": "starter", "mine": "user", "more": "user"}
        assert {each.release.dataset: each.counts.spells for each in backend.status().releases}["mine"] == 9


def test_everything_derived_may_be_lost_at_once(store: Path, starter: Path) -> None:
    for part in ("facts", "segments", "oxigraph", "inventory"):
        shutil.rmtree(current(store) / part)
    (current(store) / "manifest.json").unlink()
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, *WORLDS)


def test_the_starters_releases_come_from_the_package_when_nothing_else_is_left(store: Path, starter: Path) -> None:
    for path in [*files(store, "quads/alpha*"), *files(store, "oxigraph/*.sst")]:
        garble(path)
    with open_store(store, starter=starter) as backend:
        backend.query(COUNT)
        assert agrees(backend, *WORLDS)


def test_what_cannot_be_rescued_is_said_and_nothing_is_changed(store: Path, starter: Path) -> None:
    for path in [*files(store, "quads/mine*"), *files(store, "oxigraph/*.sst")]:
        garble(path)
    before = (store / "current").read_text()
    with open_store(store, starter=starter) as backend:
        with pytest.raises(StoreError, match=r"'mine' can no longer be read; restore the folder from a backup"):
            backend.query(COUNT)
        assert backend.facts.people_count == 21  # what does not need it still answers
    assert (store / "current").read_text() == before


@pytest.mark.parametrize("text", [None, "", "rubbish\n", "\x00\xff"])
def test_a_lost_or_garbled_current_file_is_no_loss(store: Path, starter: Path, text: str | None) -> None:
    (store / "current").unlink()
    if text is not None:
        (store / "current").write_text(text)
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, *WORLDS)
        backend.put_release(*world("more"))
        assert agrees(backend, *WORLDS, world("more"))


def test_a_missing_generation_is_said_with_the_way_back(store: Path, starter: Path) -> None:
    shutil.rmtree(current(store))
    with pytest.raises(StoreError, match=r"generation 2 is missing.*remove the file .*current"):
        open_store(store, starter=starter)
    (store / "current").unlink()
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, WORLDS[0])


def test_a_copied_store_is_as_good_as_the_first(store: Path, starter: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "copy", copy_function=shutil.copy)
    with open_store(tmp_path / "copy", starter=starter) as backend:
        assert agrees(backend, *WORLDS)
        assert backend.status().generation == 2  # nothing had to be rebuilt


def test_a_newer_layout_is_refused(store: Path, starter: Path) -> None:
    (store / "format").write_text(f"player-kg store {LAYOUT + 1}\n")
    manifest = current(store) / "manifest.json"
    manifest.write_text(replace(Manifest.from_json(manifest.read_bytes()), layout=LAYOUT + 1).to_json())
    with pytest.raises(StoreError, match=r"made by a newer version .* upgrade player-kg"):
        open_store(store, starter=starter)


def test_an_older_layout_is_rebuilt_from_its_texts(store: Path, starter: Path) -> None:
    (store / "format").write_text("player-kg store 0\n")
    manifest = current(store) / "manifest.json"
    manifest.write_text(replace(Manifest.from_json(manifest.read_bytes()), layout=0).to_json())
    for part in ("facts", "segments", "oxigraph", "inventory"):
        shutil.rmtree(current(store) / part)
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, *WORLDS)
        assert backend.status().generation == 3
    assert (store / "format").read_text() == f"player-kg store {LAYOUT}\n"
    with open_store(store, starter=starter) as backend:
        assert backend.status().generation == 3


def test_columns_of_an_older_version_are_made_again_from_the_texts(store: Path, starter: Path) -> None:
    for path in files(store, "segments/*/meta.json"):
        # As if an older program had written it: whole by the inventory, unreadable for this one.
        text = path.read_text().replace('"layout": ', '"layout": 9')
        inventory = current(store) / "inventory" / "segments.json"
        path.write_text(text)
        listed = checksums.read(inventory)
        checksums.write(checksums.take(current(store) / "segments", {}), inventory)
        assert checksums.read(inventory).keys() == listed.keys()
    more = world("more")
    known: list[Release | Claim] = []

    def resolve(statements: Iterator[Release | Claim]) -> Iterable[Claim]:
        known.extend(statements)
        return more.claims

    with open_store(store, starter=starter) as backend:
        backend.put_resolved(more.release, resolve)
        assert agrees(backend, *WORLDS, more)
    expected = {one.release.id for one in WORLDS} | {claim.id for one in WORLDS for claim in one.claims}
    assert {item.id for item in known} == expected


def test_a_file_is_no_store(tmp_path: Path, starter: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "store", tmp_path / "file" / "a" / "b"):
        with pytest.raises(StoreError, match=r"file.*--store or KG_STORE"):
            open_store(place, starter=starter)
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_is_written_into_a_strangers_folder(tmp_path: Path, starter: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match=r"not empty and no player-kg store, so nothing is written there"):
        open_store(folder, starter=starter)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    (folder / "format").write_text("ISO 8601\n")
    (folder / "letter.txt").unlink()
    with pytest.raises(StoreError, match="no player-kg store"):
        open_store(folder, starter=starter)
    assert (folder / "format").read_text() == "ISO 8601\n"


def test_a_dangling_link_is_met_with_one_line(tmp_path: Path, starter: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(StoreError, match="--store or KG_STORE"):
        open_store(tmp_path / "link", starter=starter)


@pytest.mark.parametrize("left", [[], ["format"], ["lock"], ["format", "lock", "generations"]])
def test_a_folder_whose_first_filling_broke_off_is_filled(tmp_path: Path, starter: Path, left: list[str]) -> None:
    store = tmp_path / "store"
    store.mkdir()
    for name in left:
        if name == "generations":
            (store / name / "draft-1" / "quads").mkdir(parents=True)
            (store / name / "draft-1" / "quads" / "half.nq.gz").write_bytes(b"\x1f\x8b")
        else:
            (store / name).touch()
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, WORLDS[0])
    assert {path.name for path in (store / "generations").iterdir()} == {"1"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EROFS, "file system is read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_the_systems_refusals_are_said_in_one_line(
    store: Path, starter: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with open_store(store, starter=starter) as backend:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            with pytest.raises(StoreError, match=words) as caught:
                backend.put_release(*world("more"))
            assert str(store) in str(caught.value)
            assert "\n" not in str(caught.value)
        assert agrees(backend, *WORLDS)
        backend.put_release(*world("more"))
        assert agrees(backend, *WORLDS, world("more"))


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small file system of its own; only somebody who may mount can have one."""
    made: list[Path] = []

    def mount(options: str) -> Path:
        place = tmp_path / f"mount{len(made)}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("mounting is not allowed here")
        made.append(place)
        return place

    if shutil.which("mount") is None:
        pytest.skip("there is no mount")
    yield mount
    for place in made:
        subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.mark.parametrize("size", [64, 200, 400])
def test_a_disk_too_full_for_the_first_filling(mounted: Callable[[str], Path], starter: Path, size: int) -> None:
    disk = mounted(f"size={size}k")
    with pytest.raises(StoreError, match="no space left") as caught:
        open_store(disk / "store", starter=starter)
    assert str(disk) in str(caught.value)
    subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
    with open_store(disk / "store", starter=starter) as backend:
        assert agrees(backend, WORLDS[0])


@pytest.mark.parametrize("spare", [400, 1000, 1700])
def test_a_disk_that_fills_up_leaves_the_store_as_it_was(
    mounted: Callable[[str], Path], starter: Path, spare: int
) -> None:
    def fill(backend: Backend) -> None:
        for number in range(60):
            backend.put_release(*world(f"big{number}", people=300))

    def resize(size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)

    disk = mounted("size=60m")
    with open_store(disk / "store", starter=starter) as backend:
        assert agrees(backend, WORLDS[0])
        resize(f"{shutil.disk_usage(disk).used // 1024 + spare}k")
        with pytest.raises(StoreError, match="no space left"):
            fill(backend)
        resize("60m")  # the database that the next line asks wants room too
        held = [world(each.release.dataset, people=300) for each in backend.status().releases[1:]]
        assert agrees(backend, WORLDS[0], *held)


def test_a_read_only_store_answers_and_refuses_to_change(
    mounted: Callable[[str], Path], store: Path, starter: Path
) -> None:
    disk = mounted("size=60m")
    shutil.copytree(store, disk / "store")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    newer = starter_file(starter.with_name("newer.trig.gz"), world("alpha", "2"))
    with open_store(disk / "store", starter=newer) as backend:
        assert agrees(backend, *WORLDS)
        assert backend.status().read_only
        with pytest.raises(StoreError, match=r"read-only; name another folder with --store or KG_STORE"):
            backend.put_release(*world("more"))
    with pytest.raises(StoreError, match=r"cannot create the store at .*read-only"):
        open_store(disk / "new", starter=starter)
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    (current(disk / "store") / "facts" / "facts.json").unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with (
        open_store(disk / "store", starter=starter) as backend,
        pytest.raises(StoreError, match=r"damaged \(facts/facts.json is missing\) and could not be repaired"),
    ):
        _ = backend.facts


@pytest.mark.parametrize("part", ["quads/*", "segments/**/*", "facts/*", "oxigraph/*"])
def test_status_and_validation_see_damage_mend_it_and_say_so(
    store: Path, starter: Path, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    for ask in (EmbeddedBackend.status, EmbeddedBackend.validate):
        truncate(next(file for file in files(store, part) if file.stat().st_size > 1))
        caplog.clear()
        with EmbeddedBackend.at(store, starter=starter) as backend:
            ask(backend)
        (said,) = caplog.messages
        assert str(store) in said
        assert "was made whole again" in said
        assert not any(current_damage(store, starter))


def current_damage(store: Path, starter: Path) -> Iterator[str]:
    with EmbeddedBackend.at(store, starter=starter) as backend:
        yield from map(backend.maintenance.generation.damage, PARTS)


def flip(path: Path, place: int) -> None:
    """Another bit at a place of a file, whose size and time of change stay."""
    stat = path.stat()
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << place % 8]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_every_flipped_bit_is_noticed_and_mended(store: Path, starter: Path, tmp_path: Path) -> None:
    with open_store(store, starter=starter) as backend:
        before = sorted(str(statement) for statement in backend.statements())
    paths = [store / "format", store / "current", store / "current.json"]
    paths += [file for file in sorted(current(store).rglob("*")) if file.is_file() and file.stat().st_size]
    draw = random.Random(7)
    for original in draw.sample(paths, 24) + paths[:3]:
        copy = Path(shutil.copytree(store, tmp_path / "copy"))
        path = copy / original.relative_to(store)
        flip(path, draw.randrange(path.stat().st_size))
        with EmbeddedBackend.at(copy, starter=starter) as backend:
            noticed = backend.maintenance.repaired or backend.check()
            assert noticed, path
            assert sorted(str(statement) for statement in backend.statements()) == before
            backend.check()  # the damaged generation is past now, and goes
            assert not backend.check()
        shutil.rmtree(copy)


@pytest.mark.parametrize("text", ["", "player-kg", "player-kg store "])
def test_a_half_written_mark_is_written_again(store: Path, starter: Path, text: str) -> None:
    (store / "format").write_text(text)
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, *WORLDS)
        backend.put_release(*world("more"))
    with open_store(store, starter=starter) as backend:
        assert agrees(backend, *WORLDS, world("more"))
