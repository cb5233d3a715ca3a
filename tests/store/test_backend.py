"""What a library promises while nothing goes wrong."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.errors import InvalidInput, StoreError, UnknownName, UsageProblem
from kg.model import Claim, Release
from kg.model.results import ResultKind
from kg.rdf.vocabulary import KIND, NAMESPACE
from kg.render.renditions import status_rendering
from kg.sparql.formats import write_results
from kg.store import embedded_backend, status
from kg.store.backend import Backend, open_store
from kg.store.manual_claims import NOTES
from tests.store.worlds import World, by_id, held, starter_file, world

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?spell a <https://w3id.org/player-kg/ns#Spell> }"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return starter_file(tmp_path / "starter.trig.gz", world("alpha"), world("beta", people=5))


@pytest.fixture
def make(tmp_path: Path, starter: Path) -> Callable[[], Backend]:
    return lambda: open_store(tmp_path / "store", starter=starter)


def agrees(backend: Backend, *worlds: World) -> bool:
    """Whether texts, database and facts all hold these worlds, and nothing else."""
    texts = held(backend)
    same = texts.keys() == {each.release.dataset for each in worlds} and all(
        texts[each.release.dataset].release == each.release
        and by_id(texts[each.release.dataset].claims) == by_id(each.claims)
        for each in worlds
    )
    spells = sum(1 for each in worlds for claim in each.claims if type(claim.statement).__name__ == "Spell")
    people = {claim.id for each in worlds for claim in each.claims if type(claim.statement).__name__ == "Person"}
    [(counted,)] = backend.query(COUNT).rows
    graphs = {row[0].value for row in backend.query("SELECT DISTINCT ?g { GRAPH ?g { ?s a ?c } }").rows if row[0]}
    graphs -= {KIND, NAMESPACE.rstrip("#")}  # the words, which every store brings
    return (
        same
        and counted is not None
        and int(counted.value) == spells == len(backend.facts.spells["person"])
        and backend.facts.people_count == len(people)
        and graphs == {each.release.id for each in worlds}
        and {release.id for release in backend.facts.releases} == graphs
    )


def said(item: Release | Claim) -> str:
    """A release, or what a claim says and on whose word."""
    return repr(item if isinstance(item, Release) else (item.id, item.statement, item.source))


def test_who_resolves_a_release_is_told_what_every_claim_says_and_on_whose_word(make: Callable[[], Backend]) -> None:
    known: list[Release | Claim] = []

    def resolve(statements: Iterator[Release | Claim]) -> Iterable[Claim]:
        known.extend(statements)
        return more.claims

    more = world("more")
    with make() as backend:
        told = list(backend.statements())
        backend.add_claims(NOTES, [replace(claim, id=f"{claim.id}/noted") for claim in world("alpha").claims[-2:]])
        notes = [item for item in backend.statements() if item not in told]
        backend.put_resolved(more.release, resolve)
    assert sorted(map(said, known[: len(told)])) == sorted(map(said, told))
    assert known[len(told) :] == notes, "notes need to be whole: what is imported into them is put beside them"


def test_first_use_fills_the_store_and_later_uses_find_it(make: Callable[[], Backend]) -> None:
    with make() as backend:
        assert agrees(backend, world("alpha"), world("beta", people=5))
        first = backend.status().generation
    with make() as backend:
        assert backend.status().generation == first
        assert agrees(backend, world("alpha"), world("beta", people=5))


def test_filling_tells_how_far_it_is(tmp_path: Path, starter: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    with open_store(tmp_path / "store", lambda what, done, total: told.append((what, done, total)), starter=starter):
        assert ("reading the starter data", 0) in {(what, done) for what, done, _ in told}
        for what in {what for what, _, _ in told}:
            steps = [done for said, done, _ in told if said == what]
            assert steps == sorted(steps)
            assert told[[said for said, _, _ in told].index(what)][2] == steps[-1]


def test_opening_loads_nothing_heavy(tmp_path: Path, starter: Path) -> None:
    open_store(tmp_path / "store", starter=starter).close()
    script = (
        "import sys, pathlib; from kg.store.backend import Backend, open_store\n"
        f"backend = open_store({str(tmp_path / 'store')!r}, starter=pathlib.Path({str(starter)!r}))\n"
        "backend.status()\n"
        "print([m for m in ('pyoxigraph', 'rdflib', 'networkx', 'numpy') if m in sys.modules])\n"
        "backend.facts\n"
        "print([m for m in ('pyoxigraph', 'rdflib', 'networkx') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"


def test_status_tells_what_is_there(make: Callable[[], Backend]) -> None:
    with make() as backend:
        status = backend.status()
    assert [each.release.dataset for each in status.releases] == ["alpha", "beta"]
    alpha = status.releases[0]
    assert alpha.release == world("alpha").release
    assert (alpha.counts.persons, alpha.counts.teams, alpha.counts.spells) == (12, 3, 12)
    assert (alpha.counts.relationships, alpha.counts.events, alpha.origin) == (4, 4, "starter")
    assert status.totals.claims == len(world("alpha").claims) + len(world("beta", people=5).claims)
    assert (str(status.first), str(status.last)) == ("2010-01-01", "2015-03-04")
    assert status.bytes_on_disk > 10_000
    assert not status.read_only


def test_gaps_are_told_by_sort(make: Callable[[], Backend], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gaps.csv").write_text(
        'id,name,missing\na,Ann,no squad\nb,"Bo, Jr",no birth date; no squad\nc,Cy,no squad\nd,Di,no squad\n'
    )
    monkeypatch.setattr(status, "data_file", lambda name: tmp_path / name)
    with make() as backend:
        assert backend.status().gaps == ("no squad: 4 (Ann, Bo, Jr, Cy, …)", "no birth date: 1 (Bo, Jr)")
        (tmp_path / "gaps.csv").write_text("something,else\n1,2\n")
        assert backend.status().gaps == ()


def test_how_often_the_starter_data_are_right_is_told_of_them_alone(
    make: Callable[[], Backend], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "accuracy.csv").write_text(
        "question,countries,from,until,measured,asked,right,right_low,right_high,wrong,wrong_low,wrong_high,"
        "unsettled,unknown\nwhere somebody was,Spain,2017,2026,2026-11-28,10,7,0.40,0.89,1,0.02,0.40,2,0\n"
    )
    monkeypatch.setattr(status, "data_file", lambda name: tmp_path / name)
    with make() as backend:
        (told,) = backend.status().accuracy
        assert (told.question, told.countries, told.first, told.last) == ("where somebody was", "Spain", 2017, 2026)
        assert (told.asked, told.right, told.right_interval, told.unsettled) == (10, 7, (0.40, 0.89), 2)
        printed = status_rendering(backend.status()).text("table")
        assert "70% (40–89)" in printed
        assert "10% (2–40)" in printed
        for release in ("alpha", "beta"):
            backend.remove_release(release, "not wanted", today=date(2026, 11, 28))
        assert backend.status().accuracy == ()


def test_a_release_is_added_and_then_replaced(make: Callable[[], Backend]) -> None:
    alpha, beta = world("alpha"), world("beta", people=5)
    with make() as backend:
        report = backend.put_release(*world("mine", "1", people=7))
        assert (report.stored, report.read, report.taken) == (True, 7 * 2 + 3 + 4, 7 * 2 + 3 + 4)
        assert agrees(backend, alpha, beta, world("mine", "1", people=7))
        report = backend.put_release(*world("mine", "2", people=40))
        assert report.notes == ("replaces release 1",)
        assert agrees(backend, alpha, beta, world("mine", "2", people=40))
        with pytest.raises(UnknownName):
            backend.facts.find("Person Mine 55", "person")
        assert backend.facts.named(backend.facts.find("Person Mine 30", "person")).name == "Person Mine 30"
    with make() as backend:
        assert agrees(backend, alpha, beta, world("mine", "2", people=40))


def test_the_same_release_again_changes_nothing(make: Callable[[], Backend], tmp_path: Path) -> None:
    with make() as backend:
        backend.put_release(*world("mine"))
        before = backend.status().generation
        names = sorted(path.relative_to(tmp_path) for path in (tmp_path / "store").rglob("*"))
        assert not backend.put_release(*world("mine")).stored
        assert backend.status().generation == before
        assert sorted(path.relative_to(tmp_path) for path in (tmp_path / "store").rglob("*")) == names


def test_a_release_may_come_as_a_stream(make: Callable[[], Backend]) -> None:
    mine = world("mine", people=50)
    with make() as backend:
        backend.put_release(mine.release, iter(mine.claims))
        assert agrees(backend, world("alpha"), world("beta", people=5), mine)


def test_what_breaks_off_half_way_leaves_no_trace(make: Callable[[], Backend], tmp_path: Path) -> None:
    mine = world("mine", people=50)

    def broken(error: Exception) -> object:
        yield from mine.claims[:60]
        raise error

    with make() as backend:
        assert agrees(backend, world("alpha"), world("beta", people=5))
        before = backend.status()
        with pytest.raises(InvalidInput, match="cannot be read: disk on fire"):
            backend.put_release(mine.release, broken(OSError("disk on fire")))  # type: ignore[arg-type]
        with pytest.raises(ZeroDivisionError):
            backend.put_release(mine.release, broken(ZeroDivisionError()))  # type: ignore[arg-type]
        bad = Claim("no iri at all", mine.claims[0].statement)
        with pytest.raises(InvalidInput, match="no iri at all"):
            backend.put_release(mine.release, [*mine.claims, bad])
        assert agrees(backend, world("alpha"), world("beta", people=5))
        assert backend.status() == before
    assert {path.name for path in (tmp_path / "store" / "generations").iterdir()} == {str(before.generation)}


def test_own_claims_are_added_to_what_is_there(make: Callable[[], Backend]) -> None:
    own = world("own", people=4)
    with make() as backend:
        backend.add_claims(own.release, own.claims[:5])
        backend.add_claims(own.release, own.claims[3:])
        assert agrees(backend, world("alpha"), world("beta", people=5), own)
        generation = backend.status().generation
        backend.add_claims(own.release, own.claims[:1])
        assert backend.status().generation == generation


def test_newer_starter_data_replace_the_older_and_keep_what_the_user_brought(tmp_path: Path, starter: Path) -> None:
    mine, taken_over = world("mine"), world("beta", "user", people=8)
    with open_store(tmp_path / "store", starter=starter) as backend:
        backend.put_release(*mine)
        backend.put_release(*taken_over)
    newer = starter_file(
        tmp_path / "newer.trig.gz", world("alpha", "2", people=20), world("beta", "2"), world("gamma", people=3)
    )
    with open_store(tmp_path / "store", starter=newer) as backend:
        assert agrees(backend, world("alpha", "2", people=20), world("gamma", people=3), mine, taken_over)
        origins = {each.release.dataset: each.origin for each in backend.status().releases}
        assert origins == {"alpha": "starter", "gamma": "starter", "mine": "user", "beta": "user"}


def test_an_older_package_leaves_newer_starter_data_alone(
    tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path / "store", starter=starter).close()
    other = starter_file(tmp_path / "other.trig.gz", world("gamma"))
    monkeypatch.setattr(kg, "__version__", "0.0.9")
    with open_store(tmp_path / "store", starter=other) as backend:
        assert agrees(backend, world("alpha"), world("beta", people=5))


def test_a_store_filled_from_a_file_of_ones_own_never_gets_the_packages_data(
    tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = starter_file(tmp_path / "packaged.trig.gz", world("gamma"))
    monkeypatch.setattr(embedded_backend, "data_file", lambda _name: packaged)
    open_store(tmp_path / "own", starter=starter).close()
    with open_store(tmp_path / "own") as backend:
        assert agrees(backend, world("alpha"), world("beta", people=5))
    open_store(tmp_path / "packaged").close()
    starter_file(packaged, world("gamma", "2"))
    with open_store(tmp_path / "packaged") as backend:
        assert agrees(backend, world("gamma", "2"))
        generation = backend.status().generation
    with open_store(tmp_path / "packaged", starter=packaged) as backend:
        assert backend.status().generation == generation, "they are the same, whoever names them"


def test_a_copy_of_the_packages_data_is_the_packages_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = starter_file(tmp_path / "packaged.trig.gz", world("gamma"))
    monkeypatch.setattr(embedded_backend, "data_file", lambda _name: packaged)
    copy = Path(shutil.copy(packaged, tmp_path / "copy.trig.gz"))
    monkeypatch.chdir(tmp_path)
    for name, starter in (("copied", copy), ("relative", Path("packaged.trig.gz"))):
        open_store(tmp_path / name, starter=starter).close()
    starter_file(packaged, world("gamma", "2"))
    for name in ("copied", "relative"):
        with open_store(tmp_path / name) as backend:
            assert agrees(backend, world("gamma", "2"))


def test_without_starter_data_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"starter data are missing .*install player-kg again"):
        open_store(tmp_path / "store", starter=tmp_path / "none.trig.gz")
    broken = tmp_path / "broken.trig.gz"
    broken.write_bytes(b"\x1f\x8b\x08\x00 no gzip")
    with pytest.raises(StoreError, match=r"starter data are damaged"):
        open_store(tmp_path / "store", starter=broken)
    good = starter_file(tmp_path / "good.trig.gz", world())
    with open_store(tmp_path / "store", starter=good) as backend:
        assert agrees(backend, world())


def test_a_filled_store_needs_no_starter_data(tmp_path: Path, starter: Path) -> None:
    open_store(tmp_path / "store", starter=starter).close()
    with open_store(tmp_path / "store", starter=tmp_path / "none.trig.gz") as backend:
        assert agrees(backend, world("alpha"), world("beta", people=5))


def test_the_default_place_is_the_users_data_directory(
    tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with open_store(starter=starter) as backend:
        assert backend.location == tmp_path / "data" / "player-kg" / "store"
        assert agrees(backend, world("alpha"), world("beta", people=5))


@pytest.mark.parametrize("location", ["", "  ", "a\0b"])
def test_what_names_no_folder_is_refused(location: str) -> None:
    with pytest.raises(StoreError, match="names no folder"):
        open_store(location)


def test_a_closed_library_says_so(make: Callable[[], Backend]) -> None:
    backend = make()
    backend.close()
    backend.close()
    with pytest.raises(StoreError, match="closed"):
        backend.status()


def test_queries_and_their_formats(make: Callable[[], Backend]) -> None:
    with make() as backend:
        asked = backend.query("ASK { ?s a <https://w3id.org/player-kg/ns#Person> }")
        assert asked.kind is ResultKind.BOOLEAN
        assert asked.boolean
        text = io.BytesIO()
        write_results(asked, "json", text)
        assert json.loads(text.getvalue()) == {"head": {}, "boolean": True}
        with pytest.raises(UsageProblem, match="cannot hold"):
            write_results(asked, "csv", text)
