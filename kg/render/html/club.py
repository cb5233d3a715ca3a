"""A club's page: its people on the left, those elsewhere whom they could best persuade on the right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from kg.model import Persuader, Team, TeamKind
from kg.model.outlook import Outlook
from kg.model.recommendations import RankedMatch, Recommendations
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData, figure_size
from kg.render.outlook import percent
from kg.render.reasons import telling
from kg.render.words import clean, label, tie_words

__all__ = ["club_page"]

_FIRST: Final = 20
_NAMED: Final = 3
_NATIONAL: Final = (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)


def club_page(
    club: Team,
    targets: Recommendations,
    frame: Frame | None = None,
    *,
    most: int,
    outlooks: Mapping[str, Outlook] = MappingProxyType({}),
) -> Page:
    """The page of a club or national team.

    Args:
        club: the team.
        targets: its people and those whom they could bring, ranked.
        frame: language, nicknames and addresses of other pages.
        most: how many of those whom they could bring to show.
        outlooks: by player, the chance that he joins the club by the full model of moves, where the store has it.
    """
    frame = frame or Frame()
    words, name, matches = frame.words, clean(club.name), targets.recommendations[:most]
    page_data = PageData(frame, "club", targets.as_of, limit=_FIRST)
    page_data.call((member.person.id, member.person.name) for member in targets.members)
    page_data.call((match.place.id, match.place.name) for match in matches)
    page_data.figure(club.id, "club", name=name, size=22)
    for rank, member in enumerate(targets.members):
        role = label(member.role).capitalize() or words("persuasion.somebody")
        about = words("club.member", role=role, reach=member.reach)
        page_data.figure(member.person.id, "member", about=about, rank=rank, size=8 + min(member.reach, 100) / 12)
        page_data.line(member.person.id, club.id, since=member.since)
    for rank, match in enumerate(matches):
        size = figure_size(match.influence)
        number = page_data.figure(match.place.id, "outsider", about=_about(page_data, match), rank=rank, size=size)
        for voice in match.voices:
            page_data.way(number, [page_data.link(voice.person.id, match.place.id, voice.ties)], "", "")
    _place(page_data, club, targets, matches)
    _table(page_data, matches, outlooks)
    if matches:
        first = matches[0]
        page_data.first = page_data.ids[first.place.id]
        page_data.win = page_data.ways[page_data.first][0]["l"] if page_data.first in page_data.ways else []
        lead = words(
            "club.lead",
            count=len(targets.members),
            others=targets.known.persons_considered,
            first=clean(first.place.name),
            voices=len(first.voices),
        )
    else:
        lead = words("club.none", club=name)
    page = Page(
        page_data,
        title=words("club.title_national" if club.kind in _NATIONAL else "club.title", club=name),
        lead=lead,
        notes=[words("club.measure"), clean(targets.known.note)],
        model=targets.model,
        until=targets.known.data_until,
        file=f"club-{name}",
    )
    page.findings = _likeliest(page_data, matches, outlooks)
    return page


def _likeliest(page_data: PageData, matches: Sequence[RankedMatch], outlooks: Mapping[str, Outlook]) -> list[str]:
    """Who of those told of is likeliest to come, in a sentence, where chances are known."""
    told = sorted(
        ((outlooks[match.place.id], match) for match in matches if match.place.id in outlooks),
        key=lambda pair: -pair[0].chances[0].helped,
    )
    if not told:
        return []
    outlook = told[0][0]
    people = ", ".join(
        f"{clean(match.place.name)} ({percent(item.chances[0].helped)})" for item, match in told[:_NAMED]
    )
    record = clean(outlook.record)
    return [page_data.words("club.likeliest", window=outlook.window, people=people, record=record)]


def _about(page_data: PageData, match: RankedMatch) -> str:
    place = page_data.words("club.outsider", club=clean(match.club.name)) + " " if match.club else ""
    return place + page_data.worth(match.influence, match.interval)


def _place(page_data: PageData, club: Team, targets: Recommendations, matches: Sequence[RankedMatch]) -> None:
    outside = [match.place.id for match in matches]
    beside: dict[str, list[str]] = defaultdict(list)
    for match in matches[:_FIRST]:
        for voice in match.voices:
            beside[voice.person.id].append(match.place.id)
    people = [member.person.id for member in targets.members]
    page_data.place(layered([[club.id], people, outside], beside=beside, rows=_FIRST, gaps=(0.75,)))


def _through(page_data: PageData, voice: Persuader) -> str:
    """By what somebody reaches a player; who is named in the tie's own words is not named before them again."""
    tie, person = telling(voice.ties)[0].tie, voice.person
    names = {iri: page_data.names[iri] for iri in (tie.ego, tie.alter) if iri in page_data.names}
    told = tie_words(tie, names)
    names.pop(person.id, None)
    return told if told != tie_words(tie, names) else f"{clean(person.name)}: {told}"


def _table(page_data: PageData, matches: Sequence[RankedMatch], outlooks: Mapping[str, Outlook]) -> None:
    page_data.head("rank", "name", "club", "influence", "range", *(["chance"] if outlooks else []), "through")
    for rank, match in enumerate(matches, 1):
        through = "; ".join(_through(page_data, voice) for voice in match.voices[:_NAMED] if voice.ties)
        chance: list[Any] = []
        if outlooks:
            outlook = outlooks.get(match.place.id)
            helped = outlook.chances[0].helped if outlook else -1.0  # below all that are known, in sorting
            chance = [[round(helped, 6), percent(helped) if outlook else ""]]
        page_data.row(
            page_data.ids[match.place.id],
            rank,
            clean(match.place.name),
            clean(match.club.name) if match.club else "",
            *page_data.measure(match.influence, match.interval),
            *chance,
            through,
        )
