"""What is done to the text of a query before Oxigraph sees it: refused, completed, or let through.

pyoxigraph offers no switch against ``SERVICE``, and follows it wherever it points. A tokeniser of our own cannot
be trusted to find it: ``<`` opens an IRI or compares, which only the grammar tells, and so what looks like the
inside of a string may not be one. The pattern for it therefore looks at the bare text, wherever in it that is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.results import Term, TermKind
from kg.rdf.vocabulary import QUERY_PREFIXES
from kg.sparql.tokens import Token, tokens

if TYPE_CHECKING:
    from kg.sparql import mistakes
else:
    mistakes = lazy("kg.sparql.mistakes")

__all__ = ["Prepared", "guarded", "prepare", "refuse_service", "syntax_problem", "with_prefixes"]

_SPACE: Final = r"(?:\s|\#[^\n\r]*[\n\r])*+"
_NAME: Final = r"(?:<[^<>\s]*>|(?:[^\s{}<>\"\#\\]|\\.)+)"
_SERVICE: Final = re.compile(rf"service{_SPACE}(?:silent{_SPACE})?{_NAME}{_SPACE}\{{", re.IGNORECASE)
_SHORT: Final = 10_000
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\\\([uU])|\\.", re.DOTALL)
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may run.

    Attributes:
        text: with the values put in.
        graphs: IRIs that it names with `FROM`, which must be in the store.
    """

    text: str
    graphs: tuple[str, ...]

    @property
    def form(self) -> str:
        """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
        token = _form(self.text)
        return token.text.upper() if token else ""


def _place(text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    return f"line {line}, column {start - (text.rfind(chr(10), 0, start) + 1) + 1}"


def guarded(text: str) -> str:
    r"""Text with escapes, such that a store that looks for ``\uXXXX`` before all else finds none that is not meant.

    SPARQL lets it do so, and some do: an escaped backslash before a ``u`` would lose its meaning, and its literal its
    end. The long form, because rdflib takes as many digits as it finds.
    """
    return _ESCAPE.sub(lambda match: rf"\\\U{ord(match[1]):08X}" if match[1] else match[0], text)


def _literal(text: str) -> str:
    escaped = guarded(text.replace("\\", "\\\\")).replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _term(name: str, value: str | Term) -> str:
    """A value as it stands in SPARQL: a term as it is; of a text, an IRI, a day, or the text."""
    if isinstance(value, Term) and value.kind is TermKind.LITERAL:
        literal = _literal(value.value)
        return f"{literal}^^{_term(name, Term(TermKind.IRI, value.datatype))}" if value.datatype else literal
    if isinstance(value, Term):
        value = f"<{value.value}>"
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
        if not _IRI.fullmatch(value):
            raise InvalidInput(f"the value of ?{name} is no IRI: <{value}>", remedy="write it as <https://…>")
        return f"<{value}>"
    if _IRI.fullmatch(value) and value.partition(":")[0] in ("http", "https", "urn"):
        return f"<{value}>"
    if _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise InvalidInput(f"the value of ?{name} is no day: {value}", remedy="write YYYY-MM-DD") from error
        return f'"{value}"^^<{_XSD}date>'
    return _literal(value)


def with_prefixes(text: str) -> str:
    """A query with those of `QUERY_PREFIXES` declared that it uses and does not declare."""
    missing = (
        f"PREFIX {prefix}: <{iri}> "
        for prefix, iri in QUERY_PREFIXES.items()
        if f"{prefix}:" in text and not re.search(rf"\bprefix{_SPACE}{prefix}:", text, re.IGNORECASE)
    )
    return "".join(missing) + text


def refuse_service(text: str) -> None:
    """Let nothing pass that asks another server.

    Raises:
        InvalidInput: it does.
    """
    if match := _SERVICE.search(text):
        raise InvalidInput(
            f"the query asks another server with SERVICE ({_place(text, match.start())}), which is refused",
            remedy="ask about what is in the store only",
        )


def _check(text: str) -> tuple[str, ...]:
    """Refuse what is no query of the store alone; else the IRIs that it names with FROM."""
    refuse_service(text)
    form = _form(text)
    if form is None:
        raise InvalidInput("the query is empty", remedy="write a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    if form.text.upper() in _UPDATES:
        raise InvalidInput(
            f"{form.text.upper()} is an update ({_place(text, form.start)}); queries cannot change the store",
            remedy="bring data in with kg import or kg claim add",
        )
    if form.text.upper() not in _FORMS:
        raise InvalidInput(
            f"{form.text[:40]!r} ({_place(text, form.start)}) begins no query",
            remedy="begin with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines",
        )
    return _graphs(text)


_checked = lru_cache(maxsize=64)(_check)
"""`_check`, kept for texts that may be asked again with other values; what is refused is not kept."""


def _form(text: str) -> Token | None:
    """The first word that is not part of a PREFIX, BASE or VERSION line."""
    for token in tokens(text):
        if token.kind in ("space", "iri", "name", "string"):
            continue
        if token.kind == "word" and token.text.upper() in ("PREFIX", "BASE", "VERSION"):
            continue
        return token
    return None


def _graphs(text: str) -> tuple[str, ...]:
    """The IRIs that the query names with FROM, prefixes expanded."""
    prefixes: dict[str, str] = {}
    graphs: list[str] = []
    before = ["", ""]
    for kind, token, _ in tokens(text):
        if kind == "space":
            continue
        if kind == "iri" and before[0] == "PREFIX":
            prefixes[before[1]] = token[1:-1]
        if kind in ("iri", "name") and (before[1] == "FROM" or before == ["FROM", "NAMED"]):
            prefix, _, local = token.partition(":")
            graphs.append(token[1:-1] if kind == "iri" else prefixes.get(f"{prefix}:", f"{prefix}:") + local)
        before = [before[1], token.upper() if kind == "word" else token]
    return tuple(graphs)


class _Hole(NamedTuple):
    """A variable, the text between the one before and it, and whether it stands in a SELECT clause as it is."""

    before: str
    variable: str
    selected: bool


def _holes(text: str) -> tuple[_Hole, ...]:
    """The variables of a query in their order; the last hole is the rest of the text, without one."""
    holes: list[_Hole] = []
    selecting, depth, done = False, 0, 0
    for kind, part, start in tokens(text):
        if kind == "word" and part.upper() == "SELECT":
            selecting, depth = True, 0
        elif selecting and (part == "{" or (kind == "word" and part.upper() in ("WHERE", "FROM"))):
            selecting = False
        depth += (part == "(") - (part == ")")
        if kind == "variable":
            holes.append(_Hole(text[done:start], part, selecting and depth == 0))
            done = start + len(part)
    return (*holes, _Hole(text[done:], "", False))


_cached_holes = lru_cache(maxsize=64)(_holes)


def _substituted(text: str, values: Mapping[str, str | Term]) -> str:
    """The query with values in the place of variables; where one is selected, it is selected as that value."""
    terms = {name.lstrip("?$"): _term(name.lstrip("?$"), value) for name, value in values.items()}
    parts: list[str] = []
    used: set[str] = set()
    for before, variable, selected in _cached_holes(text) if len(text) <= _SHORT else _holes(text):
        term = terms.get(variable[1:])
        parts += (before, variable if term is None else f"({term} AS {variable})" if selected else term)
        if term is not None:
            used.add(variable[1:])
    if missing := sorted(set(terms) - used):
        raise InvalidInput(
            "the query has no variable " + ", ".join(f"?{name}" for name in missing),
            remedy="give values for variables that stand in the query",
        )
    return "".join(parts)


def prepare(text: str, substitutions: Mapping[str, str | Term]) -> Prepared:
    """Check a query and put values into it.

    Args:
        text: SPARQL 1.1 query.
        substitutions: values by variable, with or without ``?``: IRIs and literals as terms, or texts, of which
            ``<…>`` and what begins with ``http:``, ``https:`` or ``urn:`` is an IRI; ``YYYY-MM-DD`` a day; anything
            else plain text.

    Raises:
        InvalidInput: the query is empty, an update, or asks another server; or a value fits nowhere.
    """
    graphs = _checked(text) if len(text) <= _SHORT else _check(text)  # no value can add to these
    if substitutions:
        text = _substituted(text, substitutions)
        refuse_service(text)  # its form stays: a variable before it would have been taken for it
    return Prepared(text, graphs)


def _mistake(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Line and column of the mistake in a query, where that is before the place that the parser has pointed at."""
    form = _form(text)
    if form is None or form.text.upper() not in _FORMS or _SERVICE.search(text):
        return None
    start = mistakes.mistake(text)
    if start is None:
        return None
    place = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return place if place < (line, column) and start < len(text.rstrip()) else None


def syntax_problem(message: str, text: str) -> InvalidInput:
    """The error for what Oxigraph's parser says of a query, with the place and without its long list of tokens."""
    match = _POSITION.match(message)
    if not match:
        return InvalidInput(f"the query cannot be understood: {message[:200]}", file="query")
    line, column, message = int(match[1]), int(match[2]), match[3]
    place = _mistake(text, line, column)
    if place:
        line, column = place
    row = (text.splitlines() or [""])[min(line, text.count("\n") + 1) - 1 :][:1]
    near = row[0][max(column - 1, 0) :][:30].strip() if row else ""
    position = f"before {near!r}" if near else "at the end of the line"
    why = message.removeprefix("expected ").removeprefix("one of ")
    # Words of the parser that a person can read; its list of every possible character is not among them.
    why = f"expected {why}" if not place and len(why) <= 60 and "'" not in why and "[_]" not in why else ""
    for clue in ("The SELECT contains a variable that is unbound", "Prefix not found", "IRI parsing failed"):
        why = clue if clue in message else why
    return InvalidInput(
        f"column {column}: the query cannot be understood {position}" + (f" ({why})" if why else ""),
        file="query",
        line=line,
        remedy="mend it there",
    )
