"""Pages: from names to a drawn answer, for the command line, for a whole site, and for the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from kg.answers import questions, recommendations
from kg.answers.foresight import outlook_of_clubs, outlooks_at_club, with_outlook
from kg.columns.files import full_years
from kg.errors import NothingFound, UsageProblem
from kg.graph.clusters import clusters_of
from kg.graph.subgraph import MOST_ALTERS, SubgraphBuilder
from kg.graph.worlds import bridges, closest_pairs, densest, nearest_clubs, people_at_teams, tournament_people
from kg.influence import load_weights, tie_influence
from kg.model import Answer, Coverage, ScoredTie, Tie
from kg.model.networks import Standouts, World, WorldLink, WorldPerson
from kg.render.html import club_page, path_page, person_page, persuasion_page, world_page
from kg.render.html.page_data import Frame, Traits, season

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.influence import Weights
    from kg.render.html import Page
    from kg.store.backend import Backend

__all__ = ["LURES", "PAGE_KINDS", "Pages"]

PAGE_KINDS: Final = ("persuasion", "person", "club", "path", "world")
"""What `Pages` can draw."""

LURES: Final = 80
"""People elsewhere on a club's page at most."""
_LINKS_EACH: Final = 5
_SEASONS: Final = 10
_CLUB_SEASONS: Final = 5  # each costs as much as the page itself
_NAMED: Final = 3


def _nowhere(_iri: str) -> str:
    return ""


