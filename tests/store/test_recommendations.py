"""Where to, whom, who together, who first, and over the years, asked of the starter data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.answers import questions, recommendations
from kg.errors import UsageProblem
from kg.influence.joint import voices
from kg.store.backend import Backend, open_store

DAY = date(2023, 6, 30)


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Iterator[Backend]:
    with open_store(starter_store) as opened:
        yield opened


def test_destinations_are_clubs_of_people_with_ties_but_not_his_own(backend: Backend) -> None:
    found = recommendations.destinations(backend, player="Declan Rice", at=DAY)
    names = [each.place.name for each in found.recommendations]
    assert "Arsenal" in names
    assert not any("West Ham" in name for name in names)
    assert len(names) == len(set(names))
    assert all(
        one.influence >= two.influence
        for one, two in zip(found.recommendations, found.recommendations[1:], strict=False)
    )
    assert all(each.interval.low <= each.influence + 1e-9 for each in found.recommendations)
    assert "back-test" in found.record


def test_targets_are_elsewhere_and_through_the_clubs_people(backend: Backend) -> None:
    found = recommendations.targets(backend, club="Arsenal", at=DAY)
    rice = next(each for each in found.recommendations if each.place.name == "Declan Rice")
    assert "Bukayo Saka" in [one.person.name for one in rice.voices]
    assert not any(each.place.name == "Bukayo Saka" for each in found.recommendations)


def test_together_they_carry_less_than_the_sum_and_more_than_without_any_of_them(backend: Backend) -> None:
    answer = questions.persuade(backend, player="Declan Rice", club="Arsenal", at=DAY)
    found = recommendations.joint(backend, answer, most=3)
    assert found.total < sum(one.influence for one in answer.persuaders)
    assert all(left <= found.total + 1e-9 for left in found.without.values())
    assert found.best[0].person == voices(answer.persuaders)[0].person  # a role alone is no voice of several


def test_signing_a_friend_first_raises_the_pull(backend: Backend) -> None:
    answer = questions.persuade(backend, player="Declan Rice", club="Arsenal", at=DAY)
    signing = recommendations.joint(backend, answer, most=1, first="Mason Mount").signing
    assert signing is not None
    assert signing.after > signing.before
    assert signing.after - signing.before <= signing.influence + 1e-9


def test_without_a_club_nobody_stands_together(backend: Backend) -> None:
    answer = questions.persuade(backend, player="Declan Rice", club=None, at=DAY)
    with pytest.raises(UsageProblem, match="depends on the club"):
        recommendations.joint(backend, answer, most=2)


def test_over_the_years_from_the_first_meeting_on(backend: Backend) -> None:
    moments = recommendations.over_time(backend, person="Declan Rice", other="Bukayo Saka", at=date(2025, 6, 30))
    assert moments[-1].day == date(2025, 6, 30)
    assert moments[0].ties > 0
    assert moments[0].day.year >= 2018
    assert moments[0].forward < moments[-1].forward
