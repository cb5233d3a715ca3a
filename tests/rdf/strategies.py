"""Claims of every kind, as hypothesis draws them: hostile text, every precision, absent parts."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Modality,
    Passage,
    Period,
    Person,
    Position,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
    Team,
    TeamKind,
)
from kg.rdf.iris import claim_iri, person_iri, release_iri, source_iri, team_iri

hostile = st.sampled_from(
    [
        "<script>alert(1)</script>",
        'a "quoted" \\ name',
        "two\nlines\r\n",
        "'; DROP",
        "\u202eright to left",
        "\x00\x1f\x85\u2028",
    ]
)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | hostile
filled = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | hostile
keys = filled.filter(lambda key: bool(key.strip()))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def whens(draw: st.DrawFn) -> ImpreciseDate:
    day = draw(days)
    precision = draw(st.sampled_from(Precision))
    if precision is Precision.DAY:
        return ImpreciseDate(day)
    if precision is Precision.MONTH:
        return ImpreciseDate(day.replace(day=1), precision)
    return ImpreciseDate(date(day.year, 7 if precision is Precision.SEASON else 1, 1), precision)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | whens()), draw(st.none() | whens())
    if start and end and Period(end=end).latest_end <= start.first:  # type: ignore[operator]  # it has an end
        start, end = end, ImpreciseDate(start.first + timedelta(days=400))
    return Period(start, end, draw(st.none() | days))


def sets(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


wikidata = st.integers(1, 10**9).map(lambda number: ExternalId("wikidata", f"Q{number}"))
others = st.builds(ExternalId, st.sampled_from(["fbref", "transfermarkt", "wikidata-old"]), text)
external_ids = st.lists(wikidata | others, max_size=3, unique=True).map(
    lambda ids: tuple(sorted(ids, key=lambda one: (one.scheme != "wikidata", f"{one.scheme}:{one.value}")))
)
people = st.builds(
    Person,
    keys.map(person_iri),
    filled,
    sets(filled),
    st.none() | whens(),
    text,
    st.tuples(filled, sets(filled)).map(lambda pair: (pair[0], *pair[1])) | st.just(()),
    st.none() | st.sampled_from(Position),
    sets(filled),
    external_ids,
)
teams = st.builds(
    Team,
    keys.map(team_iri),
    filled,
    st.sampled_from(TeamKind),
    sets(filled),
    text,
    st.none() | st.integers(5, 23),
    st.just("") | keys.map(team_iri),
    external_ids,
)
counts = st.none() | st.integers(0, 100_000)
spells = st.builds(
    Spell,
    keys.map(person_iri),
    keys.map(team_iri),
    periods(),
    st.sampled_from(Role),
    st.sampled_from(SpellKind),
    text,
    counts,
    counts,
)
relationships = st.builds(
    Relationship,
    st.sampled_from(RelationshipKind),
    keys.map(person_iri),
    keys.map(person_iri),
    periods(),
    text,
    st.sampled_from(["", "strong", "moderate", "weak"]),
)
maybe_team = st.just("") | keys.map(team_iri)
events = st.builds(
    Event,
    st.sampled_from(EventKind),
    keys.map(person_iri),
    maybe_team,
    maybe_team,
    st.just("") | keys.map(person_iri),
    st.none() | whens(),
    st.none() | whens(),
    text,
)
urls = (
    st.just("")
    | text
    | st.sampled_from(["https://example.org/a?b=c#d", "http://example.org/é", "javascript:alert(1)", "http://a b/>"])
)
publications = st.none() | whens()


@st.composite
def sources(draw: st.DrawFn) -> Source:
    url, title = draw(urls), draw(filled)
    return Source(source_iri(url.strip() or title.strip() or "untitled"), title, url, draw(text), draw(publications))


releases = st.builds(
    Release,
    st.builds(release_iri, keys, keys),
    filled,
    text,
    text,
    urls,
    text,
    text,
    publications,
    st.none() | days,
)
statements: st.SearchStrategy[Statement] = people | teams | spells | relationships | events


passages = st.builds(Passage, st.integers(0, 10**6), st.integers(1, 10**6), st.text("0123456789abcdef"), text)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    statement = draw(statements)
    iri = statement.id if isinstance(statement, (Person, Team)) else claim_iri(draw(text))
    return Claim(
        iri,
        statement,
        draw(st.none() | sources()),
        draw(st.none() | days),
        draw(st.sampled_from(Confidence)),
        draw(text),
        draw(st.none() | st.sampled_from(Modality)),
        draw(text),
        draw(st.none() | passages),
    )
