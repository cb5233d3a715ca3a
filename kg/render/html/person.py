"""A person's page: everybody tied to them, in sectors by where they met, in the order of the career."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from kg.model import Answer, Persuader, Tie, TieKind
from kg.model.outlook import Outlook
from kg.render.html.layout import radial
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData, figure_size
from kg.render.outlook import clubs_words
from kg.render.reasons import telling
from kg.render.words import clean, label, tie_words, years

__all__ = ["person_page"]

_FIRST: Final = 40
_STATED: Final = (TieKind.FAMILY, TieKind.FRIENDSHIP, TieKind.MENTOR, TieKind.IDOL, TieKind.SAME_AGENT, TieKind.FEUD)
_LATE: Final = date.max


def person_page(answer: Answer, frame: Frame | None = None, *, outlook: Outlook | None = None) -> Page:
    """The page of a person.

    Args:
        answer: to the question who could persuade them, without a club: everybody with a direct tie, ranked.
        frame: language, nicknames and addresses of other pages.
        outlook: where the person goes by the full model of moves, where the store has it.
    """
    frame = frame or Frame()
    words, person = frame.words, answer.question.target
    page_data = PageData(frame, "person", answer.question.as_of, limit=_FIRST)
    page_data.call([(person.id, person.name), *((item.person.id, item.person.name) for item in answer.persuaders)])
    name, alters = clean(person.name), answer.persuaders
    clubs = ", ".join(clean(club.name) for club in answer.target_clubs)
    about = words("person.ego", clubs=clubs) if clubs else words("person.ego_nowhere")
    page_data.figure(person.id, "ego", about=about, size=24)
    for rank, item in enumerate(alters):
        number = page_data.figure(
            item.person.id, "alter", about=_about(page_data, item), rank=rank, size=figure_size(item.influence)
        )
        page_data.way(number, [page_data.link(item.person.id, person.id, item.ties, arrow=False)], "", "")
    _place(page_data, alters)
    page_data.head("rank", "name", "club", "influence", "range", "because")
    for item in alters:
        because = "; ".join(tie_words(scored.tie, page_data.names) for scored in telling(item.ties))
        club = clean(item.club.name) if item.club else ""
        page_data.row(
            page_data.ids[item.person.id],
            item.rank,
            clean(item.person.name),
            club,
            *page_data.measure(item.influence, item.interval),
            because,
        )
    for report in answer.reports:
        page_data.report(report)
    lead = words("person.none", name=name)
    if alters:
        page_data.first, page_data.win = page_data.ids[person.id], [0]
        lead = words(
            "person.lead",
            count=answer.known.persons_considered or len(alters),
            first=clean(alters[0].person.name),
            tie=tie_words(telling(alters[0].ties)[0].tie, page_data.names),
        )
    page = Page(
        page_data,
        title=words("person.title", name=name),
        lead=lead,
        model=answer.model,
        until=answer.known.data_until,
        notes=[words("person.measure", name=name), clean(answer.known.note)],
        file=f"person-{name}",
    )
    page.findings = [clubs_words(outlook, person.name)] if outlook and outlook.chances else []
    return page


def _about(page_data: PageData, item: Persuader) -> str:
    role = label(item.role).capitalize() or page_data.words("persuasion.somebody")
    place = page_data.words("person.alter", role=role, club=clean(item.club.name)) if item.club else f"{role}."
    return f"{place} {page_data.worth(item.influence, item.interval)}"


def _place(page_data: PageData, alters: Sequence[Persuader]) -> None:
    sectors: dict[str, list[Persuader]] = defaultdict(list)
    for item in alters:
        sectors[_met(page_data, item)].append(item)
    ordered = sorted(sectors, key=lambda name: (min(map(_since, sectors[name])), name))
    first = {item.person.id for item in alters[:_FIRST]}
    places, captions = radial([[item.person.id for item in sectors[name]] for name in ordered], first=first)
    page_data.place(places)
    for name, place in zip(ordered, captions, strict=True):
        if name and any(item.rank <= _FIRST for item in sectors[name]):
            page_data.caption(f"{name} {_when(sectors[name])}".strip(), place)


def _met(page_data: PageData, item: Persuader) -> str:
    """The sector of somebody: the team where they met, or that the tie is one of those that sources tell of."""
    tie = _leading(item)
    if tie is None:
        return ""
    if tie.kind in _STATED or not tie.team:
        return page_data.words(f"tie.{tie.kind.value}").capitalize()
    return clean(tie.team.name)


def _leading(item: Persuader) -> Tie | None:
    """The strongest tie, one that many share by birth only where there is no other."""
    return telling(item.ties)[0].tie if item.ties else None


def _since(item: Persuader) -> date:
    tie = _leading(item)
    return (tie.start if tie else None) or _LATE


def _when(sector: Sequence[Persuader]) -> str:
    ties = [tie for item in sector if (tie := _leading(item)) and tie.team]
    starts = [tie.start for tie in ties if tie.start]
    ends = [tie.end for tie in ties]
    last = max((end for end in ends if end), default=None)
    return years(min(starts), None if None in ends else last) if starts else ""
