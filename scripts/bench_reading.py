#!/usr/bin/env python3
"""How long stories take to be read against a store of many people.

    python scripts/bench_reading.py [--stories 1000] [--words 600] [--people 100000] [--seed 7]

People and clubs are made up of syllables, so that names are as different and as alike as real ones; the stories are
those of the tests, strung together to the number of words wanted and with the names of the made-up world's people and
clubs put in place of their own. Only reading is timed: names, clauses, rules, and where people are; opening the facts
is told apart.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from measuring import peak_mb

from kg.answers.proposals import directory_of
from kg.claims.reading.language import language_named
from kg.claims.reading.reader import read_story
from kg.columns.facts import Facts, SegmentWriter, merge
from kg.model import Claim, ImpreciseDate, Period, Person, Position, Release, Role, Spell, SpellKind, Team, TeamKind
from kg.rdf.iris import claim_iri, person_iri, team_iri

TESTS = Path(__file__).resolve().parent.parent / "tests" / "reading"
_PARTS = "al an ar bel ben bo bri ca cor da del den dor el en er fa fen ga gor ha hol i jan ka kel la len lo ma mar mi mo na nel o or pa per ra rin ro sa sel so ta tor u va ven vi wal wen yo za zor".split()  # noqa: E501, SIM905
_COUNTRIES = (
    "England",
    "Spain",
    "Germany",
    "France",
    "Italy",
    "Portugal",
    "Netherlands",
    "Brazil",
    "Argentina",
    "Norway",
)
_DAY = date(2025, 1, 15)


def word(rng: random.Random, parts: int) -> str:
    """A made-up name of so many syllables."""
    return "".join(rng.choice(_PARTS) for _ in range(parts)).capitalize()


def made_up(people: int, rng: random.Random) -> Iterator[Claim]:
    """People of made-up names, forty to a club."""
    clubs = max(2, people // 40)
    for number in range(clubs):
        name = f"{word(rng, 3)} {rng.choice(('United', 'City', 'Rovers', 'Athletic', 'Town'))}"
        iri = team_iri(f"made-{number}")
        yield Claim(iri, Team(iri, name, TeamKind.CLUB, country=rng.choice(_COUNTRIES)))
    for number in range(people):
        iri = person_iri(f"made-{number}")
        birth = ImpreciseDate(date(rng.randint(1988, 2006), rng.randint(1, 12), rng.randint(1, 28)))
        name = f"{word(rng, 2)} {word(rng, rng.choice((2, 3)))}"
        position = rng.choice(list(Position))
        yield Claim(iri, Person(iri, name, birth=birth, citizenships=(rng.choice(_COUNTRIES),), position=position))
        club = team_iri(f"made-{rng.randrange(clubs)}")
        period = Period(ImpreciseDate.parse("2023-07-01"), ImpreciseDate.parse("2026-06-30"))
        yield Claim(claim_iri("made", str(number)), Spell(iri, club, period, Role.PLAYER, SpellKind.PERMANENT))


def stories(facts: Facts, count: int, words: int, rng: random.Random) -> Iterator[str]:
    """Stories of so many words, each of a few people and clubs of the made-up world."""
    world = tomllib.loads((TESTS / "world.toml").read_text(encoding="utf-8"))
    texts = [
        story["text"].strip()
        for name in ("tried.toml", "more.toml", "transfer.toml")
        for story in tomllib.loads((TESTS / "stories" / name).read_text(encoding="utf-8"))["story"]
    ]
    names = [row[0] for row in world["people"]]
    clubs = [name for row in world["clubs"] for name in (row[0], *row[2])]
    for _ in range(count):
        pieces: list[str] = []
        while sum(len(piece.split()) for piece in pieces) < words:
            pieces.append(rng.choice(texts))
        text = "\n\n".join(pieces)
        for name in names:
            text = text.replace(name, facts.named(rng.randrange(facts.people_count)).name)
        for name in sorted(clubs, key=len, reverse=True):
            node = facts.people_count + rng.randrange(facts.team_count)
            text = text.replace(name, facts.named(node).name)
        yield text


def main() -> None:
    """Make the world and the stories, read them, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        release = Release("urn:made:release", "made-up", "A made-up world", "1")
        with SegmentWriter(place / "segment", release) as segment:
            for claim in made_up(options.people, rng):
                segment.add(claim)
        merge([place / "segment"], place / "facts")
        texts = list(stories(Facts.open(place / "facts"), options.stories, options.words, rng))
        began = time.perf_counter()
        facts = Facts.open(place / "facts")
        language = language_named("en")
        directory = directory_of(facts, _DAY)
        opened, cpu = time.perf_counter(), time.process_time()
        proposals = sum(len(read_story(text, directory, language=language).proposals) for text in texts)
        wall, cpu = time.perf_counter() - opened, time.process_time() - cpu
    total = sum(len(text.split()) for text in texts)
    print(f"{len(texts):,} stories, {total:,} words, {options.people:,} people, {proposals:,} proposals")
    each = cpu / len(texts) * 1000
    print(f"opening {opened - began:.2f} s, reading {wall:.1f} s ({cpu:.1f} s of CPU, {each:.0f} ms a story)")
    print(f"{total / wall:,.0f} words a second, peak {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
