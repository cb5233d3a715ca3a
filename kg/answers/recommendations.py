"""Questions beyond one player and one club: where to, whom, who together, who first, and how it went over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.answers import questions
from kg.answers.foresight import outlook_of_clubs
from kg.errors import NothingFound, UsageProblem
from kg.graph.history import last_day
from kg.graph.subgraph import Speakers, SubgraphBuilder
from kg.influence import load_fitted, load_weights, rank_persuaders
from kg.influence.joint import carried_together, chosen_together, in_standing, interval_together, voices
from kg.lazy import lazy
from kg.model import LIKENESS, Answer, Coverage
from kg.model.recommendations import Joint, Member, Moment, RankedMatch, Recommendations, Signing

if TYPE_CHECKING:
    from kg.graph import reach as graph_reach
    from kg.store.backend import Backend
else:
    graph_reach = lazy("kg.graph.reach")

__all__ = ["clubs_of", "destinations", "joint", "over_time", "targets", "targets_of"]

_MOST_YEARS: Final = 25
_WITHOUT: Final = (
    "The store has no chances of moves for him on that day: `kg fit` works them out from transfer lists once they are "
    "imported, for everybody at a club that they list."
)


def destinations(backend: Backend, *, player: str, at: date, known_by: date | None = None) -> Recommendations:
    """The clubs at which people have ties to a player, by what those carry together.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data, or before the player's birth.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    questions.check_date(facts, at)
    person = questions.find_person(facts, player, at)
    matches = clubs_of(SubgraphBuilder(facts, at, known_by), person)
    people = {voice.person.id for match in matches for voice in match.voices}
    note = f"{len(people)} people at {len(matches)} clubs are known to have a tie to {facts.named(person).name}."
    outlook = outlook_of_clubs(backend, facts.iri(person), at, matches)
    return Recommendations(
        facts.named(person),
        at,
        _sorted(matches),
        Coverage(len(people), note, last_day(facts)),
        load_weights().info,
        outlook.record if outlook else f"{_record()} {_WITHOUT}",
        outlook=outlook,
    )


def clubs_of(builder: SubgraphBuilder, person: int) -> list[RankedMatch]:
    """The clubs at which people have ties to a player, asked by node."""
    ranked = _by_target(builder, graph_reach.person_reach(builder, person))
    return [replace(match, place=match.club) for _, match in ranked if match.club]


def targets(backend: Backend, *, club: str, at: date, known_by: date | None = None) -> Recommendations:
    """The players elsewhere whom the people of a club could best persuade.

    Of those tied to the club's people the closest are scored (`kg.graph.reach`).

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    questions.check_date(facts, at)
    return targets_of(SubgraphBuilder(facts, at, known_by), facts.find(club, "club"))


def targets_of(builder: SubgraphBuilder, club: int) -> Recommendations:
    """Whom the people of a club could best persuade, asked by node: what `targets` answers."""
    facts, reach = builder.facts, graph_reach.club_reach(builder, club)
    matches = [replace(match, club=builder.club_of(node)) for node, match in _by_target(builder, reach.speakers)]
    note = (
        f"{reach.considered} people elsewhere are tied to the people there; the closest {len(matches)} were scored. "
        "Who has been at the club within two years is left out."
    )
    members = sorted(reach.members, key=lambda standing: (-reach.weight.get(standing.person, 0.0), standing.person))
    return Recommendations(
        facts.named(club),
        builder.at,
        _sorted(matches),
        Coverage(reach.considered, note, last_day(facts)),
        load_weights().info,
        _record(),
        tuple(
            Member(
                facts.named(standing.person),
                standing.role,
                standing.presence,
                standing.since,
                reach.reach.get(standing.person, 0),
            )
            for standing in members
        ),
    )


def _by_target(builder: SubgraphBuilder, speakers: Sequence[Speakers]) -> Iterator[tuple[int, RankedMatch]]:
    """What a club's people could do for persuading each target."""
    weights = load_weights()
    for group, graph in zip(speakers, builder.matches(speakers), strict=True):
        names = [builder.facts.iri(person) for person in group.standings]
        target = builder.facts.iri(group.target)
        people = voices(rank_persuaders(graph, target=target, candidates=names, at=builder.at, weights=weights))
        if people:
            total = carried_together(people, weights)
            place = builder.facts.named(group.target)
            yield group.target, RankedMatch(place, people[0].club, total, interval_together(people, weights), people)


def _sorted(recommendations: list[RankedMatch]) -> tuple[RankedMatch, ...]:
    return tuple(sorted(recommendations, key=lambda item: (-item.influence, item.place.name, item.place.id)))


def _record() -> str:
    fitted = load_fitted()
    text = (
        f"In the back-test ({fitted.tested_on}) the club joined was among the first ten of the whole model, "
        f"of some 130 clubs, in {fitted.all.hit10:.0%} of {fitted.all.n:,} moves, and first in {fitted.all.hit1:.0%}"
    )
    if fitted.ties_alone is not None:
        text += (
            f"; by ties alone, as here, in {fitted.ties_alone.hit10:.0%} and {fitted.ties_alone.hit1:.0%}. "
            "Ties say who could speak to whom, not where a player goes."
        )
    return text


def joint(
    backend: Backend, answer: Answer, *, most: int, first: str | None = None, known_by: date | None = None
) -> Joint:
    """What the people of an answer carry together, who of them most, and what signing somebody first would add.

    Args:
        backend: where the facts are.
        answer: an answer about a club.
        most: how many people to choose.
        first: somebody who would be signed first, by name or id.
        known_by: the day by which his relationships had to be published; by default that of the question.

    Raises:
        UsageProblem: there is no club in the question, or somebody would be signed before himself.
        UnknownName, AmbiguousName: the name is not known, or could be several.
    """
    if answer.question.club is None:
        raise UsageProblem("who carries most together depends on the club", remedy="name it after --to")
    weights, people = load_weights(), voices(answer.persuaders)
    total = carried_together(people, weights)
    without = {
        person.person.id: carried_together([rest for rest in people if rest is not person], weights)
        for person in people
    }
    signing = None
    if first is not None:
        explanation = questions.explain(
            backend, person=answer.question.target.id, other=first, at=answer.question.as_of, known_by=known_by
        )
        others = [person for person in people if person.person.id != explanation.other.id]
        before, newcomer = carried_together(others, weights), in_standing(explanation.forward, "certain", weights)
        after = carried_together([*others, newcomer], weights)
        signing = Signing(explanation.other, newcomer.influence, before, after)
    return Joint(total, without, chosen_together(people, weights, most=most), signing)


def over_time(backend: Backend, *, person: str, other: str, at: date) -> tuple[Moment, ...]:
    """The influence between two people on 1 January of every year since they first met, and on the day itself.

    To be of one country, town or language is no meeting. Each is counted from what was known by then, with the
    weights of today.

    Raises:
        UnknownName, AmbiguousName, UsageProblem, NothingFound: as `kg.answers.questions.explain`.
    """
    days = [at, *(date(year, 1, 1) for year in range(at.year, at.year - _MOST_YEARS, -1) if date(year, 1, 1) < at)]
    moments = []
    for day in days:
        try:
            explanation = questions.explain(backend, person=person, other=other, at=day)
        except NothingFound:
            break
        ties = sum(scored.tie.kind not in LIKENESS for scored in explanation.forward.ties)
        if not ties and day != at:
            break
        moments.append(Moment(day, explanation.forward.influence, explanation.backward.influence, ties))
    return tuple(reversed(moments))
