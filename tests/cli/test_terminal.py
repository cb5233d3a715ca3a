"""Answers drawn for a terminal fit it, and say all that the plain ones say."""

from __future__ import annotations

import re

import pytest

from kg.cli.terminal import drawn
from kg.render.answer import answer_blocks
from kg.render.blocks import Bar, Column, Heading, Table
from kg.render.plain import display_width, plain
from kg.render.profile import profile_blocks
from tests.render import samples

DOCUMENTS = {"answer": answer_blocks(samples.ANSWER), "dossier": profile_blocks(samples.DOSSIER)}


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


def test_sentences_go_under_their_row_where_they_would_be_squeezed() -> None:
    told = "friends, and team-mates of England at the World Cup 2022 and the Euro 2024"
    table = Table((Column("#", right=True), Column("Person"), Column("Why", flexible=True)), (("1", "X" * 30, told),))
    narrow, wide = (drawn([table], colour=False, width=width).splitlines() for width in (60, 120))
    assert narrow[0].split() == ["#", "Person"]
    assert narrow[1].split() == ["1", "X" * 30]
    assert " ".join(line.strip() for line in narrow[2:] if line) == told
    assert told in wide[2]
