"""The sources of an answer as references: plain text, BibTeX and CSL-JSON.

BibTeX fields are those that biblatex documents for ``@online``; CSL-JSON keeps to the schema of the Citation Style
Language 1.0.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kg.model import Answer, Explanation, Persuader, Precision, Profile, ScoredTie, Source
from kg.render.shapes.profiles import CitedShape
from kg.render.words import clean, source_words
from kg.text.names import fold

__all__ = ["bibtex", "cited_sources", "csl_json", "references"]

_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    char: f"\\{char}" for char in "&%$#_"
}
_NO_KEY = re.compile(r"[^a-z0-9]+")


def cited_sources(answer: Answer | Explanation | Profile) -> tuple[Source, ...]:
    """The sources that an answer leans on, each once, in the order in which it does."""
    sources = {(source_words(source), source.url): source for source in _sources(answer)}
    return tuple(sources.values())


def _sources(answer: Answer | Explanation | Profile) -> Iterator[Source]:
    if isinstance(answer, Profile):
        yield from answer.sources
        return
    if isinstance(answer, Explanation):
        people: Sequence[Persuader] = (answer.forward, answer.backward)
    else:
        yield from (report.source for report in answer.reports)
        people = answer.persuaders
    for person in people:
        yield from _of_ties(person.ties)
        for path in person.paths:
            for step in path.steps:
                yield from _of_ties(step)


def _of_ties(ties: Iterable[ScoredTie]) -> Iterator[Source]:
    return (item.source for scored in ties for item in scored.tie.evidence)


def references(sources: Sequence[Source], *, accessed: date) -> str:
    """Numbered references in plain text, with the day on which those that have an address were looked up."""
    where = (f" {clean(source.url)} (accessed {accessed.isoformat()})" if source.url else "" for source in sources)
    lines = (f"[{number}] {source_words(source)}." for number, source in enumerate(sources, 1))
    return "".join(f"{line}{place}\n" for line, place in zip(lines, where, strict=True))


def bibtex(sources: Sequence[Source], *, accessed: date) -> str:
    """The sources as BibTeX entries of type ``@online``."""
    keys: dict[str, int] = {}
    return "\n".join(_entry(source, _key(source, keys), accessed) for source in sources)


def _entry(source: Source, key: str, accessed: date) -> str:
    fields = {
        "title": source.title or source.publisher,
        "organization": source.publisher,
        "date": str(source.published) if source.published else "",
        "url": source.url,
        "urldate": accessed.isoformat() if source.url else "",
    }
    body = "".join(
        f"  {name} = {{{clean(value) if name == 'url' else _tex(value)}}},\n" for name, value in fields.items() if value
    )
    return f"@online{{{key},\n{body}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in clean(text))


def _key(source: Source, keys: dict[str, int]) -> str:
    """A key from publisher, or title, and year, with a number where two sources would have the same."""
    name = next(filter(None, (_NO_KEY.sub("", fold(text))[:24] for text in (source.publisher, source.title))), "source")
    key = f"{name}{source.published.first.year if source.published else ''}"
    keys[key] = keys.get(key, 0) + 1
    return key if keys[key] == 1 else f"{key}-{keys[key]}"


def csl_json(sources: Sequence[Source], *, accessed: date) -> str:
    """The sources as an array of CSL-JSON items of type ``webpage``."""
    keys: dict[str, int] = {}
    items = [_item(source, _key(source, keys), accessed) for source in sources]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(source: Source, key: str, accessed: date) -> CitedShape:
    item: CitedShape = {
        "id": key,
        "type": "webpage",
        "title": clean(source.title or source.publisher),
    }
    if source.publisher:
        item["container-title"] = clean(source.publisher)
    if source.url:
        item["URL"] = clean(source.url)
        item["accessed"] = {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
    if source.published:
        first = source.published.first
        parts = {Precision.DAY: 3, Precision.MONTH: 2}.get(source.published.precision, 1)
        item["issued"] = {"date-parts": [[first.year, first.month, first.day][:parts]]}
    return item
