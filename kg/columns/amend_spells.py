"""Spells and stays brought up to date for one release, resolving again only those whom the change can concern."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.columns.bounds import HEAD_COACH, Columns
from kg.columns.files import Flags, Ints, Table, among, distinct
from kg.columns.intervals import resolve
from kg.columns.merge import SPELL_ORDER, save_spells, save_stays

__all__ = ["ChangedSpells", "amend_spells"]


class ChangedSpells(NamedTuple):
    """Spells in which the rows of one release change.

    Attributes:
        rows: all spells so far, in their order.
        stale: which of them are the release's.
        own: the release's spells from now on, with their estimates.
    """

    rows: Columns
    stale: Flags
    own: Columns


def amend_spells(base: Path, out: Path, spells: ChangedSpells, ranks: Mapping[str, Ints]) -> Ints:
    """Write spells and stays in which the rows of one release have changed.

    Args:
        base: the facts as they are.
        out: folder of the new ones.
        spells: what changes.
        ranks: by column, the rank of each number in it, where numbers are not in the order of what they stand for.

    Returns:
        The people whose stays were resolved again.
    """
    rows, stale, own = spells
    nodes = Table(base / "nodes")
    count = len(nodes["kind"])
    changed = distinct(np.concatenate([rows["person"][stale], own["person"]]).astype(np.int64))
    after = {name: np.concatenate([rows[name][~stale], values]) for name, values in own.items()}
    after = _in_order(after, changed, ranks)
    save_spells(out, after, count)
    everything = {name: np.concatenate([after[name], rows[name][stale]]) for name in ("person", "team", "role")}
    people = _with_coaches(changed, everything, nodes["organisation"])
    chosen = among(after["person"], people)
    resolved = resolve({name: column[chosen] for name, column in after.items()}, nodes["kind"], nodes["organisation"])
    table = Table(base / "stays")
    kept = ~among(table["person"], people)
    stays = {name: np.concatenate([table[name][kept], column]) for name, column in resolved.items()}
    order = np.argsort(stays["person"], kind="stable")
    save_stays(out, {name: column[order] for name, column in stays.items()}, count)
    return people


def _in_order(spells: Columns, changed: Ints, ranks: Mapping[str, Ints]) -> Columns:
    """The spells in `SPELL_ORDER`, given that those of everybody else are already."""
    concerned = among(spells["person"], changed)
    rows = np.flatnonzero(concerned)
    keys = (spells[name][rows] for name in reversed(SPELL_ORDER))
    columns = [ranks[name][key] if name in ranks else key for name, key in zip(SPELL_ORDER[::-1], keys, strict=True)]
    sequence = np.concatenate([np.flatnonzero(~concerned), rows[np.lexsort(columns)]])
    order = sequence[np.argsort(spells["person"][sequence], kind="stable")]
    return {name: column[order] for name, column in spells.items()}


def _with_coaches(people: Ints, spells: Columns, organisation: Ints) -> Ints:
    """Some people, and the head coaches whose spells theirs can end: those of the clubs that any of them led."""
    leads = spells["role"] == HEAD_COACH
    coach, club = spells["person"][leads], organisation[spells["team"][leads]]
    while True:
        clubs = distinct(club[among(coach, people)])
        more = distinct(np.concatenate([people, coach[among(club, clubs)]]).astype(np.int64))
        if len(more) == len(people):
            return people
        people = more
