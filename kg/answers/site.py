"""A whole static site: a page for every person and team of the store, linked, with one index to search them all.

The pages share their script and style. The site is built beside its place and put there when it is whole, so that
what stood there before stands until then.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.answers.pages import Pages
from kg.answers.site_folder import check_place, keep_additions, write_mark
from kg.errors import KgError
from kg.model.progress import Progress, silent
from kg.store.atomic_files import beside, swap_folder
from kg.store.layout import settle

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.render.html.start import Entry
    from kg.store.backend import Backend

__all__ = ["SiteReport", "build_site"]

_ALTERS: Final = 40
_LURES: Final = 24
_WORLDS: Final = 3
_PICKED: Final = 14
_PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,80}")


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built."""

    folder: Path
    people: int
    teams: int
    bytes_written: int


def build_site(backend: Backend, folder: Path, *, at: date, progress: Progress = silent) -> SiteReport:
    """Write a site as of a date.

    Args:
        backend: where the facts are.
        folder: a new or empty folder, or one with an older site, which is replaced; files that somebody has added to
            that one stay.
        at: the date.
        progress: told how many pages are written.

    Raises:
        UsageProblem: ``folder`` is a file, holds something else, or a site whose pages were changed by hand.
        NothingFound: the date lies before all data.
        KgError: it cannot be written; what stood there before still stands.
    """
    target = folder.resolve()
    check_place(target)
    fresh = beside(target, "part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        report = _Builder(backend, fresh, at).build(progress)
        write_mark(fresh, at)
        keep_additions(target, fresh)
        settle(fresh)
        swap_folder(fresh, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise KgError(f"{folder} cannot be written: {why}", remedy="what stood there before is as it was") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return SiteReport(folder, report.people, report.teams, report.bytes_written)


class _Builder:
    """Writes the pages of one site."""

    def __init__(self, backend: Backend, root: Path, at: date) -> None:
        self._root = root
        self._facts: Facts = backend.facts
        self._files = _file_names(self._facts)
        self._pages = Pages(backend, at, address=self._address, home="../index.html")
        self._at = at
        self._releases = [release.title for release in self._facts.releases]
        self._bytes = 0

    def _address(self, iri: str) -> str:
        node = self._facts.node(iri)
        return f"../{self._files[node]}" if node is not None else ""

    def _write(self, name: str, text: str) -> None:
        data = text.encode("utf-8", "replace")
        (self._root / name).write_bytes(data)
        self._bytes += len(data)

    def build(self, progress: Progress) -> SiteReport:
        """Everything; the report names the folder it was built in."""
        from kg.render.html.page import ASSETS, asset

        facts, pages = self._facts, self._pages
        for name in ("assets", "people", "teams", "worlds"):
            (self._root / name).mkdir()
        for name in ASSETS:
            self._write(f"assets/{name}", asset(name))
        total = facts.people_count + facts.team_count
        for node in range(total):
            if node % 25 == 0:
                progress("Writing pages", node, total)
            page = (
                pages.person_page(node, most=_ALTERS) if facts.is_person(node) else pages.club_page(node, most=_LURES)
            )
            self._write(self._files[node], page.html(assets="../assets/"))
        worlds = self._worlds()
        self._index(worlds)
        progress("Writing pages", total, total)
        return SiteReport(self._root, facts.people_count, facts.team_count, self._bytes)

    def _worlds(self) -> list[tuple[str, str]]:
        """Pages of the last large tournaments, that a site has something to begin with."""
        from kg.graph.worlds import tournaments

        large = [name for name, _, people in tournaments(self._pages.facts, self._pages.at) if people >= 200][:_WORLDS]
        pages = []
        for number, name in enumerate(large, 1):
            self._write(f"worlds/{number}.html", self._pages.world(name).html(assets="../assets/"))
            pages.append((f"worlds/{number}.html", name))
        return pages

    def _index(self, worlds: list[tuple[str, str]]) -> None:
        from kg.render.html.start import Start, start_page

        facts, words = self._facts, self._pages.frame.words
        entries = [self._entry(node) for node in range(facts.people_count + facts.team_count)]
        people, teams = entries[: facts.people_count], entries[facts.people_count :]
        notes = [words("home.releases", titles="; ".join(self._releases)), words("caution")]
        asof = words("home.built", date=self._at.isoformat())
        for name, listed, title in (("people", people, "home.people"), ("teams", teams, "home.teams")):
            lists = _by_letter(listed)
            page = Start(words(title), asof=asof, home="index.html", lists=lists, notes=notes)
            self._write(f"{name}.html", start_page(page, words))
        start = Start(
            words("home.title"),
            lead=words("home.lead", people=len(people), teams=len(teams)),
            asof=asof,
            names=entries,
            examples=[*worlds, ("people.html", words("home.all_people")), ("teams.html", words("home.all_teams"))],
            picks=[
                (words(f"home.known_{name}"), [(href, about) for about, href, *_ in self._richest(listed, kind)])
                for name, listed, kind in (("people", people, "of_person"), ("teams", teams, "of_team"))
            ],
            notes=notes,
        )
        self._write("index.html", start_page(start, words))

    def _richest(self, entries: list[Entry], kind: str) -> list[Entry]:
        """Those with the most spells, that a visitor has somewhere to begin."""
        first = 0 if kind == "of_person" else self._facts.people_count
        begins = self._facts.spells[kind][first : first + len(entries) + 1].tolist()
        counts = [after - before for before, after in pairwise(begins)]
        order = sorted(range(len(entries)), key=lambda place: (-counts[place], entries[place][0]))
        return [entries[place] for place in order[:_PICKED]]

    def _entry(self, node: int) -> Entry:
        facts = self._facts
        label, named = facts.label(node), facts.named(node).name
        about = label[len(named) + 2 : -1] if label.startswith(named + " (") else ""
        described = facts.person(node) if facts.is_person(node) else facts.team(node)
        return named, self._files[node], about, described.aliases


def _by_letter(entries: list[Entry]) -> list[tuple[str, list[tuple[str, str]]]]:
    from kg.text.names import fold

    lists: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, href, about, _ in entries:
        key = fold(name)
        letter = key[:1].upper() if key[:1].isalpha() else "#"
        lists[letter].append((key, href, f"{name} ({about})" if about else name))
    return [(letter, [(href, text) for _, href, text in sorted(lists[letter])]) for letter in sorted(lists)]


def _file_names(facts: Facts) -> list[str]:
    """By node, the file of its page: the last part of its id where that makes a plain name, else a digest of it."""
    taken: set[str] = set()
    names = []
    for node in range(facts.people_count + facts.team_count):
        iri = facts.iri(node)
        folder = "people" if facts.is_person(node) else "teams"
        last = iri.rsplit("/", 1)[-1]
        name = last if _PLAIN.fullmatch(last) else "x-" + sha256(iri.encode("utf-8", "replace")).hexdigest()[:20]
        path = f"{folder}/{name}.html"
        if path.casefold() in taken:  # some file systems take two letters' cases for one
            path = f"{folder}/x-{sha256(iri.encode('utf-8', 'replace')).hexdigest()[:20]}.html"
        taken.add(path.casefold())
        names.append(path)
    return names
