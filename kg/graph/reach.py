"""Reach: whom the people of a club are tied to elsewhere, and at which clubs a person has ties.

Both say, by closeness alone, which pairs of a person and a club are worth a closer look; each pair then gets the
subgraph of `kg.graph.subgraph`. The people in it are those certainly or presumably at the club who share or shared a
team with the person, or are tied to him by a stated relationship.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.columns.files import among, day
from kg.graph.closeness import SPAN, closeness
from kg.graph.presence import PRESENT, Standing, people_at
from kg.graph.subgraph import Speakers, SubgraphBuilder
from kg.graph.ties import met, related, squads_of, stays_of

__all__ = ["MOST_MATCHES", "ClubReach", "club_reach", "person_reach"]

MOST_MATCHES: Final = 100
"""Pairs of a person and a club that are looked at for one question, the closest of them."""


@dataclass(frozen=True, slots=True)
class ClubReach:
    """A club's ties outwards.

    Attributes:
        members: who is at the club. reach: by member, how many people elsewhere he is tied to; ``weight``, how closely,
            in days (see `kg.graph.closeness`).
        speakers: the players elsewhere who are closest to the members, each with the members tied to him.
        considered: how many people elsewhere there are.
    """

    members: tuple[Standing, ...]
    reach: Mapping[int, int]
    weight: Mapping[int, float]
    speakers: tuple[Speakers, ...]
    considered: int


def club_reach(builder: SubgraphBuilder, club: int) -> ClubReach:
    """The players elsewhere who are closest to the people of a club, `MOST_MATCHES` at most.

    Whoever was at the club within two years, or may be, is not elsewhere: nobody needs to be told of them.
    """
    facts, now = builder.facts, builder.now
    connected = people_at(facts, club, builder.at)
    members = {standing.person: standing for standing in connected if standing.presence in PRESENT}
    people = sorted(members)
    stays = stays_of(facts, people, now)
    pairs = met(facts, stays, squads_of(facts, stays["squad"], now), now)
    keys, values = closeness(facts, pairs, related(facts, people, now, day(builder.known_by)), now)
    outside = ~among(keys & (SPAN - 1), np.array([standing.person for standing in connected], np.int64))
    keys, values = keys[outside], values[outside]
    tied: dict[int, list[int]] = defaultdict(list)
    weight: dict[int, float] = defaultdict(float)
    reach: dict[int, int] = defaultdict(int)
    close: dict[int, int] = defaultdict(int)
    for member, person, value in zip((keys >> 31).tolist(), (keys & (SPAN - 1)).tolist(), values.tolist(), strict=True):
        tied[person].append(member)
        reach[member] += 1
        weight[member] += value / 16
        close[person] += value
    home = facts.organisation(club)
    chosen: list[int] = []
    ranked = sorted(close, key=lambda person: (-close[person], person))
    while ranked and len(chosen) < MOST_MATCHES:
        batch, ranked = ranked[: 2 * MOST_MATCHES], ranked[2 * MOST_MATCHES :]
        for person, places in builder.whereabouts(batch).items():
            elsewhere = all(facts.organisation(place.team) != home for place in places)
            if places and places[0].role == "player" and elsewhere and len(chosen) < MOST_MATCHES:
                chosen.append(person)
    speakers = tuple(Speakers(person, {member: members[member] for member in tied[person]}) for person in chosen)
    return ClubReach(tuple(members.values()), reach, weight, speakers, len(close))


def person_reach(builder: SubgraphBuilder, person: int) -> tuple[Speakers, ...]:
    """The clubs, `MOST_MATCHES` at most, where people tied to somebody are, each with those people; the closest first.

    Clubs of the organisation where the person is already are left out.
    """
    facts = builder.facts
    near = builder.tied(person)
    places = builder.whereabouts([person, *near.keys()])
    own = {facts.organisation(place.team) for place in places[person]}
    clubs: dict[int, dict[int, Standing | None]] = defaultdict(dict)
    for alter in near:
        for place in places[alter]:
            if builder.speaks_for(place) and facts.organisation(place.team) not in own:
                clubs[place.team][alter] = place
    closest = sorted(clubs, key=lambda club: (-sum(near[alter] for alter in clubs[club]), club))
    return tuple(Speakers(person, clubs[club]) for club in closest[:MOST_MATCHES])
