"""Wikidata ids of people whom no data set gives one, from `wikidata_ids.csv` in `data/curated/`.

A row names somebody by the id that the starter data give (``person``), for a name alone does not tell whom it means.
Who has that id no longer is left out; nobody is taken in.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kg.model import Claim, ExternalId, Person, Release
from kg.rdf.iris import person_iri
from starter.pages import Pages, own_release, rows_in

__all__ = ["WikidataIds"]

_READ = date(2026, 11, 28)


class WikidataIds:
    """The table as descriptions of people, each with the page that pairs the name with the id."""

    def __init__(self, folder: Path) -> None:
        self._rows = list(rows_in(folder / "wikidata_ids.csv"))
        self._pages = Pages(folder)

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("wikidata-ids", "Wikidata ids gathered page by page", _READ)

    def claims(self) -> list[Claim]:
        """One description per person."""
        return [
            Claim(iri, Person(iri, row["name"], external_ids=(wikidata,)), self._pages.source(row), _READ)
            for row in self._rows
            for iri, wikidata in [(person_iri(row["person"]), ExternalId("wikidata", row["wikidata_id"]))]
        ]
