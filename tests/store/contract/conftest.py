"""One backend after another, each started once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket

from kg.store.library import Library
from tests.store.contract.backends import BACKENDS, Backend, started


@pytest.fixture(scope="package", params=BACKENDS)
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    enable_socket()
    with started(request.param, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def library(backend: Backend, tmp_path: Path) -> Iterator[Library]:
    with backend.open(tmp_path) as opened:
        yield opened