class Pages:
    """Pages as of one date; many of them share what they read.

    Args:
        backend: where the facts are.
        at: the date; only facts dated before it count.
        known_by: the day by which relationships and reports had to be published, whatever the season; by default each
            page's own day.
        address: the page of a person or team by id, "" where there is none.
        home: address of the page to search all of them; "" where there is none.

    Raises:
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """

    def __init__(
        self,
        backend: Backend,
        at: date,
        *,
        known_by: date | None = None,
        address: Callable[[str], str] = _nowhere,
        home: str = "",
    ) -> None:
        self._library, self.at = backend, at
        self.facts: Facts = backend.facts
        questions.check_date(self.facts, at)
        self.builder: SubgraphBuilder = SubgraphBuilder(self.facts, at, known_by)
        self._weights: Weights = load_weights()
        self._node: Callable[[str], int | None] = cache(self.facts.node)
        self.frame: Frame = Frame(
            aliases=cache(self._aliases),
            address=cache(address),
            home=home,
            traits=cache(self._traits),
            known_by=known_by,
        )
        self._then: dict[date, Pages] = {}
        days = [release.retrieved for release in self.facts.releases if release.retrieved]
        self._until = max(days, default=None)

    def _aliases(self, iri: str) -> Sequence[str]:
        node = self._node(iri)
        if node is None:
            return ()
        return (self.facts.person(node) if self.facts.is_person(node) else self.facts.team(node)).aliases

    def _traits(self, iri: str) -> Traits:
        node = self._node(iri)
        if node is None or not self.facts.is_person(node):
            return Traits()
        person, places = self.facts.person(node), self.builder.whereabouts([node])[node]
        age = full_years(person.birth.first, self.at) if person.birth else None
        club, role = (self.facts.named(places[0].team).name, places[0].role) if places else ("", "")
        return Traits(club, next(iter(person.citizenships), ""), age, role)

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
        target = self.facts.find(player, "person")
        joined = questions.find_club(self.facts, club) if club is not None else None
        return self._with_seasons(
            lambda pages: pages.persuasion_page(pages.answer(pages._born(target), joined)), seasons
        )

    def answer(self, player: int, club: int | None) -> Answer:
        """Who could persuade a player (to join a club), asked by node."""
        return with_outlook(self._library, questions.answer_about(self.builder, player, club))

    def persuasion_page(self, answer: Answer) -> Page:
        """The page of an answer."""
        return persuasion_page(answer, self.frame)

    def earlier(self, draw: Callable[[Pages], Page], seasons: int) -> dict[int, Page]:
        """The same page as of the end of earlier seasons, by the year in which the season began.

        Args:
            draw: draws it.
            seasons: how many, the latest first; fewer where nothing is known of earlier days.
        """
        this = season(self.at)
        drawn: dict[int, Page] = {}
        for year in range(this - 1, this - 1 - seasons, -1):
            try:
                drawn[year] = draw(self._as_of(date(year + 1, 7, 1)))
            except NothingFound:
                break
        return drawn

    def _as_of(self, at: date) -> Pages:
        """Pages of an earlier day, of which nothing but words and numbers is shown."""
        if at not in self._then:
            known_by = self.frame.known_by
            self._then[at] = Pages(self._library, at, known_by=known_by)
            self._then[at].frame = Frame(self.frame.words, known_by=known_by)
        return self._then[at]

    def _with_seasons(self, draw: Callable[[Pages], Page], seasons: int) -> Page:
        page = draw(self)
        page.seasons = self.earlier(draw, seasons)
        return page

    def _born(self, person: int) -> int:
        """The node of somebody, if he was born by the day."""
        return questions.born_by(self.facts, person, self.at)

    def person(self, name: str, *, most: int = MOST_ALTERS, seasons: int = _SEASONS) -> Page:
        """A person and the people closest to them; ``seasons`` as for `persuasion`.

        Raises:
            UnknownName, AmbiguousName: the name is not known, or could be several.
        """
        who = self.facts.find(name, "person")
        return self._with_seasons(lambda pages: pages.person_page(pages._born(who), most=most), seasons)

    def person_page(self, node: int, *, most: int) -> Page:
        """The page of a person by node."""
        return self.person_page_of(questions.answer_about(self.builder, node, None, most=most))

    def person_page_of(self, answer: Answer, links: Sequence[tuple[str, str]] = ()) -> Page:
        """The page of a person from the answer about them; ``links`` lead to questions about them."""
        person = answer.question.target.id
        outlook = outlook_of_clubs(self._library, person, self.at, ())
        if outlook is not None and (node := self._node(person)) is not None:
            outlook = outlook_of_clubs(self._library, person, self.at, recommendations.clubs_of(self.builder, node))
        page = person_page(answer, self.frame, outlook=outlook)
        page.links = links
        return page

    def club(self, name: str, *, most: int = LURES, seasons: int = _CLUB_SEASONS) -> Page:
        """A club's people and those elsewhere whom they could best persuade; ``seasons`` as for `persuasion`.

        Raises:
            UnknownName, AmbiguousName: the name is not known, or could be several.
        """
        node = self.facts.find(name, "club")
        return self._with_seasons(lambda pages: pages.club_page(node, most=most), seasons)

    def club_page(self, node: int, *, most: int, links: Sequence[tuple[str, str]] = ()) -> Page:
        """The page of a club or national team by node; ``links`` lead to questions about it."""
        targets = recommendations.targets_of(self.builder, node)
        club, matches = self.facts.team(node), targets.recommendations[:most]
        outlooks = outlooks_at_club(self._library, club.id, self.at, matches)
        page = club_page(club, targets, self.frame, most=most, outlooks=outlooks)
        page.links = links
        return page

    def path(self, giver: str, taker: str, *, seasons: int = _SEASONS) -> Page:
        """How one person reaches another: directly, through one go-between, or else through two.

        ``seasons`` as for `persuasion`.

        Raises:
            UnknownName, AmbiguousName: a name is not known, or could be several.
            UsageProblem: both names mean the same person.
        """
        begin, end = self.facts.find(giver, "person"), self.facts.find(taker, "person")
        return self._with_seasons(lambda pages: pages.path_page(pages._born(begin), pages._born(end)), seasons)

    def path_page(self, giver: int, taker: int) -> Page:
        """The page of the ways from one person to another, by node."""
        return path_page(questions.explanation_of(self.builder, taker, giver), self.frame)

    def _score(self, tie: Tie) -> ScoredTie:
        # Nobody is the target among the people of a world: without ages a tie carries the mean of its two directions.
        return tie_influence(tie, at=self.at, weights=self._weights)

    def world(self, name: str) -> Page:
        """The people of a tournament's squads, or of several teams named with commas between them, in clusters.

        Raises:
            UnknownName, AmbiguousName: no tournament is called that, and a team's name is not known or in doubt.
            UsageProblem: nobody is known there.
        """
        facts = self.facts
        listed = tournament_people(facts, name, self.at)
        if not listed:
            teams = [facts.find(part, "team") for part in re.split(r"[,;]", name) if part.strip()]
            listed = people_at_teams(facts, teams, self.at)
        if not listed:
            raise UsageProblem(f"nobody is known there as of {self.at.isoformat()}", remedy="ask as of another date")
        people = sorted(listed)
        self.builder.whereabouts(people)
        result, left_out = closest_pairs(self.builder, people, most_each=_LINKS_EACH)
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
