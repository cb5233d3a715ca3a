"""A whole static site: a page for every person and team of the store, linked, with one index to search them all.

The pages share their script and style. The site is built beside its place and put there when it is whole, so that
what stood there before stands until then.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.answers import questions
from kg.answers.pages import Pages
from kg.answers.site_folder import check_place, keep_additions, write_mark
from kg.answers.site_pairs import reported_pairs, strongest_pull, worth_a_page
from kg.atomic_files import beside, swap_folder
from kg.columns.files import day
from kg.errors import KgError, UsageProblem
from kg.graph.presence import people_at, whereabouts
from kg.graph.worlds import tournaments
from kg.model.progress import Progress, silent
from kg.render.html.page import ASSETS, asset
from kg.render.html.start import Start, start_page
from kg.render.picture import png_of, svg_card
from kg.store.layout import settle
from kg.text.names import fold

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.model import Answer
    from kg.render.html import Page
    from kg.render.html.start import Entry
    from kg.store.backend import Backend

__all__ = ["SiteReport", "build_site"]

_ALTERS: Final = 40
_LURES: Final = 24
_WORLDS: Final = 3
_PICKED: Final = 14
_SEASONS: Final = 3
_MOST_PULLS: Final = 300
_PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,80}")


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built."""

    folder: Path
    people: int
    teams: int
    bytes_written: int
    questions: int = 0


