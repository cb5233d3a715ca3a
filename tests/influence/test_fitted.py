"""The fitted file: whole, and refused when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.influence import load_fitted


def test_the_shipped_file_says_on_what_it_rests() -> None:
    fitted = load_fitted()
    assert "moves of the windows" in fitted.fitted_on
    assert fitted.all.n > fitted.new.n > 0
    assert all(each.error > 0 and each.meaning for each in fitted.ties.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[ties]]", "[[bonds]]", "ties"),
        ("[figures.new]", "[figures.old]", "new"),
        ("version =", "edition =", "version"),
        ("error = ", "error = -", "standard error"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    shipped = Path(__file__).parents[2] / "kg" / "influence" / "fitted.toml"
    text = shipped.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "fitted.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        load_fitted(tmp_path / "fitted.toml")
