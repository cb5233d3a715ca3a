"""Assemble `data/starter.nq.gz` from public sources: read, tell who is who, restate, report gaps and contradictions.

    python scripts/build_starter.py ../shared/datasets

The same inputs give the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from starter.reports import Reports  # noqa: E402
from starter.sources import SourceRelease, public_sources  # noqa: E402

from kg.model import Claim, Release  # noqa: E402
from kg.rdf.codec import encode, encode_release  # noqa: E402
from kg.resolve import (  # noqa: E402
    Resolution,
    Resolver,
    read_club_names,
    read_decisions,
    rewrite,
    write_doubts,
)

DATA = ROOT / "data"


@dataclass(slots=True)
class Part:
    """One release on its way into the starter data."""

    release: Release
    claims: list[Claim]
    resolution: Resolution


def assemble(sources: Iterable[SourceRelease], resolver: Resolver) -> list[Part]:
    """Resolve the releases one after the other against all before; then give everybody their canonical id."""
    parts = []
    for source in sources:
        batch = source.records()
        parts.append(Part(source.release, source.claims, resolver.resolve_records(batch)))
    for part in parts:
        part.claims = list(rewrite(part.claims, part.resolution, resolver))
    return parts


def write(parts: Sequence[Part], path: Path) -> int:
    """Write the N-Quads, sorted and gzipped without a time stamp; returns the number of quads."""
    lines: set[str] = set()
    for part in parts:
        lines.update(encode_release(part.release))
        for claim in part.claims:
            lines.update(encode(claim, part.release.id))
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0) as file:
        file.write("".join(line if line.endswith("\n") else line + "\n" for line in sorted(lines)).encode())
    path.write_bytes(raw.getvalue())
    return len(lines)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path, help="folder that holds openfootball/, worldcup2026-careers/ …")
    parser.add_argument("--out", type=Path, default=DATA / "starter.nq.gz")
    parser.add_argument("--doubts", type=Path, help="write the pairs left in doubt to this CSV")
    arguments = parser.parse_args()
    resolver = Resolver(
        decisions=read_decisions([DATA / "decisions.csv"]), club_names=read_club_names([DATA / "club_names.csv"])
    )
    reports = Reports(arguments.datasets / "claims")
    sources = [
        *public_sources(arguments.datasets, DATA),
        SourceRelease(reports.release(), reports.claims()),
    ]
    parts = assemble(sources, resolver)
    quads = write(parts, arguments.out)
    for part in parts:
        new = sum(match.new for match in part.resolution.people.values())
        print(
            f"{part.release.dataset:12} {len(part.claims):7,} claims {len(part.resolution.people):6,} people ({new:,} new)"
            f" {len(part.resolution.doubts):5,} in doubt"
        )
    if arguments.doubts:
        write_doubts((doubt for part in parts for doubt in part.resolution.doubts), arguments.doubts)
    print(
        f"{quads:,} quads, {arguments.out.stat().st_size / 2**20:.2f} MiB, {len(resolver.people):,} people,"
        f" {len(resolver.teams.known):,} teams"
    )


if __name__ == "__main__":
    main()
