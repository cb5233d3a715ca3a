"""Functions of our own in queries: plain Python functions of texts, made into what Oxigraph calls.

A function takes the IRIs and the lexical forms of its arguments and returns a number, a text, a boolean or a day, or
``None`` where there is no value: the expression is then in error, and its variable stays unbound.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.rdf.vocabulary import DERIVED_TERMS, FUNCTIONS, NAMESPACE, Terms

__all__ = ["FunctionSource", "Functions", "Value", "adapted", "calls_functions", "needs_derived"]

_DERIVED: Final = re.compile(
    r"[:#](?:" + "|".join(sorted(term.removeprefix(NAMESPACE) for term in DERIVED_TERMS)) + r")(?![\w-])"
)

Value: TypeAlias = float | str | bool | date | None

Functions: TypeAlias = Mapping[str, Callable[..., Value]]
"""Functions by their names after ``fn:``."""


@dataclass(frozen=True)
class FunctionSource:
    """Where the functions of a store come from, in this process and in another one.

    Attributes:
        functions: for queries in this process.
        module: name of a module with ``open_functions(location) -> Functions``.
        location: the store, as that function takes it.
    """

    functions: Functions
    module: str
    location: str

    @property
    def recipe(self) -> tuple[str, str]:
        """What `from_recipe` wants, to send to another process."""
        return self.module, self.location

    @staticmethod
    def from_recipe(recipe: tuple[str, str]) -> Functions:
        """The functions in another process."""
        module, location = recipe
        functions: Functions = importlib.import_module(module).open_functions(location)
        return functions


def calls_functions(text: str) -> bool:
    """Whether a query may call one of the functions."""
    return "fn:" in text or FUNCTIONS in text


def needs_derived(text: str) -> bool:
    """Whether a query may ask for what a store derives from its claims, or call one of the functions."""
    return calls_functions(text) or _DERIVED.search(text) is not None


def adapted(functions: Functions) -> dict[NamedNode, Callable[..., Any]]:
    """The functions by IRI, as pyoxigraph's ``custom_functions`` wants them."""
    return {NamedNode(FUNCTIONS + name): _adapted(function) for name, function in functions.items()}


def _adapted(function: Callable[..., Value]) -> Callable[..., Literal | None]:
    def call(*terms: Any) -> Literal | None:
        try:
            value = function(*(getattr(term, "value", "") for term in terms))
        except TypeError:  # too few or too many arguments: an error of the expression, as in SPARQL's own functions
            return None
        if isinstance(value, date):
            return Literal(value.isoformat(), datatype=NamedNode(Terms.DATE))
        return None if value is None else Literal(value)

    return call
