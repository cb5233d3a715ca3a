"""The persuasion page: target, club, persuaders, those who left lately, and the go-betweens of their paths."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.model import Answer, Persuader
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, Sketch
from kg.render.words import clean, label, odds, odds_range, path_words, tie_words

__all__ = ["persuasion_page"]

_FIRST: Final = 15
_PATHS_EACH: Final = 2
_GAPS: Final = (0.9, 1.0, 1.15)  # names stand to the right of persuaders


def persuasion_page(answer: Answer, frame: Frame | None = None) -> Page:
    """The page of an answer: its 15 strongest persuaders are drawn at first, all are there.

    Args:
        answer: what was found.
        frame: language, nicknames and addresses of other pages.
    """
    frame = frame or Frame()
    sketch = Sketch(frame, "persuasion", answer.question.as_of, limit=_FIRST)
    question, words = answer.question, frame.words
    everybody = (*answer.persuaders, *answer.former)
    sketch.call([(question.target.id, question.target.name)])
    sketch.call((person.id, person.name) for each in everybody for path in each.paths for person in path.people)
    sketch.call((each.person.id, each.person.name) for each in everybody)
    clubs = ", ".join(clean(club.name) for club in answer.target_clubs)
    about = words("persuasion.target_at", clubs=clubs) if clubs else words("persuasion.target")
    sketch.figure(question.target.id, "target", about=about, size=26)
    most = max((abs(each.influence) for each in everybody), default=1.0) or 1.0
    for rank, each in enumerate(everybody):
        group = "former" if rank >= len(answer.persuaders) else "persuader"
        sketch.figure(
            each.person.id, group, about=_about(sketch, each), rank=rank, size=10 + 14 * abs(each.influence) / most
        )
    between = _between(sketch, everybody)
    if question.club:
        sketch.figure(question.club.id, "club", name=question.club.name, about=words("persuasion.club"), size=22)
    for each in everybody:
        _connect(sketch, each, question.target.id)
    if question.club:
        for each in answer.persuaders:
            sketch.line(each.person.id, question.club.id, since=each.since)
    _place(sketch, answer, everybody, between)
    _table(sketch, everybody)
    for report in answer.reports:
        sketch.report(report)
    if everybody:
        sketch.first = sketch.ids[everybody[0].person.id]
        ways = sketch.ways.get(sketch.first)
        sketch.win = ways[0]["l"] if ways else []
    target, club = clean(question.target.name), clean(question.club.name) if question.club else ""
    title = words("persuasion.title_to", player=target, club=club) if club else words("persuasion.title", player=target)
    return Page(
        sketch, title=title, lead=_lead(sketch, answer), notes=[clean(answer.known.note)], model=answer.model,
        until=answer.known.data_until, file=f"persuade-{target}",
        found=bool(answer.persuaders or answer.already_there),
    )  # fmt: skip


def _lead(sketch: Sketch, answer: Answer) -> str:
    if answer.already_there:
        return clean(answer.already_there)
    if not answer.persuaders:
        return sketch.words("persuasion.none")
    first = answer.persuaders[0]
    tie = tie_words(first.ties[0].tie, sketch.names) if first.ties else _because(sketch, first)
    return sketch.words("persuasion.lead", name=clean(first.person.name), tie=tie, count=len(answer.persuaders))


def _about(sketch: Sketch, each: Persuader) -> str:
    role = label(each.role).capitalize() or sketch.words("persuasion.somebody")
    club = clean(each.club.name) if each.club else ""
    key = "persuasion.left" if each.presence in ("unsettled", "former") else "persuasion.at"
    place = sketch.words(key, role=role, club=club) if club else f"{role}."
    return f"{place} {sketch.worth(each.influence, each.interval)}"


def _between(sketch: Sketch, everybody: tuple[Persuader, ...]) -> list[str]:
    """Go-betweens, those first whom the first persuaders need."""
    found: list[str] = []
    for rank, each in enumerate(everybody):
        for path in each.paths[:_PATHS_EACH]:
            for person in path.people[1:-1]:
                if person.id not in sketch.ids:
                    sketch.figure(person.id, "between", about=sketch.words("persuasion.between"), rank=rank, size=8)
                    found.append(person.id)
    return found


def _connect(sketch: Sketch, each: Persuader, target: str) -> None:
    number = sketch.ids[each.person.id]
    if each.ties:
        direct = sketch.link(each.person.id, target, each.ties)
        sketch.way(number, [direct], sketch.words("path.directly"), "")
    for place, path in enumerate(each.paths):
        drawn = place < _PATHS_EACH or all(person.id in sketch.ids for person in path.people)
        steps = zip(path.people[:-1], path.people[1:], path.steps, strict=True)
        links = [sketch.link(giver.id, taker.id, step) for giver, taker, step in steps] if drawn else []
        text = path_words(path, brief=False)
        sketch.way(number, links, text, sketch.worth(path.influence, path.interval))
        if not drawn:
            sketch.ways[number][-1]["t2"] = [sketch.tie(scored) for step in path.steps for scored in step]


def _place(sketch: Sketch, answer: Answer, everybody: tuple[Persuader, ...], between: list[str]) -> None:
    beside: dict[str, list[str]] = defaultdict(list)
    for each in everybody:
        for path in each.paths[:_PATHS_EACH]:
            for person in path.people[1:-1]:
                beside[person.id].append(each.person.id)
    club = answer.question.club
    there = [each.person.id for each in everybody]
    layers = [[answer.question.target.id], between, there, [club.id] if club else []]
    near = {iri: beside[iri] for iri in between}
    rows = [size for layer, size in zip(layers, (1, 2 * _FIRST, _FIRST, 1), strict=True) if layer]
    sketch.place(layered([layer for layer in layers if layer], beside=near, rows=rows, gaps=_GAPS if between else ()))


def _table(sketch: Sketch, everybody: tuple[Persuader, ...]) -> None:
    standing = any(each.presence != "certain" for each in everybody if each.presence)
    sketch.head("rank", "name", "role", *(["standing"] if standing else []), "influence", "range", "because")
    for each in everybody:
        sketch.row(
            sketch.ids[each.person.id], each.rank, clean(each.person.name), label(each.role),
            *([sketch.words(f"persuasion.{each.presence or 'certain'}")] if standing else []),
            [round(each.influence, 4), odds(each.influence)], odds_range(each.interval), _because(sketch, each),
        )  # fmt: skip


def _because(sketch: Sketch, each: Persuader) -> str:
    if each.ties:
        return "; ".join(tie_words(scored.tie, sketch.names) for scored in each.ties)
    return path_words(each.paths[0]) if each.paths else ""
