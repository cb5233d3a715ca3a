"""Answers drawn for a terminal fit it, and say all that the plain ones say."""

from __future__ import annotations

import re

import pytest

from kg.cli.terminal import drawn
from kg.render.answer import answer_blocks
from kg.render.blocks import Bar, Column, Heading, Table
from kg.render.dossier import dossier_blocks
from kg.render.plain import display_width, plain
from tests.render import samples

DOCUMENTS = {"answer": answer_blocks(samples.ANSWER), "dossier": dossier_blocks(samples.DOSSIER)}


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_but_addresses_fits(name: str, width: int) -> None:
    text = drawn(DOCUMENTS[name], colour=False, width=width)
    wide = [line for line in text.splitlines() if display_width(line) > width]
    assert all(re.match(r"\[\d+\] ", line) for line in wide)
    assert not any(line.endswith(" ") for line in text.splitlines())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_wide_terminal_shows_every_word(name: str) -> None:
    words = set(plain(DOCUMENTS[name]).lower().split())
    assert words <= set(drawn(DOCUMENTS[name], colour=False, width=400).lower().split())


def test_bars_need_room() -> None:
    table = [
        Table(
            (Column("Who"), Column("", drawn=True)), (("x", Bar(1.0)), ("y", Bar(0.05, negative=True)), ("z", Bar(0.0)))
        )
    ]
    assert "█" * 10 in drawn(table, colour=False, width=120)
    assert "▌" in drawn(table, colour=False, width=120)
    assert "█" not in drawn(table, colour=False, width=80)


def test_brackets_are_no_markup() -> None:
    assert "[bold]x[/bold]" in drawn([Heading("[bold]x[/bold]")], colour=False, width=80)
