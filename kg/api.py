"""The public face of the package: `open_graph` opens a store as a `KnowledgeGraph`, and everything is asked of that.

>>> import kg
>>> with kg.open() as graph:  # doctest: +SKIP
...     print(graph.persuade("TAA", to="Real Madrid", at="2024-10-01"))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from kg.answers.result import Result, frame_of
from kg.errors import UsageProblem
from kg.model.progress import Progress, silent
from kg.model.results import QueryResult, ResultKind, Row, Term, TermKind

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import rdflib

    from kg.model import Answer, Claim, Explanation, ImportReport, Persuader, Profile, Standing
    from kg.model.recommendations import Recommendations
    from kg.model.status import ExportReport, Status
    from kg.model.validation import Violation
    from kg.store.backend import Backend

__all__ = ["KnowledgeGraph", "QueryRows", "open_graph"]

_SUFFIXES: Final = {
    ".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "jsonld", ".graphml": "graphml", ".gexf": "gexf",
    ".cyjs": "cytoscape",
}  # fmt: skip
_NUMBERS: Final = re.compile(r"(?:integer|decimal|double|float|int|long|nonNegativeInteger)$")


def open_graph(store: str | Path | None = None, *, progress: Progress = silent) -> KnowledgeGraph:
    """Open a store; `kg.open` is this function.

    Args:
        store: a folder, or the http(s) address of a SPARQL endpoint; ``None`` is the user's own store, filled with the
            packaged starter data on first use.
        progress: told how far long work is.

    Raises:
        StoreError: the store cannot be reached or used.
    """
    from kg.store.backend import open_store

    return KnowledgeGraph(open_store(store, progress))


class KnowledgeGraph:
    """Football's people, teams and relationships, and every question about them; a context manager.

    Names may be given as people type them, or as ids. Dates are `datetime.date` or ISO text (``2024-10-01``), and mean:
    as things stood when that day began; ``None`` is today. Errors are those of `kg.errors`.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self.backend.address}>"

    def close(self) -> None:
        """Close the store; closing it twice does no harm."""
        self.backend.close()

    # Questions.

    def persuade(self, player: str, *, to: str | None = None, at: str | date | None = None) -> Result[Answer]:
        """Who could persuade a player (to join a club)?

        Args:
            player: the player.
            to: the club; without it, everybody with a direct tie to the player is ranked.
            at: the day asked about.

        Raises:
            UnknownName, AmbiguousName: a name is not known, or could be several.
            UsageProblem: the club is a national team, or the date cannot be read.
            NothingFound: the date lies before all data.
        """
        from kg.answers import questions
        from kg.render.rendering import answer_rendering

        day = day_of(at)
        answer = questions.persuade(self.backend, player=player, club=to, at=day)
        return Result(
            answer,
            answer_rendering(answer, limit=5),
            records=lambda: [_persuader_record(person) for person in answer.persuaders],
            network=lambda: self.subgraph(player, to, at=day),
            page=lambda: self._page("persuasion", player, to, day),
        )

    def destinations(self, player: str, *, at: str | date | None = None) -> Result[Recommendations]:
        """To which clubs do a player's ties pull, how strongly, and through whom?

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        from kg.answers import recommendations

        found = recommendations.destinations(self.backend, player=player, at=day_of(at))
        return self._recommendations(found, title="Where do ties pull", what="destinations")

    def targets(self, club: str, *, at: str | date | None = None) -> Result[Recommendations]:
        """Whom could the people of a club best persuade to come?

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        from kg.answers import recommendations

        found = recommendations.targets(self.backend, club=club, at=day_of(at))
        return self._recommendations(found, title="Whom could the people there best persuade to join", what="targets")

    def _recommendations(self, found: Recommendations, *, title: str, what: str) -> Result[Recommendations]:
        from kg.render.rendering import pulls_rendering

        return Result(
            found,
            pulls_rendering(found, title=title, what=what, limit=10),
            records=lambda: [
                {
                    "id": match.place.id,
                    "name": match.place.name,
                    "influence": match.influence,
                    "low": match.interval.low,
                    "high": match.interval.high,
                    "through": ", ".join(voice.person.name for voice in match.voices),
                }
                for match in found.recommendations
            ],
        )

    def explain(self, person: str, other: str, *, at: str | date | None = None) -> Result[Explanation]:
        """Every tie between two people, and the best paths of influence, in both directions.

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        from kg.answers import questions
        from kg.render.rendering import explanation_rendering

        day = day_of(at)
        found = questions.explain(self.backend, person=person, other=other, at=day)
        return Result(
            found,
            explanation_rendering(found),
            records=lambda: [
                {
                    "kind": scored.tie.kind.value,
                    "team": scored.tie.team.name if scored.tie.team else None,
                    "start": scored.tie.start,
                    "end": scored.tie.end,
                    "days": scored.tie.days,
                    "influence": scored.influence,
                }
                for scored in found.forward.ties
            ],
            page=lambda: self._page("path", other, person, day),
        )

    def show(self, name: str, *, at: str | date | None = None) -> Result[Profile]:
        """What is known of a person or a team, and who said so.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        from kg.answers import questions
        from kg.render.rendering import dossier_rendering

        found = questions.show(self.backend, name=name, at=day_of(at))
        return Result(
            found,
            dossier_rendering(found),
            records=lambda: [
                {
                    "team": line.team.name,
                    "person": line.person.name,
                    "role": line.role,
                    "start": line.start,
                    "end": line.end,
                    "source": line.source.url,
                }
                for line in found.career
            ],
        )

    def where(self, person: str, *, at: str | date | None = None) -> list[Standing]:
        """The clubs that a person is at, the surest first.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        from kg.answers import questions

        return questions.where(self.backend, person=person, at=day_of(at))

    def squad(self, team: str, *, at: str | date | None = None) -> list[Standing]:
        """The people at a team, the surest first; those who left lately come last, as ``former``.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        from kg.answers import questions

        return questions.squad(self.backend, team=team, at=day_of(at))

    def subgraph(self, player: str, club: str | None = None, *, at: str | date | None = None) -> nx.DiGraph[str]:
        """The graph that `persuade` reads its answer from; see `kg.answers.questions.subgraph`."""
        from kg.answers import questions

        return questions.subgraph(self.backend, player=player, club=club, at=day_of(at))

    def query(self, sparql_or_name: str, *, timeout: float | None = None, **parameters: str) -> QueryRows:
        """Ask in SPARQL, or one of the named questions (``kg query --list``) with its parameters by name.

        Raises:
            InvalidInput: the query cannot be understood.
            UnknownName, AmbiguousName: a name among the parameters is in doubt.
        """
        from kg.answers.named_questions import ask_by_name

        return QueryRows(ask_by_name(self.backend, sparql_or_name, parameters, today=date.today(), timeout=timeout))

    @property
    def rdf(self) -> rdflib.Dataset:
        """Everything in the store as an rdflib dataset, read-only; its default graph is everything together."""
        return self.backend.rdf()

    # What is in the store, and what goes into it.

    def status(self) -> Status:
        """What the store holds."""
        return self.backend.status()

    def import_(self, reader: str, *paths: str | Path, strict: bool = False, dry_run: bool = False) -> ImportReport:
        """Read public files into the store, all of it or nothing; see `kg.store.imports.import_files`."""
        from kg.store.imports import import_files

        return import_files(self.backend, reader, list(map(Path, paths)), strict=strict, dry_run=dry_run)

    def add_claim(
        self, kind: str, *people: str, source_url: str, publisher: str, today: date | None = None, **more: Any
    ) -> Claim:
        """Store one claim with its source; ``more`` are the fields of `kg.store.manual_claims.Note`."""
        from kg.store.manual_claims import Note, add_note

        note = Note(kind=kind, people=people, source_url=source_url, publisher=publisher, **more)
        claim, _names = add_note(self.backend, note, today=today or date.today())
        return claim

    def export(self, path: str | Path, format: str | None = None) -> ExportReport:  # noqa: A002
        """Write the whole store to a file; without ``format`` the ending of the path tells it.

        Raises:
            UsageProblem: there is no such format, or the ending tells none.
        """
        from kg.answers.exports import export

        output = Path(path)
        known = format or _SUFFIXES.get(output.suffix.lower())
        if known is None:
            raise UsageProblem(f"{output.name!r} does not tell the format", remedy="give format=…")
        return export(self.backend, known, output)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology."""
        return self.backend.validate(files)

    def _page(self, kind: str, name: str, to: str | None, at: date) -> str:
        from kg.answers.pages import Pages

        pages = Pages(self.backend, at)
        page = pages.path(name, to or "") if kind == "path" else pages.persuasion(name, to)
        return page._repr_html_()


class QueryRows(Sequence[Mapping[str, Any]]):
    """The rows of a SELECT as dictionaries of plain values; for ASK see `boolean`, for graphs `to_rdflib`."""

    def __init__(self, result: QueryResult) -> None:
        self.result = result

    def __len__(self) -> int:
        return len(self.result.rows)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._plain(row) for row in self.result.rows[index]]
        return self._plain(self.result.rows[index])

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return map(self._plain, self.result.rows)

    def __bool__(self) -> bool:
        return self.result.boolean or bool(self.result.rows) or bool(self.result.triples)

    def __repr__(self) -> str:
        if self.result.kind is ResultKind.BOOLEAN:
            return str(self.result.boolean).lower()
        if self.result.kind is ResultKind.GRAPH:
            return f"<graph of {self.result.triples.count(chr(10))} triples>"
        lines = ["  ".join(self.result.variables), *("  ".join(map(str, row.values())) for row in self[:30])]
        if len(self) > 30:
            lines.append(f"… {len(self) - 30} more rows")
        return "\n".join(lines)

    def _plain(self, row: Row) -> dict[str, Any]:
        return {name: _value(term) for name, term in zip(self.result.variables, row, strict=True)}

    @property
    def boolean(self) -> bool:
        """The answer to an ASK."""
        return self.result.boolean

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas data frame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return frame_of(list(self))

    def to_rdflib(self) -> rdflib.Graph:
        """The graph of a CONSTRUCT or DESCRIBE."""
        import rdflib

        return rdflib.Graph().parse(data=self.result.triples, format="nt")


def _value(term: Term | None) -> Any:
    if term is None:
        return None
    if term.kind is TermKind.LITERAL:
        if _NUMBERS.search(term.datatype):
            number = float(term.value)
            return int(number) if number.is_integer() and "." not in term.value and "e" not in term.value else number
        if term.datatype.endswith("#boolean"):
            return term.value in ("true", "1")
    return term.value


def _persuader_record(person: Persuader) -> dict[str, Any]:
    return {
        "rank": person.rank,
        "id": person.person.id,
        "name": person.person.name,
        "club": person.club.name if person.club else None,
        "role": person.role,
        "presence": person.presence,
        "influence": person.influence,
        "low": person.interval.low,
        "high": person.interval.high,
        "ties": ", ".join(dict.fromkeys(scored.tie.kind.value for scored in person.ties)),
        "via": " > ".join(step.name for step in person.path[1:-1]),
    }


def day_of(at: str | date | None) -> date:
    """A day as given to a question; ``None`` is today.

    Raises:
        UsageProblem: the text is no ISO date.
    """
    if at is None:
        return date.today()
    if isinstance(at, date):
        return at
    try:
        return date.fromisoformat(at.strip())
    except ValueError:
        raise UsageProblem(f"{at!r} is no date", remedy="write it as YYYY-MM-DD") from None
