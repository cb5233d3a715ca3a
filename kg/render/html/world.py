"""A world page: the people of several squads as islands, each a cluster of those who know each other best."""

from __future__ import annotations

from collections import Counter
from typing import Final

from kg.model.networks import World
from kg.render.html.layout import islands
from kg.render.html.page import Page
from kg.render.html.page_data import Frame, PageData
from kg.render.words import clean, odds, tie_words

__all__ = ["world_page"]

_FIRST: Final = 10_000
_COLOURS: Final = 10
_NAMED: Final = 3


def world_page(world: World, frame: Frame | None = None) -> Page:
    """The page of a world: thousands of people, coloured by cluster.

    Args:
        world: people, links and clusters.
        frame: language, nicknames and addresses of other pages.
    """
    frame = frame or Frame()
    words = frame.words
    page_data = PageData(frame, "world", world.as_of, limit=_FIRST)
    page_data.call((item.person.id, item.person.name) for item in world.people)
    page_data.recolour = "cluster"
    weight: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    best: dict[str, int] = {}
    values = [sum(scored.influence for scored in link.ties) for link in world.links]
    for number, (link, value) in enumerate(zip(world.links, values, strict=True)):
        for iri in (link.one, link.two):
            weight[iri] += int(1000 * value)
            degree[iri] += 1
            if iri not in best or value > values[best[iri]]:
                best[iri] = number
    most = max(weight.values(), default=1) or 1
    ordered = sorted(world.people, key=lambda item: (-weight[item.person.id], item.person.id))
    for rank, item in enumerate(ordered):
        key = "world.person" if item.club else "world.person_only"
        about = words(key, team=clean(item.team.name), club=clean(item.club.name) if item.club else "")
        size = 10 + 13 * (max(weight[item.person.id], 0) / most) ** 0.5
        page_data.figure(item.person.id, f"c{item.cluster % _COLOURS}", about=about, rank=rank, size=size)
    for link in world.links:
        page_data.link(link.one, link.two, link.ties, arrow=False)
    _place(page_data, world, values)
    page_data.head("name", "team", "club", "cluster", "ties", "influence", "because")
    for item in ordered:
        iri = item.person.id
        number = page_data.ids[iri]
        strongest = world.links[best[iri]] if iri in best else None
        value = values[best[iri]] if iri in best else 0.0
        because = ""
        if strongest is not None:
            page_data.way(number, [best[iri]], "", "")
            peer = page_data.names[strongest.two if strongest.one == iri else strongest.one]
            because = "; ".join([clean(peer), *(tie_words(item.tie, page_data.names) for item in strongest.ties[:1])])
        page_data.row(
            number,
            clean(item.person.name),
            clean(item.team.name),
            clean(item.club.name) if item.club else "",
            clean(world.clusters[item.cluster]),
            degree[iri],
            [round(value, 4), odds(value)],
            because,
        )
    if ordered:
        page_data.first = 0
    left = words("world.left_out", count=world.left_out) if world.left_out else ""
    page = Page(
        page_data,
        title=words("world.title", name=clean(world.title)),
        model=world.model,
        until=world.known.data_until,
        file=f"world-{world.title}",
        lead=words("world.lead", count=len(world.people), clusters=len(world.clusters), links=len(world.links)),
        notes=[words("world.measure"), words("world.order"), left, clean(world.known.note)],
    )
    page.findings = _findings(page_data, world)
    return page


def _findings(page_data: PageData, world: World) -> list[str]:
    """What stands out, each in a sentence."""
    words, standouts = page_data.words, world.standouts
    bridges = [
        words("world.bridge", name=clean(person.name), count=count) for person, count in standouts.bridges[:_NAMED]
    ]
    dense = [
        words("world.dense", name=clean(world.clusters[cluster]), share=round(100 * share))
        for cluster, share in standouts.densest[:_NAMED]
    ]
    near = [
        words("world.near_pair", one=clean(one.name), two=clean(two.name), count=count)
        for one, two, count in standouts.nearest[:_NAMED]
    ]
    told = (("world.bridges", bridges), ("world.densest", dense), ("world.nearest", near))
    return [words(key, told="; ".join(parts)) for key, parts in told if parts]


def _place(page_data: PageData, world: World, values: list[float]) -> None:
    number = {person.person.id: place for place, person in enumerate(world.people)}
    links = [
        (number[link.one], number[link.two], max(value, 0.0)) for link, value in zip(world.links, values, strict=True)
    ]
    places, captions = islands([person.cluster for person in world.people], links)
    page_data.place({person.person.id: place for person, place in zip(world.people, places, strict=True)})
    sizes = Counter(person.cluster for person in world.people)
    for cluster, place in enumerate(captions):
        if sizes[cluster] > 2:
            page_data.caption(world.clusters[cluster], place, f"c{cluster % _COLOURS}")
