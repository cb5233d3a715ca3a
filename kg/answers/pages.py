"""Pages: from names to a drawn answer, for the command line, for a whole site, and for the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from kg.answers import questions, recommendations
from kg.columns.files import full_years
from kg.errors import NothingFound, UsageProblem
from kg.influence import load_weights, tie_influence
from kg.model import Answer, Coverage, ScoredTie, Tie
from kg.model.networks import Standouts, World, WorldLink, WorldPerson
from kg.render.html.page_data import Traits, season

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.graph.subgraph import SubgraphBuilder
    from kg.influence import Weights
    from kg.render.html import Frame, Page
    from kg.store.backend import Backend

__all__ = ["ALTERS", "LURES", "PAGE_KINDS", "Pages"]

PAGE_KINDS: Final = ("persuasion", "person", "club", "path", "world")
"""What `Pages` can draw."""

ALTERS: Final = 250
"""People on a person's page at most."""
LURES: Final = 80
"""People elsewhere on a club's page at most."""
_LINKS_EACH: Final = 5
_SEASONS: Final = 10
_NAMED: Final = 3


def _nowhere(_iri: str) -> str:
    return ""


class Pages:
    """Pages as of one date; many of them share what they read.

    Args:
        backend: where the facts are.
        at: the date; only facts dated before it count.
        address: the page of a person or team by id, "" where there is none.
        home: address of the page to search all of them; "" where there is none.

    Raises:
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """

    def __init__(self, backend: Backend, at: date, *, address: Callable[[str], str] = _nowhere, home: str = "") -> None:
        from kg.graph.subgraph import SubgraphBuilder
        from kg.render.html import Frame

        self._library, self.at = backend, at
        self.facts: Facts = backend.facts
        questions.check_date(self.facts, at)
        self.builder: SubgraphBuilder = SubgraphBuilder(self.facts, at)
        self._weights: Weights = load_weights()
        self.frame: Frame = Frame(
            aliases=cache(self._aliases),
            address=cache(address),
            home=home,
            traits=cache(self._traits),
        )
        days = [release.retrieved for release in self.facts.releases if release.retrieved]
        self._until = max(days, default=None)

    def _aliases(self, iri: str) -> Sequence[str]:
        node = self.facts.node(iri)
        if node is None:
            return ()
        return (self.facts.person(node) if self.facts.is_person(node) else self.facts.team(node)).aliases

    def _traits(self, iri: str) -> Traits:
        node = self.facts.node(iri)
        if node is None or not self.facts.is_person(node):
            return Traits()
        person, club = self.facts.person(node), self.builder.club_of(node)
        age = full_years(person.birth.first, self.at) if person.birth else None
        return Traits(club.name if club else "", next(iter(person.citizenships), ""), age)

    def page(self, kind: str, name: str, to: str | None = None) -> Page:
        """A page of one of the `PAGE_KINDS`.

        Args:
            kind: what to show of ``name``.
            name: a player, a person, a club, a tournament, or teams with commas between them.
            to: the club to join, or whom a path leads to.

        Raises:
            UsageProblem: there is no such kind, or ``to`` is missing or means nothing for it.
            UnknownName, AmbiguousName: a name is not known, or could be several.
        """
        if kind not in PAGE_KINDS:
            raise UsageProblem(f"{kind!r} is no kind of page", remedy="use one of " + ", ".join(PAGE_KINDS))
        if to is not None and kind not in ("persuasion", "path"):
            raise UsageProblem(f"--to says nothing for --kind {kind}", remedy="leave it out")
        match kind:
            case "person":
                return self.person(name)
            case "club":
                return self.club(name)
            case "world":
                return self.world(name)
            case "path":
                if to is None:
                    raise UsageProblem("a path leads from NAME to somebody", remedy="name them with --to")
                return self.path(name, to)
            case _:
                return self.persuasion(name, to)

    def persuasion(self, player: str, club: str | None, *, seasons: int = _SEASONS) -> Page:
        """Who could persuade a player (to join a club)?

        Args:
            player: the player.
            club: the club, or ``None``.
            seasons: for how many seasons before the day the page holds the answer too, as of the season's end.

        Raises:
            UnknownName, AmbiguousName, UsageProblem: as `kg.answers.questions.persuade`.
        """
        return self.persuasion_page_of(self.answer(player, club), seasons=seasons)

    def answer(self, player: str, club: str | None) -> Answer:
        """Who could persuade a player (to join a club), as a typed answer.

        Raises:
            UnknownName, AmbiguousName, UsageProblem: as `kg.answers.questions.persuade`.
        """
        return questions.persuade(self._library, player=player, club=club, at=self.at)

    def persuasion_page_of(self, answer: Answer, *, seasons: int = _SEASONS) -> Page:
        """The page of an answer, with what it would have been in some seasons before."""
        from kg.render.html import persuasion_page

        return persuasion_page(answer, self.frame, earlier=self._earlier(answer, seasons))

    def _earlier(self, answer: Answer, seasons: int) -> dict[int, Answer]:
        """The same question as of the end of earlier seasons, by the year in which the season began."""
        target, club = answer.question.target.id, answer.question.club.id if answer.question.club else None
        this = season(self.at)
        answers = {}
        for year in range(this - 1, this - 1 - seasons, -1):
            try:
                answers[year] = questions.persuade(
                    self._library, player=target, club=club, at=min(date(year + 1, 7, 1), self.at)
                )
            except NothingFound:
                break
        return answers

    def person(self, name: str, *, most: int = ALTERS) -> Page:
        """A person and the people closest to them.

        Raises:
            UnknownName, AmbiguousName: the name is not known, or could be several.
        """
        return self.person_page(questions.find_person(self.facts, name, self.at), most=most)

    def person_page(self, node: int, *, most: int) -> Page:
        """The page of a person by node."""
        return self.person_page_of(questions.answer_about(self.builder, node, None, most=most))

    def person_page_of(self, answer: Answer, links: Sequence[tuple[str, str]] = ()) -> Page:
        """The page of a person from the answer about them; ``links`` lead to questions about them."""
        from kg.render.html import person_page

        page = person_page(answer, self.frame)
        page.links = links
        return page

    def club(self, name: str, *, most: int = LURES) -> Page:
        """A club's people and those elsewhere whom they could best persuade.

        Raises:
            UnknownName, AmbiguousName: the name is not known, or could be several.
        """
        return self.club_page(self.facts.find(name, "club"), most=most)

    def club_page(self, node: int, *, most: int, links: Sequence[tuple[str, str]] = ()) -> Page:
        """The page of a club or national team by node; ``links`` lead to questions about it."""
        from kg.render.html import club_page

        targets = recommendations.targets_of(self.builder, node)
        page = club_page(self.facts.team(node), targets, self.frame, most=most)
        page.links = links
        return page

    def path(self, giver: str, taker: str) -> Page:
        """How one person reaches another: directly, through one go-between, or else through two.

        Raises:
            UnknownName, AmbiguousName: a name is not known, or could be several.
            UsageProblem: both names mean the same person.
        """
        from kg.render.html import path_page

        result = questions.explanation_of(
            self.builder,
            questions.find_person(self.facts, taker, self.at),
            questions.find_person(self.facts, giver, self.at),
        )
        return path_page(result, self.frame)

    def _score(self, tie: Tie) -> ScoredTie:
        # Nobody is the target among the people of a world: without ages a tie carries the mean of its two directions.
        return tie_influence(tie, at=self.at, weights=self._weights)

    def world(self, name: str) -> Page:
        """The people of a tournament's squads, or of several teams named with commas between them, in clusters.

        Raises:
            UnknownName, AmbiguousName: no tournament is called that, and a team's name is not known or in doubt.
            UsageProblem: nobody is known there.
        """
        from kg.graph.clusters import clusters_of
        from kg.graph.worlds import bridges, closest_pairs, densest, nearest_clubs, people_at_teams, tournament_people
        from kg.render.html import world_page

        facts = self.facts
        listed = tournament_people(facts, name, self.at)
        if not listed:
            teams = [facts.find(part, "team") for part in re.split(r"[,;]", name) if part.strip()]
            listed = people_at_teams(facts, teams, self.at)
        if not listed:
            raise UsageProblem(f"nobody is known there as of {self.at.isoformat()}", remedy="ask as of another date")
        people = sorted(listed)
        self.builder.whereabouts(people)
        result, left_out = closest_pairs(self.builder.tie_builder, people, most_each=_LINKS_EACH)
        links = [
            WorldLink(facts.iri(entry), facts.iri(two), tuple(map(self._score, ties))) for entry, two, ties in result
        ]
        values = [max(sum(item.influence for item in link.ties), 0.001) for link in links]
        place = {node: number for number, node in enumerate(people)}
        pairs = [(place[entry], place[two], value) for (entry, two, _), value in zip(result, values, strict=True)]
        clusters = clusters_of(len(people), pairs)
        world = World(
            title=name.strip(),
            as_of=self.at,
            people=tuple(
                WorldPerson(facts.named(node), facts.named(listed[node]), self.builder.club_of(node), clusters[number])
                for number, node in enumerate(people)
            ),
            links=tuple(links),
            clusters=_cluster_names(clusters, pairs, links, [facts.named(listed[node]).name for node in people]),
            left_out=left_out,
            known=Coverage(len(people), "Ties that no source in the store tells of are missing.", self._until),
            model=self._weights.info,
            standouts=Standouts(
                tuple((facts.named(people[number]), reach) for number, reach in bridges(clusters, pairs, most=_NAMED)),
                tuple(densest(clusters, pairs, most=_NAMED)),
                tuple(
                    (facts.named(first), facts.named(second), shared)
                    for first, second, shared in nearest_clubs(facts, people, self.at, most=_NAMED)
                ),
            ),
        )
        return world_page(world, self.frame)


def _cluster_names(
    clusters: Sequence[int], pairs: Sequence[tuple[int, int, float]], links: Sequence[WorldLink], teams: Sequence[str]
) -> tuple[str, ...]:
    """Each cluster by the two teams that most of the ties within it rest on, or that most of its people come from."""
    count = max(clusters, default=-1) + 1
    votes: list[dict[str, float]] = [{} for _ in range(count)]
    for (item, two, _), link in zip(pairs, links, strict=True):
        if clusters[item] == clusters[two]:
            for scored in link.ties:
                if scored.tie.team:
                    name = scored.tie.team.name
                    votes[clusters[item]][name] = votes[clusters[item]].get(name, 0.0) + scored.influence
    for person, cluster in enumerate(clusters):
        votes[cluster][teams[person]] = votes[cluster].get(teams[person], 0.0) + 0.1
    ranked = [sorted(vote, key=lambda name: (-vote[name], name)) for vote in votes]
    return tuple(
        " · ".join(name for name in names[:2] if vote[name] > 0.35 * vote[names[0]]) or "–"
        for vote, names in zip(votes, ranked, strict=True)
    )
