"""SPARQL updates: checked, run on a copy of a database, and the graphs told that they changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Store

from kg.errors import InvalidInput
from kg.rdf.quads import QuadsWriter
from kg.sparql.checks import refuse_service, syntax_problem
from kg.sparql.database import share
from kg.sparql.tokens import Token, tokens

__all__ = ["Update", "Updated", "copy_graph", "updated"]

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
_WEB: Final = ("http", "https", "urn")
_MENTIONS: Final = frozenset({"GRAPH", "INTO", "TO", "WITH"})


@dataclass(frozen=True, slots=True)
class Update:
    """An update.

    Attributes:
        text: SPARQL 1.1 Update.
        base: what relative IRIs are relative to.
        using: graphs that ``WHERE`` has for its default graph, when the request names them beside the text.
        using_named: graphs that ``GRAPH`` finds, likewise.
    """

    text: str
    base: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


class _Digest:
    """Takes the digest of what is written to it."""

    def __init__(self) -> None:
        self.hash = blake2b(digest_size=16)

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Lines:
    """Hands on what is written to it line by line."""

    def __init__(self, writer: QuadsWriter) -> None:
        self._writer = writer
        self._rest = b""

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._writer.write_bytes(line + b"\n")
        return len(data)

    def flush(self) -> None:
        """Every line is written already."""


def _code(text: str) -> Iterator[tuple[int, Token]]:
    """The tokens that count, each with how many braces are open around it."""
    depth = 0
    for token in tokens(text):
        if token.kind == "space":
            continue
        depth -= token.text == "}"
        yield depth, token
        depth += token.text == "{"


def _expanded(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, prefix + ":") + local.replace("\\", "")


def _named(text: str) -> tuple[list[str], set[str]]:
    """The graphs that stand after USING, and those that the update itself mentions otherwise, prefixes expanded."""
    prefixes: dict[str, str] = {}
    using: list[str] = []
    mentioned: set[str] = set()
    before = [Token("", "", 0)] * 2
    for _, token in _code(text):
        words = [token.text.upper() for token in before]
        if token.kind == "iri" and words[0] == "PREFIX":
            prefixes[before[1].text.rstrip(":")] = token.text[1:-1]
        elif token.kind in ("iri", "name"):
            if words[1] == "USING" or words == ["USING", "NAMED"]:
                using.append(_expanded(token, prefixes))
            elif words[1] in _MENTIONS:
                mentioned.add(_expanded(token, prefixes))
        before = [before[1], token]
    return using, mentioned


def _check(update: Update, held: set[str]) -> None:
    """Refuse what would reach out of the store, and datasets named twice."""
    refuse_service(update.text)
    for depth, token in _code(update.text):
        # "LOADex:g" is LOAD to Oxigraph, which asks for no space in between.
        if depth == 0 and token.kind in ("word", "name") and token.text.upper().startswith("LOAD"):
            raise InvalidInput("LOAD is refused: nothing is fetched", remedy="bring data in with kg import")
    using, mentioned = _named(update.text)
    for iri in using:
        if iri not in held | mentioned:
            raise InvalidInput(
                f"USING names {iri}, which is not in the store; nothing is fetched",
                remedy="kg status lists the releases",
            )
    for iri in (*update.using, *update.using_named):
        if not _IRI.fullmatch(iri):
            raise InvalidInput(f"using-graph-uri is no IRI: {iri}")
        if iri.partition(":")[0].lower() not in _WEB and iri not in held:
            raise InvalidInput(f"using-graph-uri names {iri}, which is not in the store; nothing is fetched")
    if (update.using or update.using_named) and any(
        depth == 0 and token.kind == "word" and token.text.upper() in ("USING", "WITH")
        for depth, token in _code(update.text)
    ):
        raise InvalidInput("graphs are named both in the request and by USING or WITH", remedy="name them in one place")


def _with_datasets(update: Update) -> str:
    """The update with the request's graphs as USING clauses, which is all that Oxigraph understands."""
    clauses = "".join(f"USING <{iri}> " for iri in update.using)
    clauses += "".join(f"USING NAMED <{iri}> " for iri in update.using_named)
    if not clauses:
        return update.text
    text, parts, at = update.text, [], 0
    before = Token("", "", 0)
    code = list(_code(text))
    for place, (depth, token) in enumerate(code):
        if depth == 0 and token.kind == "word" and token.text.upper() == "WHERE":
            parts.append(text[at : token.start])
            if before.text.upper() == "DELETE":  # DELETE WHERE has no room for USING: written out it has
                parts.append(_group(text, code[place + 1 :]) + " ")
            parts.append(clauses)
            at = token.start
        before = token
    return "".join(parts) + text[at:]


