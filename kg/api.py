"""The public face of the package: `open_graph` opens a store as a `KnowledgeGraph`, and everything is asked of that.

>>> import kg
>>> with kg.open() as graph:  # doctest: +SKIP
...     print(graph.persuade("TAA", to="Real Madrid", at="2024-10-01"))
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers.query_rows import QueryRows
from kg.answers.result import Result
from kg.contents import Contents, read_page
from kg.lazy import lazy
from kg.measures import Measures
from kg.model import Person
from kg.model.dates import day_of
from kg.model.progress import Progress, silent
from kg.store.backend import open_store

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.answers import doors as door_answers
    from kg.answers import live_pages, pages, plain_graphs, profiles, questions, recommendations, results
    from kg.answers import named_questions as named
    from kg.answers import scores as score_answers
    from kg.claims.reading.proposals import PageReading
    from kg.model import Answer, Claim, EntityRef, Explanation, ImportReport, Profile, Standing
    from kg.model.recommendations import Doors, Recommendations
    from kg.model.scores import Scores
    from kg.model.status import ExportReport, Status
    from kg.model.validation import Violation
    from kg.render.html import Page
    from kg.sparql.catalog import NamedQuestion
    from kg.store.backend import Backend
else:
    door_answers = lazy("kg.answers.doors")
    live_pages = lazy("kg.answers.live_pages")
    named = lazy("kg.answers.named_questions")
    pages = lazy("kg.answers.pages")
    plain_graphs = lazy("kg.answers.plain_graphs")
    profiles = lazy("kg.answers.profiles")
    questions = lazy("kg.answers.questions")
    recommendations = lazy("kg.answers.recommendations")
    results = lazy("kg.answers.results")
    score_answers = lazy("kg.answers.scores")

Day = str | date | None
"""A day as a question takes it: a date, ISO text, or ``None``."""

__all__ = ["KnowledgeGraph", "QueryRows", "Result", "named_questions", "open_graph"]


def open_graph(
    store: str | Path | None = None, *, progress: Progress = silent, create: bool = True, renew: bool = True
) -> KnowledgeGraph:
    """Open a store; `kg.open` is this function.

    Args:
        store: a folder, or the http(s) address of a SPARQL endpoint; ``None`` is the one that ``KG_STORE`` names,
            or else the user's own, filled with the packaged starter data on first use.
        progress: told how far long work is.
        create: whether a folder that holds no store yet becomes one, filled from the starter data.
        renew: whether newer starter data that come with the package replace older ones.

    Raises:
        StoreError: the store cannot be reached or used.
    """
    return KnowledgeGraph(open_store(store or os.environ.get("KG_STORE") or None, progress, create=create, renew=renew))


def named_questions() -> list[NamedQuestion]:
    """The competency questions of the ontology that `KnowledgeGraph.query` takes by name."""
    return named.named_questions()


class KnowledgeGraph:
    """Football's people, teams and relationships, and every question about them; a context manager.

    Names may be given as people type them, or as ids. Dates are `datetime.date` or ISO text (``2024-10-01``), and mean:
    as things stood when that day began; ``None`` is today. Errors are those of `kg.errors`.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self.backend.address}>"

    def close(self) -> None:
        """Close the store; closing it twice does no harm."""
        self.backend.close()

    def persuade(
        self,
        player: str,
        *,
        to: str | None = None,
        at: Day = None,
        known_by: Day = None,
        together: int = 0,
        first: str | None = None,
    ) -> Result[Answer]:
        """Who could persuade a player (to join a club)?

        Args:
            player: the player.
            to: the club; without it, everybody close to the player is ranked.
            at: the day asked about.
            known_by: the day by which relationships and reports had to be published; by default ``at``.
            together: how many people to choose who together carry most; 0 does not ask.
            first: somebody whom the club would sign first, to see what that adds; not asked by default.

        Raises:
            UnknownName, AmbiguousName: a name is not known, or could be several.
            UsageProblem: the club is a national team, the date cannot be read, or there is no club to be together at.
            NothingFound: the date lies before all data.
        """
        day = day_of(at)
        answer = questions.persuade(self.backend, player=player, club=to, at=day, known_by=_published(known_by))
        joint = None
        if together or first:
            joint = recommendations.joint(
                self.backend, answer, most=together or 3, first=first, known_by=_published(known_by)
            )
        target, club = answer.question.target, answer.question.club
        return results.answer_result(
            answer,
            joint,
            network=lambda: self.subgraph(target.id, club.id if club else None, at=day, known_by=known_by),
            page=lambda: self.page(
                "persuasion", target.id, to=club.id if club else None, at=day, known_by=known_by
            )._repr_html_(),
        )

    def destinations(self, player: str, *, at: Day = None, known_by: Day = None) -> Result[Recommendations]:
        """To which clubs do a player's ties pull, how strongly, and through whom?

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        ranking = recommendations.destinations(
            self.backend, player=player, at=day_of(at), known_by=_published(known_by)
        )
        return results.recommendations_result("destinations", ranking, title="To which clubs do ties pull")

    def targets(self, club: str, *, at: Day = None, known_by: Day = None) -> Result[Recommendations]:
        """Whom could the people of a club best persuade to come?

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        ranking = recommendations.targets(self.backend, club=club, at=day_of(at), known_by=_published(known_by))
        title = "Whom could the people there best persuade to join"
        page = lambda: self.page("club", ranking.subject.id, at=ranking.as_of, known_by=known_by)._repr_html_()  # noqa: E731
        return results.recommendations_result("targets", ranking, title=title, page=page)

    def doors(self, club: str, *, at: Day = None, targets: Sequence[str] = ()) -> Result[Doors]:
        """Which signing would open most doors: whose arrival adds most to a club's influence on its targets?

        Args:
            club: the club.
            at: the day asked about.
            targets: the players wanted; without them, those whom the club's people could best persuade.

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        return results.doors_result(door_answers.doors(self.backend, club=club, at=day_of(at), targets=targets))

    def score(
        self, players: str | Sequence[str], clubs: str | Sequence[str] = (), *, at: Day = None, top: int | None = None
    ) -> Result[Scores]:
        """What do the people of clubs carry with players, by direct ties alone? As `kg score` writes it for everybody.

        Args:
            players: one player, or several.
            clubs: one club, or several; without them every club at which somebody is on that day.
            at: the day asked about.
            top: how many clubs to keep of each player; ``None`` keeps all.

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        names, teams = ([given] if isinstance(given, str) else given for given in (players, clubs))
        answer = score_answers.scores(self.backend, players=names, clubs=teams, at=day_of(at), top=top)
        return results.scores_result(answer)

    def explain(
        self, person: str, other: str, *, at: Day = None, known_by: Day = None, over_time: bool = False
    ) -> Result[Explanation]:
        """Every tie between two people, and the best paths of influence, in both directions.

        Args:
            person: whose choice it is.
            other: who might influence it; the answer holds the reverse too.
            at: the day asked about.
            known_by: the day by which relationships had to be published; by default ``at``.
            over_time: whether to tell also how the influence went over the years.

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `persuade`.
        """
        day = day_of(at)
        explanation = questions.explain(self.backend, person=person, other=other, at=day, known_by=_published(known_by))
        person_id, other_id = explanation.person.id, explanation.other.id
        moments = recommendations.over_time(self.backend, person=person_id, other=other_id, at=day) if over_time else ()
        return results.explanation_result(
            explanation,
            moments,
            network=lambda: plain_graphs.pair_subgraph(
                self.backend, person=person_id, other=other_id, at=day, known_by=_published(known_by)
            ),
            page=lambda: self.page("path", other_id, to=person_id, at=day, known_by=known_by)._repr_html_(),
        )

    def show(self, name: str, *, at: Day = None, known_by: Day = None) -> Result[Profile]:
        """What is known of a person or a team, and who said so.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        day = day_of(at)
        profile = profiles.show(self.backend, name=name, at=day, known_by=_published(known_by))
        kind = "person" if isinstance(profile.subject, Person) else "club"
        return results.profile_result(
            profile, page=lambda: self.page(kind, profile.subject.id, at=day, known_by=known_by)._repr_html_()
        )

    def find(self, name: str, what: str = "any") -> EntityRef:
        """The person or team that a name means, as people type it.

        Args:
            name: a name or an id.
            what: ``person``, ``team``, ``club`` (a club rather than its other teams) or ``any``.

        Raises:
            UnknownName, AmbiguousName: the name is not known, or could be several.
        """
        facts = self.backend.facts
        return facts.named(facts.find(name, what))

    def where(self, person: str, *, at: Day = None) -> list[Standing]:
        """The clubs that a person is at, the surest first.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        return profiles.where(self.backend, person=person, at=day_of(at))

    def squad(self, team: str, *, at: Day = None) -> list[Standing]:
        """The people at a team, the surest first; those who left lately come last, as ``former``.

        Raises:
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        return profiles.squad(self.backend, team=team, at=day_of(at))

    def subgraph(
        self, player: str, club: str | None = None, *, at: Day = None, known_by: Day = None
    ) -> nx.DiGraph[str]:
        """The graph that `persuade` reads its answer from; see `kg.answers.plain_graphs.subgraph`."""
        return plain_graphs.subgraph(
            self.backend, player=player, club=club, at=day_of(at), known_by=_published(known_by)
        )

    def query(self, sparql_or_name: str, *, timeout: float | None = None, **parameters: str) -> QueryRows:
        """Ask in SPARQL, or one of the named questions (``kg query --list``) with its parameters by name.

        Raises:
            InvalidInput: the query cannot be understood.
            UnknownName, AmbiguousName: a name among the parameters is in doubt.
        """
        return QueryRows(
            named.ask_by_name(self.backend, sparql_or_name, parameters, today=date.today(), timeout=timeout)
        )

    def query_text(self, question: str, values: Mapping[str, str]) -> str:
        """A named question as SPARQL, with the names among its values looked up and put in.

        Raises:
            UsageProblem: there is no such question.
            UnknownName, AmbiguousName: a name among the values is in doubt.
        """
        return named.query_text(self.backend, question, values)

    def ask(self, query: str, *, people: Sequence[str] = (), teams: Sequence[str] = (), **more: Any) -> QueryRows:
        """Ask in SPARQL as ``kg query`` does: a named question, a query, a file, or ``-`` for standard input.

        Args:
            query: what to ask.
            people: names for the parameters that are people, in their order.
            teams: likewise for teams.
            more: the rest of `kg.answers.named_questions.ask`; ``today`` is needed.

        Raises:
            UnknownName, AmbiguousName, InvalidInput: as for `query`.
        """
        return QueryRows(named.ask(self.backend, query, people=people, teams=teams, **more))

    @property
    def rdf(self) -> rdflib.Dataset:
        """Everything in the store as an rdflib dataset, read-only; its default graph is everything together."""
        return self.backend.rdf()

    def read(self, text: str, *, published: str | date, url: str = "", language: str = "") -> PageReading:
        """Read a news story, text or HTML, and return what it proposes to claim; nothing is stored.

        Args:
            text: the story.
            published: the day on which it was published, from which "last week" counts.
            url: the page's address.
            language: its language's code; "" finds out.

        Raises:
            InvalidInput: there is no text in it.
            MissingExtra: it is HTML, and trafilatura is not installed.
            UsageProblem: there are no rules for the language.
        """
        page = read_page(text.encode(errors="replace"), name="the story")
        stated = page.with_facts(published=day_of(published).isoformat(), url=url)
        return self.contents.read([stated], language=language)

    # What is in the store, and what goes into it.

    @property
    def contents(self) -> Contents:
        """What is in the store, and all that can be done with it."""
        return Contents(self.backend)

    @property
    def measures(self) -> Measures:
        """How well the score foresees, by the transfer lists of the store and by reports."""
        return Measures(self.backend)

    def status(self) -> Status:
        """What the store holds."""
        return self.contents.status()

    def import_(self, reader: str, *paths: str | Path, strict: bool = False, dry_run: bool = False) -> ImportReport:
        """Read public files into the store, all of it or nothing; see `kg.store.imports.import_files`."""
        return self.contents.import_files(reader, list(map(Path, paths)), strict=strict, dry_run=dry_run)

    def add_claim(
        self, kind: str, *people: str, source_url: str, publisher: str, today: date | None = None, **more: Any
    ) -> Claim:
        """Store one claim with its source; ``more`` are the fields of `kg.store.manual_claims.Note`."""
        note = {"kind": kind, "people": people, "source_url": source_url, "publisher": publisher, **more}
        claim, _names = self.contents.add_claim(today=today or date.today(), **note)
        return claim

    def export(self, path: str | Path, format: str | None = None) -> ExportReport:  # noqa: A002
        """Write the whole store to a file; without ``format`` the ending of the path tells it.

        Raises:
            UsageProblem: there is no such format, or the ending tells none.
        """
        return self.contents.export(Path(path), format)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology."""
        return self.contents.validate(files)

    def page(self, kind: str, name: str, *, to: str | None = None, at: Day = None, known_by: Day = None) -> Page:
        """One interactive page that opens offline; ``page.html()`` is the document.

        Args:
            kind: ``persuasion``, ``person``, ``club``, ``path`` or ``world``.
            name: the player, person or club; of a world the tournament, or teams with commas between them.
            to: the club to join, or whom a path leads to.
            at: the day asked about.
            known_by: the day by which relationships and reports had to be published; by default ``at``.

        Raises:
            UsageProblem: there is no such kind, or it takes no ``to`` or needs one.
            UnknownName, AmbiguousName, NothingFound: as for `persuade`.
        """
        return pages.Pages(self.backend, day_of(at), known_by=_published(known_by)).page(kind, name, to)

    @property
    def live(self) -> live_pages.LivePages:
        """The linked pages of a server: pages, start page, and suggestions for names."""
        return live_pages.LivePages(self.backend)


def _published(known_by: Day) -> date | None:
    return None if known_by is None else day_of(known_by)
