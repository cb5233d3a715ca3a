"""The stores that the contract is kept by: two in this process, three servers that are really started on loopback."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest
import rdflib

from kg.errors import InvalidInput
from kg.sparql.transport import Answer, HttpTransport
from kg.store.backend import Backend, open_store
from kg.store.remote import RemoteStore
from kg.store.remote_backend import RemoteBackend
from tests.store.contract.jena import class_path, missing_of_jena

__all__ = ["BACKENDS", "RdflibTransport", "StoreKind", "missing"]


class RdflibTransport:
    """SPARQL over a dataset of rdflib's in memory."""

    # ruff: noqa: ARG002  the transport's signature

    address = "rdflib in memory"

    def __init__(self) -> None:
        self.dataset = rdflib.Dataset(default_union=True)

    @contextmanager
    def ask(
        self, text: str, *, accept: str, default: Sequence[str], named: Sequence[str], timeout: float | None
    ) -> Iterator[Answer]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = self._seen(default, named).query(text)
            except Exception as error:
                raise InvalidInput(f"rdflib does not understand the query: {error}") from error
            form = "nt" if found.type in ("CONSTRUCT", "DESCRIBE") else "json"
            body = found.serialize(format=form) or b""
        media = "application/n-triples" if form == "nt" else "application/sparql-results+json"
        yield Answer(media, io.BytesIO(body))

    def _seen(self, default: Sequence[str], named: Sequence[str]) -> rdflib.Dataset:
        """The dataset of a query: everything, unless it names graphs."""
        if not default:
            return self.dataset
        seen = rdflib.Dataset()
        for graph in default:
            for triple in self.dataset.graph(rdflib.URIRef(graph)):
                seen.default_graph.add(triple)
        for graph in named:
            for triple in self.dataset.graph(rdflib.URIRef(graph)):
                seen.graph(rdflib.URIRef(graph)).add(triple)
        return seen

    def update(self, text: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.dataset.update(text)

    def put(self, graph: str, triples: BinaryIO, *, more: bool = False) -> bool:
        return False


@dataclass(frozen=True)
class StoreKind:
    """A store that is empty when it is opened for a test."""

    name: str
    open: Callable[[Path], Backend]
    transport: Callable[[], RdflibTransport | HttpTransport] | None


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=2):  # noqa: S310
            return
        time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer (exit status {process.poll()})")


@contextmanager
def _running(command: Sequence[str], address: str, folder: Path, *, seconds: float) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        _answers(address, process, seconds)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _binary(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


@contextmanager
def _oxigraph(folder: Path) -> Iterator[str]:
    port = _free_port()
    command = [str(_binary("oxigraph")), "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    with _running(command, f"http://127.0.0.1:{port}/query", folder, seconds=20):
        yield f"http://127.0.0.1:{port}/query"


_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def _virtuoso(folder: Path) -> Iterator[str]:
    http, sql = _free_port(), _free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, http=http, sql=sql))
    command = [str(_binary("virtuoso-t")), "+configfile", str(folder / "virtuoso.ini"), "+foreground"]
    with _running(command, f"http://127.0.0.1:{http}/sparql", folder, seconds=60):
        grant = 'exec=grant SPARQL_UPDATE to "SPARQL";'
        subprocess.run(
            [str(_binary("isql-vt")), f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True
        )
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def _jena(folder: Path) -> Iterator[str]:
    port = _free_port()
    server = Path(__file__).with_name("JenaServer.java")
    command = ["java", "-cp", class_path(folder / "resources"), str(server), str(folder / "tdb"), str(port)]
    (folder / "tdb").mkdir()
    with _running(command, f"http://127.0.0.1:{port}/query", folder, seconds=120):
        yield f"http://127.0.0.1:{port}/query"


def missing(name: str) -> str:
    """Why a store_kind cannot be tried on this machine; "" when it can."""
    needs = {"oxigraph server": ("oxigraph",), "virtuoso": ("virtuoso-t", "isql-vt")}.get(name, ())
    absent = missing_of_jena() if name == "jena" else [each for each in needs if _binary(each) is None]
    return f"{name} is not installed: no {', '.join(absent)}" if absent else ""


def _emptied(transport: RdflibTransport | HttpTransport) -> None:
    store = RemoteStore(transport)
    graphs = store.query(
        "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?type FILTER(STRSTARTS(STR(?type), 'https://w3id.org/player-kg')) } }",
        substitutions={},
        timeout=None,
        limit=None,
    )
    for row in graphs.rows:
        if row[0]:
            transport.update(f"DROP SILENT GRAPH <{row[0].value}>")


@contextmanager
def _embedded(_: Path) -> Iterator[StoreKind]:
    def opened(folder: Path) -> Backend:
        starter = folder / "empty.trig.gz"
        from tests.store.worlds import starter_file

        return open_store(folder / "store", starter=starter_file(starter))

    yield StoreKind("embedded", opened, None)


@contextmanager
def _rdflib(_: Path) -> Iterator[StoreKind]:
    transport = RdflibTransport()

    def opened(folder: Path) -> Backend:
        _emptied(transport)
        return RemoteBackend(RemoteStore(transport), folder / "copy")

    yield StoreKind("rdflib", opened, lambda: transport)


def _server(name: str, start: Callable[[Path], contextlib.AbstractContextManager[str]]) -> _Start:
    @contextmanager
    def running(folder: Path) -> Iterator[StoreKind]:
        with start(folder) as address:

            def opened(here: Path) -> Backend:
                transport = HttpTransport(address, {})
                _emptied(transport)
                return RemoteBackend(RemoteStore(transport), here / "copy")

            yield StoreKind(name, opened, lambda: HttpTransport(address, {}))

    return running


_Start = Callable[[Path], contextlib.AbstractContextManager[StoreKind]]

BACKENDS: dict[str, _Start] = {
    "rdflib": _rdflib,
    "embedded": _embedded,
    "oxigraph server": _server("oxigraph server", _oxigraph),
    "virtuoso": _server("virtuoso", _virtuoso),
    "jena": _server("jena", _jena),
}


def started(name: str, folder: Path) -> contextlib.AbstractContextManager[StoreKind]:
    """The store_kind, or a skipped test with the reason."""
    if why := missing(name):
        pytest.skip(why)
    return BACKENDS[name](folder)
