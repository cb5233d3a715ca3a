"""What functions gave while a query was asked, as a graph, and the query that asks that graph in their place.

Other engines know none of the store's functions. Once what they gave is a graph of a remote store, any engine answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.rdf.vocabulary import FUNCTIONS
from kg.sparql.functions import FunctionSource, Value, adapted
from kg.sparql.tokens import Token, tokens

__all__ = ["Calls", "asking_graph", "recording", "triples_of"]

Calls: TypeAlias = dict[str, Value]
"""By call, written as the function's name and its arguments, what it gave; ``None`` is no value."""

_CALL: Final = "urn:player-kg:call"
_VALUE: Final = "urn:player-kg:value"


def recording(source: FunctionSource, calls: Calls) -> FunctionSource:
    """The functions, each noting in ``calls`` what it gives; for queries that are asked in this process."""

    def noting(name: str, function: Callable[..., Value]) -> Callable[..., Value]:
        def call(*arguments: str) -> Value:
            given = calls[" ".join((name, *arguments))] = function(*arguments)
            return given

        return call

    return replace(source, functions={name: noting(name, function) for name, function in source.functions.items()})


def triples_of(calls: Mapping[str, Value]) -> str:
    """The calls that gave a value, as N-Triples."""
    lines = []
    for number, (call, value) in enumerate(sorted(calls.items())):
        term = adapted({"": lambda value=value: value})[NamedNode(FUNCTIONS)]()
        if term is not None:
            node = f"<{_CALL}:{number}>"
            lines += [f"{node} <{_CALL}> {Literal(call)} .\n", f"{node} <{_VALUE}> {term} .\n"]
    return "".join(lines)


def asking_graph(text: str, *graphs: str) -> str:
    """The query with the values of these graphs in the place of functions called in ``FILTER`` and ``BIND``.

    Args:
        text: a query that names no dataset.
        graphs: the graphs that it is to ask, that of the calls among them.
    """
    code = [token for token in tokens(text) if token.kind != "space"]
    dataset = "".join(f"FROM <{graph}> " for graph in graphs)
    body = next(place for place, token in enumerate(code) if token.text == "{")
    edits = [(code[body - (code[body - 1].text.upper() == "WHERE")].start, 0, dataset)]
    clause = 0
    for place, token in enumerate(code):
        if token.kind == "word" and token.text.upper() in ("FILTER", "BIND"):
            clause = token.start
        elif token.text == "fn:" and code[place - 1].text.upper() == "PREFIX":
            start, iri = code[place - 1].start, code[place + 1]
            edits.append((start, iri.start + len(iri.text) - start, ""))  # nothing that is left begins so
        elif token.kind == "name" and token.text.startswith("fn:") and code[place + 1].text == "(":
            arguments, end = _arguments(text, code[place + 1 :])
            number = len(edits)
            key = ', " ", '.join((f'"{token.text.removeprefix("fn:")}"', *(f"STR({one})" for one in arguments)))
            looked_up = f"?call{number} <{_CALL}> ?key{number} ; <{_VALUE}> ?value{number}"
            edits.append((clause, 0, f"BIND(CONCAT({key}) AS ?key{number}) OPTIONAL {{ {looked_up} }} "))
            edits.append((token.start, end - token.start, f"?value{number}"))
    for start, length, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[start + length :]
    return text


def _arguments(text: str, code: list[Token]) -> tuple[list[str], int]:
    """The arguments that begin with an opening bracket, and where the text after the closing one begins."""
    bounds = list(_bounds(code))
    pieces = [text[one + 1 : other].strip() for one, other in pairwise(bounds)]
    return pieces, bounds[-1] + 1


def _bounds(code: list[Token]) -> Iterator[int]:
    """Where the brackets around arguments stand, and the commas between them."""
    depth = 0
    for token in code:
        depth += token.text == "("
        if depth == 1 and token.text in ("(", ",", ")"):
            yield token.start
        depth -= token.text == ")"
        if depth == 0:
            return
