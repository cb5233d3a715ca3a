"""Where the mistake in a query is.

Oxigraph's parser tells the place of a mistake in the head of a query; one inside the braces it mostly reports at the
very end. So the place is found by asking the parser again: the mistake is at the first token up to which the text
could still have become a query. Whether a beginning can, is tried out with a few ways to go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph

from kg.sparql.tokens import Token, tokens

__all__ = ["mistake"]

_LONGEST: Final = 3000
"""Characters of the longest text that is looked at: no nesting of that length overflows the parser's stack."""

_TRIES: Final = 20_000
_MEANING: Final = (
    "variable that is unbound",
    "Prefix not found",
    "overrides an existing variable",
    "Duplicated variable",
    "not authorized with GROUP",
)
_DOUBLE: Final = frozenset({"&&", "||", "<=", ">=", "!=", "^^"})
_CLOSING: Final = {"(": ")", "{": "}", "[": "]"}
_ONWARD: Final = (
    "",
    "?x",
    "?x ?x",
    "?x ?x ?x",
    "1",
    "* 1",
    "<x:x>",
    "<x:x> ?x",
    "<x:x> ?x ?x",
    "= 1",
    "{}",
    "{ ?x ?x ?x }",
    "(1)",
    "(1 AS ?x)",
    "AS ?x",
    "1 AS ?x",
    "(?x)",
    "(?x) {}",
    "{} ?x ?x ?x",
    "?x {}",
    "?x { 1 }",
    "{ 1 }",
    "(?x ?x ?x)",
    "1 = 1",
    "BY ?x",
    "x:",
    ": <x:x>",
    "NULL",
    '"x"',
    ", 1",
    ", 1, 1",
    "EXISTS {}",
    "IN ()",
    "()",
)
"""Ways to go on from the middle of something to its end."""


def _words(text: str) -> list[Token]:
    """The tokens that count, signs of two characters in one piece."""
    words: list[Token] = []
    for token in tokens(text):
        before = words[-1] if words else None
        if before and before.text + token.text in _DOUBLE and before.start + 1 == token.start:
            words[-1] = Token("other", before.text + token.text, before.start)
        elif token.kind != "space":
            words.append(token)
    return words


def _ends(before: Sequence[Token]) -> Iterator[str]:
    """Ways to close all that is open, and to add what a query must have."""
    stack: list[str] = []
    for token in before:
        if token.text in _CLOSING:
            stack.append(_CLOSING[token.text])
        elif token.text in _CLOSING.values() and (not stack or stack.pop() != token.text):
            return
    closed = "".join(reversed(stack))
    head, paren, tail = closed.rpartition(")")
    named = [f"{head} AS ?x){tail}", f"{head} AS ?x) {{}}{tail}"] if paren else []
    yield from (closed, *named)
    if not any(token.text == "{" for token in before):
        yield from (f"{closed} {{}}", f"{closed} ?x {{}}", *(f"{start} {{}}" for start in named[:1]))
    elif any(token.text.upper() == "SELECT" for token in before[1:]):
        yield f"{{}} {closed}"


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tries = _TRIES

    def takes(self, text: str) -> bool:
        self._tries -= 1
        try:
            pyoxigraph.Store().query(text)
        except SyntaxError as error:
            # What is wrong with the meaning of what was tried, such as a name without its PREFIX, has the right form.
            return any(clue in str(error) for clue in _MEANING)
        except (RuntimeError, ValueError, OSError):
            pass
        return True

    def viable(self, words: Sequence[Token]) -> bool:
        """Whether the text up to and with these tokens can become a query."""
        last = words[-1]
        text = self._text[: last.start + len(last.text)]
        ends = list(_ends(words))
        return self._tries > 0 and any(self.takes(f"{text} {onward} {end}") for end in ends for onward in _ONWARD)


def mistake(text: str) -> int | None:
    """The offset of the token at which a text stops being the beginning of a query.

    Args:
        text: what Oxigraph refuses; nothing in it may ask another server.

    Returns:
        ``None`` when that cannot be told.
    """
    words = _words(text)
    if len(text) > _LONGEST or not words:
        return None
    parser = _Parser(text)
    # From the end, as some beginnings that could become a query may not be recognised.
    for many in range(len(words), 0, -1):
        if parser.viable(words[:many]):
            return words[many].start if many < len(words) else len(text.rstrip())
    return None
