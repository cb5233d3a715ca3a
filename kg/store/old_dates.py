"""The dates of releases that came in before ontology 2.0.0, rewritten where a store is brought up to date or exported.

Up to then a property beside a date said how exact it is (`kg.rdf.vocabulary.OLD_PRECISIONS`). What reads claims takes
either form, so this is for queries in SPARQL, which would meet both, and for whoever reads an export. Only such dates
are touched, so that nothing else a release says is lost, whether the program knows its terms or not.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import InvalidInput
from kg.rdf.dates import DATATYPES, date_literal, date_text
from kg.rdf.nodes import Node
from kg.rdf.quads import QuadsWriter
from kg.rdf.vocabulary import OLD_PRECISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model.dates import ImpreciseDate
    from kg.store.generation import Draft
    from kg.store.manifest import Entry

__all__ = ["has_old_dates", "keep_with_new_dates", "rewritten", "with_new_dates"]

_LITERAL: Final = re.compile(
    rb'\S+ <(?P<property>[^>]*)> (?P<term>"(?P<text>[^"\\]*)"(?:\^\^<(?P<type>[^>]*)>)?) [^"]*\n'
)
_OF_DATES: Final = frozenset(DATATYPES.values())
_BESIDE: Final = tuple(f"<{beside}>".encode() for beside in OLD_PRECISIONS.values())


def keep_with_new_dates(draft: Draft, entry: Entry) -> Entry:
    """Take a release over from the generation before, its dates in the form of today; its columns say the same."""
    assert draft.base is not None  # noqa: S101  there is nothing to keep otherwise
    text = draft.base.places.quads(entry.name)
    if not _has_old(text):
        draft.keep(entry)
        return entry
    with gzip.open(text) as lines, QuadsWriter(draft.places.quads(entry.name)) as copy:
        for line in rewritten(lines):
            copy.write_bytes(line)
    draft.keep_segment(entry)
    return replace(entry, digest=copy.digest, status=replace(entry.status, quads=copy.lines))


def _has_old(text: Path) -> bool:
    with gzip.open(text) as lines:
        return any(_is_beside(line) for line in lines)


def _is_beside(line: bytes) -> bool:
    return b"Precision> " in line and any(beside in line for beside in _BESIDE)


def rewritten(lines: Iterator[bytes]) -> Iterator[bytes]:
    """N-Quads with new dates for old.

    A date and what stands beside it are known for a pair where the lines of their node are together, as they are in
    every text that a store writes. What is no such pair, or cannot be read as one, stays as it is.
    """
    for _, together in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        node = list(together)
        yield from _of_node(node) if any(map(_is_beside, node)) else node


def _of_node(lines: Sequence[bytes]) -> Iterator[bytes]:
    literals: dict[str, list[tuple[int, re.Match[bytes]]]] = {}
    for number, line in enumerate(lines):
        if literal := _LITERAL.fullmatch(line):
            literals.setdefault(literal["property"].decode(), []).append((number, literal))
    changed: dict[int, bytes] = {}
    for prop, beside in OLD_PRECISIONS.items():
        dates, words = literals.get(prop, []), literals.get(beside, [])
        if len(dates) != 1 or len(words) != 1:
            continue
        (place, literal), (word_place, word) = dates[0], words[0]
        datatype = (literal["type"] or b"").decode()
        when = _read(prop, literal["text"].decode(), datatype, word["text"].decode())
        if when is None:
            continue
        start, end = literal.span("term")
        changed[place] = lines[place][:start] + date_literal(when).encode() + lines[place][end:]
        changed[word_place] = b""
    yield from filter(None, (changed.get(number, line) for number, line in enumerate(lines)))


def _read(prop: str, text: str, datatype: str, word: str) -> ImpreciseDate | None:
    """A date with the word that stands beside it; ``None`` where they are no date of a year, month, season or day."""
    if datatype not in _OF_DATES:
        return None
    try:
        return Node("", {prop: [text], OLD_PRECISIONS[prop]: [word]}).when(prop)
    except InvalidInput:
        return None


def has_old_dates(store: Store) -> bool:
    """Whether any graph says beside a date how exact it is."""
    properties = map(NamedNode, OLD_PRECISIONS.values())
    return any(next(store.quads_for_pattern(None, prop, None, None), None) for prop in properties)


def with_new_dates(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Quads, those of each subject together, with new dates for old, as `rewritten` makes them of lines."""
    for _, together in groupby(quads, key=lambda quad: quad.subject):
        node = list(together)
        changed = dict(_changes(node))
        yield from filter(None, (changed.get(quad, quad) for quad in node))


def _changes(node: Sequence[Quad]) -> Iterator[tuple[Quad, Quad | None]]:
    """Each date to rewrite with its new form, and each word beside one with ``None``. Graphs speak for themselves."""
    by_property: dict[tuple[str, str], list[Quad]] = {}
    for quad in node:
        by_property.setdefault((str(quad.graph_name), quad.predicate.value), []).append(quad)
    for (graph, prop), dates in by_property.items():
        words = by_property.get((graph, OLD_PRECISIONS.get(prop, "")), [])
        if len(dates) != 1 or len(words) != 1:
            continue
        (quad,), (word,) = dates, words
        value = quad.object
        if not isinstance(value, Literal) or not isinstance(word.object, Literal):
            continue
        when = _read(prop, value.value, value.datatype.value, word.object.value)
        if when is None:
            continue
        literal = Literal(date_text(when), datatype=NamedNode(DATATYPES[when.precision]))
        yield quad, Quad(quad.subject, quad.predicate, literal, quad.graph_name)
        yield word, None
