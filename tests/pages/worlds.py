"""Pages of any size, of invented people: the same names for every kind, so that they can be measured alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from kg.model import (
    Answer,
    Coverage,
    EntityRef,
    Evidence,
    Explanation,
    ImpreciseDate,
    Interval,
    ModelInfo,
    Pathway,
    Persuader,
    Question,
    ScoredTie,
    Source,
    Team,
    Tie,
    TieKind,
)
from kg.model.networks import World, WorldLink, WorldPerson
from kg.model.recommendations import Member, RankedMatch, Recommendations
from kg.render.html import Frame, Page, club_page, path_page, person_page, persuasion_page, world_page

__all__ = ["KINDS", "SIZES", "named", "page_of", "scored"]

KINDS = ("persuasion", "person", "club", "path", "world")
SIZES = (50, 500, 3_000, 10_000)
AT = date(2024, 10, 1)
MODEL = ModelInfo("test-1", "not fitted")
KNOWN = Coverage(30, "30 people considered.")
_KINDS = (TieKind.CLUB, TieKind.NATIONAL_TEAM, TieKind.FRIENDSHIP, TieKind.COACHED_BY)
_CLUB = EntityRef("https://example.org/team/united", "Example United")
_TARGET = EntityRef("https://example.org/person/target", "Zoë Ødegaard")
_OTHER = EntityRef("https://example.org/person/other", "Max Other")

Texts = Callable[[int], str]
Urls = Callable[[], str]


def named(number: int, texts: Texts | None = None) -> EntityRef:
    """Somebody by number."""
    return EntityRef(f"https://example.org/person/p{number}", texts(number) if texts else f"Person {number}")


def scored(
    ego: EntityRef,
    alter: EntityRef,
    value: float,
    number: int = 0,
    *,
    texts: Texts | None = None,
    url: Urls | None = None,
) -> ScoredTie:
    """A tie with a made-up influence; ``number`` settles its kind, its team and its years."""
    kind = _KINDS[number % len(_KINDS)]
    told = texts or (lambda place: f"Team {place % 40}")
    shared = kind is not TieKind.FRIENDSHIP
    address = url() if url else f"https://example.org/page/{number % 50}"
    published = ImpreciseDate.parse(f"{2012 + number % 12}-09")
    page = Source(f"{address}#source", told(number + 1), address, told(number + 2), published)
    start = date(2012 + number % 8, 7, 1) if shared else None
    end = date(2014 + number % 10, 6, 1) if shared else None
    tie = Tie(
        kind,
        ego.id,
        alter.id,
        EntityRef(f"https://example.org/team/{number % 40}", told(number)) if shared else None,
        start,
        end,
        600 if shared else 0,
        500,
        700,
        25,
        ego_role="player",
        alter_role="player",
        evidence=(Evidence(page, start, end, summary=told(number + 3)),),
    )
    return ScoredTie(tie, value, Interval(value / 2, value * 2))


def _persuader(rank: int, person: EntityRef, ties: tuple[ScoredTie, ...], paths: tuple[Pathway, ...] = ()) -> Persuader:
    value = sum(tie.influence for tie in ties) + sum(path.influence for path in paths)
    return Persuader(
        rank, person, _CLUB, "player", value, Interval(value / 2, value * 2), ties, paths, date(2020, 7, 1)
    )


def _path(
    people: tuple[EntityRef, ...], value: float, number: int, texts: Texts | None, url: Urls | None = None
) -> Pathway:
    steps = tuple(
        (scored(taker, giver, 0.4 / (1 + number / 20), number + step, texts=texts, url=url),)
        for step, (giver, taker) in enumerate(pairwise(people))
    )
    return Pathway(people, steps, value, Interval(0.0, 2 * value))


def _persuasion(count: int, texts: Texts | None, url: Urls | None, frame: Frame) -> Page:
    people = []
    for number in range(count):
        person = named(number, texts)
        if number % 3 == 2:
            middle = named(10_000_000 + number % 17, None)
            people.append(_persuader(number + 1, person, (), (_path((person, middle, _TARGET), 0.1, number, texts),)))
        else:
            tie = scored(_TARGET, person, 2.0 / (1 + number / 5), number, texts=texts, url=url)
            people.append(_persuader(number + 1, person, (tie,)))
    former = people[-1:] if count > 20 else []
    asked = people[: len(people) - len(former)]
    return persuasion_page(
        Answer(Question(_TARGET, _CLUB, AT), tuple(asked), KNOWN, MODEL, former=tuple(former)), frame
    )


def _person(count: int, texts: Texts | None, url: Urls | None, frame: Frame) -> Page:
    people = tuple(
        _persuader(n + 1, who, (scored(_TARGET, who, 2.0 / (1 + n / 5), n, texts=texts, url=url),))
        for n, who in ((n, named(n, texts)) for n in range(count))
    )
    return person_page(Answer(Question(_TARGET, None, AT), people, KNOWN, MODEL), frame)


def _club(count: int, texts: Texts | None, url: Urls | None, frame: Frame) -> Page:
    inside = max(count // 10, 1)
    members = tuple(Member(named(n, texts), "player", "certain", None, 9) for n in range(inside))
    matches = []
    for number in range(inside, count):
        voices = tuple(
            _persuader(
                place + 1,
                named((number + place * 7) % inside, texts),
                (
                    scored(
                        named(number, texts),
                        named((number + place * 7) % inside, texts),
                        0.8 / (1 + number / 50),
                        number,
                        texts=texts,
                        url=url,
                    ),
                ),
            )
            for place in range(1 + number % 3)
        )
        value = sum(voice.influence for voice in voices)
        matches.append(RankedMatch(named(number, texts), _CLUB, value, Interval(value / 2, value * 2), voices))
    matches.sort(key=lambda match: -match.influence)
    club = Team(_CLUB.id, texts(0) if texts else _CLUB.name)
    targets = Recommendations(_CLUB, AT, tuple(matches), KNOWN, MODEL, "", members)
    return club_page(club, targets, frame, most=count)


def _ways(count: int, texts: Texts | None, url: Urls | None, frame: Frame) -> Page:
    paths = tuple(_path((_OTHER, named(n, texts), _TARGET), 0.3 / (1 + n / 9), n, texts, url) for n in range(count))
    forward = _persuader(1, _OTHER, (scored(_TARGET, _OTHER, 0.5, 2, texts=texts, url=url),), paths)
    backward = _persuader(1, _TARGET, ())
    return path_page(Explanation(_TARGET, _OTHER, AT, forward, backward, MODEL), frame)


def _world(count: int, texts: Texts | None, url: Urls | None, frame: Frame) -> Page:
    chance = random.Random(7)
    size = 25
    pairs = {
        (min(one, two), max(one, two))
        for one in range(count)
        for two in (
            *(one // size * size + chance.randrange(min(size, count)) for _ in range(3)),
            chance.randrange(count),
        )
        if two < count and one != two
    }
    links = tuple(
        WorldLink(
            named(one).id,
            named(two).id,
            (scored(named(one), named(two), 0.1 + chance.random(), one, texts=texts, url=url),),
        )
        for one, two in sorted(pairs)
    )
    people = tuple(WorldPerson(named(n, texts), _CLUB, None, n // size) for n in range(count))
    names = tuple(texts(n) if texts else f"Cluster {n}" for n in range((count - 1) // size + 1)) if count else ()
    return world_page(World("Example Cup", AT, people, links, names, 12, KNOWN, MODEL), frame)


_MAKERS = {"persuasion": _persuasion, "person": _person, "club": _club, "path": _ways, "world": _world}


def page_of(
    kind: str, count: int, *, texts: Texts | None = None, urls: Urls | None = None, frame: Frame | None = None
) -> Page:
    """A page of a kind with about so many nodes; every name and label is ``texts(number)`` if given."""
    return _MAKERS[kind](count, texts, urls, frame or Frame())
