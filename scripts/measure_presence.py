#!/usr/bin/env python3
"""How often the presence engine is right: dated moves made as coarse as sources give them, then asked about.

    python scripts/measure_presence.py ../shared/datasets ../shared/datasets-more [--players 2000] [--seed 1]

The truth are the moves of Transfermarkt's lists (2009 to 2018, the window known, the day not) with their loans. Of
these the engine is given:

``seasons``     the seasons that each spell touches, as in lists made from encyclopedias
``years``       the years in which it began and ended
``seen``        the first and last day of each season on which Understat saw the player (2014/15 to 2018/19)
``both``        seasons and sightings
``half``        one move in two, drawn at random, without its end
``dated``       the moves themselves, with the last day of the lists as the end of what is known

Asked are random days and days within 25 days of a move, each as of that day, so that nothing later is known. In July,
August and January the truth itself is not known to the day; those days are told apart. ``coaches`` asks the same of the
head coaches of five leagues (days of appointment and end), given the appointments alone and given seasons.

Printed are shares with their 95 % intervals (Wilson): how often a club was right, wrong, unsettled or unknown; and, by
presence and probability, how often an answer was right that the engine had given that probability.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from starter.checks import Rate

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.graph.presence import PRESENT, people_at, whereabouts
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
)

ID = "https://example.org/id/"
NO_CLUBS = {"Without Club", "Retired", "Unknown", "Career break", "515"}
_ENOUGH = 20  # sightings that settle which club a name means
OUTCOMES = ("right", "wrong", "unsettled", "unknown")


class Interval(NamedTuple):
    """A player at a club, ``[start, end)``; ``end`` is ``None`` where the lists end first."""

    club: str
    start: date
    end: date | None
    loan: bool


@dataclass(slots=True)
class Career:
    """A player's truth: where he was, without gaps between the first and the last move; "" is no club."""

    name: str
    where: list[Interval]
    owned: list[Interval]

    def club_on(self, when: date) -> str:
        """The club on a day, "" if it is not known."""
        for interval in self.where:
            if interval.start <= when and interval.end is not None and when < interval.end:
                return interval.club
        return ""


class Question(NamedTuple):
    """Where was ``player`` on ``when``? ``club`` is the answer."""

    sort: str
    player: str
    when: date
    club: str


def season_of(when: date) -> int:
    """The first year of the season in which a day lies."""
    return when.year - (when.month < 7)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def careers(folder: Path) -> dict[str, Career]:
    """Every player's moves as intervals; loans lie beside the owner's interval."""
    moves: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(folder / "transfermarkt" / "transfers.csv"):
        moves[row["player_id"]].append(row)
    players = {}
    for player, rows in moves.items():
        rows.sort(key=lambda row: row["transfer_date"])
        where: list[Interval] = []
        owned: list[Interval] = []
        for row in rows:
            when, club = date.fromisoformat(row["transfer_date"]), row["to_club_id"]
            loan = row["transfer_type"] == "Loan"
            if where and where[-1].end is None:
                where[-1] = where[-1]._replace(end=when)
            if not loan and owned and owned[-1].club != club:
                owned[-1] = owned[-1]._replace(end=owned[-1].end or when)
            if club in NO_CLUBS or not club.isdigit():
                continue
            where.append(Interval(club, when, None, loan))
            if not loan and (not owned or owned[-1].end is not None):
                owned.append(Interval(club, when, None, loan=False))
        where = [interval for interval in where if interval.end is None or interval.end > interval.start]
        owned = [interval for interval in owned if interval.end is None or interval.end > interval.start]
        players[player] = Career(rows[0]["player_name"], where, owned)
    return players


class Sighting(NamedTuple):
    """A player's season at a club as Understat saw it."""

    club: str
    first: date
    last: date
    matches: int


