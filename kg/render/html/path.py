"""A path page: how one person reaches another, directly and through go-betweens, the strongest way highlighted."""

from __future__ import annotations

from typing import Final

from kg.model import Explanation, Pathway
from kg.render.html.layout import layered
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData, figure_size
from kg.render.reasons import telling
from kg.render.words import clean, odds, path_words, tie_words

__all__ = ["path_page"]

_FIRST: Final = 12


def path_page(told: Explanation, frame: Frame | None = None) -> Page:
    """The page of the ways on which ``told.other`` reaches ``told.person``.

    Args:
        told: the direct ties and the paths, strongest first; a path may have several go-betweens.
        frame: language, nicknames and addresses of other pages.
    """
    frame = frame or Frame()
    words, giver, taker, way = frame.words, told.other, told.person, told.forward
    page_data = PageData(frame, "path", told.as_of, limit=_FIRST)
    page_data.call([(giver.id, giver.name), (taker.id, taker.name)])
    page_data.call((person.id, person.name) for path in way.paths for person in path.people)
    page_data.figure(giver.id, "one", about=words("path.one"), size=22)
    page_data.figure(taker.id, "two", about=words("path.two"), size=22)
    page_data.head("rank", "name", "influence", "range", "because")
    end = page_data.ids[giver.id]
    if way.ties:
        direct = sum(scored.influence for scored in way.ties)
        because = "; ".join(tie_words(scored.tie, page_data.names) for scored in telling(way.ties))
        page_data.way(end, [page_data.link(giver.id, taker.id, way.ties)], words("path.directly"), "")
        page_data.row(end, 0, words("path.directly"), [round(direct, 4), odds(direct)], "", because)
    for rank, path in enumerate(way.paths):
        _way(page_data, path, rank=rank, size=figure_size(path.influence))
    depth = max((len(path.people) for path in way.paths), default=2)
    steps: dict[str, int] = {}
    for path in way.paths:
        for step, person in enumerate(path.people[1:-1], 1):
            steps.setdefault(person.id, step)
    layers = [[iri for iri, step in steps.items() if step == place] for place in range(depth)]
    layers[0], layers[-1] = [giver.id], [taker.id]
    page_data.place(layered([layer for layer in layers if layer], beside={}, rows=_FIRST))
    page_data.first = end
    ways = page_data.ways.get(end)
    page_data.win = ways[0]["l"] if ways else []
    item, two = clean(giver.name), clean(taker.name)
    return Page(
        page_data,
        title=words("path.title", one=item, two=two),
        lead=_lead(page_data, told),
        model=told.model,
        notes=[words("path.measure", one=item, two=two), clean(told.note)],
        file=f"path-{item}-{two}",
    )


def _way(page_data: PageData, path: Pathway, *, rank: int, size: float) -> None:
    worth = page_data.worth(path.influence, path.interval)
    between = path.people[1:-1]
    for person in between:
        page_data.figure(person.id, "between", about=page_data.words("path.between", worth=worth), rank=rank, size=size)
    steps = zip(path.people[:-1], path.people[1:], path.steps, strict=True)
    links = [page_data.link(giver.id, taker.id, step) for giver, taker, step in steps]
    text = path_words(path, brief=False)
    middle = page_data.ids[between[0].id]
    for figure in (middle, page_data.ids[path.people[0].id]):
        page_data.way(figure, links, text, worth)
    names = " → ".join(clean(person.name) for person in between)
    page_data.row(middle, rank + 1, names, *page_data.measure(path.influence, path.interval), path_words(path))


def _lead(page_data: PageData, details: Explanation) -> str:
    way = details.forward
    if way.ties:
        return page_data.words("path.lead_direct", tie=tie_words(telling(way.ties)[0].tie, page_data.names))
    if way.paths:
        names = " → ".join(clean(person.name) for person in way.paths[0].people[1:-1])
        return page_data.words("path.lead_through", names=names)
    return page_data.words("path.none")
