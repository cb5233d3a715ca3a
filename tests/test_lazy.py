"""Modules that are loaded at their first use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.lazy import lazy


def test_a_module_is_loaded_at_its_first_use() -> None:
    code = (
        "import sys; from kg.lazy import lazy\n"
        "colorsys = lazy('colorsys')\n"
        "print('colorsys' in sys.modules, colorsys.rgb_to_hsv(0, 0, 0), 'colorsys' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False (0.0, 0.0, 0) True\n"


def test_what_is_put_in_the_place_of_a_function_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    module = lazy("kg.text.names")
    assert module.fold("Ødegaard") == "odegaard"
    monkeypatch.setattr("kg.text.names.fold", lambda text: text[::-1])
    assert module.fold("abc") == "cba"


def test_a_module_or_a_name_that_is_missing_is_told_at_first_use() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _ = lazy("no_such_module").anything
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = lazy("kg.text.names").no_such_name