def build_site(
    backend: Backend, folder: Path, *, at: date, address: str = "", progress: Progress = silent
) -> SiteReport:
    """Write a site as of a date.

    Args:
        backend: where the facts are.
        folder: a new or empty folder, or one with an older site, which is replaced; files that somebody has added to
            that one stay.
        at: the date.
        address: where the site will be published; with it pages carry pictures for links to them.
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
        report = _Builder(backend, fresh, at, address).build(progress)
        write_mark(fresh, at)
        keep_additions(target, fresh)
        settle(fresh)
        swap_folder(fresh, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise KgError(f"{folder} cannot be written: {why}", remedy="what stood there before is as it was") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return replace(report, folder=folder)


class _Builder:
    """Writes the pages of one site."""

    def __init__(self, backend: Backend, root: Path, at: date, address: str) -> None:
        self._root = root
        self._facts: Facts = backend.facts
        self._files = _file_names(self._facts)
        self._shown = worth_a_page(self._facts, day(at))
        # Whom a page links already: they have one, whatever it shows.
        self._linked: set[int] = set()
        # By player and club, the file of the page of that question.
        self._asked: dict[tuple[int, int], str] = {}
        self._pages = Pages(backend, at, address=self._address, home="../index.html")
        self._site = address.rstrip("/") + "/" if address else ""
        self._at = at
        self._clubs = whereabouts(self._facts, range(self._facts.people_count), at)
        self._releases = [release.title for release in self._facts.releases]
        self._bytes = 0

    def _address(self, iri: str) -> str:
        node = self._facts.node(iri)
        if node is None or not self._shown[node]:
            return ""
        self._linked.add(node)
        return f"../{self._files[node]}"

    def _write(self, name: str, text: str) -> None:
        self._keep(name, text.encode("utf-8", "replace"))

    def _keep(self, name: str, data: bytes) -> None:
        (self._root / name).write_bytes(data)
        self._bytes += len(data)

    def _page(self, name: str, page: Page) -> None:
        """Write a page, which knows where it will be found."""
        page.address = self._site + name if self._site else ""
        self._write(name, page.html(assets="../assets/"))

    def _picture(self, file: str, answer: Answer) -> str:
        """The card of an answer beside its page, for links to it: its address, "" without one."""
        if not self._site:
            return ""
        picture = f"{file.removesuffix('.html')}.png"
        self._keep(picture, png_of(svg_card(answer)))
        return self._site + picture

    def build(self, progress: Progress) -> SiteReport:
        """Everything; the report names the folder it was built in."""
        facts = self._facts
        for name in ("assets", "people", "questions", "teams", "worlds"):
            (self._root / name).mkdir()
        for name in ASSETS:
            self._write(f"assets/{name}", asset(name))
        stories = list(self._stories())
        shown = [node for node, worth in enumerate(self._shown) if worth]
        pulls: list[tuple[float, str]] = []
        for number, node in enumerate(shown):
            if number % 25 == 0:
                progress("Writing pages", number, len(shown))
            page = self._person(node, pulls) if facts.is_person(node) else self._team(node)
            if page is not None:
                self._page(self._files[node], page)
        worlds = self._worlds()
        strongest = [file for _, file in sorted(pulls, reverse=True)]
        self._index(worlds, stories, strongest)
        progress("Writing pages", len(shown), len(shown))
        people = sum(self._shown[: facts.people_count])
        return SiteReport(self._root, people, sum(self._shown) - people, self._bytes, len(self._asked))

    def _stories(self) -> Iterator[str]:
        """The pages of reported stories whose player is not at the club yet; their files."""
        for player, club in dict.fromkeys(reported_pairs(self._facts, day(self._at))):
            if self._shown[player] and self._shown[club] and (file := self._question(player, club)):
                yield file

    def _question(self, player: int, club: int) -> str:
        """Write the page of a question, unless it stands or there is nobody to name; its file, "" without one."""
        existing = self._asked.get((player, club))
        if existing is not None:
            return existing
        try:
            questions.find_club(self._facts, self._facts.iri(club))
        except UsageProblem:  # a national team
            return ""
        answer = self._pages.answer(player, club)
        if not answer.persuaders and not answer.former:
            return ""
        page = self._pages.persuasion_page(answer)
        page.seasons = self._pages.earlier(lambda pages: pages.persuasion_page(pages.answer(player, club)), _SEASONS)
        names = (Path(self._files[node]).stem for node in (player, club))
        file = f"questions/{'--'.join(names)}.html"
        self._asked[player, club] = file
        page.links = [(f"../{self._files[node]}", self._facts.named(node).name) for node in (player, club)]
        self._linked |= {player, club}
        page.picture = self._picture(file, answer)
        self._page(file, page)
        return file

    def _person(self, node: int, pulls: list[tuple[float, str]]) -> Page | None:
        """A person's page, and that of the club that pulls most, if it pulls enough.

        Somebody without ties has none, unless a page leads there: it would show nothing.
        """
        answer = questions.answer_about(self._pages.builder, node, None, most=_ALTERS)
        if not answer.persuaders and not answer.reports and node not in self._linked:
            self._shown[node] = False
            return None
        pull = strongest_pull(answer) if len(pulls) < _MOST_PULLS else None
        club = self._facts.node(pull[0]) if pull else None
        if pull and club is not None and self._shown[club] and (node, club) not in self._asked:
            file = self._question(node, club)
            if file:
                pulls.append((pull[1], file))
        return self._pages.person_page_of(answer, self._links(node))

    def _team(self, node: int) -> Page | None:
        """A team's page; one of which nobody is known to be there, and to which no page leads, has none."""
        if node not in self._linked and not people_at(self._facts, node, self._at, present=True):
            self._shown[node] = False
            return None
        return self._pages.club_page(node, most=_LURES, links=self._links(node))

    def _links(self, node: int) -> list[tuple[str, str]]:
        """The questions about a player, or those about whom a club could bring."""
        words, facts = self._pages.frame.words, self._facts
        return [
            (f"../{file}", words("onward.player", player=facts.named(player).name, club=facts.named(club).name))
            for (player, club), file in self._asked.items()
            if node in (player, club)
        ][:_PICKED]

    def _worlds(self) -> list[tuple[str, str]]:
        """Pages of the last large tournaments, that a site has something to begin with."""
        large = [name for name, _, people in tournaments(self._pages.facts, self._pages.at) if people >= 200][:_WORLDS]
        pages = []
        for number, name in enumerate(large, 1):
            self._page(f"worlds/{number}.html", self._pages.world(name))
            pages.append((f"worlds/{number}.html", name))
        return pages

    def _index(self, worlds: list[tuple[str, str]], stories: list[str], pulls: list[str]) -> None:
        facts, words = self._facts, self._pages.frame.words
        everybody = range(facts.people_count + facts.team_count)
        people, teams = (
            [self._entry(node) for node in everybody if self._shown[node] and facts.is_person(node) == person]
            for person in (True, False)
        )
        entries = [*people, *teams]
        titles = {
            file: words("onward.player", player=facts.named(player).name, club=facts.named(club).name)
            for (player, club), file in self._asked.items()
        }
        wanted = [
            (words(f"home.{name}"), [(file, titles[file]) for file in files])
            for name, files in (("stories", stories), ("pulls", pulls))
            if files
        ]
        notes = [words("home.releases", titles="; ".join(self._releases)), words("caution")]
        asof = words("home.built", date=self._at.isoformat())
        for name, listed, title in (("people", people, "home.people"), ("teams", teams, "home.teams")):
            lists = _by_letter(listed)
            page = Start(words(title), asof=asof, home="index.html", lists=lists, notes=notes)
            self._write(f"{name}.html", start_page(page, words))
        page = Start(words("home.all_questions"), asof=asof, home="index.html", lists=wanted, notes=notes)
        self._write("questions.html", start_page(page, words))
        start = Start(
            words("home.title"),
            lead=words("home.lead", people=len(people), teams=len(teams)),
            asof=asof,
            names=entries,
            examples=[
                *worlds,
                ("questions.html", words("home.all_questions")),
                ("people.html", words("home.all_people")),
                ("teams.html", words("home.all_teams")),
            ],
            picks=[
                *((heading, links[:_PICKED]) for heading, links in wanted),
                *(
                    (words(f"home.known_{name}"), [(href, about) for about, href, *_ in self._richest(listed, kind)])
                    for name, listed, kind in (("people", people, "of_person"), ("teams", teams, "of_team"))
                ),
            ],
            notes=notes,
        )
        self._write("index.html", start_page(start, words))

    def _richest(self, entries: list[Entry], kind: str) -> list[Entry]:
        """Those with the most spells, that a visitor has somewhere to begin."""
        begins = self._facts.spells[kind]
        node_of = {file: node for node, file in enumerate(self._files)}

        def spells(entry: Entry) -> int:
            node = node_of[entry[1]]
            return int(begins[node + 1] - begins[node])

        return sorted(entries, key=lambda entry: (-spells(entry), entry[0]))[:_PICKED]

    def _entry(self, node: int) -> Entry:
        facts = self._facts
        clubs = self._clubs.get(node, ())
        label, named = facts.label(node, facts.named(clubs[0].team).name if clubs else ""), facts.named(node).name
        about = label[len(named) + 2 : -1] if label.startswith(named + " (") else ""
        described = facts.person(node) if facts.is_person(node) else facts.team(node)
        return named, self._files[node], about, described.aliases


def _by_letter(entries: list[Entry]) -> list[tuple[str, list[tuple[str, str]]]]:
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
