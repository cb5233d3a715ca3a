"""What a page shows, as plain data: figures, lines, ties, table rows, reports. No HTML is made here.

Nodes and edges are those of pyvis' network; everything else is read by the page's script by the same numbers. Texts
that people wrote are cleaned of marks that turn lines around, and stay text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from kg.model import Evidence, Interval, Report, ScoredTie, Source, Tie, TieKind
from kg.render.html.layout import Places
from kg.render.html.messages import Words, words_in
from kg.render.reasons import FAINT, telling
from kg.render.words import clean, label, odds, odds_known, published, range_known, tie_words

__all__ = ["Frame", "PageData", "Traits", "figure_size", "season"]

_ALWAYS: Final = 0
_FULL: Final = math.log(10)
_FAINT_NAMED: Final = 4
_DAY: Final = timedelta(days=1)
_BY_BIRTH: Final = (TieKind.FAMILY, TieKind.COMPATRIOT, TieKind.HOME_TOWN, TieKind.LANGUAGE)


def _nowhere(_iri: str) -> str:
    return ""


def _nothing(_iri: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Traits:
    """What figures can be coloured and sized by, as of the day: "" or ``None`` where it is not known."""

    club: str = ""
    country: str = ""
    age: int | None = None
    role: str = ""


def _untold(_iri: str) -> Traits:
    return Traits()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page is told besides its answer.

    Attributes:
        words: its language.
        aliases: nicknames and other spellings by id, to be found by.
        address: the page of a person or team, "" where there is none.
        home: the page to search all of them, "" where there is none.
        traits: club, country and age of a person.
        known_by: the day by which relationships and reports were published; ``None`` is the day asked about.
    """

    words: Words = field(default_factory=words_in)
    aliases: Callable[[str], Sequence[str]] = _nothing
    address: Callable[[str], str] = _nowhere
    home: str = ""
    traits: Callable[[str], Traits] = _untold
    known_by: date | None = None


def figure_size(influence: float) -> float:
    """How large a figure is drawn: one scale on every page of a question, by area, full at odds of ×10."""
    return 6 + 15 * math.sqrt(min(abs(influence) / _FULL, 1.0))


def season(day: date) -> int:
    """The year in which the season of a day began: seasons run from July to June."""
    return day.year if day.month >= 7 else day.year - 1


