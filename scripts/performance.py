"""Run the short benchmarks, each against its named peer, and write docs/performance.md.

    python scripts/performance.py                     all of them
    python scripts/performance.py --only startup question   measure these anew, keep the others' sections
    python scripts/performance.py --no-write                print only

A benchmark prints what it measured; its closing lines are kept as they are. Wall times of shared machines are noise:
compare ratios within one run. Worlds are small here, so that all takes a few minutes of one core; each benchmark
takes larger ones by its options. Two more have peers, and need a store or data of their own: `bench_questions.py` and
`bench_backtest.py`; reading (`bench_reading.py`) has no peer that does the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
_HEAD = """# Performance

Written by `scripts/performance.py`, which runs these benchmarks, each beside a peer in the same run. Compare ratios,
not absolutes: the machine had other work. Worlds are small here; the scripts take larger ones.
[Imports](import.md), [whole leagues](batch.md), [stores](stores.md) and [the endpoint](endpoint.md) have figures of
their own.

That answers and pages grow no slower is checked by `tests/answers/test_cost.py`, which holds their processor time
against a fixed piece of work in the same process, never against the clock on the wall.
"""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One script: what it measures, against whom, and how it is called."""

    name: str
    question: str
    peer: str
    arguments: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("startup", "What does a cold question cost?", "the bare imports of its libraries", ("3",)),
    Benchmark(
        "question", "What does a warm question cost?", "SPARQL on Oxigraph", ("--players", "2000", "--questions", "30")
    ),
    Benchmark(
        "ties",
        "What do all ties of a world cost?",
        "Polars, DuckDB, plain NumPy, and SPARQL on Oxigraph",
        ("--players", "5000", "--runs", "3", "--patience", "5"),
    ),
    Benchmark(
        "pages",
        "How soon does a page stand still?",
        "the plain pyvis page of the same graph",
        ("--sizes", "50", "500", "--kinds", "persuasion", "world", "--limit", "20"),
    ),
    Benchmark(
        "import",
        "What does an import cost?",
        "pyoxigraph's bulk load of the triples that it makes",
        ("--players", "1000", "5000", "--runs", "1"),
    ),
    Benchmark(
        "endpoint",
        "What does the endpoint bear?",
        "the same clients without the one that asks for hours of work",
        ("--seconds", "20", "--clients", "20"),
    ),
)


def run(benchmark: Benchmark, seconds: float) -> str:
    """The closing lines of one benchmark, and what became of it where it did not finish well."""
    script = ROOT / "scripts" / f"bench_{benchmark.name}.py"
    command = [sys.executable, str(script), *benchmark.arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False, cwd=ROOT, env=environment
        )
    except subprocess.TimeoutExpired:
        return f"did not finish within {seconds:g} s"
    lines = finished.stdout.strip().splitlines()[-25:]
    if finished.returncode:
        lines += [f"exit status {finished.returncode}", *finished.stderr.strip().splitlines()[-1:]]
    return "\n".join(lines)


def machine() -> str:
    """Processor count, memory, system and Python in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def section(benchmark: Benchmark, text: str) -> str:
    """What the page says of one benchmark, under its question."""
    call = " ".join(("python", f"scripts/bench_{benchmark.name}.py", *benchmark.arguments))
    where = f"{date.today()}, {machine()}, a load of {os.getloadavg()[0]:.1f} at the end"
    return f"Against {benchmark.peer}: `{call}`\n\n```text\n{text}\n```\n\n{where}.\n"


def page(sections: dict[str, str]) -> str:
    """The documentation page of sections by their questions."""
    return f"{_HEAD}\n" + "\n".join(f"## {question}\n\n{text}" for question, text in sections.items())


def sections_of(text: str) -> dict[str, str]:
    """The sections of a page that was written before."""
    parts = (part.partition("\n\n") for part in text.split("\n## ")[1:])
    return {question: said.rstrip("\n") + "\n" for question, _, said in parts}


def main() -> None:
    """Run the benchmarks and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="names of benchmarks")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--seconds", type=float, default=600.0, help="for one benchmark at most")
    options = parser.parse_args()
    wanted = [one for one in BENCHMARKS if not options.only or one.name in options.only]
    sections = sections_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    for benchmark in wanted:
        print(f"{benchmark.name} …", file=sys.stderr)
        sections[benchmark.question] = section(benchmark, run(benchmark, options.seconds))
        print(sections[benchmark.question])
    if not options.no_write:
        PAGE.write_text(
            page({one.question: sections[one.question] for one in BENCHMARKS if one.question in sections}), "utf-8"
        )


if __name__ == "__main__":
    main()
