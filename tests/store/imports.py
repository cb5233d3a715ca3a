"""Stores and releases for the tests of `kg import`: nothing in them but what the test puts there."""

from __future__ import annotations

import random
from pathlib import Path

from kg.model.progress import silent
from kg.store.embedded import EmbeddedStore
from kg.store.maintenance import Maintenance
from kg.store.remote_copy import NoStarter
from tests.readers.helpers import put, table

__all__ = ["bare", "release"]


def bare(folder: Path) -> Path:
    """A store without starter data, now and later."""
    store = EmbeddedStore(folder)
    Maintenance(store, NoStarter(), silent).make_ready()
    store.close()
    return folder


def release(folder: Path, *, players: int = 30, season: int = 2020, seed: int = 1) -> Path:
    """A small release in the shape of the public Transfermarkt tables, known up to a season."""
    draw = random.Random(seed)
    moves: list[tuple[object, ...]] = []
    for player in range(1, players + 1):
        here, year = draw.randint(1, 9), draw.randint(2005, 2015)
        moves.append((player, f"{year}-07-01", "", here, "", f"Town {here}", f"Player Number{player}"))
        while (year := year + draw.randint(1, 4)) <= season:
            there = draw.randint(1, 9)
            if there != here:
                name = f"Player Number{player}"
                moves.append((player, f"{year}-07-{15 + here}", here, there, f"Town {here}", f"Town {there}", name))
            here = there
    head = ("player_id", "transfer_date", "from_club_id", "to_club_id", "from_club_name", "to_club_name", "player_name")
    return put(
        folder,
        {
            "players.csv": table(
                ("player_id", "name", "country_of_citizenship", "date_of_birth"),
                *(
                    (n, f"Player Number{n}", f"Land {n % 3}", f"199{n % 8}-0{n % 9 + 1}-1{n % 7}")
                    for n in range(1, players + 1)
                ),
            ),
            "clubs.csv": table(("club_id", "name"), *((n, f"Town {n}") for n in range(1, 10))),
            "transfers.csv": table(head, *moves),
        },
    )
