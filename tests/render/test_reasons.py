"""Which ties are told as reasons."""

from __future__ import annotations

from dataclasses import replace

from kg.model import TieKind
from kg.render.reasons import FAINT, reasons_of, telling
from tests.render import samples


def test_of_a_head_coach_a_tie_of_next_to_nothing_is_no_reason() -> None:
    persuader = samples.ANSWER.persuaders[0]
    faint = replace(persuader.ties[0], influence=FAINT * 0.99)
    loose, role = replace(persuader, ties=(faint,), standing=""), "head coaches are named in 37% of reports"
    assert reasons_of(loose) == [faint]
    assert reasons_of(replace(loose, standing=role)) == []
    told = replace(faint, influence=-FAINT)
    assert reasons_of(replace(loose, ties=(told,), standing=role)) == [told]


def test_what_many_share_by_birth_comes_last() -> None:
    tie = samples.ANSWER.persuaders[0].ties[0]
    birth = replace(tie, tie=replace(tie.tie, kind=TieKind.COMPATRIOT))
    assert telling([birth, tie]) == [tie, birth]
