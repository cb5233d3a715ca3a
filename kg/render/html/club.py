"""A club's page: its people on the left, those elsewhere whom they could best persuade on the right."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.model import TeamKind
from kg.model.networks import ClubNetwork, Lure
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, Sketch
from kg.render.words import clean, label, odds, odds_range, tie_words

__all__ = ["club_page"]

_FIRST: Final = 20
_NATIONAL: Final = (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)


def club_page(network: ClubNetwork, frame: Frame | None = None) -> Page:
    """The page of a club or national team.

    Args:
        network: its people and those whom they could bring, ranked.
        frame: language, nicknames and addresses of other pages.
    """
    frame = frame or Frame()
    words, name = frame.words, clean(network.club.name)
    sketch = Sketch(frame, "club", network.as_of, limit=_FIRST)
    sketch.call((each.person.id, each.person.name) for each in network.members)
    sketch.call((each.person.id, each.person.name) for each in network.lures)
    sketch.figure(network.club.id, "club", name=name, size=22)
    most = max((abs(each.influence) for each in network.lures), default=1.0) or 1.0
    for rank, each in enumerate(network.members):
        role = label(each.role).capitalize() or words("persuasion.somebody")
        about = words("club.member", role=role, reach=each.reach)
        sketch.figure(each.person.id, "member", about=about, rank=rank, size=8 + min(each.reach, 100) / 12)
        sketch.line(each.person.id, network.club.id, since=each.since)
    for rank, lure in enumerate(network.lures):
        number = sketch.figure(
            lure.person.id, "outsider", about=_about(sketch, lure), rank=rank,
            size=7 + 13 * abs(lure.influence) / most,
        )  # fmt: skip
        for voice in lure.voices:
            sketch.way(number, [sketch.link(voice.person.id, lure.person.id, voice.ties)], "", "")
    _place(sketch, network)
    _table(sketch, network)
    if network.lures:
        first = network.lures[0]
        sketch.first = sketch.ids[first.person.id]
        sketch.win = sketch.ways[sketch.first][0]["l"] if sketch.first in sketch.ways else []
        lead = words(
            "club.lead", count=len(network.members), others=network.known.persons_considered,
            first=clean(first.person.name), voices=len(first.voices),
        )  # fmt: skip
    else:
        lead = words("club.none", club=name)
    national = network.club.kind in _NATIONAL
    return Page(
        sketch, title=words("club.title_national" if national else "club.title", club=name), lead=lead,
        notes=[words("club.measure"), clean(network.known.note)], model=network.model,
        until=network.known.data_until, file=f"club-{name}",
    )  # fmt: skip


def _about(sketch: Sketch, lure: Lure) -> str:
    place = sketch.words("club.outsider", club=clean(lure.club.name)) + " " if lure.club else ""
    return place + sketch.worth(lure.influence, lure.interval)


def _place(sketch: Sketch, network: ClubNetwork) -> None:
    outside = [lure.person.id for lure in network.lures]
    beside: dict[str, list[str]] = defaultdict(list)
    for lure in network.lures[:_FIRST]:
        for voice in lure.voices:
            beside[voice.person.id].append(lure.person.id)
    people = [each.person.id for each in network.members]
    sketch.place(layered([[network.club.id], people, outside], beside=beside, rows=_FIRST, gaps=(0.75,)))


def _table(sketch: Sketch, network: ClubNetwork) -> None:
    sketch.head("rank", "name", "club", "influence", "range", "through")
    for rank, lure in enumerate(network.lures, 1):
        through = "; ".join(
            f"{clean(voice.person.name)} ({tie_words(voice.ties[0].tie, sketch.names)})"
            for voice in lure.voices[:3]
            if voice.ties
        )
        sketch.row(
            sketch.ids[lure.person.id], rank, clean(lure.person.name), clean(lure.club.name) if lure.club else "",
            [round(lure.influence, 4), odds(lure.influence)], odds_range(lure.interval), through,
        )  # fmt: skip
