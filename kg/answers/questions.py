"""The desk where questions are asked: names to people, people to a subgraph, the subgraph to a scored answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.answers.foresight import with_outlook
from kg.errors import NothingFound, UsageProblem
from kg.graph.history import events_about, first_day, last_day
from kg.graph.presence import PRESENT
from kg.graph.rumours import RUMOURS
from kg.influence import load_weights, pathway, rank_persuaders, scored_links
from kg.lazy import lazy
from kg.model import (
    Answer,
    Claim,
    Coverage,
    EntityRef,
    Event,
    EventKind,
    Explanation,
    Interval,
    Pathway,
    Persuader,
    Question,
    Report,
    Source,
    TeamKind,
)
from kg.render.words import event_words

if TYPE_CHECKING:
    import networkx as nx

    from kg.columns.facts import Facts
    from kg.graph import subgraph as subgraphs
    from kg.graph.presence import Standing as PresenceRow
    from kg.graph.subgraph import SubgraphBuilder
    from kg.store.backend import Backend
else:
    subgraphs = lazy("kg.graph.subgraph")

__all__ = [
    "answer_about",
    "born_by",
    "check_date",
    "explain",
    "explanation_of",
    "find_club",
    "find_person",
    "forget_arrival",
    "newly_arrived",
    "persuade",
]

_CLUBS = (TeamKind.CLUB, TeamKind.RESERVE, TeamKind.YOUTH)
_MOST_REPORTS = 12
_HALF_SEASON = timedelta(days=184)


def persuade(backend: Backend, *, player: str, club: str | None, at: date, known_by: date | None = None) -> Answer:
    """Who could persuade a player (to join a club), as things stood on a date?

    Args:
        backend: where the facts are.
        player: the player, by name or id.
        club: the club, by name or id; ``None`` asks for everybody with a direct tie to the player.
        at: the date; only facts dated before it count.
        known_by: the day by which relationships and reports had to be published; by default the date.

    Raises:
        UnknownName, AmbiguousName: a name is not known, or could be several.
        UsageProblem: the club is a national team.
        NothingFound: the date lies before all data, or before the player's birth.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    check_date(facts, at)
    target = find_person(facts, player, at)
    builder = subgraphs.SubgraphBuilder(facts, at, known_by)
    return with_outlook(backend, answer_about(builder, target, find_club(facts, club) if club is not None else None))


def answer_about(builder: SubgraphBuilder, target: int, club: int | None, *, most: int | None = None) -> Answer:
    """Who could persuade a person, asked by node: what `persuade` answers.

    Args:
        builder: the subgraphs of the date asked about.
        target: node of the person.
        club: node of the club; ``None`` asks for everybody close to the person.
        most: without a club, how many people to look at; ``None`` is everybody in the circle.
    """
    facts, at, weights = builder.facts, builder.at, load_weights()
    standings = builder.whereabouts([target])[target]
    question = Question(facts.named(target), facts.named(club) if club is not None else None, at)
    clubs = tuple(facts.named(standing.team) for standing in standings)
    reports = _reports(builder, target=target, club=club)
    rumoured = any(report.kind in RUMOURS for report in reports)
    followed = builder.followed if rumoured else None
    staying = [
        standing
        for standing in standings
        if club is not None and facts.organisation(standing.team) == facts.organisation(club)
    ]
    # Nobody is told to be there already by a season alone, in which he may yet have to come.
    present = [row for row in staying if row.presence == "certain" or (row.dated and row.presence in PRESENT)]
    if present:
        return Answer(
            question,
            (),
            Coverage(0, "", last_day(facts)),
            weights.info,
            reports,
            already_there=_already(facts, target, present[0]),
            target_clubs=clubs,
            followed=followed,
        )
    graph = (
        builder.around(target, most=most or subgraphs.MOST_ALTERS) if club is None else builder.for_club(target, club)
    )
    name = facts.iri(target)
    if staying:
        forget_arrival(graph, name, {facts.iri(standing.team) for standing in staying}, at)
    scored = scored_links(graph, at=at, weights=weights)

    def ranked(nodes: Iterable[str]) -> tuple[Persuader, ...]:
        return rank_persuaders(graph, target=name, candidates=nodes, at=at, weights=weights, scored=scored)

    people = [node for node in graph if node != name]
    if club is None:
        candidates, apart = people, []
    else:
        candidates = [node for node in people if graph.nodes[node]["presence"] in (*PRESENT, "arriving")]
        apart = [node for node in people if graph.nodes[node]["presence"] in ("unsettled", "former")]
    circle = [node for node in people if club is not None and graph.nodes[node]["presence"] == "elsewhere"]
    persuaders = ranked(candidates)
    note = _note(question, considered=len(candidates), tied=graph.graph["considered"], ranked=persuaders, clubs=clubs)
    if staying:
        note += f" Whether {question.target.name} is there already is not certain: sources name two clubs, or a season."
    coverage = Coverage(len(candidates), note, last_day(facts))
    return Answer(
        question,
        persuaders,
        coverage,
        weights.info,
        reports,
        former=ranked(apart),
        circle=ranked(circle),
        target_clubs=clubs,
        followed=followed,
    )


