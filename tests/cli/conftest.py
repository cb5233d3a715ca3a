"""One store for all tests that only read, filled from the packaged starter data as on first use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def store(starter_copy: Callable[[], Path]) -> Path:
    return starter_copy()
