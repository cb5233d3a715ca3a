"""Run every benchmark against its named peer and write docs/performance.md.

    python scripts/performance.py                     all of them
    python scripts/performance.py --only startup question
    python scripts/performance.py --no-write          print only

A benchmark prints what it measured; its closing lines are kept as they are. Wall times of shared machines are noise:
compare ratios within one run.
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


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One script: what it measures, against whom, and how it is called."""

    name: str
    question: str
    peer: str
    arguments: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("startup", "What does a cold question cost?", "the bare imports of its libraries"),
    Benchmark("question", "What does a warm question cost?", "SPARQL on Oxigraph", ("--players", "2000")),
    Benchmark("import", "What does an import cost?", "Oxigraph's bulk load", ("--players", "5000")),
    Benchmark("ties", "What do all ties of a world cost?", "Polars, DuckDB, plain NumPy", ("--players", "5000")),
    Benchmark(
        "pages", "How soon does a page stand?", "plain pyvis with physics", ("--sizes", "50", "500", "--limit", "20")
    ),
)


def run(benchmark: Benchmark, seconds: float) -> str:
    """The closing lines of one benchmark, or why it did not finish."""
    script = ROOT / "scripts" / f"bench_{benchmark.name}.py"
    command = [sys.executable, str(script), *benchmark.arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False, cwd=ROOT, env=environment
        )
    except subprocess.TimeoutExpired:
        return f"did not finish within {seconds:g} s"
    if finished.returncode:
        return f"failed: {finished.stderr.strip().splitlines()[-1] if finished.stderr.strip() else 'no message'}"
    return "\n".join(finished.stdout.strip().splitlines()[-25:])


def machine() -> str:
    """Processor count, memory, system and Python in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def page(results: dict[Benchmark, str]) -> str:
    """The documentation page."""
    load = f"{os.getloadavg()[0]:.1f}"
    parts = [
        "# Performance\n",
        f"Written by `scripts/performance.py` on {date.today()}: {machine()}, a load of {load} when it ended.",
        "Compare ratios, not absolutes; each is against a peer in the same run.\n",
    ]
    for benchmark, text in results.items():
        call = " ".join(("python", f"scripts/bench_{benchmark.name}.py", *benchmark.arguments))
        parts += [f"## {benchmark.question}\n", f"Against {benchmark.peer}: `{call}`\n", f"```text\n{text}\n```\n"]
    return "\n".join(parts)


def main() -> None:
    """Run the benchmarks and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="names of benchmarks")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--seconds", type=float, default=900.0, help="for one benchmark at most")
    options = parser.parse_args()
    wanted = [one for one in BENCHMARKS if not options.only or one.name in options.only]
    results = {}
    for benchmark in wanted:
        print(f"{benchmark.name} …", file=sys.stderr)
        results[benchmark] = run(benchmark, options.seconds)
    text = page(results)
    print(text)
    if not options.no_write and not options.only:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
