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
    assert all(each.error > 0 and each.meaning and name == each.name for name, each in fitted.ties.items())
    assert fitted.ties_alone is not None
    assert fitted.ties_alone.n == fitted.all.n


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[ties]]", "[[bonds]]", "'ties' is missing"),
        ("[figures.new]", "[figures.old]", "'new' is missing"),
        ("version =", "edition =", "'version' is missing"),
        ("version =", "version", r"\(Expected '='"),
        ("error = ", "error = -", "standard error"),
        ("error = ", "error = 0 # ", "standard error"),
        ("effect = ", "effect = inf # ", "standard error"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    shipped = Path(__file__).parents[2] / "kg" / "influence" / "fitted.toml"
    text = shipped.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "fitted.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said) as caught:
        load_fitted(tmp_path / "fitted.toml")
    assert caught.value.file == str(tmp_path / "fitted.toml")
    assert "kg fit" in caught.value.remedy


def test_figures_of_ties_alone_may_be_missing(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "kg" / "influence" / "fitted.toml"
    text = shipped.read_text(encoding="utf-8").replace("[figures.ties_alone]", "[figures.others]")
    (tmp_path / "fitted.toml").write_text(text, encoding="utf-8")
    assert load_fitted(tmp_path / "fitted.toml").ties_alone is None
