"""Rows of some keys put in the place of older ones: as if the table had been sorted anew."""

from __future__ import annotations

import numpy as np
import pytest

from kg.columns.files import concat_ranges, offsets_of
from kg.columns.splices import Splice

KEYS = 12


@pytest.mark.parametrize("seed", range(40))
def test_a_spliced_table_is_the_table_sorted_anew(seed: int) -> None:
    draw = np.random.default_rng(seed)
    owner = np.sort(draw.integers(0, KEYS, draw.integers(0, 60))).astype(np.int32)
    value = draw.integers(0, 1000, len(owner)).astype(np.int32)
    keys = np.flatnonzero(draw.random(KEYS) < draw.choice([0.1, 0.5, 1.0]))
    new_owner = np.sort(draw.choice(keys, draw.integers(0, 20))) if len(keys) else np.zeros(0, np.int64)
    new_value = draw.integers(1000, 2000, len(new_owner))
    splice = Splice(offsets_of(owner, KEYS), keys, new_owner)

    kept = ~np.isin(owner, keys)
    everything = np.concatenate([owner[kept], new_owner])
    order = np.argsort(everything, kind="stable")
    assert splice.replaced.tolist() == np.flatnonzero(~kept).tolist()
    assert splice.column(owner, new_owner).tolist() == everything[order].tolist()
    after = splice.columns({"value": value}, {"value": new_value})["value"]
    assert after.tolist() == np.concatenate([value[kept], new_value])[order].tolist()
    assert after.dtype == value.dtype
    assert splice.offsets.tolist() == offsets_of(everything[order], KEYS).tolist()
    assert after[splice.places(np.flatnonzero(kept))].tolist() == value[kept].tolist()
    [places, _] = concat_ranges(splice.offsets[keys], splice.offsets[keys + 1])
    assert after[places].tolist() == new_value.tolist()
