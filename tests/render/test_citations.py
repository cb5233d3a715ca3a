"""References: each source once, in three forms, and no text that becomes markup."""

from __future__ import annotations

import json
import re
from datetime import date

from kg.model import ImpreciseDate, Source
from kg.render.citations import bibtex, cited_sources, csl_json, references
from tests.render import samples

TODAY = date(2025, 1, 2)
HOSTILE = Source(
    "s", "50 % {of} $x_1$ \\input{x} & #", "https://a.example/?q=1&r={2}", "Kicker~", ImpreciseDate.parse("2024-03")
)


def test_each_source_once() -> None:
    sources = cited_sources(samples.ANSWER)
    assert samples.GAZETTE in sources
    assert len({source.url + source.title for source in sources}) == len(sources) > 1
    assert references(sources, accessed=TODAY).count("\n") == len(sources)


def test_bibtex_is_escaped_and_keys_differ() -> None:
    text = bibtex([HOSTILE, HOSTILE, samples.GAZETTE], accessed=TODAY)
    assert re.findall(r"@online\{([^,]+),", text) == ["kicker2024", "kicker2024-2", "thegazette2024"]
    assert r"title = {50 \% \{of\} \$x\_1\$ \textbackslash{}input\{x\} \& \#}" in text
    assert "date = {2024-03}" in text
    assert "urldate = {2025-01-02}" in text


def test_who_has_no_publisher_is_known_by_the_title() -> None:
    unsigned = Source("s", "Scorers in men's internationals", "https://a.example/")
    text = bibtex([unsigned, Source("t", "???", "https://b.example/")], accessed=TODAY)
    assert re.findall(r"@online\{([^,]+),", text) == ["scorersinmensinternation", "source"]


def test_what_has_no_address_was_not_looked_up() -> None:
    paper = Source("s", "Squads, gathered", "", "The contributors", ImpreciseDate.parse("2024-03"))
    assert references([paper], accessed=TODAY) == "[1] The contributors, Squads, gathered, 2024-03.\n"
    assert "url" not in bibtex([paper], accessed=TODAY)
    [item] = json.loads(csl_json([paper], accessed=TODAY))
    assert sorted(item) == ["container-title", "id", "issued", "title", "type"]


def test_csl_keeps_the_precision_of_dates() -> None:
    first, second = json.loads(csl_json([HOSTILE, samples.GAZETTE], accessed=TODAY))
    assert first["issued"] == {"date-parts": [[2024, 3]]}
    assert second["issued"] == {"date-parts": [[2024, 9, 19]]}
    assert first["type"] == "webpage"
    assert first["accessed"] == {"date-parts": [[2025, 1, 2]]}
    assert second["URL"] == samples.GAZETTE.url
