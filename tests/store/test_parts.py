"""The parts of a generation: compressed text, database, inventory."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidInput
from kg.model.progress import silent
from kg.rdf.quads import Chain, QuadsWriter, digest_of, read_quads, split_by_graph
from kg.sparql import database
from kg.sparql.database import open_read_only
from kg.store import checksums
from kg.store.manifest import Entry, Manifest, folder_name
from tests.store.worlds import World, lines, trig_of, world


def write(path: Path, *worlds: World) -> QuadsWriter:
    with QuadsWriter(path) as writer:
        writer.write(lines(*worlds))
    return writer


def contents(folder: Path) -> set[str]:
    return {str(quad) for quad in open_read_only(folder)}


def test_text_is_counted_and_known_by_its_digest(tmp_path: Path) -> None:
    writer = write(tmp_path / "a.nq.gz", world())
    assert writer.lines == len(lines(world()))
    assert digest_of(tmp_path / "a.nq.gz") == writer.digest
    assert write(tmp_path / "b.nq.gz", world()).digest == writer.digest
    assert (tmp_path / "a.nq.gz").read_bytes() == (tmp_path / "b.nq.gz").read_bytes()
    assert write(tmp_path / "c.nq.gz", world(version="2")).digest != writer.digest
    assert {str(quad) for quad in read_quads(tmp_path / "a.nq.gz")} == {
        line.removesuffix(" .\n") for line in lines(world())
    }


@pytest.mark.parametrize("at", [0, 5, 100, -9, -4])
def test_damaged_text_is_recognised(tmp_path: Path, at: int) -> None:
    write(tmp_path / "a.nq.gz", world())
    text = bytearray((tmp_path / "a.nq.gz").read_bytes())
    for harmed in (text[: at or None], text[:at] + bytes([text[at] ^ 255]) + (text[at + 1 :] if at != -1 else b"")):
        if harmed == text or (at == 5 and len(harmed) == len(text)):  # the sixth byte is a time, and means nothing
            continue
        (tmp_path / "a.nq.gz").write_bytes(harmed)
        assert digest_of(tmp_path / "a.nq.gz") == ""
        with pytest.raises(InvalidInput):
            list(read_quads(tmp_path / "a.nq.gz"))


def test_text_is_split_by_graph(tmp_path: Path) -> None:
    writers: dict[str, QuadsWriter] = {}

    def writer(graph: str) -> QuadsWriter:
        writers[graph] = QuadsWriter(tmp_path / f"{len(writers)}.nq.gz")
        return writers[graph]

    one, two = world("one"), world("two")
    half = len(lines(one)) // 2
    mixed = [*lines(one)[:half], *lines(two), *lines(one)[half:]]
    quads = pyoxigraph.parse("".join(mixed), pyoxigraph.RdfFormat.N_QUADS)
    split_by_graph(io.BytesIO(b"# made by hand\n\n" + trig_of(quads)), writer)
    for open_writer in writers.values():
        open_writer.__exit__(None, None, None)
    for number, each in enumerate((one, two)):
        assert writers[each.release.id].digest == digest_of(tmp_path / f"{number}.nq.gz")
        assert gzip.decompress((tmp_path / f"{number}.nq.gz").read_bytes()).decode() == "".join(lines(each))
    for bad, told in (
        (b"<a:b> <a:b> <a:b> .\n", "no named graph"),
        (b"_:g { <a:b> <a:b> <a:b> }\n", "no named graph"),
        (b"rubbish\n", "line 1"),
        (b'<a:g> {\n<a:b> <a:b> "x" "y" }\n', "line 2"),
    ):
        with pytest.raises(InvalidInput, match=told):
            split_by_graph(io.BytesIO(bad), writer)


def test_files_are_read_as_one_text_in_small_pieces(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = [tmp_path / f"{name}.nq.gz" for name in "abc"]
    for path, each in zip(paths, (world("a"), world("b", people=0), world("c")), strict=True):
        write(path, each)
    with Chain(paths, lambda done, total: told.append((done, total))) as chain:
        text = b"".join(iter(lambda: chain.read(1000), b""))
    assert text.decode() == "".join(lines(world("a"), world("b", people=0), world("c")))
    size = sum(path.stat().st_size for path in paths)
    assert told == sorted(told)
    assert told[-1] == (size, size)


@pytest.mark.parametrize("big", ["kept", "removed"])
def test_a_database_built_on_another_is_as_if_loaded_afresh(tmp_path: Path, big: str) -> None:
    # Where much is kept the older database is shared, where much goes it is loaded afresh: the outcome is the same.
    sizes = (60, 3) if big == "kept" else (3, 60)
    kept, removed, added = world("kept", people=sizes[0]), world("gone", people=sizes[1]), world("new")
    files: dict[str, dict[Path, int]] = {}
    for each in (kept, removed, added):
        path = tmp_path / f"{each.release.dataset}.nq.gz"
        files[each.release.dataset] = {path: write(path, each).lines}
    base, folder = tmp_path / "base", tmp_path / "next"
    database.build(base, base=None, unchanged={}, added=files["kept"] | files["gone"], removed={}, progress=silent)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in base.iterdir()}
    assert contents(base) == {line.removesuffix(" .\n") for line in lines(kept, removed)}
    gone = {removed.release.id: sum(files["gone"].values())}
    database.build(folder, base=base, unchanged=files["kept"], added=files["new"], removed=gone, progress=silent)
    assert contents(folder) == {line.removesuffix(" .\n") for line in lines(kept, added)}
    shared = [path for path in folder.glob("*.sst") if path.stat().st_nlink > 1]
    assert bool(shared) == (big == "kept")
    assert {graph.value for graph in open_read_only(folder).named_graphs()} == {kept.release.id, added.release.id}
    # Whoever reads the older one must not notice any of it.
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in base.iterdir()} == before


def test_text_that_is_no_rdf_is_refused(tmp_path: Path) -> None:
    with QuadsWriter(tmp_path / "a.nq.gz") as writer:
        writer.write(["<a:b> <a:b> <no iri> <a:g> .\n"])
    with pytest.raises(InvalidInput, match="no valid RDF"):
        database.build(
            tmp_path / "db", base=None, unchanged={}, added={tmp_path / "a.nq.gz": 1}, removed={}, progress=silent
        )


def test_an_inventory_tells_what_became_of_a_part(tmp_path: Path) -> None:
    part, listed = tmp_path / "part", tmp_path / "part.json"
    (part / "deep").mkdir(parents=True)
    (part / "a").write_text("hello")
    (part / "deep" / "b").write_text("world")
    checksums.write(checksums.take(part, {}), listed)
    assert checksums.damage(part, listed) == ""
    os.utime(part / "a", (1, 1))
    assert checksums.damage(part, listed) == ""  # another time, the same words: a copied store
    (part / "a").write_text("hullo")
    assert checksums.damage(part, listed) == "part/a was changed"
    assert checksums.damage(part, listed, under="deep/") == ""
    (part / "a").write_text("hell")
    assert checksums.damage(part, listed) == "part/a has 4 bytes instead of 5"
    (part / "a").unlink()
    assert checksums.damage(part, listed) == "part/a is missing"
    listed.write_text("[]")
    assert "cannot be read" in checksums.damage(part, listed)


def test_what_was_only_touched_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part, listed = tmp_path / "part", tmp_path / "part.json"
    part.mkdir()
    for name in ("a", "b"):
        (part / name).write_text(name)
    checksums.write(checksums.take(part, {}), listed)
    taken: list[str] = []
    digest = checksums.file_digest

    def noted(file: Path) -> int:
        taken.append(file.name)
        return digest(file)

    monkeypatch.setattr(checksums, "file_digest", noted)
    os.utime(part / "a", (1, 1))
    for _ in range(2):
        assert checksums.damage(part, listed) == ""
    assert taken == ["a"]
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["part.json"]
    (part / "b").write_text("B")
    os.utime(part / "b", (2, 2))
    before = listed.read_bytes()
    for _ in range(2):
        assert checksums.damage(part, listed) == "part/b was changed"
    assert listed.read_bytes() == before  # what is damaged stays so


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_data_set_has_a_folder_of_its_own(one: str, other: str) -> None:
    names = folder_name(one), folder_name(other)
    assert (names[0] == names[1]) == (one == other)
    for name in names:
        assert name.isascii()
        assert len(name) < 60
        assert "/" not in name
        assert not name.startswith(".")


def test_a_manifest_survives_writing_and_reading() -> None:
    from kg.model.status import Counts, ReleaseStatus

    release = world("a set / of data").release
    status = ReleaseStatus(release, Counts(1, 2, 3, 4, 5), 99, None, release.retrieved, "user")
    manifest = Manifest((Entry(status, "abc", folder_name(release.dataset)),), "starter", "1.2")
    assert Manifest.from_json(manifest.to_json().encode()) == manifest
    for rubbish in (b"", b"[]", b"{}", b'{"layout": 1}', b"\xff", manifest.to_json().encode()[:-20]):
        with pytest.raises(ValueError):  # noqa: PT011  every sort of wrong text
            Manifest.from_json(rubbish)
