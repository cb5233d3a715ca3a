"""Assemble `data/starter.trig.gz` from public sources: read, tell who is who, restate, report gaps and contradictions.

    python scripts/build_starter.py ../shared/datasets

The same inputs give the same file, byte for byte. Written beside it: `gaps.csv`, `contradictions.csv` and
`report.md`, the figures of this build.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from starter import checks  # noqa: E402
from starter.call_ups import CallUps  # noqa: E402
from starter.careers import Ends, mend_careers  # noqa: E402
from starter.curated import Curated  # noqa: E402
from starter.figures import figures  # noqa: E402
from starter.moves import HeadCoaches, Moves  # noqa: E402
from starter.reports import Reports  # noqa: E402
from starter.rosters import Rosters  # noqa: E402
from starter.sources import SourceRelease, mentions, public_sources  # noqa: E402
from starter.staff import undisputed  # noqa: E402
from starter.twin_teams import TwinTeams, join_teams  # noqa: E402
from starter.twins import Twin, join_twins  # noqa: E402
from starter.wikidata_ids import WikidataIds  # noqa: E402

from kg.claims.identity import (  # noqa: E402
    Batch,
    PersonMatch,
    Resolution,
    Resolver,
    read_club_names,
    read_decisions,
    rewrite,
    write_doubts,
)
from kg.claims.identity.records import seasons_of  # noqa: E402
from kg.claims.readers.protocol import RowReport  # noqa: E402
from kg.claims.readers.transfermarkt import Transfermarkt  # noqa: E402
from kg.model import (  # noqa: E402
    Claim,
    Event,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Relationship,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
)
from kg.rdf.codec import decode, encode, encode_release  # noqa: E402
from kg.rdf.vocabulary import BASE  # noqa: E402
from kg.rdf.vocabulary import PREFIXES as PREFIXES_OF_ALL  # noqa: E402
from kg.store.garbage import undisturbed  # noqa: E402

DATA = ROOT / "data"
LAG = timedelta(days=60)
"""How far a list may lag behind a move: its makers close it some time before its day."""
PREFIXES = {
    **{name: PREFIXES_OF_ALL[name] for name in ("person", "pkg", "rdfs", "team", "xsd")},
    "claim": f"{BASE}id/claim/",
    "source": f"{BASE}id/source/",
}
"""What the file's names are shortened by: as N-Quads it is nearly twice as large."""


@dataclass(slots=True)
class Part:
    """One release on its way into the starter data; ``people`` are its own statements, with canonical ids."""

    release: Release
    claims: list[Claim]
    resolution: Resolution
    mint: bool
    people: list[tuple[str, Person]] = field(default_factory=list)


@dataclass(slots=True)
class Assembly:
    """The starter data before it is written, and what there is to say of it."""

    parts: list[Part]
    resolver: Resolver
    twins: list[Twin]
    twin_teams: list[TwinTeams]
    unmended: list[Claim]
    ends: Ends

    def claims(self) -> dict[str, list[Claim]]:
        """The claims by data set."""
        return {part.release.dataset: part.claims for part in self.parts}


def sources_of(datasets: Path, more: Path) -> Iterable[SourceRelease]:
    """Every source, in the order in which they are resolved: who is known for certain first, mentions after."""
    yield from public_sources(datasets, more, DATA)
    for own in (Curated, Moves, HeadCoaches, Reports):
        table = own(DATA / "curated")
        yield SourceRelease(table.release(), table.claims(), press=own in (Curated, Reports))
    for lists in (CallUps(DATA / "curated"), Rosters(DATA / "curated")):
        yield SourceRelease(lists.release(), lists.claims(), mint=False)
    ids = WikidataIds(DATA / "curated")
    yield SourceRelease(ids.release(), ids.claims(), mint=False, by_id=True)
    yield from mentions(datasets, more)


def assemble(sources: Iterable[SourceRelease]) -> Assembly:
    """Resolve the releases one after the other against all before; then give everybody their canonical id."""
    resolver = Resolver(
        decisions=read_decisions([DATA / "decisions.csv"]), club_names=read_club_names([DATA / "club_names.csv"])
    )
    parts: list[Part] = []
    twins: list[Twin] = []
    twin_teams: list[TwinTeams] = []

    def join() -> None:
        moves = next(part.resolution for part in parts if part.release.dataset == "moves")
        twin_teams.extend(join_teams(resolver, [part.resolution for part in parts]))
        twins.extend(join_twins(resolver, [part.resolution for part in parts], moves))

    for source in sources:
        # Whom a list means that is of people known is told best once nobody is known twice.
        if not source.mint and (not parts or parts[-1].mint):
            join()
        records = source.records()
        settled = named_by_id(records, resolver) if source.by_id else {}
        resolution = resolver.resolve_records(records, settled=settled, mint=source.mint)
        claims = source.claims if source.mint else known_only(source.claims, resolution)
        if source.press:
            call_as_the_press_does(resolver, claims, resolution)
        parts.append(Part(source.release, claims, resolution, mint=source.mint))
    join()
    for part in parts:
        part.people = [
            (part.resolution.people[claim.id].id, claim.statement)
            for claim in part.claims
            if isinstance(claim.statement, Person)
        ]
        part.claims = list(rewrite(part.claims, part.resolution, resolver))
    staff, coaches = (
        next(part for part in parts if part.release.dataset == name) for name in ("staff", "head-coaches")
    )
    staff.claims = list(undisputed(staff.claims, coaches.claims))
    rosters = next(part for part in parts if part.release.dataset == "rosters")
    dated = [claim for part in parts if part.release.dataset in ("moves", "curated") for claim in part.claims]
    others = [claim for part in parts if part is not rosters for claim in part.claims]
    rosters.claims = list(confirmed(up_to_date(rosters.claims, dated), others))
    careers = next(part for part in parts if part.release.dataset == "careers")
    others = [claim for part in parts if part is not careers for claim in part.claims]
    unmended = careers.claims
    careers.claims, ends = mend_careers(unmended, others, resolver)
    return Assembly(parts, resolver, twins, twin_teams, unmended, ends)


