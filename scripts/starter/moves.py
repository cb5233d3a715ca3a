"""Dated moves and head coaches, from `data/curated/`: who left where and came where on which day.

The day of a move is the day on which he joins, where the page tells it, else that of the announcement. Who is announced
out of season, or on a free transfer before his contract has run out, comes in the season after, no day told. A loan
does not end the owner's spell: he is attested there the day before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from kg.model import Claim, Event, EventKind, ImpreciseDate, Period, Precision, Release, Role, Spell, SpellKind
from kg.rdf.iris import claim_iri, slug
from kg.text.club_names import ClubNames, club_key, plain_key, read_club_names
from starter.pages import RETRIEVED, Names, Pages, Row, confidence_in, own_release, period_of, rows_in, when_of

__all__ = ["HeadCoaches", "Moves"]

_DAY = timedelta(days=1)
_OUT_OF_SEASON = (3, 4, 5)
"""Months in which no transfer window is open in most of Europe."""
_LOANS = frozenset({"loan"})
_BACK = frozenset({"loan_return"})
_BOUGHT_ON_LOAN = frozenset({"end_of_loan_made_permanent"})
_WORDS = {"loan": "on loan to", "loan_return": "back from loan to", "free": "on a free transfer to"}


class Moves:
    """The table of moves as claims, people and teams known by name alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = Pages(folder)
        self._names = Names("moves")
        other_names = folder.parent / "club_names.csv"
        self._club_names = read_club_names([other_names] if other_names.exists() else [])

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("moves", "Dated moves gathered page by page")

    def claims(self) -> list[Claim]:
        """Everything the table says, described people and teams first."""
        rows = list(rows_in(self._folder / "moves.csv"))
        stated = [
            claim
            for row, who in zip(rows, _careers_apart(rows, self._club_names), strict=True)
            for claim in self._move(row, who)
        ]
        return self._names.claims() + list({claim.id: claim for claim in stated}.values())

    def _move(self, row: Row, who: str) -> Iterator[Claim]:
        person, origin, to = (
            self._names.person(row["person"], who),
            self._names.team(row["from_team"]),
            self._names.team(row["to_team"]),
        )
        announced, kind = when_of(row["announced"]), row["kind"]
        when = when_of(row["joins"]) or announced
        if announced is None or when is None:
            return
        later = not row["joins"] and _comes_later(announced, kind)
        if later:
            when = ImpreciseDate(date(announced.first.year, 7, 1), Precision.SEASON)
        if origin:
            yield self._claim(row, "left", Spell(person, origin, _left(announced, when, kind, later=later)))
        if to:
            yield self._claim(row, "came", _came(row, person, to, when))
        event = Event(EventKind.TRANSFER, person, club=to, other_club=origin, when=announced, outcome=kind)
        if to:
            yield self._claim(row, "event", event)

    def _claim(self, row: Row, part: str, statement: Spell | Event) -> Claim:
        how = _WORDS.get(row["kind"], "to")
        summary = f"{row['person']} from {row['from_team']} {how} {row['to_team']}, announced {row['announced']}"
        return Claim(
            claim_iri("moves", part, row["person"], row["from_team"], row["to_team"], row["announced"]),
            statement,
            self._pages.source(row),
            RETRIEVED,
            confidence_in(row["publisher"]),
            f"{summary} ({row['publisher']}).",
        )


def _careers_apart(rows: Sequence[Row], names: ClubNames) -> list[str]:
    """By row, what tells its person from others of the name: moves that no club links may be of two people.

    A name's moves are linked by the clubs that they share, one after the other; "" where one chain links them all.
    """
    chains: defaultdict[str, list[set[str]]] = defaultdict(list)
    clubs_of = [{_club(row[side], names) for side in ("from_team", "to_team") if row[side]} for row in rows]
    for row, clubs in zip(rows, clubs_of, strict=True):
        known = chains[slug(row["person"])]
        linked = [chain for chain in known if chain & clubs]
        known[:] = [*(chain for chain in known if not chain & clubs), clubs.union(*linked)]
    return [
        "" if len(chains[slug(row["person"])]) == 1 else _least(chains[slug(row["person"])], clubs)
        for row, clubs in zip(rows, clubs_of, strict=True)
    ]


def _club(name: str, names: ClubNames) -> str:
    """A club however it is written: without its legal form, by its usual name where only one club is called so."""
    meant = names.aliases.get(plain_key(name), ())
    return slug(club_key(meant[0][0] if len(meant) == 1 else name))


def _least(chains: Sequence[set[str]], clubs: set[str]) -> str:
    """The first club, by letter, of the chain that some clubs are in; "" without any."""
    return min((min(chain) for chain in chains if chain & clubs), default="")


def _comes_later(announced: ImpreciseDate, kind: str) -> bool:
    month = announced.first.month
    return (kind == "transfer" and month in _OUT_OF_SEASON) or (kind == "free" and 2 <= month < 6)


def _left(announced: ImpreciseDate, when: ImpreciseDate, kind: str, *, later: bool) -> Period:
    """How the old club's spell is told: by its end, or by a day on which it held."""
    if later:
        return Period(attested=announced.first)
    return Period(attested=when.first - _DAY) if kind in _LOANS else Period(end=when)


def _came(row: Row, person: str, to: str, when: ImpreciseDate) -> Spell:
    exact = when.precision is Precision.DAY
    # A page that tells the season does not say on which day of it he was there.
    attested = when.first if exact else Period(when).latest_start if when.precision is Precision.MONTH else None
    kind = SpellKind.LOAN if row["kind"] in _LOANS else SpellKind.PERMANENT
    until = when_of(row["until"]) if row["kind"] in _LOANS else None
    if until and until.first <= when.first:
        until = None
    if until and until.precision is Precision.DAY:
        until = ImpreciseDate(until.first + _DAY)
    return Spell(person, to, Period(when, until, None if until else attested), kind=kind)


class HeadCoaches:
    """The table of head coaches as claims."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = Pages(folder)
        self._names = Names("head-coaches")

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("head-coaches", "Head coaches with their days, gathered page by page")

    def claims(self) -> list[Claim]:
        """Everything the table says, described people and teams first."""
        rows = list(rows_in(self._folder / "head_coaches.csv"))
        ends: defaultdict[tuple[str, str], list[date]] = defaultdict(list)
        for row in rows:
            if end := when_of(row["end"]):
                ends[row["person"], row["team"]].append(end.first)
        stated = [claim for row in rows for claim in self._spell(row, ends[row["person"], row["team"]])]
        return self._names.claims() + list({claim.id: claim for claim in stated}.values())

    def _spell(self, row: Row, ends: Sequence[date]) -> Iterator[Claim]:
        start, published = when_of(row["start"]), when_of(row["published"])
        days = [when.first for when in (start,) if when and when.precision is not Precision.YEAR]
        if published and not (start and any(start.first <= end <= published.first for end in ends)):
            days.append(published.first)  # else the page looks back
        period = period_of(row, "start", "end", max(days, default=None))
        if period is None or (not days and period.end is None and period.start is None):
            return
        yield Claim(
            claim_iri("head-coaches", row["person"], row["team"], row["start"], row["end"], row["source_url"]),
            Spell(self._names.person(row["person"]), self._names.team(row["team"]), period, Role.HEAD_COACH),
            self._pages.source(row),
            RETRIEVED,
            confidence_in(row["publisher"]),
            f"{row['person']}, {row['role'].replace('_', ' ')} of {row['team']}, {row['start'] or '?'} to"
            f" {row['end'] or 'an end not told'} ({row['publisher']}).",
        )
