"""A club's page: its people on the left, those elsewhere whom they could best persuade on the right."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.model import TeamKind
from kg.model.networks import ClubNetwork, Lure
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData
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
    page_data = PageData(frame, "club", network.as_of, limit=_FIRST)
    page_data.call((each.person.id, each.person.name) for each in network.members)
    page_data.call((each.person.id, each.person.name) for each in network.lures)
    page_data.figure(network.club.id, "club", name=name, size=22)
    most = max((abs(each.influence) for each in network.lures), default=1.0) or 1.0
    for rank, each in enumerate(network.members):
        role = label(each.role).capitalize() or words("persuasion.somebody")
        about = words("club.member", role=role, reach=each.reach)
        page_data.figure(each.person.id, "member", about=about, rank=rank, size=8 + min(each.reach, 100) / 12)
        page_data.line(each.person.id, network.club.id, since=each.since)
    for rank, lure in enumerate(network.lures):
        number = page_data.figure(
            lure.person.id, "outsider", about=_about(page_data, lure), rank=rank,
            size=7 + 13 * abs(lure.influence) / most,
        )  # fmt: skip
        for voice in lure.voices:
            page_data.way(number, [page_data.link(voice.person.id, lure.person.id, voice.ties)], "", "")
    _place(page_data, network)
    _table(page_data, network)
    if network.lures:
        first = network.lures[0]
        page_data.first = page_data.ids[first.person.id]
        page_data.win = page_data.ways[page_data.first][0]["l"] if page_data.first in page_data.ways else []
        lead = words(
            "club.lead", count=len(network.members), others=network.known.persons_considered,
            first=clean(first.person.name), voices=len(first.voices),
        )  # fmt: skip
    else:
        lead = words("club.none", club=name)
    national = network.club.kind in _NATIONAL
    return Page(
        page_data, title=words("club.title_national" if national else "club.title", club=name), lead=lead,
        notes=[words("club.measure"), clean(network.known.note)], model=network.model,
        until=network.known.data_until, file=f"club-{name}",
    )  # fmt: skip


def _about(page_data: PageData, lure: Lure) -> str:
    place = page_data.words("club.outsider", club=clean(lure.club.name)) + " " if lure.club else ""
    return place + page_data.worth(lure.influence, lure.interval)


def _place(page_data: PageData, network: ClubNetwork) -> None:
    outside = [lure.person.id for lure in network.lures]
    beside: dict[str, list[str]] = defaultdict(list)
    for lure in network.lures[:_FIRST]:
        for voice in lure.voices:
            beside[voice.person.id].append(lure.person.id)
    people = [each.person.id for each in network.members]
    page_data.place(layered([[network.club.id], people, outside], beside=beside, rows=_FIRST, gaps=(0.75,)))


def _table(page_data: PageData, network: ClubNetwork) -> None:
    page_data.head("rank", "name", "club", "influence", "range", "through")
    for rank, lure in enumerate(network.lures, 1):
        through = "; ".join(
            f"{clean(voice.person.name)} ({tie_words(voice.ties[0].tie, page_data.names)})"
            for voice in lure.voices[:3]
            if voice.ties
        )
        page_data.row(
            page_data.ids[lure.person.id], rank, clean(lure.person.name), clean(lure.club.name) if lure.club else "",
            [round(lure.influence, 4), odds(lure.influence)], odds_range(lure.interval), through,
        )  # fmt: skip