class PageData:
    """Collects what one page shows, each figure once, numbered in the order in which they come."""

    def __init__(self, frame: Frame, kind: str, at: date, *, limit: int) -> None:
        self.frame, self.words, self.kind, self.at = frame, frame.words, kind, at
        self.limit = limit
        self.ids: dict[str, int] = {}
        self._bases: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.ways: dict[int, list[dict[str, Any]]] = {}
        self.rows: list[list[Any]] = []
        self.columns: list[dict[str, str]] = []
        self.reports: list[dict[str, Any]] = []
        self.captions: list[dict[str, Any]] = []
        self.first = -1
        self.recolour = "part"
        self.win: list[int] = []
        self._pairs: dict[tuple[str, str], int] = {}
        self._sources: dict[tuple[str, ...], int] = {}
        self._tied: dict[int, dict[str, Any]] = {}
        self._kept: list[object] = []
        self._season = season(at)
        self._earliest = self._season

    def call(self, names: Iterable[tuple[str, str]]) -> None:
        """Learn names by id, for sentences about ties."""
        self.names.update(names)

    def figure(self, iri: str, group: str, *, name: str = "", about: str = "", rank: int = -1, size: float = 9) -> int:
        """A person or club; ``rank`` settles who is drawn first, -1 is always drawn."""
        existing = self.ids.get(iri)
        if existing is not None:
            return existing
        number = self.ids[iri] = len(self.people)
        shown = clean(name or self.names.get(iri, "")) or clean(iri.rsplit("/", 1)[-1])
        self.names.setdefault(iri, shown)
        # Places come later, when everybody is known; pyvis' own add_node would look through all it holds each time.
        self.nodes.append({"id": number, "label": shown, "group": group, "size": round(size, 1), "x": 0.0, "y": 0.0})
        key = iri.rsplit("/", 1)[-1]
        person: dict[str, Any] = {"k": key, "n": shown, "r": rank}
        if base := self._bases.setdefault(iri.removesuffix(key), len(self._bases)):
            person["b"] = base
        others = [text for alias in self.frame.aliases(iri) if (text := clean(alias)) and text != shown]
        if others:
            person["a"] = others
        if about:
            person["d"] = about
        if address := self.frame.address(iri):
            person["u"] = address
        if group != "club":
            traits = self.frame.traits(iri)
            told = {"c": clean(traits.club), "o": clean(traits.country), "y": traits.age, "j": label(traits.role)}
            person |= {key: value for key, value in told.items() if value}
        self.people.append(person)
        return number

    def link(self, giver: str, taker: str, ties: Sequence[ScoredTie], *, arrow: bool = True) -> int:
        """A line from one figure to another that carries ties; between two figures there is one each way."""
        existing = self._pairs.get((giver, taker))
        if existing is not None:
            return existing
        number = self._pairs[giver, taker] = len(self.edges)
        strength = sum(scored.influence for scored in ties)
        edge: dict[str, Any] = {
            "id": number,
            "from": self.ids[giver],
            "to": self.ids[taker],
            "width": round(1.0 + 3.2 * min(abs(strength), 2.0), 1),
        }
        if arrow:
            edge["arrows"] = "to"
        self.edges.append(edge)
        self.links.append({"s": round(strength, 3), "t": [self.tie(scored) for scored in telling(ties)]})
        return number

    def line(self, one: str, two: str, *, since: date | None = None) -> int:
        """A dashed line without ties: where somebody stands."""
        number = len(self.edges)
        self.edges.append({"id": number, "from": self.ids[one], "to": self.ids[two], "width": 1.0, "dashes": True})
        began = season(since) if since else _ALWAYS
        self.links.append({"s": 0, "p": began} if began else {"s": 0})
        return number

    def tie(self, scored: ScoredTie) -> dict[str, Any]:
        """A tie as the panel tells it, the same object once for every place where it is told."""
        existing = self._tied.get(id(scored))
        if existing is not None:
            return existing
        tie = scored.tie
        fromkey: dict[str, Any] = {
            "k": tie.kind.value,
            "t": tie_words(tie, self.names, brief=False),
            "w": self.worth(scored.influence, scored.interval),
            "s": [list(fromkey) for fromkey in dict.fromkeys(map(self._evidence, tie.evidence))],
        }
        began = self._began(tie)
        if began:
            fromkey["f"] = began
            self._earliest = min(self._earliest, began)
        if tie.end is not None:
            fromkey["e"] = season(tie.end - _DAY)
        self._tied[id(scored)] = fromkey
        self._kept.append(scored)  # an id is good only while its object lives
        return fromkey

    def _began(self, tie: Tie) -> int:
        """The season from which a tie is drawn: its own beginning, else that of the first source that told of it."""
        if tie.start is not None:
            return season(tie.start)
        if tie.kind in _BY_BIRTH:
            return _ALWAYS
        details = [item.source.published.after - _DAY for item in tie.evidence if item.source.published]
        # With hindsight the first source may be of a later season than the last that the page draws.
        return min(season(min(details)), self._season) if details else self._season

    def worth(self, influence: float, interval: Interval) -> str:
        """What an influence comes to, in words that claim no more than is known."""
        size, known = odds_known(influence, interval), range_known(interval)
        if not known or max(-interval.low, interval.high) < FAINT:
            return self.words("worth_faint")
        if size == known:
            return self.words("worth_unknown")
        return self.words("worth", odds=size, range=known)

    def measure(self, influence: float, interval: Interval) -> tuple[list[Any], str]:
        """Two cells of the table: the influence, with the ends of its range where they are known; and the range."""
        size, known = odds_known(influence, interval), range_known(interval)
        cell = [round(influence, 4), size]
        if known[:1].isdigit():
            cell += [round(interval.low, 4), round(interval.high, 4)]
        return cell, known

    def way(self, figure: int, links: Sequence[int], text: str, worth: str) -> None:
        """A way over several links that is told of a figure, the strongest first."""
        self.ways.setdefault(figure, []).append({"l": list(links), "t": text, "w": worth})

    def report(self, report: Report) -> None:
        """Something reported that bears on the question without being scored."""
        self.reports.append({"t": clean(report.text), "s": [self.source(report.source), ""]})

    def row(self, figure: int, *cells: Any) -> None:
        """A line of the table; the cells belong to ``columns``."""
        self.rows.append([figure, *cells])

    def head(self, *keys: str) -> None:
        """The columns of the table."""
        self.columns = [{"key": key, "label": self.words(f"column.{key}")} for key in keys]

    def strong(self, row: Sequence[Any]) -> bool:
        """Whether a line of the table has more than a faint influence."""
        measured = [column["key"] for column in self.columns].index("influence") + 1
        return bool(abs(row[measured][0]) >= FAINT)

    @property
    def faint(self) -> str:
        """The one line that sums up the rows of faint influence, "" where there are none."""
        name = [column["key"] for column in self.columns].index("name") + 1
        names = [row[name] for row in self.rows if not self.strong(row)]
        told = ", ".join(names[:_FAINT_NAMED])
        if rest := len(names) - _FAINT_NAMED:
            told = self.words("faint_rest", names=told, count=rest) if rest > 0 else told
        return self.words("faint_rows", count=len(names), odds=odds(FAINT), names=told) if names else ""

    def place(self, places: Places) -> None:
        """Where the figures stand."""
        for iri, (x, y) in places.items():
            node = self.nodes[self.ids[iri]]
            node["x"], node["y"] = round(x, 1), round(y, 1)

    def caption(self, text: str, place: tuple[float, float], group: str = "") -> None:
        """A heading within the drawing."""
        details: dict[str, Any] = {"t": clean(text), "x": round(place[0], 1), "y": round(place[1], 1)}
        self.captions.append(details | ({"g": group} if group else {}))

    def source(self, source: Source) -> int:
        """The number of a source in the page's list."""
        key = (clean(source.title), source.url, clean(source.publisher), published(source))
        return self._sources.setdefault(key, len(self._sources))

    def _evidence(self, item: Evidence) -> tuple[int | str, ...]:
        summary = "; ".join(clean(part) for part in (item.occasion, item.summary) if part)
        return (self.source(item.source), summary) if summary else (self.source(item.source),)

    @property
    def known(self) -> str:
        """The day by which sources had to be published not to be marked as later ones."""
        return (self.frame.known_by or self.at).isoformat()

    @property
    def asof(self) -> str:
        """As of which day the page tells, and by when that had been published."""
        key = "asof_known" if self.frame.known_by else "asof"
        return self.words(key, date=self.at.isoformat(), known=self.known)

    def data(self) -> dict[str, Any]:
        """Everything for the page's script but nodes and edges, as JSON values."""
        kinds = list(dict.fromkeys(tie["k"] for link in self.links for tie in link.get("t", ())))
        lines = any("t" not in link for link in self.links)
        existing = [kind.value for kind in TieKind if kind.value in kinds] + (["path"] if lines else [])
        groups = list(dict.fromkeys(node["group"] for node in self.nodes))
        labels = {f"group.{group}": self.words.messages.get(f"group.{group}", "") for group in groups}
        return {
            "kind": self.kind,
            "by": self.recolour,
            "people": self.people,
            "bases": list(self._bases),
            "links": self.links,
            "ways": {str(number): ways for number, ways in self.ways.items()},
            "win": self.win,
            "rows": self.rows,
            "columns": self.columns,
            "least": FAINT,
            "faint": self.faint,
            "reports": self.reports,
            "captions": self.captions,
            "kinds": [[kind, self.words(f"tie.{kind}")] for kind in existing],
            "groups": [[group, labels[f"group.{group}"]] for group in groups if labels[f"group.{group}"]],
            "sources": [list(key) for key in self._sources],
            "seasons": [self._earliest, self._season],
            "limit": self.limit,
            "first": self.first,
        }

    @property
    def source_count(self) -> int:
        """How many sources the page links."""
        return len(self._sources)
