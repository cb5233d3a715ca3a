"""Slices go through networkx's backends: an algorithm is handed to a faster one where it is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.running import ROOT, environment

BACKEND = '''
import networkx as nx

calls = []

class Backend:
    """PageRank and distances by NumPy, as a backend that is installed would do them."""

    @staticmethod
    def convert_from_nx(graph, **_):
        return graph

    @staticmethod
    def convert_to_nx(result, **_):
        return result

    @staticmethod
    def can_run(name, args, kwargs):
        return hasattr(Backend, name)

    @staticmethod
    def should_run(name, args, kwargs):
        return True

    @staticmethod
    def pagerank(graph, alpha=0.85, *_, **__):
        import numpy as np

        calls.append("pagerank")
        there = nx.to_numpy_array(graph, weight=None)
        out = there.sum(axis=1, keepdims=True)
        steps = np.where(out > 0, there / np.maximum(out, 1), 1 / len(there))
        matrix = np.eye(len(there)) - alpha * steps.T
        ranks = np.linalg.solve(matrix, np.full(len(there), (1 - alpha) / len(there)))
        return dict(zip(graph, ranks.tolist()))
'''

PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path
import networkx as nx
import quick
from kg.graph.clusters import clusters_of
from kg.columns.facts import Facts
from kg.graph.subgraph import SubgraphBuilder

facts = Facts.open(Path(sys.argv[1]))
graph = SubgraphBuilder(facts, date(2010, 6, 1)).around(0)
plain = nx.pagerank(graph, weight=None, backend="networkx", tol=1e-12, max_iter=1000)
before = len(quick.calls)
fast = nx.pagerank(graph, weight=None)
clusters = clusters_of(4, [(0, 1, 1.0), (2, 3, 1.0)])
off = max(abs(plain[node] - fast[node]) for node in plain)
print(json.dumps([len(graph), before, len(quick.calls), off, clusters]))
"""


def test_an_installed_backend_takes_the_algorithm_and_the_result_is_the_same(tmp_path: Path) -> None:
    build = [sys.executable, str(ROOT / "scripts" / "made_world.py"), str(tmp_path), "--players", "300"]
    facts = subprocess.run(build, check=True, capture_output=True, text=True, env=environment()).stdout.strip()
    (tmp_path / "quick.py").write_text(BACKEND)
    about = tmp_path / "quick-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: quick\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[networkx.backends]\nquick = quick:Backend\n")
    env = environment() | {"NETWORKX_BACKEND_PRIORITY": "quick"}
    env["PYTHONPATH"] = f"{tmp_path}:{ROOT}"
    done = subprocess.run([sys.executable, "-c", PROGRAM, facts], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    people, before, after, off, clusters = json.loads(done.stdout)
    assert people > 20
    assert (before, after) == (0, 1)
    assert off < 1e-9
    assert clusters == [0, 0, 1, 1]
