"""Which signing would open most doors: whose arrival raises most what a club's people carry over a list of targets?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.answers import questions, recommendations
from kg.errors import NothingFound
from kg.graph.presence import PRESENT, Standing, people_at
from kg.graph.subgraph import Speakers, SubgraphBuilder
from kg.influence import load_weights, rank_persuaders
from kg.influence.joint import carried_together, voices
from kg.model.recommendations import Door, DoorGain, Doors

if TYPE_CHECKING:
    from datetime import date

    from kg.store.backend import Backend

__all__ = ["doors"]

_TARGETS: Final = 30
_CANDIDATES: Final = 25
_SHOWN: Final = 5


def doors(backend: Backend, *, club: str, at: date, targets: Sequence[str] = ()) -> Doors:
    """Rank players elsewhere by what signing them first would add to a club's influence on its targets.

    A signing counts as if he were certainly at the club; what he adds is what the club's people carry together with
    him less what they carry without him (`kg.influence.joint.carried_together`), summed over the targets.

    Args:
        backend: where the facts are.
        club: the club, by name or id.
        at: the date.
        targets: the players wanted, by name or id; none means the `_TARGETS` whom the club's people could best
            persuade.

    Raises:
        UnknownName, AmbiguousName: a name is not known, or could be several.
        NothingFound: the date lies before all data, or nobody is tied to any target.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    questions.check_date(facts, at)
    node = facts.find(club, "club")
    builder = SubgraphBuilder(facts, at)
    if targets:
        wanted = [facts.find(name, "person") for name in targets]
    else:
        best = recommendations.targets_of(builder, node).recommendations[:_TARGETS]
        wanted = [person for match in best if (person := facts.node(match.place.id)) is not None]
    members = {standing.person: standing for standing in people_at(facts, node, at) if standing.presence in PRESENT}
    signings = _signings(builder, wanted, node, exclude={*members, *wanted})
    arrived = {person: Standing(person, node, "player", "certain", at) for person in signings}
    weights, gains = load_weights(), dict[int, list[DoorGain]]()
    speakers = [Speakers(target, {**members, **arrived}) for target in wanted]
    for target, graph in zip(wanted, builder.matches(speakers), strict=True):
        iri = facts.iri(target)
        names = [facts.iri(person) for person in (*members, *arrived)]
        ranked = voices(rank_persuaders(graph, target=iri, candidates=names, at=at, weights=weights))
        new = {facts.iri(person): person for person in arrived}
        present = [voice for voice in ranked if voice.person.id not in new]
        before = carried_together(present, weights)
        for voice in ranked:
            if voice.person.id in new:
                added = carried_together([*present, voice], weights) - before
                gains.setdefault(new[voice.person.id], []).append(DoorGain(facts.named(target), added))
    ranking = [
        Door(
            facts.named(person),
            builder.club_of(person),
            sum(gain.influence for gain in result),
            tuple(sorted(result, key=lambda gain: (-gain.influence, gain.target.id))[:_SHOWN]),
        )
        for person, result in gains.items()
    ]
    if not ranking:
        raise NothingFound(
            f"nobody elsewhere is known to be tied to any of the {len(wanted)} targets",
            remedy="name other targets, or ask as of another day",
        )
    ranking.sort(key=lambda door: (-door.influence, door.person.id))
    return Doors(facts.named(node), at, len(wanted), tuple(ranking))


def _signings(builder: SubgraphBuilder, targets: Sequence[int], club: int, *, exclude: set[int]) -> list[int]:
    """The players elsewhere who are closest to the targets taken together."""
    facts, close = builder.facts, Counter[int]()
    for target in targets:
        for person, value in builder.tied(target).items():
            close[person] += value
    signings: list[int] = []
    for person, _ in sorted(close.items(), key=lambda item: (-item[1], item[0])):
        if len(signings) == _CANDIDATES:
            break
        if person in exclude:
            continue
        places = builder.whereabouts([person])[person]
        home = {facts.organisation(place.team) for place in places}
        if places and places[0].role == "player" and facts.organisation(club) not in home:
            signings.append(person)
    return signings
