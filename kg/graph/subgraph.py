"""The subgraph that a question needs, as of its date: the one place where people, ties and go-betweens are chosen.

An edge ``u -> v`` says that ``u`` may influence ``v``; its attribute ``ties`` holds the ties between them read from the
side of ``v`` (ego ``v``, alter ``u``). Whatever the question, the same two people get the same edges:

* between a speaker and the target every tie, those included that many share by birth;
* through go-betweens the ties by shared teams and stated relationships. Go-betweens are sought in the target's
  *circle*, the `MOST_ALTERS` people closest to the target; of those tied to a speaker the `MOST_BETWEEN` with the
  closest weaker link count. Whoever is at the club for which a speaker speaks is no go-between of his: they can
  speak for it themselves.

Who is looked at is settled on columns by closeness (`kg.graph.closeness`), before anything is put into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import Ints, among, concat_ranges, day, full_years
from kg.errors import UsageProblem
from kg.graph.candidates import candidates_for
from kg.graph.closeness import SPAN, closeness, pair_keys
from kg.graph.presence import PRESENT, Standing, people_at, whereabouts
from kg.graph.rumours import followed_by_moves
from kg.graph.tie_builder import TieBuilder, only
from kg.graph.ties import TIE_KINDS, met, related, shared, squads_of, stays_of
from kg.lazy import lazy
from kg.model import EntityRef, Followed, Tie

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy("networkx")

__all__ = ["MOST_ALTERS", "MOST_BETWEEN", "Speakers", "SubgraphBuilder"]

MOST_ALTERS: Final = 250
"""People in a target's circle: those tied to the target most closely."""
MOST_BETWEEN: Final = 5
"""Go-betweens counted between one speaker and one target."""
_MOST_CHAINS: Final = 8
_SURENESS: Final = ("certain", "presumed", "unsettled", "former")
_Ties: TypeAlias = dict[tuple[int, int], tuple[Tie, ...]]  # by alter and ego


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who may speak to a target, each with the standing in which he does; ``None`` where he is not known to be."""

    target: int
    standings: Mapping[int, Standing | None]


class _Circles:
    """The ties of some people, as columns (they are the egos), and how close everybody tied to each of them is."""

    def __init__(self, facts: Facts, people: Sequence[int], now: int, known_by: int) -> None:
        stays = stays_of(facts, people, now)
        self.meetings = met(facts, stays, squads_of(facts, stays["squad"], now), now)
        self.stated = related(facts, people, now, known_by)
        keys, self._values = closeness(facts, self.meetings, self.stated, now)
        self._egos, self._alters = keys >> 31, keys & (SPAN - 1)

    def tied(self, person: int) -> tuple[Ints, Ints]:
        """Everybody tied to a person, by number, and how close each is."""
        low, high = np.searchsorted(self._egos, [person, person + 1])
        return self._alters[low:high], self._values[low:high]

    def circle(self, person: int) -> tuple[Ints, Ints]:
        """The circle of a person, the closest first, and how close each is."""
        alters, values = self.tied(person)
        closest = np.lexsort((alters, -values))[:MOST_ALTERS]
        return alters[closest], values[closest]


class SubgraphBuilder:
    """Subgraphs as of one date; questions about the same date share what they read.

    Relationships count if they were published by ``known_by``, which is the date itself unless said otherwise.

    Graphs hold the target, everybody who may speak to the target, and go-betweens. Nodes are ids. Node attributes:
    ``name``, ``role``, ``club`` (`EntityRef` or ``None``), ``at_club`` (present at the club in question), ``presence``
    (certain, presumed, unsettled, former; "" where nothing is known or the node is a go-between), ``since``,
    ``birth_year``, ``age`` (full years, or ``None``), ``position`` and ``target``. Graph attributes: ``at`` and
    ``considered`` (how many people there were to choose from).
    """

    def __init__(self, facts: Facts, at: date, known_by: date | None = None) -> None:
        self.facts, self.at, self.now = facts, at, day(at)
        self.known_by = known_by or at
        self.tie_builder = TieBuilder(facts, at)
        self._where: dict[int, list[Standing]] = {}
        self._pupils: set[tuple[int, int]] = set()  # in the academy of a club, and not in its first team

    @cached_property
    def followed(self) -> Followed:
        """How often reports of interest, talks and offers came true; counted once for all questions."""
        return followed_by_moves(self.facts, self.at, known_by=self.known_by)

    def whereabouts(self, people: Iterable[int]) -> dict[int, list[Standing]]:
        """Where some people are, by person, the surest place first; read once for each."""
        people = list(people)
        new = [person for person in dict.fromkeys(people) if person not in self._where]
        if new:
            places = whereabouts(self.facts, new, self.at)
            stays = stays_of(self.facts, new, self.now)
            academy = stays["squad"] % 2 == 1
            pupils = set(zip(stays["person"][academy].tolist(), (stays["squad"][academy] >> 1).tolist(), strict=True))
            for person in new:
                standings = [
                    self._first_team(standing) if (person, standing.team) in pupils else standing
                    for standing in places.get(person, ())
                ]
                self._where[person] = sorted(standings, key=lambda standing: _SURENESS.index(standing.presence))
        return {person: self._where[person] for person in people}

    def _first_team(self, standing: Standing) -> Standing:
        """The standing with the first team of somebody who has been in its academy, if he has one."""
        for candidate in people_at(self.facts, standing.team, self.at):
            if candidate.person == standing.person and candidate.presence != "former":
                return candidate
        self._pupils.add((standing.person, standing.team))
        return standing

    def speaks_for(self, standing: Standing) -> bool:
        """Whether somebody is certainly or presumably at the first team of a club, not in its academy alone."""
        return standing.presence in PRESENT and (standing.person, standing.team) not in self._pupils

    def club_of(self, person: int) -> EntityRef | None:
        """The club where somebody is, as far as is known."""
        places = self.whereabouts([person])[person]
        return self.facts.named(places[0].team) if places else None

    def for_club(self, target: int, club: int) -> nx.DiGraph[str]:
        """The graph of everybody who could speak to a person for a club (`kg.graph.candidates`).

        Its nodes say more: ``presence`` may be ``arriving`` or ``elsewhere``, and there are ``circle``, ``legacy`` and
        ``gatherings``.

        Raises:
            UsageProblem: the target is no person, or the club no team.
        """
        self._check_person(target)
        facts = self.facts
        if not facts.people_count <= club < facts.people_count + facts.team_count:
            raise UsageProblem("this is no club", remedy="name a club")
        circles = self._circles_of([target])
        tied = set(circles.tied(target)[0].tolist())
        candidates = candidates_for(facts, target, club, self.at, tied=tied, known_by=self.known_by)
        standings = {person: candidate.standing for person, candidate in candidates.items()}
        present = [standing for standing in standings.values() if standing is not None and standing.team == club]
        graph = next(self.graphs([Speakers(target, standings)], circles, self._colleagues(present)))
        for person, candidate in candidates.items():
            node = graph.nodes[facts.iri(person)]
            node.update(presence=candidate.presence, circle=candidate.circle, legacy=candidate.legacy)
            node.update(gatherings=candidate.gatherings, at_club=candidate.presence in PRESENT)
        return graph

    def around(self, target: int, *, most: int = MOST_ALTERS) -> nx.DiGraph[str]:
        """The graph of the people closest to somebody, each in the standing that he has where he is.

        Args:
            target: node of the person.
            most: how many people to look at, `MOST_ALTERS` at most.

        Raises:
            UsageProblem: the target is no person.
        """
        self._check_person(target)
        circles = self._circles_of([target])
        return next(self._in_own_standing(target, circles.circle(target)[0].tolist()[:most], circles))

    def between(self, speaker: int, target: int) -> nx.DiGraph[str]:
        """The graph of one speaker, the target and their go-betweens.

        Raises:
            UsageProblem: the two are the same, or one is no person.
        """
        self._check_person(speaker)
        self._check_person(target)
        if speaker == target:
            name = self.facts.named(target).name
            raise UsageProblem(f"{name} cannot be tied to himself", remedy="name two different people")
        return next(self._in_own_standing(target, [speaker], self._circles_of([target])))

    def from_everybody(self, target: int) -> nx.DiGraph[str]:
        """The graph of everybody tied to somebody, as `between` has each of them.

        Raises:
            UsageProblem: the target is no person.
        """
        self._check_person(target)
        circles = self._circles_of([target])
        return next(self._in_own_standing(target, circles.tied(target)[0].tolist(), circles))

    def to_everybody(self, speaker: int) -> Iterator[tuple[int, nx.DiGraph[str]]]:
        """For everybody tied to a speaker the graph that `between` gives, all read together.

        Raises:
            UsageProblem: the speaker is no person.
        """
        self._check_person(speaker)
        targets = sorted(self.tied(speaker))
        if not targets:
            return
        circles = self._circles_of(targets)
        circle = {person for target in targets for person in circles.circle(target)[0].tolist()}
        places = self.whereabouts([*sorted(circle), speaker])
        standings = {speaker: next(iter(places[speaker]), None)}
        colleagues = self._colleagues(standing for person in places.values() for standing in person)
        yield from zip(
            targets, self.graphs([Speakers(group, standings) for group in targets], circles, colleagues), strict=True
        )

    def tied(self, person: int) -> Mapping[int, int]:
        """Everybody tied to a person by a shared team or a stated relationship, with closeness."""
        alters, values = self._circles_of([person]).tied(person)
        return dict(zip(alters.tolist(), values.tolist(), strict=True))

    def matches(self, speakers: Sequence[Speakers]) -> Iterator[nx.DiGraph[str]]:
        """A graph for each target and those who may speak to him for a club, in the order given."""
        if not speakers:
            return
        standings = [standing for group in speakers for standing in group.standings.values() if standing is not None]
        yield from self.graphs(
            speakers, self._circles_of([group.target for group in speakers]), self._colleagues(standings)
        )

    def chains(self, giver: int, taker: int) -> tuple[nx.DiGraph[str], list[tuple[str, ...]]]:
        """Ways with two go-betweens, for people whom no single one connects, the closest by the weakest link first.

        Returns:
            A graph with the ties of every step, and the ways: ids from the giver to the taker.
        """
        circles = self._circles_of([giver, taker])
        near, far = (
            dict(zip(*(column.tolist() for column in circles.tied(person)), strict=True)) for person in (giver, taker)
        )
        first, second = sorted(near.keys() - {taker}), sorted(far.keys() - {giver})
        links = self._links(second, first)
        keys, values = closeness(self.facts, *links, self.now)
        rows = zip((keys >> 31).tolist(), (keys & (SPAN - 1)).tolist(), values.tolist(), strict=True)
        ways = sorted((-min(value, near[alter], far[ego]), alter, ego) for ego, alter, value in rows)[:_MOST_CHAINS]
        chains = [(giver, alter, ego, taker) for _, alter, ego in ways]
        steps = np.array([(ego, alter) for chain in chains for alter, ego in pairwise(chain)], np.int64).reshape(-1, 2)
        keys = pair_keys(steps[:, 0], steps[:, 1])
        # The first steps are read from the go-betweens, who are not among the egos of the circles.
        ties = self._in_words(self._links(first, [giver]), keys)
        ties |= self._in_words(links, keys) | self._in_words((circles.meetings, circles.stated), keys)
        edges = {(alter, ego): ties[alter, ego] for chain in chains for alter, ego in pairwise(chain)}
        graph = self._graph(dict.fromkeys([giver, taker]), edges, target=taker)
        return graph, [tuple(map(self.facts.iri, chain)) for chain in chains]

    def _check_person(self, node: int) -> None:
        if not 0 <= node < self.facts.people_count:
            raise UsageProblem("ties are asked of people, and this is none", remedy="name a player or coach")

    def _circles_of(self, people: Sequence[int]) -> _Circles:
        return _Circles(self.facts, people, self.now, day(self.known_by))

    def _links(self, egos: Sequence[int] | Ints, alters: Sequence[int]) -> tuple[Columns, Columns]:
        """Meetings and stated relationships between two groups of people."""
        others = stays_of(self.facts, alters, self.now)
        others = only(others, np.lexsort((others["start"], others["squad"])))
        pairs = met(self.facts, stays_of(self.facts, egos, self.now), others, self.now)
        stated = related(self.facts, egos, self.now, day(self.known_by))
        return pairs, only(stated, among(stated["alter"], np.asarray(alters, np.int64)))

    def _in_own_standing(self, target: int, speakers: Sequence[int], circles: _Circles) -> Iterator[nx.DiGraph[str]]:
        places = self.whereabouts([*circles.circle(target)[0].tolist(), *speakers])
        standings = {speaker: next(iter(places[speaker]), None) for speaker in speakers}
        colleagues = self._colleagues(standing for person in places.values() for standing in person)
        yield from self.graphs([Speakers(target, standings)], circles, colleagues)

    def graphs(self, speakers: Sequence[Speakers], circles: _Circles, colleagues: Ints) -> Iterator[nx.DiGraph[str]]:
        """A graph for each target and his speakers; columns and words are read for all of them together."""
        everybody = sorted({person for group in speakers for person in group.standings})
        circle = {group.target: circles.circle(group.target) for group in speakers}
        links = self._links(np.concatenate([alters for alters, _ in circle.values()]), everybody)
        ways = self._ways(speakers, circle, links, colleagues)
        direct = self._keys((group.target, person) for group in speakers for person in group.standings)
        between = self._keys(
            (group.target, middle) for group, pairs in zip(speakers, ways, strict=True) for _, middle in pairs
        )
        ties = self._in_words((circles.meetings, circles.stated), np.concatenate([direct, between]))
        steps = self._in_words(links, self._keys((middle, speaker) for pairs in ways for speaker, middle in pairs))
        for group, pairs in zip(speakers, ways, strict=True):
            target = group.target
            edges: _Ties = {}
            for speaker, middle in pairs:
                edges[speaker, middle], edges[middle, target] = steps[speaker, middle], ties[middle, target]
            for person in group.standings:
                alike = tuple(self.tie_builder.likeness(target, person))
                if whole := ties.get((person, target), ()) + alike:
                    edges[person, target] = whole
            graph = self._graph(group.standings, edges, target=target)
            graph.graph["considered"] = len(circles.tied(target)[0])
            yield graph

    def _ways(
        self,
        speakers: Sequence[Speakers],
        circle: Mapping[int, tuple[Ints, Ints]],
        links: tuple[Columns, Columns],
        colleagues: Ints,
    ) -> list[list[tuple[int, int]]]:
        """For each target the speakers with their go-betweens, the closest of each speaker."""
        keys, values = closeness(self.facts, *links, self.now)
        middles, people = keys >> 31, keys & (SPAN - 1)
        order = np.lexsort((middles, people))
        middles, people, values = middles[order], people[order], values[order]
        near = np.zeros(self.facts.people_count, np.int64)
        ways = []
        for group in speakers:
            members = np.array(sorted(group.standings), np.int64)
            clubs = [standing.team if (standing := group.standings[person]) else 0 for person in members.tolist()]
            inside, values_inside = circle[group.target]
            near[inside] = values_inside
            rows, owner = concat_ranges(
                np.searchsorted(people, members), np.searchsorted(people, members, side="right")
            )
            middle = middles[rows]
            weaker = np.minimum(values[rows], near[middle])
            allowed = (weaker > 0) & ~among(pair_keys(np.array(clubs, np.int64)[owner], middle), colleagues)
            near[inside] = 0
            middle, weaker, person = middle[allowed], weaker[allowed], members[owner[allowed]]
            order = np.lexsort((middle, -weaker, person))
            person, middle = person[order], middle[order]
            best = np.arange(len(person)) - np.searchsorted(person, person) < MOST_BETWEEN
            ways.append(list(zip(person[best].tolist(), middle[best].tolist(), strict=True)))
        return ways

    def _colleagues(self, standings: Iterable[Standing]) -> Ints:
        """Who is at which club, as keys with the club first; those who may not be there are left out."""
        return self._keys((standing.team, standing.person) for standing in standings if self.speaks_for(standing))

    @staticmethod
    def _keys(pairs: Iterable[tuple[int, int]]) -> Ints:
        ends = np.array(list(pairs), np.int64).reshape(-1, 2)
        return pair_keys(ends[:, 0], ends[:, 1])

    def _in_words(self, links: tuple[Columns, Columns], keys: Ints) -> _Ties:
        """The ties of some pairs, given as keys with the ego first, in the order in which they are shown."""
        facts, tie_builder = self.facts, self.tie_builder
        pairs, stated = (only(rows, among(pair_keys(rows["ego"], rows["alter"]), keys)) for rows in links)
        teams = shared(pairs, facts.nodes["kind"], squads_of(facts, pairs["squad"], self.now), self.now)
        ties: dict[tuple[str, str], list[Tie]] = {}
        for tie in (*tie_builder.teams(teams), *tie_builder.relations(stated)):
            ties.setdefault((tie.alter, tie.ego), []).append(tie)
        ends = {key: (facts.iri(key & int(SPAN - 1)), facts.iri(key >> 31)) for key in set(keys.tolist())}
        return {
            (key & int(SPAN - 1), key >> 31): tuple(sorted(ties[pair], key=_shown_order))
            for key, pair in ends.items()
            if pair in ties
        }

    def _graph(self, standings: Mapping[int, Standing | None], edges: _Ties, *, target: int) -> nx.DiGraph[str]:
        iri = self.facts.iri
        graph: nx.DiGraph[str] = nx.DiGraph(at=self.at)
        away = [person for person, standing in standings.items() if standing and standing.presence not in PRESENT]
        places = self.whereabouts([target, *away])
        for node in dict.fromkeys([target, *sorted(standings), *sorted({end for pair in edges for end in pair})]):
            graph.add_node(iri(node), **self._attributes(node, standings.get(node), places.get(node, ())))
        graph.nodes[iri(target)]["target"] = True
        graph.add_edges_from((iri(alter), iri(ego), {"ties": edges[alter, ego]}) for alter, ego in sorted(edges))
        return graph

    def _attributes(self, node: int, standing: Standing | None, places: Sequence[Standing]) -> dict[str, Any]:
        facts = self.facts
        description = facts.person_description(node)
        birth = date.fromisoformat(description.birth[0]) if description.birth else None
        present = standing is not None and standing.presence in PRESENT
        place = standing if present else next(iter(places), None)
        shown = standing or place
        return {
            "name": description.name,
            "role": shown.role if shown else "",
            "club": facts.named(place.team) if place else None,
            "at_club": present,
            "presence": standing.presence if standing else "",
            "since": standing.since if standing else None,
            "birth_year": birth.year if birth else None,
            "age": full_years(birth, self.at) if birth else None,
            "position": description.position,
            "target": False,
        }


def _shown_order(tie: Tie) -> tuple[int, int, str, str, str]:
    return (TIE_KINDS.index(tie.kind), -tie.days, tie.team.id if tie.team else "", tie.ego_role, tie.alter_role)
