"""Who can be meant by a name in a text: the store's people and teams, by the rule of the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Protocol

from kg.model import EntityRef, Person, Team, TeamKind
from kg.text.names import tokens
from kg.text.team_kinds import is_womens

__all__ = ["Directory", "Register"]

_NATIONAL: Final = (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)


class Register(Protocol):
    """What a directory looks names up in; `kg.columns.facts.Facts` is one."""

    def answering(self, text: str, category: str = ..., *, loosely: bool = ...) -> list[int]:
        """Everybody who answers to a name."""

    def is_person(self, node: int) -> bool:
        """Whether a node is a person."""

    def named(self, node: int) -> EntityRef:
        """Id and name."""

    def person(self, node: int) -> Person:
        """What is known of a person."""

    def team(self, node: int) -> Team:
        """What is known of a team."""

    def label(self, node: int) -> str:
        """A name with what tells namesakes apart."""


class Directory:
    """The people and teams that a story may speak of, as of the day it was published."""

    def __init__(
        self, register: Register, standings: Callable[[int], Sequence[tuple[int, str, bool]]], published: date
    ) -> None:
        """Remember what is looked up.

        Args:
            register: where names are looked up.
            standings: the clubs that a person is at on the day, the surest first, each with the role there and
                whether a source with a day says so and the stay is no newer than a month; of the others only the
                season is known, or they are news.
            published: the day of publication.
        """
        self.register = register
        self.published = published
        self.standings = lru_cache(maxsize=50_000)(standings)
        self.whole = lru_cache(maxsize=50_000)(self._whole)
        self.people_called = lru_cache(maxsize=50_000)(self._people_called)
        self.names = lru_cache(maxsize=50_000)(self._names)
        self.name_words = lru_cache(maxsize=50_000)(self._name_words)
        self.person = lru_cache(maxsize=50_000)(register.person)
        self.womens_team = lru_cache(maxsize=50_000)(self._womens_team)
        self.is_national = lru_cache(maxsize=50_000)(self._is_national)

    def _whole(self, name: str) -> tuple[int, ...]:
        """Who answers to a whole name: people before teams, but for the very name of a team."""
        people, teams = self.register.answering(name, "person"), self.register.answering(name, "team")
        if any(self.register.named(team).name == name for team in teams):
            return tuple(teams)
        return tuple(people or teams)

    def _people_called(self, surname: str) -> tuple[int, ...]:
        """The people of whose names these are the last words."""
        words = tokens(surname)
        return tuple(
            node
            for node in self.register.answering(surname, "person", loosely=True)
            if any(own[-len(words) :] == words for own in self.name_words(node))
        )

    def _names(self, node: int) -> tuple[str, ...]:
        """Every name of a person or team."""
        entity: Person | Team = (
            self.register.person(node) if self.register.is_person(node) else self.register.team(node)
        )
        return (entity.name, *entity.aliases)

    def _name_words(self, node: int) -> tuple[tuple[str, ...], ...]:
        """The words of every name of a person or team."""
        return tuple(map(tokens, self.names(node)))

    def clubs_of(self, person: int) -> tuple[int, ...]:
        """The clubs that a person is at, the surest first."""
        return tuple(team for team, _, _ in self.standings(person))

    def is_staff(self, person: int) -> bool:
        """Whether a person works for a club without playing for it."""
        return any(role != "player" for _, role, _ in self.standings(person))

    def is_attested(self, person: int, club: int) -> bool:
        """Whether a source with a day has a person at a club for a month or more: whoever is news may be to come."""
        return any(team == club and dated for team, _, dated in self.standings(person))

    def is_person(self, node: int) -> bool:
        """Whether a node is a person."""
        return self.register.is_person(node)

    def _is_national(self, node: int) -> bool:
        """Whether a node is a national team."""
        return not self.is_person(node) and self.register.team(node).kind in _NATIONAL

    def age(self, node: int) -> tuple[int, int] | None:
        """The youngest and oldest that a person can have been on the day, in full years; ``None`` if unknown."""
        birth = self.person(node).birth
        if birth is None:
            return None
        return _years(birth.after, self.published), _years(birth.first, self.published)

    def country(self, node: int) -> str:
        """The country of a team, or the first of a person's."""
        if self.is_person(node):
            return next(iter(self.person(node).citizenships), "")
        return self.register.team(node).country

    def is_womens(self, team: int) -> bool:
        """Whether a team's name says that women play in it."""
        return any(map(is_womens, self.names(team)))

    def plays_with_women(self, person: int) -> bool:
        """Whether the clubs that a person is at are women's teams."""
        clubs = self.clubs_of(person)
        return bool(clubs) and all(self.is_womens(team) for team in clubs)

    def _womens_team(self, club: int) -> int | None:
        """The women's team of a club, ``None`` if the register has not exactly one."""
        base = self.register.named(club).name
        teams = {
            node
            for word in (
                "Women",
                "Femenino",
                "Féminines",
                "Féminine",
                "Frauen",
                "Feminino",
                "Femminile",
                "Ladies",
                "WFC",
            )
            for node in self.register.answering(f"{base} {word}", "team")
        }
        return teams.pop() if len(teams) == 1 else None


def _years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
