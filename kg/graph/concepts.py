"""Countries, languages, competitions and clubs as things with an id, made of the texts and teams that claims name.

Claims say ``"England"``, ``"English"`` and ``"World Cup 2018"``; here each is one concept of a SKOS scheme, and whoever
or whatever has it is linked to it. The id of a country is its code in FIFA (``country/ENG``), that of anything else is
its name (``language/english``). A club is what its first team, its reserves and its youth teams belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.model import TeamKind
from kg.rdf.codec import literal
from kg.rdf.iris import slug
from kg.rdf.vocabulary import BASE, COMPETITION, COUNTRY, LANGUAGE, Pkg, Skos, Terms
from kg.text.countries import country_code, country_name

__all__ = ["CONCEPT_LINKS", "ConceptBlocks", "competition_blocks", "description_blocks", "edition_of"]

CONCEPT_LINKS: Final = (Pkg.HAS_COUNTRY, Pkg.CITIZEN_OF, Pkg.HAS_LANGUAGE, Pkg.HAS_COMPETITION, Pkg.TEAM_OF)
"""Properties that lead to what is made here."""

_TEAM: Final = BASE + "id/team/"
_OF_A_SQUAD_LIST: Final = "club in the squad list of "
_EDITION: Final = re.compile(
    r"(\D+?) (\d{4}(?:[/-]\d{2,4})?)(?:,.*)?|(\D+?) finals (\d{4})(?:,.*)?|(\d{4}) (\D+?)(?:,.*)?"
)
_NO_COMPETITION: Final = re.compile(r"\b(friendl|match|squad|camp|training)", re.IGNORECASE)


def edition_of(occasion: str) -> tuple[str, str] | None:
    """The competition and the year that an occasion names; ``None`` for friendly matches, qualifiers and camps.

    >>> edition_of("World Cup 2018"), edition_of("Euro 2024, provisional squad"), edition_of("Friendly v Japan")
    (('World Cup', '2018'), ('Euro', '2024'), None)
    """
    found = _EDITION.fullmatch(occasion.removeprefix(_OF_A_SQUAD_LIST))
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    name, year = parts if parts[1][:1].isdigit() else parts[::-1]
    return None if _NO_COMPETITION.search(name) else (name.removesuffix(" finals"), year)


def _club_iri(team: str) -> str:
    """The id of the club whose first team it is."""
    return f"{BASE}id/club/{team.removeprefix(_TEAM)}" if team.startswith(_TEAM) else f"{team}#club"


class ConceptBlocks:
    """The triples of each thing, by its id."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}

    def concept(self, scheme: str, key: str, cls: str, label: str, *, broader: str = "") -> str:
        """The id of a concept, which is described when it is first asked for."""
        iri = scheme + key
        if iri not in self.lines:
            placed = f"<{Skos.BROADER}> <{broader}>" if broader else f"<{Skos.TOP_CONCEPT_OF}> <{scheme}>"
            self.lines[iri] = [
                f"<{iri}> <{Terms.TYPE}> <{cls}> .\n<{iri}> <{Terms.TYPE}> <{Skos.CONCEPT}> .\n"
                f"<{iri}> <{Skos.IN_SCHEME}> <{scheme}> .\n<{iri}> {placed} .\n"
                f"<{iri}> <{Skos.PREF_LABEL}> {literal(label)}@en .\n"
            ]
        return iri

    def country(self, text: str) -> str:
        """The id of a country."""
        name = country_name(text)
        code = country_code(name)
        described = COUNTRY + (code or slug(name)) in self.lines
        iri = self.concept(COUNTRY, code or slug(name), Pkg.COUNTRY_CLASS, name)
        if code and not described:
            self.lines[iri].append(f"<{iri}> <{Skos.NOTATION}> {literal(code)} .\n")
        return iri

    def language(self, text: str) -> str:
        """The id of a language."""
        return self.concept(LANGUAGE, slug(text), Pkg.LANGUAGE_CLASS, text)

    def competition(self, occasion: str) -> str:
        """The id of the edition of a competition that an occasion names; "" where it names none."""
        if (edition := edition_of(occasion)) is None:
            return ""
        name, year = edition
        whole = self.concept(COMPETITION, slug(name), Pkg.COMPETITION_CLASS, name)
        label = f"{name} {year}"
        return self.concept(COMPETITION, slug(label), Pkg.COMPETITION_CLASS, label, broader=whole)

    def link(self, subject: str, link: str, iri: str) -> None:
        """Lead from a person, team or claim to a concept."""
        self.lines[iri].append(f"<{subject}> <{link}> <{iri}> .\n")

    def joined(self) -> dict[str, str]:
        """The triples of each thing as one text of N-Triples."""
        return {iri: "".join(lines) for iri, lines in self.lines.items()}


def description_blocks(facts: Facts) -> dict[str, str]:
    """The triples of countries, languages and clubs by their ids, with the links from people and teams there."""
    blocks = ConceptBlocks()
    for node in range(facts.people_count):
        description, iri = facts.person_description(node), facts.iri(node)
        for place, text in enumerate(description.citizenships):
            if slug(text):
                country = blocks.country(text)
                blocks.link(iri, Pkg.CITIZEN_OF, country)
                if not place:
                    blocks.link(iri, Pkg.HAS_COUNTRY, country)
        for text in description.languages:
            if slug(text):
                blocks.link(iri, Pkg.HAS_LANGUAGE, blocks.language(text))
    _teams(facts, blocks)
    return blocks.joined()


def competition_blocks(facts: Facts) -> dict[str, str]:
    """The triples of competitions and their editions by their ids, with the links from spells there."""
    blocks = ConceptBlocks()
    for claim, competition in _selections(facts, blocks):
        blocks.link(claim, Pkg.HAS_COMPETITION, competition)
    return blocks.joined()


def _teams(facts: Facts, blocks: ConceptBlocks) -> None:
    """Clubs with their teams, and the countries of both."""
    for node in range(facts.people_count, facts.people_count + facts.team_count):
        iri, row = facts.iri(node), facts.team_description(node)
        country = blocks.country(row.country) if slug(row.country) else ""
        if country:
            blocks.link(iri, Pkg.HAS_COUNTRY, country)
        first = facts.organisation(node)
        if facts.team_kind(first) is not TeamKind.CLUB:
            continue
        club = _club_iri(facts.iri(first))
        if club not in blocks.lines:
            name = literal(facts.team_description(first).name)
            blocks.lines[club] = [f"<{club}> <{Terms.TYPE}> <{Pkg.CLUB}> .\n<{club}> <{Skos.PREF_LABEL}> {name} .\n"]
        blocks.link(iri, Pkg.TEAM_OF, club)
        if country and node == first:
            blocks.link(club, Pkg.HAS_COUNTRY, country)


def _selections(facts: Facts, blocks: ConceptBlocks) -> Iterator[tuple[str, str]]:
    """Spells of a competition's squads, each with the edition of the competition."""
    occasions = facts.spells["occasion"]
    editions: dict[int, str] = {}
    for number in np.unique(occasions).tolist():
        if edition := blocks.competition(facts.text(number)):
            editions[number] = edition
    for row in np.flatnonzero(np.isin(occasions, list(editions))).tolist():
        yield facts.claim_id(facts.spells["claim"][row]), editions[int(occasions[row])]
