"""Columns by pair on the routes that players take: from country to club, from league to club, from club to club.

A *lift* says how much likelier a kind of player (a nationality, a league of origin, an age band) is among a club's past
arrivals than its size would have it, in two steps that add up: the league's lift over all, the club's over its league.
Both are logs of smoothed ratios.
"""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints, counted
from kg.influence.calibration.languages import regions
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import LOAN, PLACES, World

__all__ = ["add_flows", "league_keys"]

_AGES = (19, 21, 23, 25, 27, 29, 31, 33)
_COARSE_AGES = (21.5, 25.5, 29.5)
_LEVELS = (-0.5, 0.3, 1.2, 2.2, 3.2, 4.2)


def add_flows(world: World, window: Window, past: Past) -> None:
    """Fill the pair columns on routes."""
    _nationality_routes(world, window, past)
    _league_routes(world, window, past)
    _kind_routes(world, window, past)
    _deals(world, window, past)
    _walks(world, window, past)


def _lift(
    world: World, window: Window, past: Past, name: str, keys: tuple[Array, Array], *, weights: Array, prior: float
) -> None:
    """Add the two columns of a lift; ``keys`` are those of the arrivals and of the movers, -1 for unknown."""
    of_arrival, of_mover = keys
    recorded = of_arrival >= 0
    kinds = int(max(of_arrival.max(initial=0), of_mover.max(initial=0))) + 1
    table = counted(of_arrival[recorded], past.club[recorded], (kinds, len(window.orgs)), weights[recorded])
    base = np.bincount(past.club[recorded], weights[recorded], len(window.orgs)) + 0.2
    by_league = np.stack([table[:, window.league == league].sum(1) for league in range(len(world.leagues))], 1)
    base_league = np.bincount(window.league, base, len(world.leagues))
    expected = table.sum(1)[:, None] * base_league / base.sum()
    ratio = (by_league + prior) / (expected + prior)
    share = base / base_league[window.league]
    expected_club = (expected * ratio)[:, window.league] * share
    stated, place = (of_mover >= 0)[:, None], np.maximum(of_mover, 0)
    window.features[f"{name}_to_league"] = np.where(stated, np.log(ratio)[place][:, window.league], 0.0)
    ratio_club = np.log((table + prior) / (expected_club + prior))
    window.features[f"{name}_to_club"] = np.where(stated, ratio_club[place], 0.0)


def _nationality_routes(world: World, window: Window, past: Past) -> None:
    moves = world.moves
    nation = world.nation[moves.player[past.arrivals]]
    mine = world.nation[window.player]
    foreign = np.where(nation == window.country[past.club], -1, nation)
    region = regions(world.countries)
    _lift(world, window, past, "nation", (nation, mine), weights=past.steady, prior=1.0)
    _lift(world, window, past, "foreign_nation", (foreign, mine), weights=past.fresh, prior=0.5)
    _lift(world, window, past, "region", (region[nation], region[mine]), weights=past.steady, prior=1.0)


def league_keys(world: World, season: int) -> Ints:
    """For every organisation a number for its league in a season; one longer than there are, so that -1 reads -1.

    Organisations that are not listed have a number for their country, those relegated from a listed league a season
    before one of their own.
    """
    leagues, countries = len(world.leagues), len(world.countries)
    keys = np.append(leagues + world.country, -1)
    before, now = (world.listings.get(year) for year in (season - 1, season))
    if before is not None and now is not None:
        keys[world.organisation[before.teams]] = leagues + countries + before.league
    if now is not None:
        keys[world.organisation[now.teams]] = now.league
    return keys


def _league_routes(world: World, window: Window, past: Past) -> None:
    moves = world.moves
    origin, season = moves.origin_org[past.arrivals], moves.season[past.arrivals]
    of_arrival = np.full(len(origin), -1)
    for year in np.unique(season):
        mine = season == year
        of_arrival[mine] = league_keys(world, int(year))[origin[mine]]
    keys = league_keys(world, window.season)
    of_mover, of_last = keys[window.origin_org], keys[past.effective]
    leagues = len(world.leagues)
    width = 2 * leagues + len(world.countries)
    country = np.append(world.country, -1)
    pairs = (of_arrival, of_mover)
    _lift(world, window, past, "league", pairs, weights=past.steady, prior=1.0)
    _lift(world, window, past, "league_lately", pairs, weights=past.fresh, prior=1.0)
    _lift(world, window, past, "last_league", (of_arrival, of_last), weights=past.steady, prior=1.0)
    nation = world.nation[moves.player[past.arrivals]]
    both = (_joined(nation, of_arrival, width), _joined(world.nation[window.player], of_mover, width))
    _lift(world, window, past, "nation_and_league", _dense(*both), weights=past.steady, prior=0.7)
    bands = (np.digitize(past.arrival_year_age, _COARSE_AGES), np.digitize(past.age_now, _COARSE_AGES))
    aged = _joined(bands[0], of_arrival, width), _joined(bands[1], of_mover, width)
    _lift(world, window, past, "age_and_league", aged, weights=past.steady, prior=1.0)
    group = world.group[moves.player[past.arrivals]], world.group[window.player]
    placed = _joined(group[0], of_arrival, width), _joined(group[1], of_mover, width)
    _lift(world, window, past, "group_and_league", placed, weights=past.steady, prior=1.0)
    lands = country[origin], country[window.origin_org]
    _lift(world, window, past, "country", lands, weights=past.steady, prior=1.0)
    region = np.append(regions(world.countries), -1)
    _lift(world, window, past, "origin_region", (region[lands[0]], region[lands[1]]), weights=past.steady, prior=1.0)
    _lift(world, window, past, "club", (origin, window.origin_org), weights=past.steady, prior=0.3)
    relegated = leagues + len(world.countries) + window.league
    window.features["last_same_league"] = (of_last[:, None] == window.league) | (of_last[:, None] == relegated)
    window.features["last_same_country"] = country[past.effective][:, None] == window.country


