"""The competency questions asked of Apache Jena's TDB2, as Debian packages it, give the rows that they must give.

Each is a process of Java's own, so every fifth is asked; those that call functions of the store's own cannot be.
"""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.resources import ontology_file
from kg.sparql.catalog import bind, list_questions
from kg.sparql.checks import prepare
from kg.sparql.functions import calls_functions
from kg.store.embedded_backend import EmbeddedBackend

JARS = Path("/usr/share/java")
OTHERS = (
    *("slf4j-api", "slf4j-nop", "thrift", "libthrift", "dexx.collection", "gson", "guava", "protobuf"),
    *("commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3"),
    *("httpclient", "httpcore", "jsonld-java", "jackson-core", "jackson-databind", "jackson-annotations"),
)
XERCES = "org/apache/jena/ext/xerces/"
TEXTS = {question.name: prepare(*bind(question, question.example)).text for question in list_questions()}
ASKED = sorted(name for name, text in TEXTS.items() if not calls_functions(text))[::5]


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """How to start a command of Jena's."""
    if not shutil.which("java") or not (JARS / "jena-tdb2.jar").exists():
        pytest.skip("needs java and libapache-jena-java")
    # The package has the messages of its XML types where its classes do not look for them.
    folder = tmp_path_factory.mktemp("resources")
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(XERCES) and not name.endswith("/"):
                file = folder / "xerces" / name.removeprefix(XERCES)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(jar.read(name))
    jars = [*sorted(JARS.glob("jena-*[a-z0-9].jar")), *(JARS / f"{name}.jar" for name in OTHERS)]
    return ["java", "-cp", os.pathsep.join(map(str, [folder, *jars]))]


@pytest.fixture(scope="module")
def database(jena: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that queries of the made-up world see, loaded into Jena."""
    folder = tmp_path_factory.mktemp("jena")
    starter = folder / "starter.trig.gz"
    starter.write_bytes(gzip.compress(ontology_file("questions/world.trig").read_bytes(), mtime=0))
    with EmbeddedBackend.at(folder / "store", starter=starter) as world:
        store = ox.Store.read_only(str(world.query_folder()))
        store.dump(folder / "all.nq", ox.RdfFormat.N_QUADS)
    load = [*jena, "tdb2.tdbloader", "--loc", str(folder / "tdb"), str(folder / "all.nq")]
    subprocess.run(load, check=True, capture_output=True)
    return folder / "tdb"


@pytest.mark.parametrize("name", ASKED)
def test_jena_gives_the_expected_rows(jena: list[str], database: Path, name: str) -> None:
    command = [*jena, "tdb2.tdbquery", "--loc", str(database), "--results", "CSV", TEXTS[name]]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = list(csv.reader(done.stdout.splitlines()))
    with ontology_file(f"questions/{name}.csv").open(newline="", encoding="utf-8") as file:
        expected = list(csv.reader(file))
    assert found[0] == expected[0]
    assert sorted(found[1:]) == sorted(expected[1:])
