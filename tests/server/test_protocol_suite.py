"""The W3C's SPARQL 1.1 Protocol tests against ``kg serve``, each over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.protocol_suite import Case, cases, check, prepare
from tests.server.running import TOKEN, Server, serving, small_store

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT.parent / "shared" / "conformance" / "sparql11-protocol" / "manifest.ttl"
CASES = list(cases(SUITE)) if SUITE.is_file() else []

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not CASES, reason="the W3C's protocol tests are not beside the checkout"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    location = small_store(tmp_path_factory.mktemp("protocol") / "store", count=0)
    with serving(location, "--update-token", TOKEN) as running:
        yield running


def test_the_suite_is_complete() -> None:
    assert len(CASES) == 34
    assert sum(len(case.steps) for case in CASES) > 34


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_protocol(server: Server, case: Case) -> None:
    prepare(server, case)
    check(server, case)


def test_the_published_table_names_every_test() -> None:
    table = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
    assert [case.name for case in CASES if f"| `{case.name}` | {case.title} | passes |" not in table] == []
