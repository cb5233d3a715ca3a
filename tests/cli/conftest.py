"""One store for all tests that only read, filled from the packaged starter data as on first use."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store.backend import open_store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "store"
    with open_store(folder):
        return folder
