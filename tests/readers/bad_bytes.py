"""Ways in which bytes go wrong, for property-based tests of everything that reads files or answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

__all__ = ["HOSTILE", "MUTATIONS"]

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
"""Draws a value: of a composite strategy, or of data drawn as a test goes on."""

HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE people; --",
    'A "quoted" name',
    "back\\slash",
    "a,b",
    "line\nbreak",
    "right\u202eto left",
    "\u200b",
    "https://example.org/with space> <https://evil",
    "\ud83d\ude00 Ada".encode("utf-16", "surrogatepass").decode("utf-16"),
    "=cmd|' /C calc'!A0",
    "NaN",
    "-1",
    "1e999",
    "9" * 400,
    "0000-00-00",
    "2012-02-30",
    "",
    " ",
    "Without Club",
    "Q0",
    "\x00",
    "x" * 150_000,
]


def cut(data: bytes, draw: Draw) -> bytes:
    end: int = draw(st.integers(0, len(data)))
    return data[:end]


def noise(data: bytes, draw: Draw) -> bytes:
    at = draw(st.integers(0, len(data)))
    put: bytes = draw(st.binary(min_size=1, max_size=12))
    return data[:at] + put + data[at + draw(st.integers(0, 12)) :]


def quote(data: bytes, draw: Draw) -> bytes:
    at = draw(st.integers(0, len(data)))
    put: bytes = draw(st.sampled_from([b'"', b'""', b"'", b'",', b'\n"', b"\\", b"\r"]))
    return data[:at] + put + data[at:]


def field(data: bytes, draw: Draw) -> bytes:
    """Another value in place of one word."""
    words = data.replace(b"\n", b",").split(b",")
    word = draw(st.sampled_from([one for one in words if one.strip()] or [b"x"]))
    value = draw(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))).encode("utf-8", "replace")
    return data.replace(word, value, draw(st.integers(1, 3)))


def head(data: bytes, draw: Draw) -> bytes:
    """Another first line: columns taken away, doubled, in another order."""
    first, _, rest = data.partition(b"\n")
    columns = first.split(b",")
    chosen = draw(st.lists(st.sampled_from(columns), max_size=len(columns) + 1))
    return b",".join(chosen) + b"\n" + rest


def again(data: bytes, draw: Draw) -> bytes:
    """Lines twice, and in another order."""
    first, *rest = data.split(b"\n")
    return b"\n".join([first, *draw(st.lists(st.sampled_from([*rest, b""]), max_size=12)), *rest])


def dress(data: bytes, draw: Draw) -> bytes:
    """Marks and line ends that change nothing, and encodings that change all."""
    how = draw(st.integers(0, 4))
    if how == 0:
        return b"\xef\xbb\xbf" + data
    if how == 1:
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    text = data.decode("utf-8", "replace")
    return text.encode(["latin-1", "utf-16", "cp1252"][how - 2], "replace")


MUTATIONS: tuple[Callable[[bytes, Draw], bytes], ...] = (cut, noise, quote, field, field, head, again, dress)
"""Each makes other bytes of the bytes given; replacing a field counts twice, for most trouble is there."""