def _joined(left: Array, right: Array, width: int) -> Array:
    """Two keys as one; -1 where the second is unknown."""
    return np.where(right >= 0, left * width + right, -1)


def _dense(left: Array, right: Array) -> tuple[Array, Array]:
    """Keys renumbered without gaps, so that a table of them stays small."""
    values = np.unique(np.concatenate([left, right]))
    values = values[values >= 0]
    first, second = (np.where(keys >= 0, np.searchsorted(values, keys), -1) for keys in (left, right))
    return first, second


def _kind_routes(world: World, window: Window, past: Past) -> None:
    """Position, age, and level by age."""
    moves = world.moves
    place = world.place[moves.player[past.arrivals]]
    _lift(world, window, past, "place", (place % PLACES, world.place[window.player]), weights=past.fresh, prior=2.0)
    ages = np.digitize(past.arrival_year_age, _AGES), np.digitize(past.age_now, _AGES)
    _lift(world, window, past, "age", ages, weights=past.steady, prior=3.0)
    level = np.append(past.level, -1.0)

    def band(orgs: Array, ages: Array) -> Array:
        return np.asarray(np.digitize(level[orgs], _LEVELS) * 3 + np.digitize(ages, (22.5, 27.5)))

    both = band(moves.origin_org[past.arrivals], past.arrival_year_age), band(window.origin_org, past.age_now)
    _lift(world, window, past, "level_and_age", both, weights=past.steady, prior=3.0)


def _deals(world: World, window: Window, past: Past) -> None:
    """Earlier moves between the two organisations, in either direction, and from his earlier clubs."""
    moves, features, arrivals = world.moves, window.features, past.arrivals
    shape = (len(world.organisations), len(window.orgs))
    origin = moves.origin_org[arrivals]
    loan = moves.how[arrivals] == LOAN

    def towards(which: Array, weights: Array) -> Floats:
        return counted(origin[which], past.club[which], shape, weights[which])

    def mine(table: Floats, orgs: Ints = window.origin_org) -> Floats:
        return np.log1p(np.where((orgs < 0)[:, None], 0.0, table[orgs]))

    recorded = origin >= 0
    every = towards(recorded, past.recent)
    features["deals"] = mine(towards(recorded & ~loan, past.recent))
    features["loan_deals"] = mine(towards(recorded & loan, past.recent))
    features["deals_last_year"] = mine(towards(recorded & (past.arrival_age < 1.1), np.ones(len(origin))))
    elsewhere = np.where(past.effective == window.origin_org, -1, past.effective)
    features["deals_with_last_club"] = mine(every, elsewhere)
    back = window.column[moves.origin_org[past.rows]]
    sold = np.flatnonzero(back >= 0)
    lent = moves.how[past.rows[sold]] == LOAN
    fading = np.exp(-past.age[sold] / 3)
    buyer, seller = moves.to_org[past.rows[sold]], back[sold]
    features["deals_back"] = mine(counted(buyer[~lent], seller[~lent], shape, fading[~lent]))
    features["loan_deals_back"] = mine(counted(buyer[lent], seller[lent], shape, fading[lent]))
    features["deals_of_earlier_clubs"] = np.log1p(_earlier(world, window, past) @ np.log1p(every))


def _earlier(world: World, window: Window, past: Past) -> Floats:
    """[events, organisations]: where a mover was before, faded; without where he is."""
    moves, own = world.moves, window.own
    table = np.zeros((len(window.player), len(world.organisations)))
    for orgs in (moves.origin_org[window.past], moves.to_org[window.past]):
        recorded = orgs >= 0
        np.maximum.at(table, (own[recorded], orgs[recorded]), np.exp(-past.own_age[recorded] / 4))
    placed = np.flatnonzero(window.origin_org >= 0)
    table[placed, window.origin_org[placed]] = 0
    return table


def _walks(world: World, window: Window, past: Past) -> None:
    """How often a walk of one, two, three steps along past moves leads from his clubs to each club."""
    moves, count = world.moves, len(world.organisations)
    recorded = moves.origin_org[past.rows] >= 0
    origin, to = moves.origin_org[past.rows[recorded]], moves.to_org[past.rows[recorded]]
    weight = np.exp(-past.age[recorded] / 4)
    tail, head = np.concatenate([origin, to]), np.concatenate([to, origin])
    edges, inverse = np.unique(tail * count + head, return_inverse=True)
    weights = np.bincount(inverse, np.concatenate([weight, weight]))
    tail, head = edges // count, edges % count
    degree = np.bincount(tail, weights, count)
    step = weights / (degree[tail] + 1)
    starts = np.flatnonzero(np.append(True, tail[1:] != tail[:-1])) if len(tail) else np.zeros(0, np.int64)
    seeds = 0.5 * _earlier(world, window, past)
    placed = np.flatnonzero(window.origin_org >= 0)
    seeds[placed, window.origin_org[placed]] += 1
    # The walks are taken backwards from the clubs of the choice, which are few.
    reach = np.zeros((count, len(window.orgs)))
    reach[window.orgs, np.arange(len(window.orgs))] = 1
    size = degree[window.orgs] + 5
    for steps in (1, 2, 3):
        onward = np.zeros_like(reach)
        if len(starts):
            onward[tail[starts]] = np.add.reduceat(reach[head] * step[:, None], starts, axis=0)
        reach = onward
        window.features[f"walk_{steps}"] = np.log(1e-3 + 50 * (seeds @ reach) / size)
