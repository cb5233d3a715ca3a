"""What the live pages show, in a worker: pages, the start page's figures, and suggestions for names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from kg.answers import questions
from kg.answers.pages import ALTERS, LURES
from kg.answers.site_pairs import reported_pairs, strongest_pull
from kg.columns.files import day
from kg.errors import AmbiguousName, NothingFound, UnknownName, UsageProblem
from kg.render.html.messages import words_in
from kg.server.api_jobs import day_of, refusing
from kg.server.http_problem import HttpProblem
from kg.store.backend import Backend

if TYPE_CHECKING:
    from kg.answers.pages import Pages
    from kg.columns.facts import Facts
    from kg.render.html import Page

__all__ = ["ASSETS", "drawn"]

ASSETS: Final = "/page/assets/"
"""Where the script and style of the pages are."""

MOMENT: Final = "moment"
"""The part of a page that its slider brings up."""
_HTML: Final = "text/html; charset=utf-8"
_MOST: Final = 60
_MOST_ONWARD: Final = 8
_WORLDS: Final = 3
_EXAMPLE: Final = {"player": "Trent Alexander-Arnold", "club": "Real Madrid", "at": "2024-10-01"}


def drawn(backend: Backend, job: dict[str, Any]) -> tuple[str, bytes]:
    """Draw a page, the start page, or find names.

    Args:
        backend: where to look.
        job: ``kind`` is ``page``, ``start`` or ``names``; ``values``, the request's parameters by name, for a page with
            its own kind as ``page``, and `MOMENT` as ``part`` for no more than that; ``today``, used where no date is
            given.

    Returns:
        Content type and body.

    Raises:
        Refusal: as for the JSON API. StoreError: the store is damaged.
    """
    values: dict[str, str] = dict(job["values"])
    with refusing(), _in_page_words():
        if job["kind"] == "names":
            return "application/json", json.dumps({"names": _names(backend.facts, values)}).encode()
        at = day_of(values.pop("at", "") or job["today"])
        if job["kind"] == "start":
            return _HTML, _start(backend, at).encode()
        part = values.pop("part", "")
        page = _page(backend, values, at)
        if part == MOMENT:
            return "application/json", json.dumps(page.moment()).encode()
        if values["page"] != "world":
            asked = {name: value for name, value in values.items() if name != "page"}
            page.ask = f"/page/{values['page']}?" + urlencode({**asked, "part": MOMENT})
        return _HTML, page.html(ASSETS).encode()


@contextmanager
def _in_page_words() -> Iterator[None]:
    """Say what is wrong without what would be typed on a command line to mend it."""
    words = words_in()
    try:
        yield
    except (UnknownName, AmbiguousName) as doubt:
        known = isinstance(doubt, AmbiguousName)
        pairs = zip(doubt.candidates, doubt.ids or doubt.candidates, strict=False)
        line = words("problem.several" if known else "problem.unknown", name=repr(doubt.name))
        raise HttpProblem(409 if known else 404, line, candidates=list(pairs)) from doubt
    except (NothingFound, UsageProblem) as error:
        line = error.problem[:1].upper() + error.problem[1:] + "."
        raise HttpProblem(404 if isinstance(error, NothingFound) else 400, line) from error


def _address(facts: Facts, node: int, at: date | None) -> str:
    kind = "person" if facts.is_person(node) else "club"
    return f"/page/{kind}?" + urlencode({"name": facts.iri(node)} | ({"at": at.isoformat()} if at else {}))


def _page(backend: Backend, values: dict[str, str], at: date) -> Page:
    from kg.answers.pages import Pages

    facts = backend.facts

    def address(iri: str) -> str:
        node = facts.node(iri)
        return _address(facts, node, at) if node is not None else ""

    pages: Pages = Pages(backend, at, address=address, home="/")
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
                (_address(facts, node, at), facts.named(node).name)
                for text, what in ((values["player"], "person"), (values.get("club", ""), "club"))
                if text
                for node in (facts.find(text, what),)
            ]
            return page


def _person(pages: Pages, node: int) -> Page:
    """A person's page, which leads to the clubs that are told of in reports, and to the one that pulls most."""
    answer = questions.answer_about(pages.builder, node, None, most=ALTERS)
    pull = strongest_pull(answer)
    club = pages.facts.node(pull[0]) if pull else None
    return pages.person_page_of(answer, _onward(pages, node, [(node, club)] if club is not None else []))


def _onward(pages: Pages, node: int, more: Sequence[tuple[int, int]] = ()) -> list[tuple[str, str]]:
    """Questions about somebody, or about whom a club could bring: those that reports tell of, and some more."""
    facts, words, at = pages.facts, pages.frame.words, pages.at.isoformat()
    told = [
        (player, club)
        for player, club in reported_pairs(facts, day(pages.at))
        if node in (player, club) and pages.frame.traits(facts.iri(player)).club != facts.named(club).name
    ]
    return [
        (
            "/page/persuasion?" + urlencode({"player": facts.iri(player), "club": facts.iri(club), "at": at}),
            words("onward.player", player=facts.named(player).name, club=facts.named(club).name),
        )
        for player, club in dict.fromkeys([*told, *more])
    ][:_MOST_ONWARD]


def _names(facts: Facts, values: dict[str, str]) -> list[dict[str, str]]:
    """Who may be meant by what was typed so far; the best known first, in words that tell namesakes apart."""
    nodes = facts.starting_with(values["q"], values.get("what", "any"), limit=_MOST)
    suggestions = []
    for node in nodes:
        name, label = facts.named(node).name, facts.label(node)
        about = label[len(name) + 2 : -1] if label.startswith(name + " (") else ""
        suggestions.append({"name": name, "about": about, "href": _address(facts, node, None)})
    return suggestions


def _start(backend: Backend, at: date) -> str:
    from kg.graph.worlds import tournaments
    from kg.render.html.start import Start, start_page

    facts, words = backend.facts, words_in()
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
            assets=ASSETS,
            live=True,
            asked=_EXAMPLE,
            today=at.isoformat(),
            examples=examples,
            notes=[words("home.releases", titles=titles), words("caution")],
        ),
        words,
    )
