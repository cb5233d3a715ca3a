"""A window on a long answer: as much of it as there is room for, each source once, and a word on what was left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

__all__ = ["API_CHARACTERS", "CLI_CHARACTERS", "LISTS", "Window", "windowed"]

JsonObject: TypeAlias = dict[str, Any]

CLI_CHARACTERS: Final = 60_000
"""Characters of a command's JSON, unless everything is wanted."""
API_CHARACTERS: Final = 19_500
"""Characters of an answer of the JSON API and of the assistants' tools; what is added on the way stays below 20,000."""
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "persuade": ("persuaders", "former", "circle", "reports"),
    "explain": ("forward.ties", "forward.paths", "backward.ties", "backward.paths"),
    "show": ("career", "relationships", "events", "clubs", "people", "sources"),
    "where": ("clubs",),
    "squad": ("people",),
    "destinations": ("destinations",),
    "targets": ("targets",),
    "score": ("scores",),
    "query": ("results.bindings", "triples"),
}
"""By question, the lists of its JSON that a window is put on, by the path of their keys."""
_MINOR: Final = ("former", "circle", "reports")
"""Lists that are shortened first, to `_MINOR_ENTRIES`."""
_MINOR_ENTRIES: Final = 3
_DETAILS: Final = ("evidence", "circle", "days_range", "strength")
_SOURCES: Final = 2
_LEAST: Final = 400
"""Characters of indented JSON that anybody in a ranking takes, with nothing known but a name."""


@dataclass(frozen=True, slots=True)
class Window:
    """What part of an answer is wanted.

    Attributes:
        offset: how many of each list to pass over.
        limit: how many of each list to give at most; ``None`` is as many as there is room for.
        why: whether every piece of evidence and every step of every path is wanted.
        characters: the length at most, in characters of indented JSON; ``None`` is whatever it takes.
        numbered: whether sources are listed once, under ``sources``, and named by their numbers elsewhere.
        how: what to do for the rest, in words; ``{offset}`` stands for where it begins.
    """

    offset: int = 0
    limit: int | None = None
    why: bool = False
    characters: int | None = None
    numbered: bool = False
    how: str = "offset={offset} goes on; limit gives more at once, why the evidence"

    @property
    def reach(self) -> slice:
        """Which people of a ranking can be seen, even if each takes as little room as can be."""
        most = None if self.characters is None else self.offset + self.characters // _LEAST + 1
        return slice(self.offset, most)


def windowed(data: JsonObject, lists: Sequence[str], window: Window) -> JsonObject:
    """An answer's JSON as seen through a window; lists are shortened until it fits, but never below one entry.

    What was left out is told under ``left_out``: by list how many entries, and how to get them.

    Args:
        data: the whole answer.
        lists: paths of the lists to shorten, keys with dots between.
        window: what is wanted.
    """
    data = data if window.why else _brief(data)
    longest = max((len(entries) for path in lists if (entries := _at(data, path))), default=0)
    limit = minor = longest if window.limit is None else window.limit
    while True:
        shown = _cut(data, {path: minor if path in _MINOR else limit for path in lists}, window)
        size = len(json.dumps(shown, ensure_ascii=False, indent=2))
        if window.characters is None or size <= window.characters or limit <= 1:
            return shown
        if minor > _MINOR_ENTRIES:
            minor = _MINOR_ENTRIES
        else:
            limit = max(1, min(limit - 1, int(0.9 * limit * window.characters / size)))
            minor = min(minor, limit)


def _cut(data: JsonObject, limits: Mapping[str, int], window: Window) -> JsonObject:
    shown, left_out = data, {}
    for path, limit in limits.items():
        entries = _at(data, path)
        if entries is not None:
            chosen = entries[window.offset : window.offset + limit]
            shown = _with(shown, path, chosen)
            if rest := len(entries) - len(chosen):
                left_out[path] = rest
    if window.numbered:
        shown = _numbered(shown)
    if left_out:
        after = window.offset + max(limits.values())
        shown = shown | {"left_out": {**left_out, "how": window.how.format(offset=after)}}
    return shown


def _at(data: JsonObject, path: str) -> list[Any] | None:
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else None


def _with(data: JsonObject, path: str, entries: list[Any]) -> JsonObject:
    key, _, rest = path.partition(".")
    return data | {key: _with(data[key], rest, entries) if rest else entries}


def _brief(value: Any) -> Any:
    """The same without single pieces of evidence: two sources of each tie, and the strongest path alone."""
    if isinstance(value, list):
        return [_brief(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    # A tie has the size of its circle, a number; an answer has a list of those close to the player.
    brief = {
        key: _brief(entry)
        for key, entry in value.items()
        if key not in _DETAILS or (key == "circle" and isinstance(entry, list))
    }
    if "basis" in brief and len(brief.get("sources", ())) > _SOURCES:
        brief |= {"sources": brief["sources"][:_SOURCES], "sources_in_all": len(brief["sources"])}
    if isinstance(brief.get("paths"), list) and brief["paths"]:
        first = brief["paths"][0]
        steps = [] if brief.get("ties") else [[_brief_step(tie) for tie in step[:1]] for step in first["steps"]]
        brief |= {"paths": [first | {"steps": steps}], "paths_in_all": len(brief["paths"])}
    return brief


def _brief_step(tie: JsonObject) -> JsonObject:
    shown = {key: tie[key] for key in ("kind", "team", "start", "end", "influence")}
    return shown | {"sources": tie["sources"][:1]}


def _numbered(data: JsonObject) -> JsonObject:
    """The same with every source listed once under ``sources``, and its number (from 1) wherever it is named."""
    numbers: dict[str, int] = {}
    listed: list[JsonObject] = []

    def number(source: JsonObject) -> int:
        key = json.dumps(source, sort_keys=True)
        if key not in numbers:
            listed.append({"number": len(listed) + 1, **source})
            numbers[key] = len(listed)
        return numbers[key]

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        return {key: numbers_of(key, entry) for key, entry in value.items()}

    def numbers_of(key: str, value: Any) -> Any:
        if key == "source" and isinstance(value, dict):
            return number(value)
        if key == "sources" and _are_sources(value):
            return [number(source) for source in value]
        return walk(value)

    for source in data.get("sources", ()):
        number(source)
    whole = {key: numbers_of(key, value) for key, value in data.items() if key != "sources"}
    return whole | {"sources": listed} if listed or "sources" in data else whole


def _are_sources(value: Iterable[Any]) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) and "url" in entry for entry in value)
