"""A club's page: through whom it reaches somebody elsewhere, in the words of its table."""

from __future__ import annotations

from datetime import date

from kg.model import EntityRef, Interval, Persuader, ScoredTie, Team, Tie, TieKind
from kg.model.recommendations import Member, RankedMatch, Recommendations
from kg.render.html import club_page

from .worlds import KNOWN, MODEL

_CLUB = EntityRef("https://example.org/team/united", "Everton")
_PLAYER = EntityRef("https://example.org/person/player", "Ada Player")
_COACH = EntityRef("https://example.org/person/coach", "Cora Coach")
_MATE = EntityRef("https://example.org/person/mate", "Everton")  # a person of the club's name


def _tie(kind: TieKind, other: EntityRef, value: float, *, role: str = "player", detail: str = "") -> ScoredTie:
    shared = not detail
    tie = Tie(
        kind,
        _PLAYER.id,
        other.id,
        _CLUB if shared else None,
        date(2016, 7, 1) if shared else None,
        date(2018, 7, 1) if shared else None,
        730 if shared else 0,
        730,
        730,
        25,
        ego_role="player",
        alter_role=role,
        detail=detail,
    )
    return ScoredTie(tie, value, Interval(value / 2, value * 2))


def test_a_name_stands_once_and_what_was_shared_before_a_common_country() -> None:
    coached = _tie(TieKind.COACHED_BY, _COACH, 0.9, role="head_coach")
    # The country carries more here; that they played together says more.
    mates = (_tie(TieKind.COMPATRIOT, _MATE, 0.5, detail="Elbonia"), _tie(TieKind.CLUB, _MATE, 0.4))
    voices = tuple(
        Persuader(rank, person, _CLUB, role, 0.9, Interval(0.4, 1.8), ties, (), None)
        for rank, person, role, ties in ((1, _COACH, "head_coach", (coached,)), (2, _MATE, "player", mates))
    )
    members = tuple(Member(voice.person, voice.role, "certain", None, 9) for voice in voices)
    match = RankedMatch(_PLAYER, None, 1.5, Interval(1.0, 2.0), voices)
    targets = Recommendations(_CLUB, date(2024, 10, 1), (match,), KNOWN, MODEL, "", members)
    page_data = club_page(Team(_CLUB.id, _CLUB.name), targets, most=5).page_data
    through = page_data.rows[0][[column["key"] for column in page_data.columns].index("through") + 1]
    assert through == (
        "Cora Coach coached Ada Player at Everton 2016–2018, 2 years; Everton: Everton team-mates 2016–2018, 2 years"
    )
