"""Names as fans type them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.club_names import club_key
from kg.text.names import Grade, compact, fold, initials, match, reordered, suggest, tokens


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Odegaard", "Martin Ødegaard"),
        ("Lukasz Fabianski", "Łukasz Fabiański"),
        ("dokovic", "Damir Đoković"),
        ("gudmundsson", "Jóhann Berg Guðmundsson"),
        ("Aron Einar Thorarinsson", "Aron Einar Þórarinsson"),
        ("Gross", "Pascal Groß"),
        ("Yilmaz", "Burak Yılmaz"),
        ("Hojbjerg", "Pierre-Emile Højbjerg"),
        ("N'Golo Kante", "N’Golo Kanté"),
        ("al owais", "Mohammed Al-Owais"),
        ("alowais", "Mohammed Al-Owais"),
        ("K. De Bruyne", "Kevin De Bruyne"),
        ("KDB", "Kevin De Bruyne"),
        ("TAA", "Trent Alexander-Arnold"),
        ("ALEXANDERARNOLD", "Trent Alexander-Arnold"),
        ("Alexander-Arnold, Trent", "Trent Alexander-Arnold"),
        ("Son Heung-min", "Heung-Min Son"),
        ("Андрей Аршавин", "Андрей Аршавин"),
    ],
)
def test_what_fans_type_finds_the_name(typed: str, name: str) -> None:
    assert match(typed, name) is not None


def test_grades_tell_how_well() -> None:
    name = "Trent Alexander-Arnold"
    assert match("trent alexander arnold", name) is Grade.EXACT
    assert match("Alexander-Arnold, Trent", name) is Grade.EXACT
    assert match("Trent the Right-Back", name, ["Trent the right back"]) is Grade.ALIAS
    assert match("arnold alexander trent", name) is Grade.ALL_TOKENS
    assert match("alexander arnold", name) is Grade.PARTIAL
    assert match("T Alexander-Arnold", name) is Grade.PARTIAL
    assert match("taa", name) is Grade.INITIALS


@pytest.mark.parametrize("typed", ["Trnet", "Alexander Arnold Jude", "T", "T A A", "", "  ", "-", "Arnol", "'; DROP"])
def test_what_is_not_the_name_does_not_match(typed: str) -> None:
    assert match(typed, "Trent Alexander-Arnold") is None


def test_one_word_of_the_name_answers_to_one_word_typed() -> None:
    assert match("Neymar Neymar", "Neymar Junior") is None


def test_cyrillic_letters_are_kept_apart() -> None:
    assert fold("Йод") != fold("Иод")


def test_invisible_marks_do_not_hide_a_name() -> None:
    assert compact("Ju\u200bde \u202eBelling\u00adham") == compact("Jude Bellingham")


def test_misspellings_are_suggestions_only() -> None:
    forms = ["judebellingham", "jobebellingham", "harrykane", "mbappe"]
    assert match("Jude Belingham", "Jude Bellingham") is None
    assert suggest("Jude Belingham", forms) == [0, 1]
    assert suggest("Bellinghan, Jude", forms)[0] == 0
    assert suggest("Killian Mbapé", forms) == []
    assert suggest("Mbapé", forms) == [3]
    assert suggest("xq", forms) == []


def test_clubs_are_known_without_their_legal_form() -> None:
    assert club_key("FC Barcelona") == club_key("Barcelona") == club_key("Barcelona F.C.")
    assert club_key("Real Madrid Club de Fútbol") == club_key("Real Madrid CF") == "real madrid"
    assert club_key("FC") == "fc"
    assert club_key("Real Sociedad") != club_key("Real SC")
    assert club_key("Real Sociedad de Fútbol S.A.D.") == club_key("Real Sociedad")


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("Kane, Harry", "Harry Kane"),
        ("De Bruyne ,  Kevin ", "Kevin De Bruyne"),
        *[(same, same) for same in ("Ronaldinho", "Harry Kane", "Kane,", "Kane, ", "Kane, Harry, MBE")],
    ],
)
def test_one_comma_between_two_names_turns_them_round(listed: str, said: str) -> None:
    assert reordered(listed) == said


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1))
def test_whoever_has_a_word_answers_to_the_own_name(text: str) -> None:
    expected = Grade.EXACT if tokens(reordered(text)) else None
    assert match(text, reordered(text)) is expected


@given(st.text())
def test_words_make_the_initials_and_the_compact_form(text: str) -> None:
    assert compact(text) == "".join(tokens(text))
    assert len(initials(text)) == len(tokens(text))


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, kg.text.names; print([m for m in ('rapidfuzz', 'numpy', 'networkx') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