def explain(backend: Backend, *, person: str, other: str, at: date, known_by: date | None = None) -> Explanation:
    """Every tie between two people as of a date, and the best paths between them, in both directions.

    Where nobody is tied to both, ways with two go-betweens are listed; they are too long to count.

    Raises:
        UnknownName, AmbiguousName: a name is not known, or could be several.
        UsageProblem: both names mean the same person.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    check_date(facts, at)
    builder = subgraphs.SubgraphBuilder(facts, at, known_by)
    return explanation_of(builder, find_person(facts, person, at), find_person(facts, other, at))


def explanation_of(builder: SubgraphBuilder, person: int, other: int) -> Explanation:
    """What ties two people together, asked by node: what `explain` answers."""
    facts, weights, note = builder.facts, load_weights(), ""
    forward, backward = _influence(builder, other, person), _influence(builder, person, other)
    if not forward.ties and not forward.paths:
        ways = _long_ways(builder, other, person)
        forward = replace(forward, paths=ways)
        note = (
            "Nobody is known to be tied to both; these ways have two go-betweens, too many to count."
            if ways
            else "No tie between them is known, direct or through one go-between."
        )
    return Explanation(facts.named(person), facts.named(other), builder.at, forward, backward, weights.info, note)


def _influence(builder: SubgraphBuilder, speaker: int, target: int) -> Persuader:
    """What one person could do for persuading another, from the club where he is."""
    graph, weights = builder.between(speaker, target), load_weights()
    name = builder.facts.iri(speaker)
    ranked = rank_persuaders(graph, target=builder.facts.iri(target), candidates=[name], at=builder.at, weights=weights)
    if ranked:
        return ranked[0]
    node = graph.nodes[name]
    return Persuader(
        1,
        builder.facts.named(speaker),
        node["club"],
        node["role"],
        0.0,
        Interval(0.0, 0.0),
        since=node["since"],
        presence=node["presence"],
    )


def _long_ways(builder: SubgraphBuilder, speaker: int, target: int) -> tuple[Pathway, ...]:
    """Ways with two go-betweens from a speaker to a target, strongest first."""
    graph, chains = builder.chains(speaker, target)
    weights = load_weights()
    scored = scored_links(graph, at=builder.at, weights=weights)
    ways = [
        pathway(
            [EntityRef(node, str(graph.nodes[node]["name"])) for node in chain],
            [scored[step] for step in pairwise(chain)],
            weights=weights,
        )
        for chain in chains
    ]
    return tuple(sorted((way for way in ways if way.influence > 0), key=lambda way: -way.influence))


def check_date(facts: Facts, at: date) -> None:
    """Refuse a date before all data.

    Raises:
        NothingFound: the store is empty, or the date lies before the first career in it.
    """
    first = first_day(facts)
    if first is None:
        raise NothingFound("the store holds no careers yet", remedy="import a source: `kg import --list` names them")
    if at < first:
        raise NothingFound(
            f"nothing is known as of {at.isoformat()}: the earliest career begins on {first.isoformat()}",
            remedy="ask as of a later date",
        )


def find_person(facts: Facts, name: str, at: date) -> int:
    """The node of somebody who was born by the day asked about.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the person was born later.
    """
    return born_by(facts, facts.find(name, "person"), at)


def born_by(facts: Facts, person: int, at: date) -> int:
    """The node of a person, who was born by the day asked about.

    Raises:
        NothingFound: the person was born later.
    """
    description = facts.person_description(person)
    if description.birth and date.fromisoformat(description.birth[0]) > at:
        raise NothingFound(f"{description.name} was not born yet on {at.isoformat()}", remedy="ask as of a later date")
    return person


def find_club(facts: Facts, name: str) -> int:
    """The node of a club that somebody may join.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        UsageProblem: it is a national team.
    """
    node = facts.find(name, "club")
    kind = facts.team_kind(node)
    if kind not in _CLUBS:
        raise UsageProblem(
            f"{facts.named(node).name} is a {kind.value.replace('_', ' ')} team, and nobody is persuaded to join one",
            remedy="name a club after --to",
        )
    return node


def newly_arrived(standing: PresenceRow, at: date) -> bool:
    """Whether a stay began so lately that, on the day, it may have been a matter of the season's list alone."""
    return standing.since is not None and standing.since > at - _HALF_SEASON


