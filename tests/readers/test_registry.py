"""The list of readers: every one is there, says what it is, and is in the documentation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.claims.readers import READERS, reader
from kg.errors import UsageProblem

ROOM = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_reader_says_what_it_is(name: str) -> None:
    one = reader(name)
    assert one.name == name
    assert one.title
    assert one.licence
    assert one.expects
    assert one.home.startswith("https://") or name == "claims"


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_reader_is_in_the_documentation(name: str) -> None:
    assert f"| `{name}` |" in (ROOM / "docs" / "sources.md").read_text(encoding="utf-8")


def test_an_unknown_reader_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageProblem, match="transfermarkt"):
        reader("opta")


def test_listing_the_readers_loads_nothing_heavy() -> None:
    code = (
        "import sys; from kg.claims.readers import READERS, reader; [reader(name).expects for name in READERS]; "
        "print(sorted({'pyoxigraph', 'rdflib', 'numpy', 'networkx', 'rich', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
