"""Which signing opens most doors: what it adds is exactly what the club's people carry with him and without."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.answers import recommendations
from kg.answers.doors import doors
from kg.errors import NothingFound, UnknownName
from kg.store.backend import Backend, open_store

AT = date(2024, 10, 1)


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Backend:
    return open_store(starter_store)


def test_signings_are_ranked_by_what_they_add(backend: Backend) -> None:
    answer = doors(backend, club="Real Madrid", at=AT)
    influences = [door.influence for door in answer.doors]
    assert influences == sorted(influences, reverse=True)
    assert len({door.person.id for door in answer.doors}) == len(answer.doors)
    assert all(door.club is None or door.club.name != "Real Madrid" for door in answer.doors)
    assert all(gain.influence <= door.influence + 1e-9 for door in answer.doors for gain in door.targets)


def test_what_a_signing_adds_is_what_joint_says(backend: Backend) -> None:
    from kg.answers import questions

    target = "Trent Alexander-Arnold"
    answer = doors(backend, club="Real Madrid", at=AT, targets=[target])
    first = answer.doors[0]
    asked = questions.persuade(backend, player=target, club="Real Madrid", at=AT)
    signing = recommendations.joint(backend, asked, most=1, first=first.person.id).signing
    assert signing is not None
    assert first.influence == pytest.approx(signing.after - signing.before, abs=0.02)


def test_unknown_targets_are_named(backend: Backend) -> None:
    with pytest.raises(UnknownName, match="Nobody Atall"):
        doors(backend, club="Real Madrid", at=AT, targets=["Nobody Atall"])


def test_a_day_before_all_data_is_said(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(NothingFound):
        doors(backend, club="Real Madrid", at=date(1850, 1, 1))
    assert not list(tmp_path.iterdir())