def sightings(folder: Path, truth: Mapping[str, Career]) -> dict[str, list[Sighting]]:
    """The sightings of each player; clubs are recognised by where most of those seen there were."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for player, career in truth.items():
        by_name[career.name].append(player)
    seen: list[tuple[str, Sighting]] = []
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_of(folder / "understat-seasons" / "sightings.csv"):
        namesakes = by_name.get(row["player"], [])
        if len(namesakes) != 1:
            continue
        first, last = date.fromisoformat(row["first_seen"]), date.fromisoformat(row["last_seen"])
        seen.append((namesakes[0], Sighting(row["team"], first, last, int(row["matches"]))))
        if club := truth[namesakes[0]].club_on(first + (last - first) / 2):
            votes[row["team"]][club] += 1
    names = {team: counts.most_common(1)[0][0] for team, counts in votes.items() if counts.total() >= _ENOUGH}
    result: defaultdict[str, list[Sighting]] = defaultdict(list)
    for player, sighting in seen:
        if sighting.club in names and sighting.first < date(2019, 1, 1):
            result[player].append(sighting._replace(club=names[sighting.club]))
    return result


def runs(intervals: Iterable[Interval], last: date) -> Iterator[tuple[str, int, int]]:
    """Club, first and last season of each spell of more than 30 days, neighbouring seasons joined."""
    touched: defaultdict[str, set[int]] = defaultdict(set)
    for interval in intervals:
        end = interval.end or last
        if (end - interval.start).days > 30:
            touched[interval.club].update(range(season_of(interval.start), season_of(end - timedelta(days=16)) + 1))
    for club, seasons in touched.items():
        for first in sorted(seasons):
            if first - 1 not in seasons:
                until = first
                while until + 1 in seasons:
                    until += 1
                yield club, first, until


def coarse(source: str, player: str, career: Career, seen: Sequence[Sighting]) -> Iterator[Spell]:
    """What a source gives of a career."""
    last = date(2019, 1, 31)
    loans = [interval for interval in career.where if interval.loan]
    if source in ("seasons", "both"):
        for club, first, until in [*runs(career.owned, last), *runs(loans, last)]:
            start = ImpreciseDate(date(first, 7, 1), Precision.SEASON)
            yield Spell(player, club, Period(start, ImpreciseDate(date(until, 7, 1), Precision.SEASON)))
    if source in ("seen", "both"):
        for sighting in seen:
            period = Period(ImpreciseDate(sighting.first), None, sighting.last)
            yield Spell(player, sighting.club, period, matches=sighting.matches)
    if source == "years":
        for interval in [*career.owned, *loans]:
            start = ImpreciseDate(date(interval.start.year, 1, 1), Precision.YEAR)
            end = ImpreciseDate(date(interval.end.year, 1, 1), Precision.YEAR) if interval.end else None
            yield Spell(player, interval.club, Period(start, end, None if end else last))
    if source in ("half", "dated"):
        yield from dated(player, career, whole=source == "dated")


def dated(player: str, career: Career, *, whole: bool) -> Iterator[Spell]:
    """Moves with their days: all of them with their ends, or one in two without."""
    chance = random.Random(player)
    for interval in career.where:
        kind = SpellKind.LOAN if interval.loan else SpellKind.PERMANENT
        end = ImpreciseDate(interval.end) if interval.end and whole else None
        if whole or chance.random() < 0.5:
            yield Spell(player, interval.club, Period(ImpreciseDate(interval.start), end), kind=kind)


def facts_of(spells: Iterable[Spell], folder: Path) -> Facts:
    """The facts that these spells make."""
    people, teams = set(), set()
    with SegmentWriter(folder / "segment", Release("urn:measure", "measure", "Measured", "1")) as segment:
        for number, spell in enumerate(spells):
            if spell.person not in people:
                people.add(spell.person)
                segment.add(Claim(f"{ID}person/{spell.person}", Person(f"{ID}person/{spell.person}", spell.person)))
            if spell.team not in teams:
                teams.add(spell.team)
                segment.add(Claim(f"{ID}team/{spell.team}", Team(f"{ID}team/{spell.team}", spell.team)))
            full = Spell(
                f"{ID}person/{spell.person}",
                f"{ID}team/{spell.team}",
                spell.period,
                spell.role,
                spell.kind,
                matches=spell.matches,
            )
            segment.add(Claim(f"urn:claim:{number}", full))
    merge([folder / "segment"], folder / "facts")
    return Facts.open(folder / "facts")


def questions(players: Mapping[str, Career], chance: random.Random) -> Iterator[Question]:
    """Random days of 2014/15 to 2018/19, and days around moves, of which the truth is known."""
    first, last = date(2014, 9, 15), date(2018, 12, 31)
    for player, career in players.items():
        for _ in range(8):
            when = first + timedelta(days=chance.randrange((last - first).days))
            if club := career.club_on(when):
                yield Question("random", player, when, club)
        for before, after in zip(career.where, career.where[1:], strict=False):
            if after.club == before.club or not first <= after.start <= last:
                continue
            for sort, sign in (("arrival", 1), ("leaving", -1)):
                when = after.start + sign * timedelta(days=chance.randint(4, 25))
                if club := career.club_on(when):
                    yield Question(sort, player, when, club)


def in_window(when: date) -> bool:
    """Whether players change clubs around that day."""
    return when.month in (6, 7, 8, 1) or (when.month == 9 and when.day < 5)


def outcomes(facts: Facts, asked: Iterable[Question]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, bool]]]:
    """What became of each question, by its sort; and by presence and probability, which answers were right."""
    found: Counter[tuple[str, str]] = Counter()
    answers: Counter[tuple[str, bool]] = Counter()
    for question in asked:
        person, team = facts.node(f"{ID}person/{question.player}"), facts.node(f"{ID}team/{question.club}")
        standings = whereabouts(facts, [person], question.when).get(person, []) if person is not None else []
        present = {standing.team for standing in standings if standing.presence in PRESENT}
        loose = {standing.team for standing in standings if standing.presence == "unsettled"}
        outcome = "right" if team in present else "wrong" if present else "unsettled" if team in loose else "unknown"
        found[question.sort + (" (window)" if in_window(question.when) else ""), outcome] += 1
        for standing in standings if question.sort == "random" else ():
            source = "a day" if standing.dated else "season or year"
            source += ", window" if in_window(question.when) else ""
            label = f"{standing.presence} {round(20 * standing.probability) * 5:3} %, by {source}"
            answers[label, standing.team == team] += 1
    return found, answers


def print_outcomes(found: Counter[tuple[str, str]], answers: Counter[tuple[str, bool]]) -> None:
    """Shares with their intervals."""
    for sort in sorted({sort for sort, _ in found}):
        total = sum(found[sort, outcome] for outcome in OUTCOMES)
        shares = "; ".join(f"{outcome} {found[sort, outcome] / total:.1%}" for outcome in OUTCOMES)
        print(f"  {sort:18} n={total:6,}  {shares}")
    for label in sorted({label for label, _ in answers}):
        print(f"    {label:40} right {Rate(answers[label, True], answers[label, True] + answers[label, False])}")


class CoachSpell(NamedTuple):
    """A head coach's time at a club."""

    club: str
    coach: str
    start: date
    end: date | None

    def claim(self, *, by_season: bool) -> Spell:
        """The appointment alone, or the seasons."""
        period = Period(ImpreciseDate(self.start))
        if by_season:
            begin = ImpreciseDate(date(season_of(self.start), 7, 1), Precision.SEASON)
            over = ImpreciseDate(date(season_of(self.end), 7, 1), Precision.SEASON) if self.end else None
            period = Period(begin, over, None if over else self.start)
        return Spell(self.coach, self.club, period, Role.HEAD_COACH)


