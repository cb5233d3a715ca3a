"""The questions put to Wikidata, or to any endpoint that holds data in its shape.

Every prefix is declared, because only Wikidata's own endpoint knows them beforehand. Items come in through
``VALUES``, in batches; what they are named is asked separately, so that rows do not multiply.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["ENTITY", "births", "kinds", "members", "names", "properties", "relatives", "season_teams", "spells"]

ENTITY = "http://www.wikidata.org/entity/"
DIRECT = "http://www.wikidata.org/prop/direct/"

_PREFIXES = """PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def _values(variable: str, ids: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'wd:{item}' for item in ids)} }}"


def kinds(ids: Iterable[str]) -> str:
    """What the items are (P31), and when they begin and end if they are seasons (P580, P582)."""
    return f"""{_PREFIXES}SELECT ?item ?kind ?start ?end WHERE {{
  {_values("item", ids)}
  OPTIONAL {{ ?item wdt:P31 ?kind }}
  OPTIONAL {{ ?item wdt:P580 ?start }}
  OPTIONAL {{ ?item wdt:P582 ?end }}
}}"""


def season_teams(ids: Iterable[str]) -> str:
    """The teams that take part in league seasons (P1923)."""
    return f"{_PREFIXES}SELECT ?item ?team WHERE {{ {_values('item', ids)} ?item wdt:P1923 ?team }}"


def members(teams: Iterable[str], start: str = "", end: str = "") -> str:
    """Everybody who plays, played, coaches or coached at the teams; between two days if they are given."""
    during = ""
    if start and end:
        during = f"""
    OPTIONAL {{ ?s pq:P580 ?from }}
    OPTIONAL {{ ?s pq:P582 ?to }}
    FILTER(BOUND(?from) || BOUND(?to))
    FILTER(!BOUND(?from) || ?from <= "{end}T00:00:00Z"^^xsd:dateTime)
    FILTER(!BOUND(?to) || ?to >= "{start}T00:00:00Z"^^xsd:dateTime)"""
    return f"""{_PREFIXES}SELECT DISTINCT ?person WHERE {{
  {_values("team", teams)}
  {{ ?person p:P54 ?s . ?s ps:P54 ?team }}
  UNION {{ ?person p:P6087 ?s . ?s ps:P6087 ?team }}
  UNION {{ ?team p:P286 ?s . ?s ps:P286 ?person }}{during}
}} ORDER BY ?person"""


def names(ids: Iterable[str], languages: Iterable[str]) -> str:
    """Labels and aliases in some languages; ``?kind`` is 0 for a label and 1 for an alias."""
    wanted = ", ".join(f'"{language}"' for language in languages)
    return f"""{_PREFIXES}SELECT ?item ?kind ?name WHERE {{
  {_values("item", ids)}
  {{ ?item rdfs:label ?name . BIND(0 AS ?kind) }} UNION {{ ?item skos:altLabel ?name . BIND(1 AS ?kind) }}
  FILTER(LANG(?name) IN ({wanted}))
}}"""


def properties(ids: Iterable[str], numbers: Iterable[str]) -> str:
    """Best values of simple properties such as P27 (see `wikidata_claims`)."""
    wanted = " ".join(f"wdt:{number}" for number in numbers)
    return f"""{_PREFIXES}SELECT ?item ?property ?value WHERE {{
  {_values("item", ids)}
  VALUES ?property {{ {wanted} }}
  ?item ?property ?value
}}"""


def births(ids: Iterable[str]) -> str:
    """Birth dates (P569) with their precision."""
    return f"""{_PREFIXES}SELECT ?item ?time ?precision WHERE {{
  {_values("item", ids)}
  ?item p:P569 ?s . ?s psv:P569 ?v . ?v wikibase:timeValue ?time ; wikibase:timePrecision ?precision .
  FILTER NOT EXISTS {{ ?s wikibase:rank wikibase:DeprecatedRank }}
}}"""


def spells(ids: Iterable[str]) -> str:
    """Spells of people: at a team (P54), coaching one (P6087, and P286 of the team), with their qualifiers."""
    return f"""{_PREFIXES}SELECT ?s ?person ?team ?role ?start ?startPrecision ?end ?endPrecision ?matches ?deal
WHERE {{
  {_values("person", ids)}
  {{ ?person p:P54 ?s . ?s ps:P54 ?team . BIND("player" AS ?role) }}
  UNION {{ ?person p:P6087 ?s . ?s ps:P6087 ?team . BIND("coach" AS ?role) }}
  UNION {{ ?team p:P286 ?s . ?s ps:P286 ?person . BIND("coach" AS ?role) }}
  FILTER NOT EXISTS {{ ?s wikibase:rank wikibase:DeprecatedRank }}
  OPTIONAL {{ ?s pqv:P580 ?a . ?a wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision }}
  OPTIONAL {{ ?s pqv:P582 ?b . ?b wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision }}
  OPTIONAL {{ ?s pq:P1350 ?matches }}
  OPTIONAL {{ ?s pq:P1642 ?deal }}
}}"""


def relatives(ids: Iterable[str]) -> str:
    """Relatives who are people of football themselves: siblings, parents, children, partners; and agents (P1875)."""
    return f"""{_PREFIXES}SELECT ?person ?property ?other WHERE {{
  {_values("person", ids)}
  VALUES ?property {{ wdt:P3373 wdt:P22 wdt:P25 wdt:P40 wdt:P26 wdt:P1875 }}
  ?person ?property ?other
  FILTER(?property = wdt:P1875 || EXISTS {{ ?other p:P54 ?x }} || EXISTS {{ ?other p:P6087 ?y }})
}}"""