def named_by_id(records: Batch, resolver: Resolver) -> dict[str, PersonMatch]:
    """Whom a release that names people by their ids means; ids that nobody has go, and are told on standard error."""
    for gone in sorted(records.people.keys() - resolver.people.keys()):
        print(f"left out: nobody has the id {gone}", file=sys.stderr)
        del records.people[gone]
    return {iri: PersonMatch(iri, 99.0, ("named by the id",)) for iri in records.people}


def up_to_date(listed: Iterable[Claim], told: Iterable[Claim]) -> Iterator[Claim]:
    """What lists of a day say, but for whoever had moved elsewhere shortly before: there the list lags behind."""
    moves: dict[str, list[tuple[date, str]]] = {}
    for claim in told:
        match claim.statement:
            case Spell(role=Role.PLAYER, period=Period(start=ImpreciseDate(precision=Precision.DAY) as start)) as spell:
                if spell.kind is not SpellKind.SELECTION:
                    moves.setdefault(spell.person, []).append((start.first, spell.team))
    for claim in listed:
        said = claim.statement
        if isinstance(said, Spell) and said.period.attested:
            seen = said.period.attested
            lately = [(day, team) for day, team in moves.get(said.person, []) if seen - LAG <= day <= seen]
            last = max((day for day, _ in lately), default=None)
            if last and said.team not in {team for day, team in lately if day == last}:
                continue
        yield claim


def confirmed(listed: Iterable[Claim], others: Iterable[Claim]) -> Iterator[Claim]:
    """What lists say, but for days of joining long before in a season for which nothing else places him at the club.

    Such a day tells when he was bought. He may have been lent out at once.
    """
    claims = list(listed)
    known = {
        (spell.person, spell.team, season)
        for spell in (claim.statement for claim in (*others, *(one for one in claims if not _joined_only(one))))
        if isinstance(spell, Spell) and spell.role is Role.PLAYER
        for season in seasons_of(spell.period)
    }
    for claim in claims:
        said = claim.statement
        if isinstance(said, Spell) and _joined_only(claim):
            # Who joins in May or June plays from July on.
            start = said.period.start
            if start is None or (said.person, said.team, start.first.year - (start.first.month < 5)) not in known:
                continue
        yield claim


def _joined_only(claim: Claim) -> bool:
    """Whether all that a claim tells of somebody at a team is the day on which he joined."""
    match claim.statement:
        case Spell(period=Period(start=ImpreciseDate(), attested=date()) as period):
            return period.attested == period.latest_start
    return False


def call_as_the_press_does(resolver: Resolver, claims: Iterable[Claim], resolution: Resolution) -> None:
    """Show people by the name that reports use (Luis Enrique), and keep the one of squad lists as an alias."""
    for claim in claims:
        if isinstance(claim.statement, Person):
            known = resolver.people[resolution.people[claim.id].id]
            names = dict.fromkeys((known.name, *known.aliases))
            names.pop(claim.statement.name, None)
            known.name, known.aliases = claim.statement.name, tuple(names)


def known_only(claims: Iterable[Claim], resolution: Resolution) -> list[Claim]:
    """What a release says of the people of this world, and the teams they were at."""
    spells = [
        claim for claim in claims if isinstance(claim.statement, Spell) and claim.statement.person in resolution.people
    ]
    needed = {claim.statement.team for claim in spells if isinstance(claim.statement, Spell)} | set(resolution.people)
    described = [claim for claim in claims if isinstance(claim.statement, Person | Team) and claim.id in needed]
    return described + spells


def _person_and_day(claim: Claim) -> tuple[str, str, str]:
    """What the file is ordered by: whom a claim is about, from when on, and its id."""
    match claim.statement:
        case Spell() as spell:
            day = spell.period.start.first if spell.period.start else spell.period.attested
            return spell.person, f"{day}", claim.id
        case Event() as event:
            return event.person, f"{event.when.first if event.when else ''}", claim.id
        case Relationship() as stated:
            return stated.subject, "", claim.id
        case _:
            return claim.id, "", claim.id