def coaches(folder: Path, chance: random.Random) -> None:
    """The head coaches of five leagues: given the appointments alone, and given seasons."""
    spells = []
    for row in rows_of(folder / "head-coaches" / "head_coach.csv"):
        end = date.fromisoformat(row["EndDate"]) if row["EndDate"] else None
        spells.append(CoachSpell(row["Team"], row["HeadCoach"], date.fromisoformat(row["Appointed"]), end))
    for source in ("appointments", "seasons"):
        with tempfile.TemporaryDirectory() as folder_name:
            facts = facts_of((spell.claim(by_season=source == "seasons") for spell in spells), Path(folder_name))
            rates = coach_rates(facts, spells, chance)
        print(f"coaches, given {source}")
        for label in sorted({label for label, _ in rates}):
            print(f"    {label:40} {Rate(rates[label, True], rates[label, True] + rates[label, False])}")


def coach_rates(facts: Facts, spells: Sequence[CoachSpell], chance: random.Random) -> Counter[tuple[str, bool]]:
    """How often the coach of a random day of each spell is among those present, and how often they are right."""
    rates: Counter[tuple[str, bool]] = Counter()
    for spell in spells:
        team, person = facts.node(f"{ID}team/{spell.club}"), facts.node(f"{ID}person/{spell.coach}")
        if spell.end is None or (spell.end - spell.start).days < 2 or team is None:
            continue
        when = spell.start + timedelta(days=chance.randint(1, (spell.end - spell.start).days))
        rows = [row for row in people_at(facts, team, when) if row.presence != "former"]
        for row in rows:
            rates[row.presence, row.person == person] += 1
        present = {row.person for row in rows if row.presence in PRESENT}
        rates["right one present", person in present] += 1
        rates["another one present", bool(present - {person})] += 1
    return rates


def staying(truth: dict[str, Career], chance: random.Random) -> Rate:
    """How many of those who were at a club in autumn, between the windows, are there in the spring that follows."""
    same = both = 0
    for player in sorted(truth):
        for year in range(2011, 2018):
            autumn = truth[player].club_on(date(year, chance.randint(9, 12), 15))
            spring = truth[player].club_on(date(year + 1, chance.randint(2, 6), 10))
            if autumn and spring:
                same, both = same + (autumn == spring), both + 1
    return Rate(same, both)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("more", type=Path)
    parser.add_argument("--players", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", nargs="*", default=["seasons", "years", "seen", "both", "half", "dated"])
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    truth = careers(arguments.datasets)
    seen = sightings(arguments.more, truth)
    chosen = sorted(player for player in seen if len(truth[player].where) > 1)
    chosen = chance.sample(chosen, min(arguments.players, len(chosen)))
    players = {player: truth[player] for player in chosen}
    asked = list(questions(players, chance))
    print(f"{len(players):,} players, {len(asked):,} questions")
    for source in arguments.source:
        spells = (spell for player in chosen for spell in coarse(source, player, truth[player], seen[player]))
        with tempfile.TemporaryDirectory() as folder:
            print(f"given {source}")
            print_outcomes(*outcomes(facts_of(spells, Path(folder)), asked))
    coaches(arguments.more, chance)
    print(f"at one club in autumn and in spring: {staying(truth, chance)}")


if __name__ == "__main__":
    main()
