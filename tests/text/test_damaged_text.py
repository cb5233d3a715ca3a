"""Text that a wrong encoding or a web page damaged is mended where it is certain what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.countries import countries_by_code, country_code, country_with_code
from kg.text.mojibake import is_damaged, mended

NAMES = st.lists(
    st.sampled_from(["José", "Müller", "Ángel", "Özil", "Šuker", "Ødegaard", "Łukasz", "Kanté", "Kane"]), min_size=1
).map(" ".join)


@given(NAMES, st.integers(0, 2))
def test_a_name_read_in_a_wrong_encoding_comes_back_however_often_that_happened(name: str, times: int) -> None:
    damaged = name
    for _ in range(times):
        damaged = damaged.encode().decode("latin-1")
    assert mended(damaged) == name
    assert not is_damaged(name)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Kylian MbappÃ©", "Kylian Mbappé"),
        ("Ã\x81ngel Correa", "Ángel Correa"),  # a byte that Windows' encoding does not have
        ("Mbapp√©", "Mbappé"),  # through a Macintosh
        ("Brighton &amp; Hove Albion", "Brighton & Hove Albion"),
        ("&#x41;nn &#233;", "Ann é"),
        ("see https://e.org &amp; more", "see https://e.org & more"),
    ],
)
def test_what_was_meant_is_found_again(text: str, meant: str) -> None:
    assert mended(text) == meant


@pytest.mark.parametrize(
    "text",
    ["https://e.org/?a=1&copy;=2", " http://e.org/?a&amp;b", "A & B; C", "Müller", "JOÃO", "Bodø/Glimt", "Łódź", ""],
)
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert mended(text) == text
    assert not is_damaged(text)


@pytest.mark.parametrize("text", ["Mbapp\ufffd", "MbappÃ©", "Ã¡Ã"])
def test_damage_is_seen(text: str) -> None:
    assert is_damaged(text)


def test_every_code_names_a_country_that_has_it() -> None:
    codes = countries_by_code()
    assert codes["GER"] == "Germany"
    assert all(len(code) == 3 for code in codes)
    assert all(country_code(name) == code and country_with_code(code) == name for code, name in codes.items())
