"""The persuasion page: target, club, persuaders, those who left lately, and the go-betweens of their paths."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.model import Answer, EntityRef, Persuader
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData, figure_size
from kg.render.outlook import outlook_words
from kg.render.reasons import FAINT, reasons_of
from kg.render.words import clean, followed_words, label, odds, odds_known, path_words, tie_words

__all__ = ["persuasion_page"]

_FIRST: Final = 15
_PATHS_EACH: Final = 2
_GAPS: Final = (0.9, 1.0, 1.15)  # names stand to the right of persuaders
_STANDINGS: Final = {
    "unsettled": "persuasion.perhaps",
    "former": "persuasion.before",
    "arriving": "persuasion.announced",
}


def persuasion_page(answer: Answer, frame: Frame | None = None) -> Page:
    """The page of an answer: its 15 strongest persuaders are drawn at first, all are there.

    Args:
        answer: what was found.
        frame: language, nicknames and addresses of other pages.
    """
    frame = frame or Frame()
    page_data = PageData(frame, "persuasion", answer.question.as_of, limit=_FIRST)
    question, words = answer.question, frame.words
    everybody = (*answer.persuaders, *answer.former)
    page_data.call([(question.target.id, question.target.name)])
    page_data.call((person.id, person.name) for item in everybody for path in item.paths for person in path.people)
    page_data.call((item.person.id, item.person.name) for item in everybody)
    clubs = ", ".join(clean(club.name) for club in answer.target_clubs)
    about = words("persuasion.target_at", clubs=clubs) if clubs else words("persuasion.target")
    page_data.figure(question.target.id, "target", about=about, size=26)
    for rank, item in enumerate(everybody):
        group = "former" if rank >= len(answer.persuaders) else "persuader"
        page_data.figure(
            item.person.id,
            group,
            about=_about(page_data, item, question.club),
            rank=rank,
            size=figure_size(item.influence),
        )
    between = _between(page_data, everybody)
    if question.club:
        page_data.figure(question.club.id, "club", name=question.club.name, about=words("persuasion.club"), size=22)
    for item in everybody:
        _connect(page_data, item, question.target.id)
    if question.club:
        for item in answer.persuaders:
            page_data.line(item.person.id, question.club.id, since=item.since)
    _place(page_data, answer, everybody, between)
    _table(page_data, everybody)
    for report in answer.reports:
        page_data.report(report)
    if everybody:
        page_data.first = page_data.ids[everybody[0].person.id]
        ways = page_data.ways.get(page_data.first)
        page_data.win = ways[0]["l"] if ways else []
    target, club = clean(question.target.name), clean(question.club.name) if question.club else ""
    title = words("persuasion.title_to", player=target, club=club) if club else words("persuasion.title", player=target)
    page = Page(
        page_data,
        title=title,
        lead=_lead(page_data, answer),
        notes=[clean(answer.known.note), *filter(None, [followed_words(answer.followed)])],
        model=answer.model,
        until=answer.known.data_until,
        file=f"persuade-{target}",
        found=bool(answer.persuaders or answer.already_there),
    )
    page.findings = [outlook_words(answer.outlook, question.target.name)] if answer.outlook else []
    return page


def _lead(page_data: PageData, answer: Answer) -> str:
    if answer.already_there:
        return clean(answer.already_there)
    first = answer.leader
    if first is None:
        return page_data.words("persuasion.none")
    direct = sum(bool(person.ties) for person in answer.persuaders)
    through = sum(bool(person.paths and not person.ties) for person in answer.persuaders)
    counts = {"direct": f"{direct} {'person' if direct == 1 else 'people'}", "through": through}
    if first.influence < FAINT:
        return page_data.words("persuasion.faint", odds=odds(FAINT), **counts)
    return page_data.words(
        "persuasion.lead",
        name=clean(first.person.name),
        odds=odds_known(first.influence, first.interval),
        tie=tie_words(reasons_of(first)[0].tie, page_data.names) if reasons_of(first) else _because(page_data, first),
        **counts,
    )


def _about(page_data: PageData, item: Persuader, asked: EntityRef | None) -> str:
    """How somebody stands to the club asked about, where he is if elsewhere, and what he could carry."""
    words, role = page_data.words, label(item.role).capitalize() or page_data.words("persuasion.somebody")
    standing = _STANDINGS.get(item.presence)
    club = (asked if standing else None) or item.club
    if club is None:
        place = f"{role}."
    else:
        move = words("persuasion.move", date=item.since.isoformat()) if item.since else ""
        place = words(standing or "persuasion.at", role=role, club=clean(club.name), move=move)
    if item.club and item.club != club:
        place += " " + words("persuasion.then", club=clean(item.club.name))
    return f"{place} {page_data.worth(item.influence, item.interval)}"


def _between(page_data: PageData, everybody: tuple[Persuader, ...]) -> list[str]:
    """Go-betweens, those first whom the first persuaders need."""
    result: list[str] = []
    for rank, item in enumerate(everybody):
        for path in item.paths[:_PATHS_EACH]:
            for person in path.people[1:-1]:
                if person.id not in page_data.ids:
                    page_data.figure(
                        person.id, "between", about=page_data.words("persuasion.between"), rank=rank, size=8
                    )
                    result.append(person.id)
    return result


def _connect(page_data: PageData, item: Persuader, target: str) -> None:
    number = page_data.ids[item.person.id]
    if item.ties:
        direct = page_data.link(item.person.id, target, item.ties)
        page_data.way(number, [direct], page_data.words("path.directly"), "")
    for place, path in enumerate(item.paths):
        drawn = place < _PATHS_EACH or all(person.id in page_data.ids for person in path.people)
        steps = zip(path.people[:-1], path.people[1:], path.steps, strict=True)
        links = [page_data.link(giver.id, taker.id, step) for giver, taker, step in steps] if drawn else []
        text = path_words(path, brief=False)
        page_data.way(number, links, text, page_data.worth(path.influence, path.interval))
        if not drawn:
            page_data.ways[number][-1]["t2"] = [page_data.tie(scored) for step in path.steps for scored in step]


def _place(page_data: PageData, answer: Answer, everybody: tuple[Persuader, ...], between: list[str]) -> None:
    beside: dict[str, list[str]] = defaultdict(list)
    for item in everybody:
        for path in item.paths[:_PATHS_EACH]:
            for person in path.people[1:-1]:
                beside[person.id].append(item.person.id)
    club = answer.question.club
    forth = [item.person.id for item in everybody]
    layers = [[answer.question.target.id], between, forth, [club.id] if club else []]
    near = {iri: beside[iri] for iri in between}
    rows = [size for layer, size in zip(layers, (1, 2 * _FIRST, _FIRST, 1), strict=True) if layer]
    page_data.place(
        layered([layer for layer in layers if layer], beside=near, rows=rows, gaps=_GAPS if between else ())
    )


def _table(page_data: PageData, everybody: tuple[Persuader, ...]) -> None:
    standing = any(item.presence != "certain" for item in everybody if item.presence)
    page_data.head("rank", "name", "role", *(["standing"] if standing else []), "influence", "range", "because")
    for rank, item in enumerate(everybody, 1):
        presence = [page_data.words(f"persuasion.{item.presence or 'certain'}")] if standing else []
        page_data.row(
            page_data.ids[item.person.id],
            rank,
            clean(item.person.name),
            label(item.role),
            *presence,
            *page_data.measure(item.influence, item.interval),
            _because(page_data, item),
        )


def _because(page_data: PageData, item: Persuader) -> str:
    if item.ties or item.standing:
        ties = [tie_words(scored.tie, page_data.names) for scored in reasons_of(item)]
        return "; ".join([*ties, *([clean(item.standing)] if item.standing else [])])
    return path_words(item.paths[0]) if item.paths else ""
