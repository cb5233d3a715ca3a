"""One store_kind after another, each started once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket

from kg.store.backend import Backend
from tests.store.contract.backends import BACKENDS, StoreKind, started


@pytest.fixture(scope="package", params=BACKENDS)
def store_kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreKind]:
    enable_socket()
    with started(request.param, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def backend(store_kind: StoreKind, tmp_path: Path) -> Iterator[Backend]:
    with store_kind.open(tmp_path) as opened:
        yield opened
