"""Pages as a server links them: one page, the start page, and suggestions for names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from kg.answers import questions
from kg.answers.pages import LURES, Pages
from kg.answers.site_pairs import reported_pairs, strongest_pull
from kg.columns.facts import Facts
from kg.columns.files import day
from kg.graph.worlds import tournaments
from kg.render.html import Page
from kg.render.html.messages import words_in
from kg.render.html.start import Start, start_page
from kg.store.backend import Backend

__all__ = ["LivePages"]

_MOST: Final = 60
_MOST_ONWARD: Final = 8
_WORLDS: Final = 3
_EXAMPLE: Final = {"player": "Trent Alexander-Arnold", "club": "Real Madrid", "at": "2024-10-01"}


class LivePages:
    """What a server shows of one store; addresses are paths of that server."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def page(self, values: Mapping[str, str], at: date, *, known_by: date | None = None) -> Page:
        """One page with links to others.

        Args:
            values: ``page``, its kind, and what it is about: ``name``; ``name`` and ``to``; or ``player``, maybe with
                ``club``.
            at: the day.
            known_by: the day by which relationships and reports had to be published; by default the day itself.

        Raises:
            UnknownName, AmbiguousName, UsageProblem, NothingFound: as for `kg.KnowledgeGraph.page`.
        """
        facts = self._backend.facts

        def address(iri: str) -> str:
            node = facts.node(iri)
            return _address(facts, node, _days(pages)) if node is not None else ""

        pages: Pages = Pages(self._backend, at, known_by=known_by, address=address, home="/")
        match values["page"]:
            case "person":
                return _person(pages, questions.find_person(facts, values["name"], at))
            case "club":
                node = facts.find(values["name"], "club")
                return pages.club_page(node, most=LURES, links=_onward(pages, node))
            case "path":
                return pages.path(values["name"], values["to"], seasons=0)
            case "world":
                return pages.world(values["name"])
            case _:
                page = pages.persuasion(values["player"], values.get("club"), seasons=0)
                page.links = [
                    (_address(facts, node, _days(pages)), facts.named(node).name)
                    for text, category in ((values["player"], "person"), (values.get("club", ""), "club"))
                    if text
                    for node in (facts.find(text, category),)
                ]
                return page

    def suggestions(self, text: str, category: str = "any") -> list[dict[str, str]]:
        """Who may be meant by what was typed so far; the best known first, in words that tell namesakes apart."""
        facts = self._backend.facts
        people_and_teams = []
        for node in facts.starting_with(text, category, limit=_MOST):
            name, label = facts.named(node).name, facts.label(node)
            about = label[len(name) + 2 : -1] if label.startswith(name + " (") else ""
            people_and_teams.append({"name": name, "about": about, "href": _address(facts, node)})
        return people_and_teams

    def start(self, at: date, assets: str) -> str:
        """The start page.

        Args:
            at: the day asked about by default.
            assets: where the script and style of the pages are.
        """
        facts, words = self._backend.facts, words_in()
        worlds = [name for name, _, people in tournaments(facts, at) if people >= 200][:_WORLDS]
        question = f"{_EXAMPLE['player']} → {_EXAMPLE['club']}, {_EXAMPLE['at']}"
        examples = [("/page/persuasion?" + urlencode(_EXAMPLE), question)]
        examples += [("/page/world?" + urlencode({"name": name}), name) for name in worlds]
        examples.append(("/console", words("home.console")))
        titles = "; ".join(release.title for release in facts.releases)
        return start_page(
            Start(
                words("home.title"),
                lead=words("home.lead", people=facts.people_count, teams=facts.team_count),
                assets=assets,
                live=True,
                asked=_EXAMPLE,
                today=at.isoformat(),
                examples=examples,
                notes=[words("home.releases", titles=titles), words("caution")],
            ),
            words,
        )


def _days(pages: Pages) -> dict[str, str]:
    """The days of a page, as parameters for those that it leads to."""
    known_by = pages.frame.known_by
    return {"at": pages.at.isoformat()} | ({"known_by": known_by.isoformat()} if known_by else {})


def _address(facts: Facts, node: int, days: Mapping[str, str] = MappingProxyType({})) -> str:
    kind = "person" if facts.is_person(node) else "club"
    return f"/page/{kind}?" + urlencode({"name": facts.iri(node), **days})


def _person(pages: Pages, node: int) -> Page:
    """A person's page, which leads to the clubs that are told of in reports, and to the one that pulls most."""
    answer = questions.answer_about(pages.builder, node, None)
    pull = strongest_pull(answer)
    club = pages.facts.node(pull[0]) if pull else None
    return pages.person_page_of(answer, _onward(pages, node, [(node, club)] if club is not None else []))


def _onward(pages: Pages, node: int, more: Sequence[tuple[int, int]] = ()) -> list[tuple[str, str]]:
    """Questions about somebody, or about whom a club could bring: those that reports tell of, and some more."""
    facts, words = pages.facts, pages.frame.words
    pairs = [
        (player, club)
        for player, club in reported_pairs(facts, day(pages.at))
        if node in (player, club) and pages.frame.traits(facts.iri(player)).club != facts.named(club).name
    ]
    return [
        (
            "/page/persuasion?" + urlencode({"player": facts.iri(player), "club": facts.iri(club), **_days(pages)}),
            words("onward.player", player=facts.named(player).name, club=facts.named(club).name),
        )
        for player, club in dict.fromkeys([*pairs, *more])
    ][:_MOST_ONWARD]
