"""The full model of moves in answers: fitted on a store's transfer lists, kept beside them, read for one player.

What is kept are the chances themselves, window by window, so that a question costs the reading of a row and not a fit.
A window's chances are by a model fitted on earlier windows alone, as it stood the day before it opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.atomic_files import replacing
from kg.errors import KgError
from kg.influence import load_weights
from kg.influence.joint import carried_together, voices, with_help
from kg.lazy import lazy
from kg.model import Answer, Persuader
from kg.model.outlook import ClubChance, Outlook, VoiceChance
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    import zipfile

    from kg.claims.readers import transfermarkt_tables
    from kg.columns.facts import Facts
    from kg.influence.calibration import foresight as forecasts
    from kg.influence.calibration.foresight import Foresight
    from kg.influence.calibration.model import Model
    from kg.influence.calibration.world import World
    from kg.model.backtest import Backtest
    from kg.model.recommendations import RankedMatch
    from kg.store import transfer_lists
    from kg.store.backend import Backend
else:
    zipfile = lazy("zipfile")
    forecasts = lazy("kg.influence.calibration.foresight")
    transfer_lists = lazy("kg.store.transfer_lists")
    transfermarkt_tables = lazy("kg.claims.readers.transfermarkt_tables")

__all__ = ["keep_foresight", "outlook_of_clubs", "outlooks_at_club", "with_outlook"]

_FILE: Final = "foresight.npz"
_SHOWN: Final = 10


def keep_foresight(
    backend: Backend, world: World, model: Model, result: Backtest, *, seed: int, progress: Progress = silent
) -> tuple[str, ...]:
    """Work out and keep the chances of the windows that were foreseen in a back-test, and of the one after the last.

    Returns:
        The windows kept, in words.

    Raises:
        KgError: the file cannot be written; what was kept before is as it was.
    """
    tested = [window for window in result.windows if window.tested]
    wanted = [_season_of(window.opens) for window in tested]
    wanted.append(forecasts.window_after(world))
    windows = [
        foresight
        for season, winter in dict.fromkeys(wanted)
        if (foresight := forecasts.foresee(world, model, season, winter=winter, seed=seed, progress=progress)).players
    ]
    _write(backend, windows, fitted_until=model.fitted_until, record=_record(result))
    return tuple(foresight.label for foresight in windows)


def _season_of(opens: date) -> tuple[int, bool]:
    return (opens.year, False) if opens.month >= 7 else (opens.year - 1, True)


def _record(result: Backtest) -> str:
    scores = result.models["full"].all
    tested = [window.name for window in result.windows if window.tested]
    span = tested[0] if len(tested) == 1 else f"{tested[0]} to {tested[-1]}"
    return (
        f"In the back-test on these lists ({span}) the club joined was among the model's first ten in "
        f"{scores.hit10:.0%} of {scores.n:,} moves, and first in {scores.hit1:.0%}; expected calibration error "
        f"{scores.ece:.4f}."
    )


def _write(backend: Backend, windows: Sequence[Foresight], *, fitted_until: date, record: str) -> None:

    about = {
        "lists": _lists(backend),
        "fitted_until": fitted_until.isoformat(),
        "record": record,
        "windows": [{"opens": window.opens.isoformat(), "label": window.label} for window in windows],
    }
    tables: dict[str, Any] = {"about": np.frombuffer(json.dumps(about).encode(), np.uint8)}
    for number, window in enumerate(windows):
        tables[f"players_{number}"] = np.array(window.players)
        tables[f"clubs_{number}"] = np.array(window.clubs)
        tables[f"chances_{number}"] = window.chances.astype(np.float32)
    backend.transfer_lists.mkdir(parents=True, exist_ok=True)
    with replacing(backend.transfer_lists / _FILE) as file:
        np.savez(file, **tables)


def _lists(backend: Backend) -> dict[str, str]:
    """The transfer lists that the store keeps, by data set."""
    return {dataset: path.name for dataset, path in transfer_lists.kept_transfer_lists(backend).items()}


def with_outlook(backend: Backend, answer: Answer) -> Answer:
    """An answer about a club with the chance that the full model gives it, where the store has one for that day."""
    club = answer.question.club
    if club is None or answer.already_there:
        return answer
    people = voices(answer.persuaders)
    pulls = {club.id: (carried_together(people, load_weights()), people)}
    outlook = _outlook(backend, answer.question.target.id, answer.question.as_of, pulls, rest=0)
    return replace(answer, outlook=outlook) if outlook and outlook.chances else answer


def outlook_of_clubs(backend: Backend, player: str, at: date, matches: Sequence[RankedMatch]) -> Outlook | None:
    """The chances of the clubs at which people have a tie to a player, and of the likeliest of all."""
    pulls = {match.place.id: (match.influence, match.voices) for match in matches}
    return _outlook(backend, player, at, pulls, rest=_SHOWN)


def outlooks_at_club(backend: Backend, club: str, at: date, matches: Sequence[RankedMatch]) -> dict[str, Outlook]:
    """By player, the chance that he joins a club, of those of them for whom the store has one for that day.

    Args:
        backend: where the facts and the chances are.
        club: id of the club.
        at: the day asked about.
        matches: what the people of the club could do for persuading each player.
    """
    outlooks = {}
    for match in matches:
        outlook = _outlook(backend, match.place.id, at, {club: (match.influence, match.voices)}, rest=0)
        if outlook is None:
            continue
        if outlook.chances:
            outlooks[match.place.id] = outlook
    return outlooks


def _outlook(
    backend: Backend,
    player: str,
    at: date,
    pulls: Mapping[str, tuple[float, Sequence[Persuader]]],
    *,
    rest: int,
) -> Outlook | None:
    """The chances of some clubs and of as many of the likeliest as are wanted besides.

    Args:
        backend: where the facts and the chances are.
        player: id of the player.
        at: the day asked about.
        pulls: by id of a club, what its people carry together, and who they are.
        rest: how many of the likeliest clubs to add.
    """
    path = backend.transfer_lists / _FILE
    if not path.exists():
        return None
    row = _row(
        path, path.stat().st_mtime_ns, tuple(sorted(_lists(backend).items())), _number(backend.facts, player), at
    )
    if row is None:
        return None
    about, window, clubs, chances = row
    order = sorted(range(len(clubs)), key=lambda place: (-chances[place], clubs[place]))
    rank = {place: number for number, place in enumerate(order, 1)}
    place_of = {club: place for place, club in enumerate(clubs)}
    chance_of_club: dict[str, ClubChance] = {}
    facts = backend.facts
    wanted = [(facts.node(item), place_of.get(_number(facts, item))) for item in pulls]
    wanted += [(_club_with(facts, clubs[place]), place) for place in order[:rest]]
    for node, place in wanted:
        if node is None or place is None:
            continue
        club = facts.named(node)
        total, people = pulls.get(club.id, (0.0, ()))
        chance = chances[place]
        chance_of_club.setdefault(
            club.id,
            ClubChance(
                club,
                rank[place],
                chance,
                with_help(chance, total),
                tuple(VoiceChance(person.person, with_help(chance, person.influence)) for person in people),
            ),
        )
    ranked = sorted(chance_of_club.values(), key=lambda item: (-item.helped, item.rank))
    return Outlook(
        " ".join(reversed(window["label"].split())),
        date.fromisoformat(window["opens"]),
        date.fromisoformat(about["fitted_until"]),
        sum(value > 0 for value in chances),
        tuple(ranked),
        about["record"],
    )


def _row(
    path: Path, changed: int, lists: tuple[tuple[str, str], ...], player: str, at: date
) -> tuple[dict[str, Any], dict[str, str], list[str], list[float]] | None:
    """The row of a player in the window that was open last on a day; ``None`` if there is none."""
    tables = _tables(path, changed)
    if tables is None or tuple(sorted(tables[0]["lists"].items())) != lists:
        return None  # damaged, or other lists have been imported since: `kg fit` makes it anew
    about, windows = tables
    opened = [
        (opens, number)
        for number, window in enumerate(about["windows"])
        if (opens := date.fromisoformat(window["opens"])) <= at < _next_opening(opens)
    ]
    if not opened:
        return None
    number = max(opened)[1]
    rows, clubs, chances = windows[number]
    return (about, about["windows"][number], clubs, chances[rows[player]].tolist()) if player in rows else None


@lru_cache(maxsize=2)
def _tables(path: Path, _changed: int) -> tuple[dict[str, Any], list[tuple[dict[str, int], list[str], Any]]] | None:
    """What is kept of each window: the rows of players, the clubs, and the chances; ``None`` if it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as tables:
            about = json.loads(tables["about"].tobytes())
            windows = [
                (
                    {player: row for row, player in enumerate(tables[f"players_{number}"].tolist())},
                    tables[f"clubs_{number}"].tolist(),
                    tables[f"chances_{number}"],
                )
                for number in range(len(about["windows"]))
            ]
            return about, windows
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _next_opening(opens: date) -> date:
    """The day on which the next window opens, until which a window's chances are told."""
    return date(opens.year, 7, 1) if opens.month < 7 else date(opens.year + 1, 1, 1)


def _number(facts: Facts, item: str) -> str:
    """The number by which transfer lists know a person or team; "" if they do not."""
    node = facts.node(item)
    if node is None:
        return ""
    person = facts.is_person(node)
    pairs = (facts.person_description(node) if person else facts.team_description(node)).external_ids
    return next((value for scheme, value in pairs if scheme == transfermarkt_tables.SCHEME), "")


def _club_with(facts: Facts, number: str) -> int | None:
    """The club with a number of the transfer lists, if the store knows it."""
    try:
        return facts.find(f"{transfermarkt_tables.SCHEME}:{number}", "club")
    except KgError:
        return None
