"""The page in a real browser with the network cut: drawn, clickable, the same as the table, and never run by a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.model import (
    Answer,
    Confidence,
    Coverage,
    EntityRef,
    Evidence,
    ImpreciseDate,
    Interval,
    ModelInfo,
    Pathway,
    Persuader,
    Question,
    Report,
    ScoredTie,
    Source,
    Tie,
    TieKind,
)
from kg.render.html import person_page, persuasion_page
from kg.render.html.layout import layered
from kg.render.words import clean
from tests.browsing import Opened

HOSTILE = [
    "<script>window.canary=1</script>",
    "<img src=x onerror='window.canary=1'>",
    "</script><script>window.canary=1</script>",
    "{{ 7 * 7 }}",
    "${window.canary=1}",
    "'\"><svg onload=window.canary=1>",
    "a\u2028b\u202egnp.exe",
    "]]>--><!--",
]


def person(key: str, name: str) -> EntityRef:
    return EntityRef(f"https://example.org/person/{key}", name)


TARGET, CLUB, MIDDLE = person("x", "Zoë Ødegaard"), person("c", "Example United"), person("m", "Mia Between")


def tie(
    ego: EntityRef, alter: EntityRef, value: float, *, url: str = "https://example.org/page", name: str = "First XI"
) -> ScoredTie:
    page = Source("https://example.org/source/1", name, url, "Example Times", ImpreciseDate.parse("2024-09"))
    shared = Tie(
        TieKind.CLUB,
        ego.id,
        alter.id,
        EntityRef("https://example.org/team/1", name),
        date(2020, 7, 1),
        date(2022, 7, 1),
        730,
        700,
        730,
        25,
        evidence=(Evidence(page, summary=name),),
    )
    return ScoredTie(shared, value, Interval(value / 2, value * 2))


def answer(
    first: str = "Ann First", *, url: str = "https://example.org/page", club: str = "First XI", many: int = 2
) -> Answer:
    people = [
        Persuader(
            1,
            person("p0", first),
            CLUB,
            "player",
            1.5,
            Interval(1, 2),
            (tie(TARGET, person("p0", first), 1.5, url=url, name=club),),
        )
    ]
    for index in range(1, many):
        far = person(f"p{index}", f"Person {index}")
        steps = ((tie(MIDDLE, far, 0.5),), (tie(TARGET, MIDDLE, 0.5),))
        people.append(
            Persuader(
                index + 1,
                far,
                CLUB,
                "player",
                0.2 / index,
                Interval(0, 0.4),
                (),
                (Pathway((far, MIDDLE, TARGET), steps, 0.1, Interval(0, 0.2)),),
            )
        )
    page = Source("https://example.org/source/2", club, url, "Example Times")
    return Answer(
        Question(TARGET, CLUB, date(2024, 10, 1)),
        tuple(people),
        Coverage(30, "30 people considered."),
        ModelInfo("prior-1", "not fitted"),
        (Report("interest", f"{club} are interested.", page, Confidence.MEDIUM),),
    )


def write(folder: Path, shown: Answer) -> Path:
    file = folder / "page.html"
    file.write_text(persuasion_page(shown).html(), encoding="utf-8")
    return file


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_offline_without_a_request_or_an_error(browser: Any, tmp_path: Path, scheme: str) -> None:
    file = write(tmp_path, answer())
    opened = Opened(browser, file, color_scheme=scheme)
    assert opened.said == []
    assert opened.asked == [file.as_uri()]
    assert opened.page.evaluate("document.querySelector('#graph canvas').toDataURL().length") > 2000


@pytest.mark.browser
@pytest.mark.enable_socket
def test_choosing_somebody_shows_the_ties_with_every_source_as_a_link(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, write(tmp_path, answer())).page
    page.click("text=Person 1")
    panel = page.inner_text("#panel")
    assert "Person 1" in panel
    assert "Mia Between" in panel
    assert page.get_attribute("#panel a", "href") == "https://example.org/page"
    assert "2024-09" in panel


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_graph_answers_to_a_click_and_to_arrow_keys(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, write(tmp_path, answer())).page
    # The target stands in the leftmost column, halfway up: its pixel is asked of the drawing, not assumed.
    page.focus("#graph")
    page.keyboard.press("ArrowDown")
    first = page.inner_text("#panel h2")
    page.keyboard.press("ArrowDown")
    second = page.inner_text("#panel h2")
    assert first != second
    box = page.locator("#graph").bounding_box()
    assert box is not None
    seen = set()
    for share in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        seen.add(page.inner_text("#panel h2"))
    assert "Zoë Ødegaard" in seen


@pytest.mark.browser
@pytest.mark.enable_socket
def test_names_are_found_without_accents_and_the_view_can_be_shared(browser: Any, tmp_path: Path) -> None:
    file = write(tmp_path, answer())
    page = Opened(browser, file).page
    page.fill("#search", "zoe odegaard")
    page.press("#search", "Enter")
    assert page.inner_text("#panel h2") == "Zoë Ødegaard"
    assert page.evaluate("location.href").endswith("#who=x")
    page.goto("about:blank")
    page.goto(page.url if page.url != "about:blank" else file.as_uri() + "#who=p1")
    assert page.inner_text("#panel h2") == "Person 1"


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_table_twin_holds_everybody_and_sorts(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, write(tmp_path, answer(many=30))).page
    page.click("#all-rows")
    assert page.locator("#table tbody tr").count() == 30
    page.click("#table th >> text=Person")
    page.click("#table th >> text=Person")
    names = page.locator("#table td.person").all_inner_texts()
    assert names == sorted(names, reverse=True)
    page.click("#table >> text=Person 29")
    assert page.inner_text("#panel h2") == "Person 29"


@pytest.mark.browser
@pytest.mark.enable_socket
def test_unticking_a_kind_in_the_legend_changes_the_drawing_and_reset_brings_it_back(
    browser: Any, tmp_path: Path
) -> None:
    page = Opened(browser, write(tmp_path, answer())).page
    picture = "document.querySelector('#graph canvas').toDataURL()"
    before = page.evaluate(picture)
    page.uncheck("#legend input >> nth=0")
    page.wait_for_timeout(200)
    assert page.evaluate(picture) != before
    page.click("#reset")
    page.wait_for_timeout(200)
    assert page.evaluate(picture) == before


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_names_are_text_and_none_runs(browser: Any, tmp_path: Path, payload: str) -> None:
    opened = Opened(browser, write(tmp_path, answer(payload, club=payload, url=f"javascript:{payload}")))
    assert opened.page.evaluate("window.canary") is None
    assert opened.page.locator("#panel a").count() == 0
    assert opened.page.locator("#table td.person").first.inner_text().strip() == clean(payload)
    assert opened.said == []


def test_the_page_names_no_address_but_those_of_its_sources(tmp_path: Path) -> None:
    page = persuasion_page(answer()).html()
    assert "cdn" not in page.lower().split("<script>")[0]
    assert page.startswith("<!doctype html>")
    assert 'lang="en"' in page


def test_the_same_answer_gives_the_same_page() -> None:
    assert persuasion_page(answer(many=20)).html() == persuasion_page(answer(many=20)).html()


def test_a_ranking_keeps_its_order_and_go_betweens_stand_near_their_persuaders() -> None:
    places = layered([["x"], ["a", "b"], ["p1", "p2", "p3"]], beside={"a": ["p3"], "b": ["p1"]})
    assert [places[node][1] for node in ("p1", "p2", "p3")] == sorted(places[node][1] for node in ("p1", "p2", "p3"))
    assert places["b"][1] < places["a"][1]
    assert places["x"][0] < places["a"][0] < places["p1"][0]
    assert len(set(places.values())) == len(places)


@pytest.mark.parametrize(
    ("presence", "says"),
    [
        ("certain", "Player at Other Town. "),
        ("unsettled", "Player, perhaps at Example United then. At Other Town on that day. "),
        ("former", "Player, at Example United before. At Other Town on that day. "),
        ("arriving", "Player, announced at Example United (move of 2024-08-12) and yet to come. At Other Town on"),
    ],
)
def test_how_somebody_stands_to_the_club_asked_about(presence: str, says: str) -> None:
    asked = answer(many=1)
    other = EntityRef("https://example.org/team/2", "Other Town")
    first = replace(asked.persuaders[0], presence=presence, club=other, since=date(2024, 8, 12))
    told = persuasion_page(replace(asked, persuaders=(first,))).page_data.people
    assert next(person["d"] for person in told if person["n"] == "Ann First").startswith(says)


def test_what_is_too_faint_says_so_instead_of_odds_of_one() -> None:
    data = persuasion_page(answer()).page_data
    assert data.worth(0.004, Interval(0.0, 0.01)) == "Too faint to change the odds."
    assert data.worth(0.04, Interval(-0.02, 0.3)).startswith("A possible factor: odds ×1.04 (range 0.98–1.35)")


@pytest.mark.browser
@pytest.mark.enable_socket
def test_whose_influence_is_faint_stands_in_one_line_below_the_table(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, write(tmp_path, answer(many=12))).page  # from 0.2 / 5 on it is below log 1.05
    names = page.locator("#table td.person")
    assert names.all_inner_texts() == ["Ann First", *(f"Person {n}" for n in range(1, 5))]
    line = "7 weaker than ×1.05: Person 5, Person 6, Person 7, Person 8 and 3 more."
    assert page.inner_text("#faint") == line
    page.click("#table th >> text=Person")
    assert names.count() == 5
    page.emulate_media(media="print")
    assert page.is_visible("#faint")
    page.emulate_media(media="screen")
    page.click("#all-rows")
    assert names.count() == 12
    assert page.is_hidden("#faint")


@pytest.mark.browser
@pytest.mark.enable_socket
def test_where_ranks_go_on_further_down_a_line_says_who_stands_between(browser: Any, tmp_path: Path) -> None:
    asked = answer(many=12)
    before = replace(asked.persuaders[0], rank=13, person=EntityRef("https://example.org/person/old", "Old Hand"))
    page = Opened(browser, write(tmp_path, replace(asked, former=(before,)))).page
    rows = page.locator("#table tbody tr")
    ranks = [row.partition("\t")[0] for row in rows.all_inner_texts()]
    assert ranks == ["1", "2", "3", "4", "5", "6–12: weaker than ×1.05, told below the table.", "13"]
    page.click("#table th >> text=Person")
    assert rows.count() == 6
    page.click("#reset")
    page.click("#all-rows")
    assert rows.count() == 13


def test_nobody_is_named_first_for_a_faint_tie() -> None:
    asked = answer(many=12)
    faint = tuple(replace(item, rank=rank) for rank, item in enumerate(asked.persuaders[6:], 1))
    page = persuasion_page(replace(asked, persuaders=faint))
    assert page.lead == (
        "Nobody is known with a tie worth more than ×1.05. 0 people with a direct tie, 6 through a go-between only."
    )
    assert page.moment()["faint"].startswith("6 weaker than ×1.05: Person 6, Person 7, ")
    assert len(page.moment()["rows"]) == 1


def test_people_stand_where_they_met_whatever_they_share_by_birth() -> None:
    asked = answer(many=1)
    first = asked.persuaders[0]
    born = replace(first.ties[0].tie, kind=TieKind.COMPATRIOT, team=None, start=None, end=None)
    strongest = replace(first, ties=(ScoredTie(born, 3.0, Interval(1, 4)), *first.ties))
    captions = person_page(replace(asked, persuaders=(strongest,))).page_data.captions
    assert [caption["t"] for caption in captions] == ["First XI 2020–2022"]


def test_whoever_counts_by_role_is_told_of_by_role() -> None:
    asked = answer(many=2)
    coach = replace(asked.persuaders[1], role="head_coach", standing="no tie known; head coaches are named often")
    page = persuasion_page(replace(asked, persuaders=(coach,)))
    assert "no tie known; head coaches are named often" in page.lead
    assert page.page_data.rows[0][-1] == coach.standing
