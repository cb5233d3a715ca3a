"""Names written together and apart, cut short and misspelt: each rule at its boundaries."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.text.given_names import same_given_name
from kg.text.names import Grade, match, suggest, tokens
from kg.text.person_names import Likeness, likeness, skeleton

# No e (mueller is muller) and no r or t (jr and st are abbreviations): words that stand as they are.
WORD = st.text(alphabet="abcdfghiklmnopu", min_size=2, max_size=7)
NAMES = st.lists(WORD, min_size=2, max_size=5, unique=True)


def glued(words: list[str], first: int, last: int) -> list[str]:
    return [*words[:first], "".join(words[first:last]), *words[last:]]


def every_glueing(words: list[str]) -> list[list[str]]:
    return [glued(words, first, last) for first, last in combinations(range(len(words) + 1), 2) if last - first > 1]


@given(NAMES)
def test_words_written_together_are_the_same_name(words: list[str]) -> None:
    for form in every_glueing(words):
        assert likeness(tuple(form), tuple(words)) is likeness(tuple(words), tuple(form)) is Likeness.SAME
        assert likeness(tuple(reversed(form)), tuple(words)) is Likeness.SAME
        assert match(" ".join(form), " ".join(words)) is Grade.EXACT


@given(NAMES, st.randoms(use_true_random=False))
def test_words_written_together_in_another_order_are_another_name(words: list[str], random: object) -> None:
    one, two, *rest = words
    turned = (two + one, *rest)
    assume("".join(turned) not in "".join(words) * 2 and one + two != two + one)
    assume(not any("".join(form) == "".join(turned) for form in every_glueing(words)))
    assert likeness(turned, tuple(words)) is not Likeness.SAME


@given(NAMES, WORD)
def test_neighbouring_words_typed_together_are_a_part_of_the_name(words: list[str], other: str) -> None:
    name = " ".join(words)
    for first, last in combinations(range(len(words) + 1), 2):
        run = "".join(words[first:last])
        expected = Grade.EXACT if last - first == len(words) else Grade.PARTIAL
        assert match(run, name) is expected
    apart = other + words[0]
    runs = {"".join(words[i:j]) for i, j in combinations(range(len(words) + 1), 2)}
    assume(apart not in runs and len(apart) != len(words) and not any(same_given_name(apart, w) for w in words))
    assert match(apart, name) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Glued and in another spelling: two letters may differ, and the sounds must not.
        ("yang hyunjun", "yang hyeon jun", Likeness.SPELLING),
        ("yang hyunjun", "yang hyuuun jun", Likeness.SPELLING),
        ("yang hyunjun", "yang hyuuuun jun", Likeness.DIFFERENT),
        ("yang hyunjun", "yang hyeon jum", Likeness.DIFFERENT),
        ("yang hyunjun", "kim hyeon jun", Likeness.DIFFERENT),
        ("yang hyunjun", "yang kim hyeon jun", Likeness.DIFFERENT),
        ("hyunjun yang", "hyeon jun yang", Likeness.SPELLING),
        # A word of few letters is no other's misspelling; in a long one two letters may differ.
        ("abi moran", "aba moran", Likeness.DIFFERENT),
        ("abi moran", "abil moran", Likeness.SHORT_GIVEN),
        ("abil moran", "abal moran", Likeness.SPELLING),
        ("mokan davis", "mokat davis", Likeness.SPELLING),
        ("mokan davis", "pokan davis", Likeness.DIFFERENT),
        ("mokanit davis", "mokasid davis", Likeness.DIFFERENT),
        ("mokanito davis", "mokasido davis", Likeness.SPELLING),
        ("mokanito davis", "mokasidu davis", Likeness.DIFFERENT),
        ("mokanito davis", "nokanito davis", Likeness.DIFFERENT),
        # An initial stands for a word that begins with it, beside a whole word that agrees.
        ("k bruyne", "kevin bruyne", Likeness.INITIAL),
        ("l bruyne", "kevin bruyne", Likeness.DIFFERENT),
        ("k b", "kevin bruyne", Likeness.DIFFERENT),
        ("b bruyne", "kevin bruyne", Likeness.DIFFERENT),
        ("k moran", "kevin bruyne", Likeness.DIFFERENT),
        # A pet form has three letters or more.
        ("moa davis", "moanik davis", Likeness.SHORT_GIVEN),
        ("mo davis", "monik davis", Likeness.DIFFERENT),
        ("monik davis", "mo davis", Likeness.DIFFERENT),
        ("moa davis", "moanik moran", Likeness.DIFFERENT),
        ("davis moa", "moanik davis", Likeness.DIFFERENT),
        # Another form of a given name need not be its beginning.
        ("jim davis", "james davis", Likeness.SHORT_GIVEN),
        ("jim davis", "jude davis", Likeness.DIFFERENT),
        # A single name: a word of the other, its beginning of four letters, or its misspelling from six on.
        ("mono", "monovic", Likeness.SHORT),
        ("mon", "monovic", Likeness.DIFFERENT),
        ("mono", "kevin monovic", Likeness.SHORT),
        ("monobi", "monoba", Likeness.SHORT),
        ("monob", "monop", Likeness.DIFFERENT),
        ("monobi", "monoba kevin", Likeness.DIFFERENT),
        ("kevin", "kevin bruyne", Likeness.PART_SINGLE),
        ("kevin", "kevin", Likeness.SAME_SINGLE),
        # Particles come and go, unless they are all there is.
        ("marco van basten", "marco basten", Likeness.PART),
        ("van der", "van den", Likeness.DIFFERENT),
        ("van basten", "basten", Likeness.PART_SINGLE),
        ("", "kevin", Likeness.DIFFERENT),
        ("kevin", "", Likeness.DIFFERENT),
    ],
)
def test_every_rule_of_likeness_has_its_boundary(one: str, other: str, expected: Likeness) -> None:
    assert likeness(tuple(one.split()), tuple(other.split())) is expected
    assert likeness(tuple(other.split()), tuple(one.split())) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("stephan", "stefan"), ("khalid", "halid"), ("dick", "dik"), ("djamal", "jamal"), ("youssouf", "yusuf")],
        *[("schiller", "siler"), ("shevko", "sevko"), ("chirac", "cirac"), ("thomas", "tomas"), ("gheorghe", "george")],
        *[("qarim", "karim"), ("cavani", "kafani"), ("zidan", "sidan"), ("vidal", "widal"), ("anna", "ana")],
        *[("oleg", "aleg"), ("ivan", "yvan"), ("jurij", "yuri")],
    ],
)
def test_spellings_of_one_sound_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("pal", "bal"), ("tom", "dom"), ("kali", "gali"), ("mano", "nano"), ("lar", "rar")]
)
def test_other_sounds_have_other_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("typed", "name", "grade"),
    [
        ("kb", "Kevin Bruyne", Grade.INITIALS),
        ("abcdef", "Anna Bea Cleo Dana Eva Fay", Grade.INITIALS),
        ("abcdefg", "Anna Bea Cleo Dana Eva Fay Gwen", None),
        ("k", "Kevin", None),
        ("kb", "Kevin de Bruyne", None),
        ("k d b", "Kevin De Bruyne", None),
        ("kevin kevin", "Kevin Kevin Bruyne", Grade.PARTIAL),
        ("kevin kevin", "Kevin Bruyne", None),
        ("k kevin", "Kevin Kahn Bruyne", Grade.PARTIAL),
        ("kevin k", "Kevin Bruyne Moss", None),
        ("ab", "A B Carlos", None),
        ("abc", "A B C Carlos", Grade.PARTIAL),
        ("Lionel Andres Messi", "Lionel Messi", Grade.LONGER),
        ("Messi Andres Lionel", "Lionel Messi", None),
        ("Lionel Messi", "Messi", None),
        ("Mueller Thomas", "Thomas Müller", Grade.ALL_TOKENS),
        ("Thomas Mueller", "Thomas Muller", Grade.ALL_TOKENS),
        ("Alex Moran", "Alexander Moran", Grade.SHORT_GIVEN),
        ("Alex James Moran", "Alexander Moran", Grade.SHORT_GIVEN),
        ("Alexander Moran", "Alex James Moran", Grade.SHORT_GIVEN),
        ("Alex", "Alexander", None),
        ("Alex Alex", "Alexander Alexandre", None),
        ("Alex Li", "Alexander Li", None),
        ("Alex Lio", "Alexander Lio", Grade.SHORT_GIVEN),
        ("Moran Alex", "Alexander Moran", None),
    ],
)
def test_every_grade_has_its_boundary(typed: str, name: str, grade: Grade | None) -> None:
    assert match(typed, name) is grade


def test_the_best_of_name_and_aliases_counts() -> None:
    assert match("Moran", "Kevin Bruyne", ["Alex Moran", "Moran"]) is Grade.ALIAS
    assert match("Moran Alex", "Alexander Moran", ["Alex Moran"]) is Grade.ALL_TOKENS
    assert match("Kevin Bruyne", "Kevin Bruyne", ["Kevin Bruyne"]) is Grade.EXACT


@given(st.lists(WORD, min_size=1, max_size=12, unique=True), WORD, st.integers(1, 4))
def test_suggestions_are_the_most_alike_first_and_then_by_the_alphabet(
    forms: list[str], typed: str, limit: int
) -> None:
    from rapidfuzz import fuzz

    found = suggest(typed, forms, limit=limit, cutoff=50)
    alike = {place: fuzz.ratio(typed, form) for place, form in enumerate(forms)}
    near = [alike[place] for place in found]
    assert near == sorted(near, reverse=True)
    assert len(found) == (min(limit, sum(value >= 50 for value in alike.values())) if len(typed) > 2 else 0)
    assert all(alike[place] <= min(near) for place in alike.keys() - set(found) if near)
    ties = [(-alike[place], forms[place]) for place in found]
    assert ties == sorted(ties)


def test_the_longest_word_is_looked_for_where_the_whole_finds_nothing() -> None:
    forms = ["belingham", "jud"]
    assert suggest("Jo Bellingham of Dortmund", ["bellinghan"]) == [0]
    assert suggest("Bellingham, J", forms) == [0]
    assert suggest("ju", forms) == []
    assert suggest("jude", forms) == [1]


@given(NAMES)
def test_names_with_other_words_are_different(words: list[str]) -> None:
    other = [f"{word}xs" for word in reversed(words)]
    assert not set(tokens(" ".join(words))) & set(other)
    assert match(" ".join(other), " ".join(words)) is None
