"""One node of RDF with typed access to its properties, so that reading a claim is a list of what it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, TypeAlias, TypeVar

from kg.errors import InvalidInput
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.rdf.dates import dated
from kg.rdf.iris import is_iri
from kg.rdf.vocabulary import NAMESPACE, OLD_PRECISIONS, Pkg, Terms

__all__ = ["Node", "Properties", "short"]

Properties: TypeAlias = dict[str, list[str]]
_T = TypeVar("_T")

_DAY: Final = timedelta(days=1)
_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_PRECISIONS: Final = {str(precision): precision for precision in Precision}


def short(iri: str) -> str:
    """A term as people write it: ``pkg:start``."""
    return f"pkg:{iri.removeprefix(NAMESPACE)}" if iri.startswith(NAMESPACE) else iri


def _first_day(day: date, precision: Precision) -> date:
    match precision:
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return date(day.year, 1, 1)
        case Precision.SEASON:
            return date(day.year - (day.month < 7), 7, 1)
        case Precision.DAY:
            return day


class Node:
    """One node of one graph, with typed access to its properties; every refusal names the node."""

    __slots__ = ("lenient", "name", "properties")

    def __init__(self, name: str, properties: Properties, *, lenient: bool = False) -> None:
        self.name = name
        self.properties = properties
        self.lenient = lenient

    def refuse(self, problem: str, remedy: str) -> InvalidInput:
        """The error to raise, with the node's name in it."""
        return InvalidInput(f"{self.name}: {problem}", remedy=remedy)

    def one(self, prop: str) -> str:
        """The only value, or "" if there is none; of several the smallest, where the node describes and claims nothing.

        Raises:
            InvalidInput: a claim has several values.
        """
        values = self.properties.get(prop)
        if values is None:
            return ""
        if len(values) == 1:
            return values[0]
        if not self.lenient and len(set(values)) > 1:
            raise self.refuse(f"{short(prop)} has {len(set(values))} values", "say one thing in one claim")
        return min(values)

    def all(self, prop: str) -> tuple[str, ...]:
        """All values, sorted, each once."""
        values = self.properties.get(prop)
        return () if values is None else tuple(values) if len(values) == 1 else tuple(sorted(set(values)))

    def ref(self, prop: str, *, needed: bool = False) -> str:
        """The IRI that the property names, or ""."""
        iri = self.one(prop)
        if not iri and needed:
            raise self.refuse(f"{short(prop)} is missing", f"add {short(prop)} with an IRI")
        if iri and not is_iri(iri):
            raise self.refuse(f"{short(prop)} is {iri!r}, which is no IRI", "write it as <https://…>")
        return iri

    def number(self, prop: str) -> int | None:
        """A whole number."""
        text = self.one(prop)
        if not text:
            return None
        try:
            return int(text)
        except ValueError as error:
            raise self.refuse(f"{short(prop)} is {text!r}", "write a whole number") from error

    def word(self, prop: str, words: Mapping[str, _T], default: _T) -> _T:
        """The word of the model for one of a closed list of values."""
        text = self.one(prop)
        if not text:
            return default
        try:
            return words[text]
        except KeyError as error:
            allowed = ", ".join(short(word) for word in words)
            raise self.refuse(f"{short(prop)} is {short(text)!r}", f"write one of {allowed}") from error

    def kind(self, words: Mapping[str, _T]) -> _T | None:
        """The word of the model for the node's finer type, if it has one."""
        kinds = [words[cls] for cls in self.properties[Terms.TYPE] if cls in words]
        if len(set(kinds)) > 1:
            raise self.refuse("it is said to be of several kinds", "give it one type")
        return kinds[0] if kinds else None

    def day(self, prop: str) -> date | None:
        """An ``xsd:date``, its time zone passed over: football's days are local."""
        text = self.one(prop)
        return self._read_day(prop, text, "an xsd:date such as 2024-06-30") if text else None

    def _read_day(self, prop: str, text: str, wanted: str) -> date:
        match = _DATE.fullmatch(text)
        try:
            if match:
                return date.fromisoformat(match[1])
        except ValueError:
            pass  # a day that no calendar has: refused like any other text that is no date
        raise self.refuse(f"{short(prop)} is {text!r}", f"write {wanted}")

    def when(self, prop: str) -> ImpreciseDate | None:
        """A date as exactly as its value says, or a day with a property of the old form beside it.

        A month, season or year is taken as it is, and a precision beside it is ignored.
        """
        text = self.one(prop)
        if not text:
            return None
        when = dated(text)
        if when is not None:
            return when
        day = self._read_day(prop, text, "2024-06-30, 2024-06, 2024-07-01/2025-06-30 (a season) or 2024")
        beside = OLD_PRECISIONS[prop]
        if beside not in self.properties:
            return ImpreciseDate(day)
        precision = self.word(beside, _PRECISIONS, Precision.DAY)
        if precision is Precision.DAY:
            return ImpreciseDate(day)
        try:
            # An end of the old form is the day after all that it can be.
            return ImpreciseDate(_first_day(day - _DAY if prop == Pkg.END else day, precision), precision)
        except (OverflowError, ValueError) as error:
            raise self.refuse(f"{short(prop)} is {day}", "write a year between 2 and 9998") from error

    def period(self) -> Period:
        """The period in which the claim held."""
        try:
            return Period(
                self.when(Pkg.START),
                self.when(Pkg.END),
                self.day(Pkg.ATTESTED_UNTIL),
            )
        except ValueError as error:
            raise self.refuse(str(error), "mend pkg:start or pkg:end") from error