def forget_arrival(graph: nx.DiGraph[str], target: str, teams: set[str], at: date) -> None:
    """Take out the ties that the target has only if he has arrived already, which the question takes for open."""
    for _, _, link in graph.in_edges(target, data=True):
        link["ties"] = tuple(
            tie
            for tie in link["ties"]
            if not (tie.team and tie.team.id in teams and tie.start and tie.start > at - _HALF_SEASON)
        )


def _already(facts: Facts, target: int, standing: PresenceRow) -> str:
    since = standing.since
    began = f" (there since {since.isoformat()}, as far as the dates are known)" if since else ""
    return f"{facts.named(target).name} is at {facts.named(standing.team).name} already{began}."


def _note(
    question: Question, *, considered: int, tied: int, ranked: Sequence[Persuader], clubs: Sequence[EntityRef]
) -> str:
    """How much the answer rests on, in plain words."""
    target = question.target.name
    if question.club is None:
        who = "1 person" if considered == 1 else f"{considered} people"
        note = f"{who} with a direct tie to {target} {'was' if considered == 1 else 'were'} considered"
        note += f", the closest of {tied}." if tied > considered else "."
    elif not considered:
        note = f"Not enough is known: the data name nobody who was certainly at {question.club.name} then."
    else:
        direct = sum(bool(person.ties) for person in ranked)
        through = len(ranked) - direct
        who = "1 person" if considered == 1 else f"{considered} people"
        note = (
            f"{who} known at {question.club.name} {'was' if considered == 1 else 'were'} considered: "
            f"{direct} with a direct tie to {target}, {through} through a go-between only."
        )
        if not ranked:
            note += " Not enough is known to name anybody."
    if not clubs:
        note += f" Where {target} was then is not known."
    return note + " Ties that no source in the store tells of are missing."


def _reports(builder: SubgraphBuilder, *, target: int, club: int | None) -> tuple[Report, ...]:
    """What was reported of the target and the club by the date, the latest first."""
    facts = builder.facts
    iri = facts.iri(club) if club is not None else ""
    reports: list[Report] = []
    for claim in events_about(facts, builder.at, person=target, known_by=builder.known_by):
        event = claim.statement
        if not isinstance(event, Event) or claim.source is None or event.person != facts.iri(target):
            continue
        concerns = club is None or iri in (event.club, event.other_club)
        if concerns or event.kind in (EventKind.CONTRACT, EventKind.REJECTION):
            reports.append(_report(facts, claim, event, claim.source))
    return tuple(reports[:_MOST_REPORTS])


def _report(facts: Facts, claim: Claim, event: Event, source: Source) -> Report:
    nodes = [facts.node(iri) for iri in (event.person, event.club, event.other_club, event.by) if iri]
    names = {facts.iri(node): facts.named(node).name for node in nodes if node is not None}
    return Report(
        event.kind.value,
        claim.summary or event_words(event, names),
        source,
        claim.confidence,
        claim.modality,
        claim.origin,
        claim.passage.quote if claim.passage else "",
    )
