"""Moves by club, window and season, in the shape of the ewenme/transfers tables: people known by name and age alone.

``club_name,player_name,age,club_involved_name,fee,transfer_movement,transfer_period,year,country``: ``in`` and ``out``
show one move from both sides, ``fee`` tells loans and their ends in words (``Loan fee:€25Th.``, ``End of loanJun 30,
2005``), a window is all there is of a date. Rows of one name are one person as long as the birth years that their ages
give lie no further apart than an age can be wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.moves import How, Move, bought_on_loan, in_order, stays_of
from kg.claims.readers.printed_names import named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean, name_of, number, shown, when_month
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Role, Spell
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import Person, Team
from kg.rdf.iris import claim_iri, person_iri, release_iri, slug
from kg.text.blanks import is_no_team
from kg.text.countries import country_name

__all__ = ["LeagueTransfers"]

_COLUMNS = (
    "club_name",
    "player_name",
    "age",
    "club_involved_name",
    "fee",
    "transfer_movement",
    "transfer_period",
    "year",
    "country",
)
_END_OF_LOAN = re.compile(r"end of loan\s*([A-Za-z]{3} \d{1,2}, \d{4})?", re.IGNORECASE)
_SCOPE = "league-transfers"
_MIDDLE = {"summer": (0, 7, 15), "winter": (1, 1, 15)}
_AGE_MAY_BE_OFF = 1


@dataclass(slots=True)
class _Moves:
    """Everything read so far: moves by name, each with the birth year that the age gives (``None``: no age)."""

    by_name: defaultdict[str, list[tuple[int | None, Move]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def team(self, name: str, country: str) -> str:
        """The id of a club; "" for no club. The other club of a move may be of any country."""
        if not name.strip() or is_no_team(name):
            return ""
        team = named_team(name_of(name), scope=_SCOPE, country=country)
        if country or team.id not in self.teams:
            self.teams[team.id] = team
        return team.id


@dataclass(frozen=True, slots=True)
class LeagueTransfers:
    """Reader of moves by league and window."""

    name: str = _SCOPE
    title: str = "Moves by league and window"
    home: str = "https://github.com/ewenme/transfers"
    licence: str = "facts gathered from Transfermarkt; see its terms before redistributing"
    expects: tuple[str, ...] = (f"*.csv with {', '.join(_COLUMNS)}",)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of(self._files(paths))
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        moves = _Moves()
        for source in self._files(paths):
            _read(source, moves, report)
        spells: list[Claim] = []
        for key, rows in moves.by_name.items():
            for born, own in _people(rows):
                birth = ImpreciseDate(date(born, 1, 1), Precision.YEAR) if born else None
                person = Person(person_iri(f"{_SCOPE}-{key}-{born or 'unknown'}"), moves.names[key], birth=birth)
                yield Claim(person.id, person)
                spells += _spells(person.id, own)
        for team in moves.teams.values():
            yield Claim(team.id, team)
        yield from spells

    def _files(self, paths: Sequence[Path]) -> list[Input]:
        files = [source for source in matching(paths, "*.csv") if "club_involved_name" in columns_of(source)]
        if not files:
            raise InvalidInput(
                "there is no table of moves in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"expected {self.expects[0]}",
            )
        return files


def _read(source: Input, moves: _Moves, report: RowReport) -> None:
    for line, row in rows_of(source, _COLUMNS, report=report):
        club, player, age, peer, fee, direction, window, year, country = row
        try:
            if direction not in ("in", "out"):
                raise ValueError(f"the movement is {shown(direction)}: expected in or out")
            name = name_of(player)
            season = number(year, "year", most=2100)
            if season < 1900:
                raise ValueError(f"the year is {season}, which cannot be")
            when, how = _when(window, season, fee)
            present = moves.team(club, country_name(clean(country)))
            if not present:
                raise ValueError(f"{shown(club)} is no club")
            forth = moves.team(peer, "")
            born = season - number(age, "age", most=60) if age.strip() not in ("", "-", "NA") else None
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a move that cannot be read")
            continue
        origin, to = (forth, present) if direction == "in" else (present, forth)
        key = slug(name) or name
        moves.names.setdefault(key, name)
        moves.by_name[key].append((born, Move(_sorted_by(when), when, str(when), origin, to, how)))


def _when(window: str, season: int, fee: str) -> tuple[ImpreciseDate, How]:
    """When a row's move was, and how: the end of a loan has a day, other moves have their window."""
    if end := _END_OF_LOAN.fullmatch(fee.strip()):
        if end[1]:
            try:
                return ImpreciseDate(datetime.strptime(end[1], "%b %d, %Y").date()), How.RETURN
            except ValueError:
                raise ValueError(f"the end of the loan is {shown(fee)}, a day that no calendar has") from None
        how = How.RETURN
    else:
        how = How.LOAN if "loan" in fee.lower() else How.MOVE
    place = _MIDDLE.get(window.strip().lower())
    if place is None:
        raise ValueError(f"the window is {shown(window)}: expected Summer or Winter")
    return when_month(date(season + place[0], place[1], place[2])), how


def _sorted_by(when: ImpreciseDate) -> date:
    return when.first if when.precision is Precision.DAY else when.first.replace(day=15)


def _people(rows: list[tuple[int | None, Move]]) -> Iterator[tuple[int | None, list[Move]]]:
    """The moves of one name, apart where birth years differ by more than an age can be wrong."""
    dated = sorted({born for born, _ in rows if born is not None})
    groups: list[list[int]] = []
    for born in dated:
        if groups and born - groups[-1][-1] <= _AGE_MAY_BE_OFF:
            groups[-1].append(born)
        else:
            groups.append([born])
    for group in groups:
        own = [(born, move) for born, move in rows if born in group or (born is None and len(groups) == 1)]
        counts = Counter(born for born, _ in own if born is not None)
        yield max(group, key=lambda born: (counts[born], born)), [move for _, move in own]
    if len(groups) != 1 and (undated := [move for born, move in rows if born is None]):
        yield None, undated


def _spells(person: str, own: list[Move]) -> Iterator[Claim]:
    moves = list(dict.fromkeys(own))
    written: set[str] = set()
    for team, came, left, kind, _ in stays_of(bought_on_loan(in_order(moves))):
        iri = claim_iri(_SCOPE, person, team, came.mark if came else "", left.mark if left else "")
        if iri in written:  # to and fro within one window
            continue
        written.add(iri)
        held = Period(came.when).latest_start if came and left is None else None
        period = Period(came.when if came else None, left.when if left else None, held)
        yield Claim(iri, Spell(person, team, period, Role.PLAYER, kind))
