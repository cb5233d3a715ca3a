"""Questions beyond one player and one club: where to, whom, who together, who first, and how it went over the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.answers import questions
from kg.errors import NothingFound, UsageProblem
from kg.influence import combined_interval, load_fitted, load_weights, rank_persuaders
from kg.influence.joint import carried_together, chosen_together
from kg.model import Answer, Coverage, Interval, Persuader
from kg.model.recommendations import Joint, Moment, RankedMatch, Recommendations, Signing

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["destinations", "joint", "over_time", "targets"]

_CANDIDATES: Final = 150
_MOST_YEARS: Final = 25


def destinations(backend: Backend, *, player: str, at: date) -> Recommendations:
    """The clubs at which people have ties to a player, by what those carry together.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    answer = questions.persuade(backend, player=player, club=None, at=at)
    own = {club.id for club in answer.target_clubs}
    clubs: dict[str, list[Persuader]] = defaultdict(list)
    for person in answer.persuaders:
        if person.club and person.club.id not in own:
            clubs[person.club.id].append(person)
    found = [_pull(people, of_club=True) for people in clubs.values()]
    considered = sum(len(people) for people in clubs.values())
    note = f"{considered} people at {len(found)} clubs are known to have a tie to {answer.question.target.name}."
    return Recommendations(
        answer.question.target, at, _sorted(found), replace(answer.known, note=note), answer.model, _record()
    )


def targets(backend: Backend, *, club: str, at: date) -> Recommendations:
    """The players elsewhere whom the people of a club could best persuade.

    Of those tied to the club's people the `_CANDIDATES` closest are scored.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    from kg.graph.history import first_day, last_day
    from kg.graph.neighbourhoods import Views

    facts, weights = backend.facts, load_weights()
    first = first_day(facts)
    if first is None or at < first:
        raise NothingFound(f"nothing is known as of {at.isoformat()}", remedy="ask as of a later date")
    node = facts.find(club, "club")
    outreach = Views(facts, at).outreach(node, most=_CANDIDATES)
    found = []
    for person, graph in outreach.targets:
        iri = facts.iri(person)
        others = [each for each in graph if each != iri]
        voices = rank_persuaders(graph, target=iri, candidates=others, at=at, weights=weights)
        if voices:
            found.append(replace(_pull(voices, of_club=False), place=facts.named(person)))
    note = (
        f"{outreach.considered} people elsewhere are tied to the people there; the closest {len(found)} were scored. "
        "Who has been at the club within two years is left out."
    )
    return Recommendations(
        facts.named(node), at, _sorted(found), Coverage(len(found), note, last_day(facts)), weights.info, _record()
    )


def _pull(people: Sequence[Persuader], *, of_club: bool) -> RankedMatch:
    total = carried_together(people, load_weights())
    spread = combined_interval((person.person.id, person.influence, person.interval) for person in people)
    summed = sum(person.influence for person in people)
    # Overlapping voices carry less than their sum, and their doubt shrinks with them.
    share = total / summed if summed else 0.0
    ends = sorted((spread.low * share, spread.high * share))
    place = people[0].club if of_club else people[0].person
    if place is None:
        raise UsageProblem("somebody without a club has no place in a ranking of clubs")
    return RankedMatch(place, total, Interval(*ends), tuple(people))


def _sorted(recommendations: list[RankedMatch]) -> tuple[RankedMatch, ...]:
    return tuple(sorted(recommendations, key=lambda each: (-each.influence, each.place.name, each.place.id)))


def _record() -> str:
    fitted = load_fitted()
    said = (
        f"In the back-test ({fitted.tested_on}) the club joined was among the first ten of the whole model, "
        f"of some 130 clubs, in {fitted.all.hit10:.0%} of {fitted.all.n:,} moves, and first in {fitted.all.hit1:.0%}"
    )
    if fitted.ties_alone is not None:
        said += (
            f"; by ties alone, as here, in {fitted.ties_alone.hit10:.0%} and {fitted.ties_alone.hit1:.0%}. "
            "Ties say who could speak to whom, not where a player goes."
        )
    return said


def joint(backend: Backend, answer: Answer, *, most: int, first: str | None = None) -> Joint:
    """What the people of an answer carry together, who of them most, and what signing somebody first would add.

    Args:
        backend: where the facts are.
        answer: an answer about a club.
        most: how many people to choose.
        first: somebody who would be signed first, by name or id.

    Raises:
        UsageProblem: there is no club in the question, or somebody would be signed before himself.
        UnknownName, AmbiguousName: the name is not known, or could be several.
    """
    if answer.question.club is None:
        raise UsageProblem("who carries most together depends on the club", remedy="name it after --to")
    weights, people = load_weights(), answer.persuaders
    total = carried_together(people, weights)
    without = {
        one.person.id: carried_together([other for other in people if other is not one], weights) for one in people
    }
    signing = None
    if first is not None:
        told = questions.explain(backend, person=answer.question.target.id, other=first, at=answer.question.as_of)
        others = [one for one in people if one.person.id != told.other.id]
        before, newcomer = carried_together(others, weights), replace(told.forward, presence="certain")
        after = carried_together([*others, newcomer], weights)
        signing = Signing(told.other, told.forward.influence, before, after)
    return Joint(total, without, chosen_together(people, weights, most=most), signing)


def over_time(backend: Backend, *, person: str, other: str, at: date) -> tuple[Moment, ...]:
    """The influence between two people on 1 January of every year since they first met, and on the day itself.

    To be of one country, town or language is no meeting. Each is counted from what was known by then, with the
    weights of today.

    Raises:
        UnknownName, AmbiguousName, UsageProblem, NothingFound: as `kg.answers.questions.explain`.
    """
    from kg.graph.tie_builder import LIKENESS

    days = [at, *(date(year, 1, 1) for year in range(at.year, at.year - _MOST_YEARS, -1) if date(year, 1, 1) < at)]
    found = []
    for day in days:
        try:
            told = questions.explain(backend, person=person, other=other, at=day)
        except NothingFound:
            break
        ties = sum(scored.tie.kind not in LIKENESS for scored in told.forward.ties)
        if not ties and day != at:
            break
        found.append(Moment(day, told.forward.influence, told.backward.influence, ties))
    return tuple(reversed(found))
