"""The figures of a build as a page of Markdown, for `docs/data.md` and for whoever compares two builds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.claims.identity import Resolution, Resolver
from kg.model import Claim, Event, Person, Relationship, Release, Spell, SpellKind, Team
from starter.checks import Rate

__all__ = ["figures"]


def figures(
    parts: Sequence[tuple[Release, Sequence[Claim], Resolution]],
    resolver: Resolver,
    *,
    quads: int,
    size: int,
    gaps: Mapping[str, int],
    contradictions: Mapping[str, int],
    ends: Mapping[str, int],
    begun: int,
    rates: Mapping[str, tuple[Rate, Rate]],
) -> str:
    """The report of a build."""
    people = {claim.id for _, claims, _ in parts for claim in claims if isinstance(claim.statement, Person)}
    teams = {claim.id for _, claims, _ in parts for claim in claims if isinstance(claim.statement, Team)}
    kinds = Counter(resolver.teams.known[team].kind for team in teams)
    lines = [
        "# Figures of this build",
        "",
        f"{quads:,} quads in {size / 2**20:.2f} MiB: {len(people):,} people, {len(teams):,} teams"
        f" ({', '.join(f'{count:,} {kind.value}'.replace('_', ' ') for kind, count in kinds.most_common())}).",
        "",
        "| release | people | teams | spells | squad places | relationships | events | kept apart, in doubt |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(_row(release, claims, resolution) for release, claims, resolution in parts),
        "",
        "## Gaps (`gaps.csv`)",
        "",
        *(f"- {what}: {count:,}" for what, count in sorted(gaps.items(), key=lambda item: (-item[1], item[0]))),
        "",
        "## Contradictions (`contradictions.csv`; both claims stay)",
        "",
        *(f"- {what}: {count:,}" for what, count in sorted(contradictions.items())),
        "",
        "## Ends of careers that cannot be",
        "",
        "Spells that reach the last season at a club that is not the player's current one:",
        ", ".join(f"{count:,} {what}" for what, count in sorted(ends.items())) + ".",
        f"Spells that begin on the day that another source gives, not with the season: {begun:,}.",
        "",
        "## Cross-check: careers by season against other sources, 2016/17 to 2025/26 where no years are named",
        "",
        "| careers | club seasons that the other source saw and the careers lack | … naming another club |",
        "|---|---|---|",
        *(f"| {what} | {missed} | {elsewhere} |" for what, (missed, elsewhere) in rates.items()),
        "",
    ]
    return "\n".join(lines)


def _row(release: Release, claims: Iterable[Claim], resolution: Resolution) -> str:
    count: Counter[str] = Counter()
    for claim in claims:
        match claim.statement:
            case Spell(kind=SpellKind.SELECTION):
                count["selection"] += 1
            case Person() | Team() | Spell() | Relationship() | Event() as statement:
                count[type(statement).__name__] += 1
    cells = [count[key] for key in ("Person", "Team", "Spell", "selection", "Relationship", "Event")]
    doubts = len({(doubt.one, doubt.other) for doubt in resolution.doubts})
    return f"| {release.dataset} | " + " | ".join(f"{cell:,}" for cell in [*cells, doubts]) + " |"
