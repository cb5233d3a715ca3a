"""The "Football Data from Transfermarkt" set, and tables in its shape: transfers, players, clubs, caps, games.

Columns are found by name, so older and newer releases and relatives with more columns are read alike; so are the tables
of salimt/football-datasets (``player_profiles.csv``, ``transfer_history.csv``).

Dates. A move is as exact as it is printed, except where the table has a ``window``: 15 July and 15 January stand for
"in that window" there. They are taken as the month, July or January, which is right for winter and for most of
the summer window (it reaches from June to early September, and no precision says that). Other rules are in
`kg.claims.readers.moves`, `kg.claims.readers.sightings` and `kg.claims.readers.transfermarkt_games`.

The last club of a player: a list of transfers says that somebody came, and then nothing. Where
``team_competitions_seasons.csv`` lists the leagues that the table covers, he is attested for as long as his club was
listed on end, because leaving it would be on record; otherwise until the end of the last season that
``players.csv`` saw him there; else on the day he came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.moves import How, Move, bought_on_loan, in_order, stays_of, with_loans
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import Sightings
from kg.claims.readers.tables import rows_of
from kg.claims.readers.transfermarkt_games import Games, add_appearances, add_events, add_lineups
from kg.claims.readers.transfermarkt_people import PLAYER_TABLES, People
from kg.claims.readers.transfermarkt_tables import SCHEME, Competitions, Teams
from kg.claims.readers.values import clean, day, name_of, number, shown, when_month
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Role, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period
from kg.rdf.iris import claim_iri, release_iri

__all__ = ["Transfermarkt"]

_TABLES = (
    *("players.csv", "clubs.csv", "transfers.csv", "player_national_performances.csv", "team_children.csv"),
    *("team_competitions_seasons.csv", "competitions.csv", "games.csv", "club_games.csv", "appearances.csv"),
    *("game_lineups.csv", "game_events.csv", "national_teams.csv", "countries.csv"),
    *("player_profiles.csv", "transfer_history.csv"),
)
_MOVE_TABLES = {
    "transfers.csv": ("from_club_id", "to_club_id", "from_club_name", "to_club_name"),
    "transfer_history.csv": ("from_team_id", "to_team_id", "from_team_name", "to_team_name"),
}
_NO_CLAIMS = {
    "player_valuations.csv": "market values, which make no claim; their clubs are those of transfers.csv",
}
_UNREAD = "a value that cannot be read"
_HOW = {
    "": How.UNSTATED,
    "loan": How.LOAN,
    "on loan": How.LOAN,
    "return from loan": How.RETURN,
    "end of loan": How.RETURN,
}
_WINDOW_DAYS = frozenset({(7, 15), (1, 15)})


@dataclass(frozen=True, slots=True)
class Transfermarkt:
    """Reader of the public Transfermarkt data set."""

    name: str = "transfermarkt"
    title: str = "Football Data from Transfermarkt"
    home: str = "https://github.com/dcaribou/transfermarkt-datasets"
    licence: str = "CC0 1.0 by its makers; facts gathered from Transfermarkt, see its terms before redistributing"
    expects: tuple[str, ...] = _TABLES

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        tables, _ = self._tables(paths)
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of(list(tables.values()))
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        tables, others = self._tables(paths)
        for item in others:
            reason = f": {_NO_CLAIMS[item.base]}" if item.base in _NO_CLAIMS else ""
            report.note(f"not read: {item.base}{reason}")
        competitions = Competitions.read(tables.get("competitions.csv"), tables.get("countries.csv"), report)
        teams, people = _listed_teams(tables, competitions, report), People()
        described: set[str] = set()
        for name in PLAYER_TABLES:
            if name in tables:
                for claim in people.players(tables[name], teams, report):
                    described.add(claim.id)
                    yield claim
        yield from people.same_agents(report)
        if children := tables.get("team_children.csv"):
            teams.children(children, report)
        covered = _coverage(tables.get("team_competitions_seasons.csv"), teams, report)
        for name in _MOVE_TABLES:
            if name in tables:
                yield from _transfers(tables[name], people, teams, covered, report)
        if caps := tables.get("player_national_performances.csv"):
            yield from _caps(caps, people, teams, report)
        yield from _games(tables, competitions, people, teams, report)
        yield from people.others(described)
        yield from teams.described()

    def _tables(self, paths: Sequence[Path]) -> tuple[dict[str, Input], list[Input]]:
        tables: dict[str, Input] = {}
        others: list[Input] = []
        for item in matching(paths, "*.csv"):
            if item.base not in _TABLES:
                others.append(item)
            elif item.base in tables:
                raise InvalidInput(
                    f"two files hold the table {item.base}: this one and {tables[item.base].name}",
                    file=item.name,
                    remedy="leave one of them, or import them one by one",
                )
            else:
                tables[item.base] = item
        if not tables:
            raise InvalidInput(
                "there is no table of the Transfermarkt set in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"expected some of {', '.join(_TABLES)}, plain, .gz or in a .zip",
            )
        return tables, others


def _listed_teams(tables: dict[str, Input], competitions: Competitions, report: RowReport) -> Teams:
    """The clubs and national teams that have tables of their own."""
    teams = Teams()
    if clubs := tables.get("clubs.csv"):
        teams.clubs(clubs, competitions.leagues, report)
    if nations := tables.get("national_teams.csv"):
        teams.national_teams(nations, competitions.countries, report)
    return teams


def _games(
    tables: dict[str, Input], competitions: Competitions, people: People, teams: Teams, report: RowReport
) -> Iterator[Claim]:
    """Who was seen in games, and who coached in them."""
    games, seen = Games(competitions.national), Sightings()
    if table := tables.get("games.csv"):
        games.games(table, teams, report)
    if table := tables.get("club_games.csv"):
        games.club_games(table, teams, report)
    if table := tables.get("appearances.csv"):
        add_appearances(table, seen, games, people=people, teams=teams, report=report)
    if table := tables.get("game_lineups.csv"):
        add_lineups(table, seen, games, people=people, teams=teams, report=report)
    if table := tables.get("game_events.csv"):
        add_events(table, seen, games, people=people, teams=teams, report=report)
    yield from seen.claims(SCHEME)
    yield from games.coaches()


def _coverage(source: Input | None, teams: Teams, report: RowReport) -> dict[str, set[int]]:
    """The seasons, by first year, in which each team was in a league that the transfers cover."""
    covered: dict[str, set[int]] = {}
    if source is None:
        return covered
    for line, (club, season, name) in rows_of(source, ("club_id", "season_id"), ("team_name",), report=report):
        try:
            year = number(season, "season", most=2100)
            covered.setdefault(teams.see(club, name), set()).add(year)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
    return covered


def _moves(source: Input, people: People, teams: Teams, report: RowReport) -> tuple[dict[str, list[Move]], date | None]:
    """The moves of every player, and the last day on which the list reports a move that is no return."""
    moves: dict[str, list[Move]] = {}
    # Lists say the same thing over and over: each date, manner and side is worked out once.
    whens: dict[tuple[str, bool], tuple[date, ImpreciseDate, str]] = {}
    manners: dict[str, How] = {}
    sides: dict[tuple[str, str], str] = {}
    own: list[Move] | None
    latest: date | None = None
    need = ("player_id", "transfer_date", *_MOVE_TABLES[source.base])
    also = ("player_name", "transfer_type", "window")
    for line, (player, on, origin, to, origin_name, to_name, name, how, window) in rows_of(
        source, need, also, report=report
    ):
        try:
            manner = manners.get(how) or manners.setdefault(how, _HOW.get(how.strip().lower(), How.MOVE))
            key = (on, window != "" and manner is not How.RETURN)
            existing = whens.get(key) or whens.setdefault(key, _when(*key))
            person = people.iri(player)
            left = sides.get((origin, origin_name))
            if left is None:
                side = partial(teams.side, origin, origin_name)
                left = sides[origin, origin_name] = report.optional(source.name, line, "club he left", side, "")
            reached = sides.get((to, to_name))
            if reached is None:
                side = partial(teams.side, to, to_name)
                reached = sides[to, to_name] = report.optional(source.name, line, "club he joined", side, "")
            move = Move(existing[0], existing[1], existing[2], left, reached, manner)
            own = moves.get(person)
            if own is None and person not in people:
                if not name:
                    raise ValueError(f"the player {shown(player)} has no name, here or in players.csv")
                people.see(person, name)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        if own is None:
            moves[person] = [move]
        elif move in own:
            report.skip(
                source.name,
                line,
                f"the same move of player {player} again",
                kind="a row that repeats an earlier one",
                harmless=True,
            )
            continue
        else:
            own.append(move)
        if manner is not How.RETURN and (latest is None or move.day > latest):
            latest = move.day
    return moves, latest


def _when(text: str, in_window: bool) -> tuple[date, ImpreciseDate, str]:
    moment = day(text, "transfer date")
    if in_window and (moment.month, moment.day) in _WINDOW_DAYS:
        return moment, when_month(moment), f"{moment:%Y-%m}"
    return moment, ImpreciseDate(moment), moment.isoformat()


def _transfers(
    source: Input, people: People, teams: Teams, covered: dict[str, set[int]], report: RowReport
) -> Iterator[Claim]:
    moves, latest = _moves(source, people, teams, report)
    seasons = [season for season, _ in people.last_season.values()]
    # Public sets list returns from loan years ahead; nothing is attested by a plan.
    until = date(max(seasons) + 1, 6, 30) if seasons else latest
    attested = _attested(people, covered, until)
    untyped = not any(move.how is not How.UNSTATED for own in moves.values() for move in own)
    periods: dict[tuple[str, str], Period] = {}
    for person, own in moves.items():
        ordered = in_order(own)
        details: set[str] = set()
        for team, came, left, kind, open_end in stays_of(with_loans(ordered) if untyped else bought_on_loan(ordered)):
            marks = (came.mark if came else "", left.mark if left else "")
            iri = claim_iri(SCHEME, f"{person} {team} {marks[0]}/{marks[1]}")
            if iri in details:  # to and fro within one window: the same words, so the same claim
                continue
            details.add(iri)
            if left is None and came is not None:
                held = attested(person, team, came.when) if open_end else _attested_at_first(came.when, until)
                period = Period(came.when, None, held)
            else:
                period = periods.get(marks) or periods.setdefault(
                    marks, Period(came.when if came else None, left.when if left else None)
                )
            yield Claim(iri, Spell(person, team, period, Role.PLAYER, kind))


def _attested_at_first(start: ImpreciseDate, until: date | None) -> date | None:
    """The last day on which the start itself shows that he was there; none for what is only planned."""
    latest = Period(start).latest_start
    return latest if latest and (until is None or latest <= until) else None


def _attested(
    people: People, covered: dict[str, set[int]], until: date | None
) -> Callable[[str, str, ImpreciseDate], date | None]:
    ends: dict[tuple[str, int], date | None] = {}

    def covered_until(team: str, year: int) -> date | None:
        if (team, year) not in ends:
            seasons = covered.get(team, set())
            last = year
            while last in seasons:
                last += 1
            ends[team, year] = date(last, 6, 30) if last > year else None
        return ends[team, year]

    def attested(person: str, team: str, start: ImpreciseDate) -> date | None:
        came = _attested_at_first(start, until)
        year = start.first.year if start.first.month >= 7 else start.first.year - 1
        if covered:
            existing = covered_until(team, year)
        else:
            season, club = people.last_season.get(person, (0, ""))
            present = season >= year and season and (not club or team.endswith(f"{SCHEME}-{club}"))
            existing = date(season + 1, 6, 30) if present else None
        if existing and until:
            existing = min(existing, until)
        return max(existing, came) if existing and came else existing if existing and existing >= start.first else came

    return attested


def _caps(source: Input, people: People, teams: Teams, report: RowReport) -> Iterator[Claim]:
    """``player_national_performances.csv``: the first game for a national team; later ones are not told."""
    need = ("player_id", "team_id", "team_name", "first_game_date")
    seen: set[tuple[str, str]] = set()
    for line, (player, team, name, on) in rows_of(source, need, report=report):
        try:
            person = people.iri(player)
            if person not in people:
                raise ValueError(f"the player {shown(player)} is in no other table, so his name is unknown")
            moment = day(on, "date of the first game")
            national = teams.see(team, name_of(name))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        if (person, national) in seen:
            reason = f"player {player} has a first game for {shown(name)} already"
            report.skip(source.name, line, reason, kind="another first game for the same team")
            continue
        seen.add((person, national))
        teams.national(team)
        period = Period(ImpreciseDate(moment), None, moment)
        spell = Spell(person, national, period, Role.PLAYER, SpellKind.UNSTATED, "first game")
        yield Claim(claim_iri(SCHEME, "first game", person, national), spell)
