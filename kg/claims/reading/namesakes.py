"""Which of several namesakes a story means: by the club, the age and the position that it gives."""

from __future__ import annotations

import re
from typing import Final

from kg.claims.reading.directory import Directory
from kg.claims.reading.language import Language
from kg.claims.reading.mention import Mention

__all__ = ["settle_namesakes"]

_CLOSE: Final = 40
_BEHIND: Final = 6
_NEXT_TO, _AGE, _NAMED = 3, 2, 1
_LEAST: Final = 1


def settle_namesakes(text: str, named: list[Mention], language: Language, directory: Directory) -> None:
    """Give mentions of a name that several have the one whom the story means, where it says enough.

    Args:
        text: the story.
        named: all mentions; changed.
        language: the story's language.
        directory: who there is.
    """
    clubs = [mention for mention in named if mention.kind == "club" and mention.node is not None]
    age = re.compile(rf"\b{language.descriptions['age']}|, (\d\d)\b|\((\d\d)\)", re.IGNORECASE)
    ages = {int(number) for match in age.finditer(text) for number in match.groups() if number}
    by_candidates: dict[tuple[int, ...], list[Mention]] = {}
    for mention in named:
        if mention.candidates and mention.kind == "person":
            by_candidates.setdefault(mention.candidates, []).append(mention)
    for candidates, places in by_candidates.items():
        for place in places:
            place.node = _stated(place, candidates, clubs, directory)
        rest = {place.node for place in places} - {None} or {_likeliest(candidates, places, clubs, ages, directory)}
        for place in places:
            if place.node is None and len(rest) == 1:
                place.node = next(iter(rest))
            place.candidates = candidates if place.node is None else ()


def _likeliest(
    candidates: tuple[int, ...], places: list[Mention], clubs: list[Mention], ages: set[int], directory: Directory
) -> int | None:
    """The one for whom the story as a whole speaks; ``None`` where it says too little."""
    scores = {
        node: _score(node, candidates, places, clubs=clubs, ages=ages, directory=directory) for node in candidates
    }
    first, *others = sorted(candidates, key=lambda node: -scores[node])
    return first if scores[first] >= _LEAST and all(scores[node] < scores[first] for node in others) else None


def _stated(place: Mention, candidates: tuple[int, ...], clubs: list[Mention], directory: Directory) -> int | None:
    """The one of the candidates whose club stands right behind the name: "Reyes of Northgate City"."""
    behind = {club.node for club in clubs if 0 < club.start - place.end <= _BEHIND}
    meant = [node for node in candidates if behind & set(directory.clubs_of(node))]
    return meant[0] if len(meant) == 1 else None


def _score(
    node: int,
    candidates: tuple[int, ...],
    places: list[Mention],
    *,
    clubs: list[Mention],
    ages: set[int],
    directory: Directory,
) -> int:
    own = set(directory.clubs_of(node))
    score = 0
    if any(club.node in own and 0 <= place.start - club.end <= _CLOSE for place in places for club in clubs):
        score += _NEXT_TO
    if any(club.node in own for club in clubs):
        score += _NAMED
    if any(_has_age(node, age, directory) for age in ages):
        others = [namesake for namesake in candidates if namesake != node]
        score += 0 if any(_has_age(namesake, age, directory) for namesake in others for age in ages) else _AGE
    return score


def _has_age(node: int, age: int, directory: Directory) -> bool:
    years = directory.age(node)
    return years is not None and years[0] <= age <= years[1]
