"""What a persuasion page shows, as plain data: people, links, table rows, reports. No HTML is made here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kg.model import Answer, Evidence, Pathway, Persuader, Report, ScoredTie, Source
from kg.render.html.layout import layered
from kg.render.words import clean, label, odds, odds_range, path_words, published, tie_words

__all__ = ["View", "persuasion_view"]

_MOST_PERSUADERS = 15
_MOST_BETWEEN = 12
_PATHS_EACH = 2
_KIND_WORDS = {
    "club": "club team-mates",
    "academy": "academy team-mates",
    "national_team": "national team-mates",
    "national_youth_team": "youth international team-mates",
    "coached_by": "coach and player",
    "staff": "colleagues on the staff",
    "friendship": "friendship",
    "family": "family",
    "mentor": "mentor",
    "same_agent": "same agent",
    "compatriot": "compatriots",
    "home_town": "same home town",
    "language": "common language",
    "feud": "feud",
    "path": "where they stand",
}


@dataclass
class View:
    """Nodes and edges for the network, and everything the page's script shows beside it (JSON values only)."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    kinds: list[dict[str, str]] = field(default_factory=list)
    first: int = 0


def persuasion_view(answer: Answer) -> View:
    """The view of an answer: its strongest persuaders, their go-betweens, the target and the club.

    The drawing holds at most 15 persuaders and 12 go-betweens; the table holds everybody.
    """
    return _Builder(answer).build()


