"""Dates that say themselves how exact they are, those of the old form beside them, and the update between the two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pyoxigraph as ox
import pytest
from hypothesis import given

from kg.errors import InvalidInput
from kg.model import Claim, Event, EventKind, ImpreciseDate, Period, Person, Precision, Release, Source, Spell
from kg.rdf.codec import decode, encode, encode_release
from kg.rdf.dates import date_text, dated
from kg.rdf.iris import claim_iri, person_iri, release_iri, source_iri, team_iri
from kg.rdf.vocabulary import OLD_PRECISIONS, PREFIXES, Pkg, Terms
from kg.resources import ontology_file
from tests.rdf.old_form import in_old_form
from tests.rdf.strategies import claims, releases

RELEASE: Final = Release(release_iri("fixture", "1"), "fixture", "A fixture", "1")
ANN, CLUB = person_iri("ann"), team_iri("club")
FORMS: Final = {
    "2018-08-09": (Terms.DATE, "2018-08-09"),
    "2018-08": (Terms.YEAR_MONTH, "2018-08"),
    "2018": (Terms.YEAR, "2018"),
    "2018/19": (Terms.EDTF, "2018-07-01/2019-06-30"),
    "1999/00": (Terms.EDTF, "1999-07-01/2000-06-30"),
    "0987": (Terms.YEAR, "0987"),
}
PLACES: Final = {
    Pkg.BIRTH_DATE: lambda when: Claim(ANN, Person(ANN, "Ann", birth=when)),
    Pkg.START: lambda when: Claim(claim_iri("c"), Spell(ANN, CLUB, Period(when))),
    Pkg.END: lambda when: Claim(claim_iri("c"), Spell(ANN, CLUB, Period(end=when))),
    Pkg.WHEN: lambda when: Claim(claim_iri("c"), Event(EventKind.OFFER, ANN, CLUB, when=when)),
    Pkg.UNTIL: lambda when: Claim(claim_iri("c"), Event(EventKind.CONTRACT, ANN, CLUB, until=when)),
    Terms.ISSUED: lambda when: Claim(
        claim_iri("c"), Spell(ANN, CLUB, Period()), Source(source_iri("p"), "A page", published=when)
    ),
}
UPDATE: Final = ontology_file("migrations/precision.ru").read_text(encoding="utf-8")


def quads(*lines: str) -> list[ox.Quad]:
    return list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))


def written(claim: Claim) -> list[ox.Quad]:
    return quads(*encode(claim, RELEASE.id))


def stored(*many: ox.Quad) -> ox.Store:
    store = ox.Store()
    store.extend(many)
    return store


@pytest.mark.parametrize("prop", PLACES)
@pytest.mark.parametrize("text", FORMS)
def test_a_value_says_how_exact_it_is_and_nothing_stands_beside_it(prop: str, text: str) -> None:
    claim = PLACES[prop](ImpreciseDate.parse(text))
    (value,) = [quad.object for quad in written(claim) if quad.predicate.value == prop]
    assert isinstance(value, ox.Literal)
    assert (value.datatype.value, value.value) == FORMS[text]
    assert list(decode(written(claim))) == [claim]
    assert not {quad.predicate.value for quad in written(claim)} & set(OLD_PRECISIONS.values())


@pytest.mark.parametrize("prop", PLACES)
@pytest.mark.parametrize("text", FORMS)
def test_the_old_form_is_read_of_every_property_and_precision(prop: str, text: str) -> None:
    claim = PLACES[prop](ImpreciseDate.parse(text))
    old = in_old_form(written(claim))
    beside = [quad for quad in old if quad.predicate.value == OLD_PRECISIONS[prop]]
    assert len(beside) == (ImpreciseDate.parse(text).precision is not Precision.DAY)
    assert list(decode(old)) == [claim]


def test_the_old_form_may_say_day_and_may_name_any_day_within() -> None:
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    for day, word, meant in (
        ("2018-08-09", "day", "2018-08-09"),
        ("2019-02-28", "season", "2018/19"),
        ("2018-08-09", "month", "2018-08"),
        ("2018-08-09", "year", "2018"),
    ):
        text = f'person:ann a pkg:Person ; pkg:birthDate "{day}"^^xsd:date ; pkg:birthPrecision "{word}" .'
        read = list(decode(ox.parse((head + text).encode(), format=ox.RdfFormat.TRIG)))
        assert read == [Claim(ANN, Person(ANN, "", birth=ImpreciseDate.parse(meant)))]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2018Z", "2018"),
        ("2018+02:00", "2018"),
        ("2018-07:00", "2018"),
        ("2018-07+02:00", "2018-07"),
        ("2018-07-11:00", "2018-07"),
    ],
)
def test_a_zone_is_passed_over(text: str, meant: str) -> None:
    """As of days: what is written anew has none."""
    when = dated(text)
    assert when == ImpreciseDate.parse(meant)
    assert date_text(when) == meant


@given(claims())
def test_the_update_makes_of_the_old_form_what_is_written_now(claim: Claim) -> None:
    new = written(claim)
    unnamed = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in new]
    store = stored(*in_old_form(new), *in_old_form(unnamed))
    store.update(UPDATE)
    assert set(store) == {*new, *unnamed}
    store.update(UPDATE)  # a second time changes nothing
    assert set(store) == {*new, *unnamed}


@pytest.mark.parametrize("graph", [ox.NamedNode(RELEASE.id), ox.DefaultGraph()])
@pytest.mark.parametrize(
    ("text", "datatype", "word", "left"),
    [
        ("2018", Terms.YEAR, "year", []),
        ("2018-08", Terms.YEAR_MONTH, "season", []),
        ("2018-07-01/2019-06-30", Terms.EDTF, "week", []),
        ("2018-07-01", Terms.DATE, "week", ["week"]),
        ("the summer of 2018", PREFIXES["xsd"] + "string", "season", ["season"]),
    ],
)
def test_the_update_leaves_a_word_only_beside_a_date_that_needs_it(
    text: str, datatype: str, word: str, left: list[str], graph: ox.NamedNode | ox.DefaultGraph
) -> None:
    about, start = ox.NamedNode(claim_iri("c")), ox.NamedNode(Pkg.START)
    date = ox.Quad(about, start, ox.Literal(text, datatype=ox.NamedNode(datatype)), graph)
    store = stored(date, ox.Quad(about, ox.NamedNode(Pkg.START_PRECISION), ox.Literal(word), graph))
    store.update(UPDATE)
    assert date in store
    assert [quad.object.value for quad in store if quad != date] == left


@given(releases)
def test_the_old_form_of_a_release_is_read_and_rewritten(release: Release) -> None:
    new = quads(*encode_release(release))
    assert list(decode(in_old_form(new))) == [release]
    store = stored(*in_old_form(new))
    store.update(UPDATE)
    assert set(store) == set(new)


def test_the_update_takes_an_end_of_the_old_form_for_the_time_before_it() -> None:
    """An end of the old form, written by hand as any day, reads alike before and after."""
    for day in (date(2018, 12, 29) + timedelta(number) for number in range(0, 400, 3)):
        for word in ("month", "season", "year"):
            old = [
                *written(Claim(claim_iri("c"), Spell(ANN, CLUB, Period(end=ImpreciseDate(day))))),
                ox.Quad(
                    ox.NamedNode(claim_iri("c")),
                    ox.NamedNode(Pkg.END_PRECISION),
                    ox.Literal(word),
                    ox.NamedNode(RELEASE.id),
                ),
            ]
            store = stored(*old)
            store.update(UPDATE)
            assert list(decode(store)) == list(decode(old))
            assert {quad.predicate.value for quad in store} & set(OLD_PRECISIONS.values()) == set()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "18",
            "-018",
            "+201",
            "2O18",
            "２０１８",
            "0000",
            "9999",
            "9999-12",
            "2018-13",
            "2018-00",
            "2018/07",
            "2018-+7",
        ),
        *(
            "2018-07-01/2019-06-30Z",
            "2018z",
            "2018-07+0200",
            "2018-07-01/2020-06-30",
            "2018-06-30/2019-07-01",
            "2018-07-01..2019-06-30",
            "20180701/20190630-30",
        ),
    ],
)
def test_what_is_no_month_season_or_year_is_refused(text: str) -> None:
    assert dated(text) is None
    lines = "".join(encode(PLACES[Pkg.WHEN](ImpreciseDate.parse("2018")), RELEASE.id))
    with pytest.raises(InvalidInput, match="a season"):
        list(decode(quads(lines.replace('"2018"', f'"{text}"'))))


FIRST: Final = 'CONCAT(SUBSTR(STR({0}), 1, 10), SUBSTR("0000-01-01", STRLEN(STR({0})) + 1))'
OVER: Final = 'IF(DATATYPE({0}) = xsd:date, STR({0}), CONCAT(REPLACE(STR({0}), ".*/", ""), "~"))'


def test_the_documentation_compares_as_this_does() -> None:
    told = (ontology_file("..").resolve() / "docs" / "ontology.md").read_text(encoding="utf-8")
    for expression in (FIRST.format("?start"), OVER.format("?end")):
        assert expression in told


@given(claims(), claims())
def test_overlap_in_sparql_is_overlap_in_the_model(one: Claim, two: Claim) -> None:
    """What the documentation says of two spells, and the named questions rest on."""
    periods = [getattr(claim.statement, "period", Period()) for claim in (one, two)]
    if not all(period.start and period.end for period in periods):
        return
    spells = [Claim(claim_iri(name), Spell(ANN, CLUB, period)) for name, period in zip("ab", periods, strict=True)]
    store = stored(*written(spells[0]), *written(spells[1]))
    names = [f"<{claim.id}>" for claim in spells]
    found = store.query(
        f"PREFIX xsd: <{PREFIXES['xsd']}> ASK {{ GRAPH ?g {{ {names[0]} <{Pkg.START}> ?s1 ; <{Pkg.END}> ?e1 . "
        f"{names[1]} <{Pkg.START}> ?s2 ; <{Pkg.END}> ?e2 "
        f"FILTER({FIRST.format('?s1')} < {OVER.format('?e2')} && {FIRST.format('?s2')} < {OVER.format('?e1')}) }} }}"
    )
    starts = [period.earliest_start or date.min for period in periods]
    ends = [period.latest_end or date.max for period in periods]
    assert bool(found) == (starts[0] < ends[1] and starts[1] < ends[0])
