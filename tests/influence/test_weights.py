"""The shipped weights file is whole, and a broken one is refused with its place."""

from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.influence import load_weights
from kg.model import TieKind

SHIPPED = Path(__file__).parents[2] / "kg" / "influence" / "weights.toml"


def test_every_tie_kind_has_a_weight_with_a_reason() -> None:
    weights = load_weights()
    assert set(weights.kinds) == set(TieKind)
    assert all(len(entry.reason) > 40 for entry in weights.kinds.values())


def test_only_a_feud_counts_against() -> None:
    negative = {kind for kind, entry in load_weights().kinds.items() if entry.weight < 0}
    assert negative == {TieKind.FEUD}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[kinds.feud]", "[kinds.grudge]", "grudge"),
        ("weight = 0.7", "weight = 7.0", "kinds.club"),
        ("path_share = 0.35", "", "'path_share' is missing"),
        ("low = 0.3\nhigh = 1.1", "low = 0.3\nhigh = 0.6", "kinds.club"),
        ("half_life_years = 4.0", "half_life_years = -4.0", "kinds.club"),
        ("[roles.legacy]", "[roles.memory]", "roles.legacy"),
        ("dose_days = 730", "dose_days = -1", "kinds.academy"),
        ('version = "prior-1"', "version = ", "this is no weights file"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    broken = tmp_path / "weights.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said) as caught:
        load_weights(broken)
    assert caught.value.file == str(broken)


@pytest.mark.parametrize("ends", ["low = 0.7\nhigh = 1.1", "low = 0.3\nhigh = 0.7"])
def test_a_weight_may_lie_at_the_end_of_its_range(tmp_path: Path, ends: str) -> None:
    whole = tmp_path / "weights.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    whole.write_text(text.replace("low = 0.3\nhigh = 1.1", ends, 1), encoding="utf-8")
    club = load_weights(whole).kinds[TieKind.CLUB]
    assert club.weight == 0.7
    assert club.weight in (club.low, club.high)


def test_a_missing_kind_is_refused(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    start = text.index("[kinds.language]")
    end = text.index("[kinds.feud]")
    broken = tmp_path / "weights.toml"
    broken.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"kinds\.language"):
        load_weights(broken)
