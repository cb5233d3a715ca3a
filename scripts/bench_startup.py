#!/usr/bin/env python3
"""How long a question takes in a new process, beside importing the libraries that such a tool is made of.

    python scripts/bench_startup.py [RUNS] [STORE]

Runs `kg persuade` on the starter data and `import click, networkx, rdflib` in turn, each RUNS times (default 15) after
a warm-up, and prints the medians and the ratio of each pair. Byte code is compiled beforehand, as it is for whoever
installs a package. With the folder of a store, the question is asked of that one.
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import kg

QUESTION = ["persuade", "Trent Alexander-Arnold", "--to", "Real Madrid", "--at", "2024-10-01"]


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Time the pairs and print medians."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    compileall.compile_dir(Path(kg.__file__).parent, quiet=2)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    question = [sys.executable, "-c", "from kg.cli import main; main()", *QUESTION]
    question += ["--store", sys.argv[2]] if len(sys.argv) > 2 else []
    base = [sys.executable, "-c", "import click, networkx, rdflib"]
    with tempfile.TemporaryDirectory() as folder:
        environment.pop("KG_STORE", None)
        environment["XDG_DATA_HOME"] = folder
        first = timed(question, environment)
        timed(base, environment)
        pairs = [(timed(question, environment), timed(base, environment)) for _ in range(runs)]
    what = "first use" if len(sys.argv) > 2 else "first use, store filled from the starter data"
    print(f"{what}: {first[0]:.2f} s wall, {first[1]:.2f} s CPU")
    for place, name in enumerate(("wall", "CPU")):
        asked, imported = ([pair[which][place] for pair in pairs] for which in (0, 1))
        ratios = [one / other for one, other in zip(asked, imported, strict=True)]
        print(
            f"{name}: kg persuade {statistics.median(asked):.3f} s, imports alone {statistics.median(imported):.3f} s, "
            f"ratio {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}, {runs} pairs)"
        )


if __name__ == "__main__":
    main()
