"""The page of measurements is what its script writes, for the benchmarks that there are."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.cli.running import ROOT


@pytest.fixture
def performance(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`scripts/performance.py` as a module."""
    spec = importlib.util.spec_from_file_location("performance", ROOT / "scripts" / "performance.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # its dataclasses look for it there
    spec.loader.exec_module(module)
    return module


def test_it_holds_every_benchmark_as_it_is_called(performance: ModuleType) -> None:
    text = performance.PAGE.read_text(encoding="utf-8")
    sections = performance.sections_of(text)
    assert list(sections) == [benchmark.question for benchmark in performance.BENCHMARKS]
    for benchmark in performance.BENCHMARKS:
        beginning = performance.section(benchmark, "measured").partition("```text")[0]
        assert sections[benchmark.question].startswith(beginning)
        assert "exit status" not in sections[benchmark.question]
        assert "did not finish" not in sections[benchmark.question]
    assert performance.page(sections) == text


def test_a_benchmark_that_fails_is_told_to_have_failed(performance: ModuleType) -> None:
    missing = performance.Benchmark("of_nothing", "What does nothing cost?", "nothing")
    assert "exit status 2" in performance.run(missing, 60)
