"""Spells and stays brought up to date for one release, resolving again only those whom the change can concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.columns.bounds import HEAD_COACH, Columns
from kg.columns.files import Flags, Ints, Table, among, concat_ranges, distinct, save_table
from kg.columns.intervals import resolve
from kg.columns.merge import SPELL_ORDER, SQUAD_ORDER
from kg.columns.splices import Splice

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
    nodes = Table(base / "nodes")
    changed = distinct(np.concatenate([spells.rows["person"][spells.stale], spells.own["person"]]).astype(np.int64))
    after, of_person = _amend_rows(Table(base / "spells"), out, spells, changed, ranks)
    gone = {name: spells.rows[name][spells.stale] for name in ("person", "team", "role")}
    leading = [(rows, np.flatnonzero(rows["role"] == HEAD_COACH)) for rows in (after, gone)]
    coach, team = (np.concatenate([rows[name][leads] for rows, leads in leading]) for name in ("person", "team"))
    people = _with_coaches(changed, coach, nodes["organisation"][team])
    chosen = concat_ranges(of_person[people], of_person[people + 1])[0]
    resolved = resolve({name: column[chosen] for name, column in after.items()}, nodes["kind"], nodes["organisation"])
    _amend_stays(base, out, people, resolved)
    return people


def _amend_rows(
    table: Table, out: Path, spells: ChangedSpells, changed: Ints, ranks: Mapping[str, Ints]
) -> tuple[Columns, Ints]:
    """Write the spells; their columns, and where those of each person begin."""
    rows, stale, own = spells
    held = concat_ranges(table["of_person"][changed], table["of_person"][changed + 1])[0]
    block = _joined(rows, held[~stale[held]], own)
    block = _ordered(block, [ranks[name][block[name]] if name in ranks else block[name] for name in SPELL_ORDER])
    splice = Splice(table["of_person"], changed, block["person"])
    after = splice.columns({name: rows[name] for name in own}, block)
    # By team: those of the people concerned anew, all others where they have moved to.
    teams = distinct(np.concatenate([rows["team"][held], block["team"]]).astype(np.int64))
    by_team, of_team = table["by_team"], table["of_team"]
    at_teams = by_team[concat_ranges(of_team[teams], of_team[teams + 1])[0]]
    new = concat_ranges(splice.offsets[changed], splice.offsets[changed + 1])[0]
    at_teams = np.concatenate([splice.places(at_teams[~among(at_teams, held)]), new])
    at_teams = at_teams[np.lexsort((at_teams, after["start_est"][at_teams], after["team"][at_teams]))]
    of_teams = Splice(of_team, teams, after["team"][at_teams])
    moved = of_teams.column(splice.places(by_team), at_teams).astype(by_team.dtype)
    index = {"of_person": splice.offsets, "by_team": moved, "of_team": of_teams.offsets}
    save_table(out / "spells", after | index)
    return after, splice.offsets


def _amend_stays(base: Path, out: Path, people: Ints, resolved: Columns) -> None:
    """Write stays in which those of some people are replaced, by person and by squad."""
    stays, squads = Table(base / "stays"), Table(base / "squads")
    by_person = Splice(stays["of_person"], people, resolved["person"])
    after = by_person.columns({name: stays[name] for name in resolved}, resolved)
    save_table(out / "stays", after | {"of_person": by_person.offsets})
    left = stays["squad"][by_person.replaced]
    changed = distinct(np.concatenate([left, resolved["squad"]]).astype(np.int64))
    held = concat_ranges(squads["of_squad"][changed], squads["of_squad"][changed + 1])[0]
    before = {name: squads[name] for name in resolved}
    block = _joined(before, held[~among(before["person"][held], people)], resolved)
    block = _ordered(block, [block[name] for name in SQUAD_ORDER])
    by_squad = Splice(squads["of_squad"], changed, block["squad"])
    save_table(out / "squads", by_squad.columns(before, block) | {"of_squad": by_squad.offsets})


def _joined(rows: Columns, remaining: Ints, own: Columns) -> Columns:
    """Some rows, and others after them."""
    return {name: np.concatenate([rows[name][remaining], values]) for name, values in own.items()}


def _ordered(rows: Columns, keys: Sequence[Ints]) -> Columns:
    order = np.lexsort(keys[::-1])
    return {name: column[order] for name, column in rows.items()}


def _with_coaches(people: Ints, coach: Ints, club: Ints) -> Ints:
    """Some people, and the head coaches whose spells theirs can end: those of the clubs that any of them led.

    Args:
        people: the people.
        coach: every spell's, of those of head coaches.
        club: where, likewise.
    """
    while True:
        clubs = distinct(club[among(coach, people)])
        more = distinct(np.concatenate([people, coach[among(club, clubs)]]).astype(np.int64))
        if len(more) == len(people):
            return people
        people = more
