"""The garbage collector is switched off while claims are made, and afterwards as it was."""

from __future__ import annotations

import gc

import pytest

from kg.store.garbage import undisturbed


@undisturbed()
def work() -> None:
    raise RuntimeError("awake" if gc.isenabled() else "asleep")


@pytest.mark.parametrize("before", [True, False])
def test_it_is_afterwards_as_it_was_before(before: bool) -> None:
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(RuntimeError, match="asleep"):
            work()
        assert gc.isenabled() is before
    finally:
        (gc.enable if was else gc.disable)()
