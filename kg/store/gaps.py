"""What a release lacks, gathered while its claims pass by."""

from __future__ import annotations

from collections import Counter
from typing import Final

from kg.model.claims import Spell, Statement
from kg.model.dates import Precision
from kg.model.people import Person

__all__ = ["Gaps"]

_NAMED: Final = 3


class Gaps:
    """Counts what is missing, and remembers the first few by name."""

    def __init__(self) -> None:
        self._people: dict[str, str] = {}
        self._placed: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._named: dict[str, list[str]] = {}

    def see(self, statement: Statement) -> None:
        """Look at one statement."""
        if isinstance(statement, Spell):
            self._placed.add(statement.person)
            if statement.period.start is None:
                self._counts["spells of which nobody says since when"] += 1
        elif isinstance(statement, Person):
            self._people[statement.id] = statement.name
            if statement.birth is None:
                self._lacks("no birth date", statement.name)
            elif statement.birth.precision is not Precision.DAY:
                self._lacks("no exact birth date", statement.name)

    def _lacks(self, lack: str, name: str) -> None:
        self._counts[lack] += 1
        named = self._named.setdefault(lack, [])
        if len(named) < _NAMED:
            named.append(name)

    def told(self) -> tuple[str, ...]:
        """One line for each sort, most frequent first, when all claims have passed."""
        for person, name in self._people.items():
            if person not in self._placed:
                self._lacks("in no team", name)
        return tuple(self._line(lack, number) for lack, number in self._counts.most_common())

    def _line(self, lack: str, number: int) -> str:
        named = self._named.get(lack, [])
        more = ", …" if number > len(named) else ""
        return f"{lack}: {number:,}" + (f" ({', '.join(named)}{more})" if named else "")