def write(parts: Sequence[Part], path: Path) -> int:
    """Write the TriG, gzipped without a time stamp; returns the number of quads.

    What a release says of one person stands together, by day: the file is a quarter smaller than in the order of ids.
    """
    lines: dict[str, None] = {}
    for part in parts:
        lines.update(dict.fromkeys(sorted(encode_release(part.release))))
        for claim in sorted(part.claims, key=_person_and_day):
            lines.update(dict.fromkeys(sorted(encode(claim, part.release.id))))
    text = "".join(line if line.endswith("\n") else line + "\n" for line in lines)
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
    trig = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.TRIG, prefixes=PREFIXES) or b""
    # The serializer takes the prefixes in any order.
    head = trig.splitlines(keepends=True)[: len(PREFIXES)]
    path.write_bytes(gzip.compress(b"".join(sorted(head)) + trig[sum(map(len, head)) :], compresslevel=9, mtime=0))
    return len(lines)


def prove(parts: Sequence[Part], path: Path) -> None:
    """Read the file back: it must hold every claim, each once, as it was written.

    Raises:
        SystemExit: it does not.
    """
    with gzip.open(path) as file:
        read = list(decode(pyoxigraph.parse(file.read(), format=pyoxigraph.RdfFormat.TRIG)))
    wanted = Counter(
        claim.id for part in parts for claim in part.claims if not isinstance(claim.statement, Person | Team)
    )
    found = Counter(one.id for one in read if isinstance(one, Claim) and not isinstance(one.statement, Person | Team))
    if wanted != found:
        raise SystemExit(f"claims lost or doubled: {list((wanted - found) + (found - wanted))[:5]}")


def transfers_check(datasets: Path, world: Assembly) -> tuple[checks.Rate, checks.Rate]:
    """The careers against Transfermarkt's moves, of which nothing goes into the starter data: a second opinion.

    Call it last: the resolver learns Transfermarkt's people.
    """
    reader = Transfermarkt()
    claims = list(reader.read([datasets / "transfermarkt"], report=RowReport()))
    resolution = world.resolver.resolve(claims)
    spells = (claim for claim in rewrite(claims, resolution, world.resolver) if isinstance(claim.statement, Spell))
    return checks.season_check(world.unmended, list(spells), world.resolver, range(2012, 2019))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path, help="folder that holds openfootball/, worldcup2026-careers/ …")
    parser.add_argument("--more", type=Path, help="folder that holds understat-seasons/ …; default: datasets-more")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    parser.add_argument("--twins", type=Path, help="write the people and clubs found to be one to this CSV")
    parser.add_argument("--doubts", type=Path, help="write the pairs left in doubt to this CSV")
    arguments = parser.parse_args()
    world = assemble(sources_of(arguments.datasets, arguments.more or arguments.datasets.parent / "datasets-more"))
    claims = world.claims()
    target = arguments.out / "starter.trig.gz"
    quads = write(world.parts, target)
    prove(world.parts, target)
    missing, counts = checks.gaps(claims, world.resolver)
    checks.write_rows(arguments.out / "gaps.csv", ("id", "name", "missing"), missing)
    births = {part.release.dataset: part.people for part in world.parts}
    contradictions = checks.contradictions(births, claims, world.resolver)
    header = ("what", "id", "name", "one_says", "other_says")
    checks.write_rows(arguments.out / "contradictions.csv", header, contradictions)
    years = range(2016, 2026)
    rates = {
        f"{what} {other}": checks.season_check(given, claims[other], world.resolver, years)
        for other in ("minutes", "openfootball")
        for what, given in (("as published", world.unmended), ("ends mended", claims["careers"]))
    }
    rates["as published Transfermarkt, 2012/13 to 2018/19"] = transfers_check(arguments.datasets, world)
    text = figures(
        [(part.release, part.claims, part.resolution) for part in world.parts],
        world.resolver,
        quads=quads,
        size=target.stat().st_size,
        gaps=counts,
        contradictions=Counter(row[0].split(" in ")[0] for row in contradictions),
        ends=world.ends.counts,
        begun=world.ends.begun,
        rates=rates,
    )
    (arguments.out / "report.md").write_text(text, encoding="utf-8")
    print(text)
    if arguments.twins:
        rows = [(*twin[:4], f"{twin.match.score:g}", "; ".join(twin.match.reasons)) for twin in world.twins]
        rows += [(*twin[:4], "", twin.reason) for twin in world.twin_teams]
        checks.write_rows(arguments.twins, ("kept", "gone", "kept_name", "gone_name", "score", "reason"), rows)
    if arguments.doubts:
        write_doubts((doubt for part in world.parts for doubt in part.resolution.doubts), arguments.doubts)


if __name__ == "__main__":
    with undisturbed():
        main()