class _Builder:
    """Collects nodes and links of one answer, each person once."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.view = View()
        self.ids: dict[str, int] = {}
        self.drawn = answer.persuaders[:_MOST_PERSUADERS]
        self.names = {answer.question.target.id: answer.question.target.name}
        for persuader in answer.persuaders:
            self.names[persuader.person.id] = persuader.person.name
            for path in persuader.paths:
                self.names.update((person.id, person.name) for person in path.people)

    def build(self) -> View:
        answer, view = self.answer, self.view
        target = answer.question.target
        paths = self._drawn_paths()
        between = list(dict.fromkeys(path.people[1].id for path in paths))
        places = self._places(between, paths)
        self._person(target.id, "target", places, size=26, about=self._target_words())
        most = max((abs(persuader.influence) for persuader in self.drawn), default=1.0) or 1.0
        for persuader in self.drawn:
            self._persuader(persuader, places, size=10 + 14 * abs(persuader.influence) / most)
        for node in between:
            if node not in self.ids:
                self._person(
                    node, "between", places, size=8, about="A go-between: tied to the target and to a persuader."
                )
        club = answer.question.club
        if club:
            self._person(club.id, "club", places, size=22, about="The club asked about.", name=club.name)
        self._links(paths)
        self._table()
        view.reports = [_report(report) for report in answer.reports]
        view.first = self.ids[self.drawn[0].person.id] if self.drawn else self.ids[target.id]
        seen = {kind for edge in view.edges for kind in edge["kinds"]}
        view.kinds = [{"kind": kind, "label": words} for kind, words in _KIND_WORDS.items() if kind in seen]
        return view

    def _drawn_paths(self) -> list[Pathway]:
        paths = [path for persuader in self.drawn for path in persuader.paths[:_PATHS_EACH]]
        weight: dict[str, float] = defaultdict(float)
        for path in paths:
            weight[path.people[1].id] += path.influence
        kept = set(sorted(weight, key=lambda node: (-weight[node], node))[:_MOST_BETWEEN])
        return [path for path in paths if path.people[1].id in kept]

    def _places(self, between: list[str], paths: list[Pathway]) -> dict[str, tuple[float, float]]:
        persuaders = [persuader.person.id for persuader in self.drawn]
        middle = [node for node in between if node not in set(persuaders)]
        beside: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            beside[path.people[1].id].append(path.people[0].id)
        club = self.answer.question.club
        layers = [[self.answer.question.target.id], middle, persuaders, [club.id] if club else []]
        return layered([layer for layer in layers if layer], beside=beside)

    def _person(
        self, node: str, group: str, places: dict[str, tuple[float, float]], *, size: float, about: str, name: str = ""
    ) -> dict[str, Any]:
        number = self.ids[node] = len(self.view.people)
        shown = clean(name or self.names.get(node, node))
        x, y = places[node]
        self.view.nodes.append(
            {
                "id": number,
                "label": shown,
                "x": round(x, 1),
                "y": round(y, 1),
                "size": round(size, 1),
                "group": group,
                "shape": "square" if group == "club" else "dot",
                "physics": False,
            }
        )
        person = {
            "key": node.rsplit("/", 1)[-1],
            "name": shown,
            "nick": "",
            "about": about,
            "ties": [],
            "paths": [],
            "note": "",
        }
        self.view.people.append(person)
        return person

    def _persuader(self, persuader: Persuader, places: dict[str, tuple[float, float]], *, size: float) -> None:
        person = self._person(
            persuader.person.id, "persuader", places, size=size, about=self._persuader_words(persuader)
        )
        person["ties"] = [self._tie(scored) for scored in persuader.ties]
        person["paths"] = [
            {
                "text": path_words(path, brief=False),
                "worth": _worth(path.influence, odds_range(path.interval)),
                "ties": [self._tie(scored) for step in path.steps for scored in step],
            }
            for path in persuader.paths
        ]

    def _tie(self, scored: ScoredTie) -> dict[str, Any]:
        return {
            "kind": str(scored.tie.kind),
            "text": tie_words(scored.tie, self.names, brief=False),
            "worth": _worth(scored.influence, odds_range(scored.interval)),
            "sources": [_evidence(item) for item in scored.tie.evidence],
        }

    def _links(self, paths: list[Pathway]) -> None:
        target = self.answer.question.target.id
        best = {self.drawn[0].person.id} if self.drawn else set()
        for persuader in self.drawn:
            if persuader.ties:
                self._link(persuader.person.id, target, persuader.ties, strong=persuader.person.id in best)
        for path in paths:
            for giver, taker, step in zip(path.people[:-1], path.people[1:], path.steps, strict=True):
                self._link(giver.id, taker.id, step, strong=False)
        club = self.answer.question.club
        if club:
            for persuader in self.drawn:
                self._edge(persuader.person.id, club.id, kinds=["path"], width=1.0, dashes=True, arrows="", opacity=0.5)

    def _link(self, giver: str, taker: str, ties: tuple[ScoredTie, ...], *, strong: bool) -> None:
        key = f"{self.ids[giver]}-{self.ids[taker]}"
        if key in self.view.links:
            return
        weight = abs(sum(scored.influence for scored in ties))
        self._edge(
            giver,
            taker,
            kinds=list(dict.fromkeys(str(scored.tie.kind) for scored in ties)),
            width=round(1.2 + 3.5 * min(weight, 2.0), 2),
            dashes=False,
            arrows="to",
            opacity=1.0 if strong else 0.75,
        )
        names = (clean(self.names.get(giver, giver)), clean(self.names.get(taker, taker)))
        self.view.links[key] = {"title": " → ".join(names), "ties": [self._tie(scored) for scored in ties]}

    def _edge(
        self, giver: str, taker: str, *, kinds: list[str], width: float, dashes: bool, arrows: str, opacity: float
    ) -> None:
        self.view.edges.append(
            {
                "id": f"{self.ids[giver]}-{self.ids[taker]}",
                "from": self.ids[giver],
                "to": self.ids[taker],
                "kind": kinds[0],
                "kinds": kinds,
                "width": width,
                "dashes": dashes,
                "arrows": arrows,
                "opacity": opacity,
            }
        )

    def _table(self) -> None:
        for persuader in self.answer.persuaders:
            number = self.ids.get(persuader.person.id)
            if number is None:
                number = len(self.view.people)
                self._listed(persuader)
            self.view.rows.append(
                {
                    "id": number,
                    "rank": persuader.rank,
                    "name": clean(persuader.person.name),
                    "role": label(persuader.role),
                    "influence": round(persuader.influence, 4),
                    "odds": odds(persuader.influence),
                    "range": odds_range(persuader.interval),
                    "because": self._because(persuader),
                }
            )

    def _listed(self, persuader: Persuader) -> None:
        """Somebody in the table and the panel whom the drawing has no room for."""
        self._persuader(persuader, {persuader.person.id: (0.0, 0.0)}, size=1)
        self.view.nodes.pop()

    def _because(self, persuader: Persuader) -> str:
        if persuader.ties:
            return "; ".join(tie_words(scored.tie, self.names) for scored in persuader.ties)
        return path_words(persuader.paths[0]) if persuader.paths else ""

    def _target_words(self) -> str:
        clubs = ", ".join(clean(club.name) for club in self.answer.target_clubs)
        return f"The player to be persuaded{', at ' + clubs if clubs else ''}."

    def _persuader_words(self, persuader: Persuader) -> str:
        club = f" at {clean(persuader.club.name)}" if persuader.club else ""
        role = label(persuader.role).capitalize() or "Person"
        return f"{role}{club}. {_worth(persuader.influence, odds_range(persuader.interval))}"


def _worth(influence: float, interval: str) -> str:
    return f"A possible factor: odds {odds(influence)} (between {interval})."


def _source(source: Source, summary: str = "") -> dict[str, str]:
    return {
        "title": clean(source.title),
        "url": source.url,
        "publisher": clean(source.publisher),
        "published": published(source),
        "summary": clean(summary),
    }


def _evidence(item: Evidence) -> dict[str, str]:
    return _source(item.source, "; ".join(part for part in (item.occasion, item.summary) if part))


def _report(report: Report) -> dict[str, Any]:
    when = f" ({report.when})" if report.when else ""
    return {"text": clean(report.text) + when, "source": _source(report.source)}
