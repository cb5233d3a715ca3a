"""Managers, staff and minutes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from kg.model.claims import Role
from kg.model.people import TeamKind
from tests.readers.helpers import claims_of, people, put, spells, table, teams

MANAGERS = table(
    ("manager", "start_date", "end_date", "club"),
    ("Ada Example", "22 Dec, 2019", "Present", "Arse Town"),
    ("Bea Example", "29 Nov, 2019", "22 Dec, 2019", "Arse Town"),
    ("Cid Example(Jnr)", "01 Aug, 2001", "01 Aug, 2001", "Arse Town"),
    ("Dan Example", "01 Aug, 2001", "31 Jul, 2001", "Arse Town"),
    ("Eve Example", "31 Feb, 2001", "Present", "Arse Town"),
    ("Fay Example", "01 Aug, 2021", "05 May, 2023", "Other Town"),
)


def test_managers(tmp_path: Path) -> None:
    claims, rows = claims_of("managers", put(tmp_path, {"managers.csv": MANAGERS}))
    assert [row.line for row in rows.rows] == [5, 6]
    (present,) = spells(claims, "Ada Example")
    assert (present.period.end, present.period.attested) == (None, date(2023, 5, 5))
    (before,) = spells(claims, "Bea Example")
    assert str(before.period.end) == "2019-12-22"
    (one_day,) = spells(claims, "Cid Example")
    assert (one_day.role, str(one_day.period.end)) == (Role.HEAD_COACH, "2001-08-02")
    assert {one.country for one in teams(claims).values()} == {"England"}
    assert all("/name-" in one.id for one in people(claims).values())


def staff(*stations: dict[str, str]) -> bytes:
    person = {
        "url": "https://www.transfermarkt.de/kevin-mcexample/profil/trainer/77",
        "scraped_at": "2026-02-08T21:04:54",
        "name": "KevinMcExample",
        "current_club": "B. Musterstadt",
        "career_history": list(stations),
    }
    return json.dumps({"scraped_at": "2026-02-09", "assistant_coaches": [person]}).encode()


def station(club: str, number: int, role: str, start: str, end: str, *, slug: str = "x") -> dict[str, str]:
    url = f"https://www.transfermarkt.de/{slug}/startseite/verein/{number}/saison_id/2024"
    return {"club": club, "club_url": url, "role": role, "start_period": start, "end_period": end}


def test_staff(tmp_path: Path) -> None:
    data = staff(
        station("B. Musterstadt", 1, "Co-Trainer", "24/25 (01.07.2024)", "vsl.\xa030.06.2029"),
        station("B. Musterstadt U19", 2, "Trainer", "22/23 (01.12.2022)", "23/24 (30.06.2024)"),
        station("Deutschland U19", 3, "Co-Trainer", "20/21 (01.07.2020)", "-"),
        station("B. Musterstadt YL", 4, "Sportdirektor", "18/19 (01.07.2018)", "18/19 (30.06.2019)", slug="b-must-u19"),
        station("B. Musterstadt", 1, "Videoanalyst", "18/19 (01.07.2018)", "18/19 (30.06.2019)"),
        {"club": "4", "club_url": "https://www.transfermarkt.de/x/leistungsdatenDetail/trainer/1", "role": "Trainer"},
    )
    claims, rows = claims_of("managers", put(tmp_path, {"staff.json": data}))
    assert (rows.read, rows.skipped) == (6, 2)
    (person,) = people(claims).values()
    assert person.name == "Kevin McExample"
    now = spells(claims, team="B. Musterstadt")[0]
    assert (now.role, now.period.end, now.period.attested) == (Role.ASSISTANT_COACH, None, date(2026, 2, 8))
    assert str(spells(claims, team="B. Musterstadt U19")[0].period.end) == "2024-07-01"
    unknown = spells(claims, team="Germany U19")[0]
    assert (unknown.period.end, unknown.period.attested) == (None, None)
    kinds = {one.name: (one.kind, one.age_group) for one in teams(claims).values()}
    assert kinds["Germany U19"] == (TeamKind.NATIONAL_YOUTH, 19)
    assert kinds["B. Musterstadt YL"] == (TeamKind.YOUTH, 19)
    summaries = {claim.summary for claim in claims if claim.summary}
    assert "Co-Trainer; contract to 2029-06-30" in summaries


def minutes(*rows: tuple[object, ...]) -> bytes:
    head = ("season", "date", "match_id", "player_code", "player_name", "team", "opponent", "venue", "minutes")
    return table(head, *rows)


def test_minutes_are_summed_by_season_and_team_and_say_nothing_of_other_seasons(tmp_path: Path) -> None:
    first = minutes(
        ("2016-17", "2016-08-13", "m1", 7, "Ada Example", "Town", "City", "home", 90),
        ("2016-17", "2016-09-13", "m2", 7, "Ada Example", "Town", "City", "home", 0),
        ("2016-17", "2017-02-13", "m3", 7, "Ada Example", "City", "Town", "home", 12),
        ("2016-17", "2017-02-13", "m3", 7, "Ada Example", "City", "Town", "home", 12),
        ("2016-17", "2017-02-20", "m4", 7, "Ada Example", "City", "Town", "home", 999),
    )
    second = minutes(("2017-18", "2017-08-13", "m5", 7, "Ada Example", "Town", "City", "home", 45))
    alone, rows = claims_of("minutes", put(tmp_path / "one", {"2016-17.csv": first}))
    assert rows.skipped == 1
    assert rows.losses(), "minutes that cannot be read cost the minutes alone"
    both, _ = claims_of("minutes", put(tmp_path / "two", {"2016-17.csv": first, "2017-18.csv": second}))
    assert set(spells(alone)) < set(spells(both))
    town = spells(both, team="Town")
    assert [(s.matches, s.minutes, str(s.period.start), s.period.end, s.period.attested) for s in town] == [
        (1, 90, "2016-08-13", None, date(2016, 9, 13)),
        (1, 45, "2017-08-13", None, date(2017, 8, 13)),
    ]