def _group(text: str, code: Sequence[tuple[int, Token]]) -> str:
    """The text from the brace that ``code`` begins with to the one that closes it."""
    end = next((token.start + 1 for depth, token in code[1:] if depth == 0 and token.text == "}"), len(text))
    return text[code[0][1].start : end] if code else ""


def _graphs(store: Store) -> dict[str, NamedNode | BlankNode | DefaultGraph]:
    """The graphs that hold anything, by IRI; the default graph is ""."""
    every = [DefaultGraph(), *store.named_graphs()]
    held = (graph for graph in every if next(store.quads_for_pattern(None, None, None, graph), None) is not None)
    return {"" if isinstance(graph, DefaultGraph) else graph.value: graph for graph in held}


def _reach(update: Update) -> frozenset[str] | None:
    """The graphs that an update can change, "" being the default graph; ``None`` if its text does not tell.

    Those are the ones that it names outside of patterns (after WITH, CLEAR, TO …) and after GRAPH, and the default
    graph. After ``GRAPH ?g``, ALL or NAMED it may be any.
    """
    prefixes: dict[str, str] = {}
    graphs = {""}
    before = Token("", "", 0)
    for depth, token in _code(update.text):
        if token.kind == "iri" and before.kind == "name":
            prefixes[before.text.rstrip(":")] = token.text[1:-1]
        elif (token.kind == "variable" and before.text.upper() == "GRAPH") or (
            token.kind == "word" and token.text.upper() in ("ALL", "NAMED") and depth == 0
        ):
            return None
        elif before.text.upper() == "PREFIX":
            pass  # the empty prefix, ":", would pass for a relative name
        elif token.kind in ("iri", "name") and (depth == 0 or before.text.upper() == "GRAPH"):
            graphs.add(_expanded(token, prefixes))
        before = token
    # Relative names are read against the base only by the store.
    return frozenset(graphs) if all(_IRI.fullmatch(graph) for graph in graphs if graph) else None


def _digest(store: Store, graph: NamedNode | BlankNode | DefaultGraph) -> bytes:
    digest = _Digest()
    store.dump(cast("IO[bytes]", digest), RdfFormat.N_TRIPLES, from_graph=graph)
    return digest.hash.digest()


@dataclass(frozen=True, slots=True)
class Updated:
    """A copy of a database on which an update was run.

    Attributes:
        store: the copy, open for writing.
        changed: the graphs that changed or are new; the default graph is "".
        gone: the graphs that are gone.
    """

    store: Store
    changed: frozenset[str]
    gone: frozenset[str]


def updated(base: Path, folder: Path, update: Update) -> Updated:
    """Run an update on a copy of a database.

    Args:
        base: the finished database.
        folder: where to make the copy.
        update: what to change.

    Raises:
        InvalidInput: the update is not understood or reaches out of the store.
        OSError: the disk is full, or something else of the system's.
    """
    # What was is read from the copy too: to open a database takes longer than most updates.
    share(base, folder)
    store = Store(str(folder))
    were = _graphs(store)
    _check(update, set(were))
    looked_at = _reach(update)
    before = {name: _digest(store, graph) for name, graph in were.items() if looked_at is None or name in looked_at}
    try:
        store.update(_with_datasets(update), base_iri=update.base)
    except SyntaxError as error:
        raise syntax_problem(str(error), update.text) from error
    except PermissionError as error:
        raise InvalidInput("the update asks another server, which is refused") from error
    except (RuntimeError, ValueError) as error:
        raise InvalidInput(f"the update cannot be done: {error}") from error
    store.flush()
    are = _graphs(store)
    if any(isinstance(graph, BlankNode) for graph in are.values()):
        raise InvalidInput("a graph needs an IRI for a name")
    changed = {
        name
        for name, graph in are.items()
        if name not in were or (name in before and _digest(store, graph) != before[name])
    }
    return Updated(store, frozenset(changed), frozenset(were.keys() - are.keys()))


def copy_graph(store: Store, graph: str, to: Path) -> tuple[int, str]:
    """Write a graph of a database to compressed N-Quads.

    Args:
        store: the database.
        graph: its IRI; "" is the default graph.
        to: the file to make.

    Returns:
        Its number of lines, and the digest of its text.
    """
    name = NamedNode(graph) if graph else DefaultGraph()
    quads = store.quads_for_pattern(None, None, None, name)
    with QuadsWriter(to) as writer:
        pyoxigraph.serialize(quads, cast("IO[bytes]", _Lines(writer)), RdfFormat.N_QUADS)
    return writer.lines, writer.digest
