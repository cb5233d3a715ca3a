"""Whether two records are one person: points for what agrees, against what does not, each said in words.

The points are natural-log odds in the manner of Fellegi and Sunter (1969, *A Theory for Record Linkage*): what
agreement is worth is about the logarithm of how much rarer it is among strangers than in one person's records. They
are set by hand, rounded, and conservative: `ACCEPT` is above what any one agreement brings, for a wrong merge is worse
than a missed one. `scripts/measure_resolution.py` measures what they lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.claims.identity.records import PersonRecord
from kg.model import Position, Precision, Role
from kg.text.countries import same_country
from kg.text.person_names import Likeness, likeness

__all__ = [
    "ACCEPT",
    "DOUBTFUL",
    "Match",
    "compare",
    "compare_names",
    "contradictions",
    "far_better_known",
    "in_company",
    "long_apart",
    "may_share_a_name",
    "namesakes",
    "near_one_club",
    "no_rival",
    "only_one",
]

ACCEPT = 12.0
"""From here on two records are one person (if no other record comes near)."""
DOUBTFUL = 8.5
"""From here on somebody should look."""

# One in some 10,000 footballers has a given full name; words of it are commoner, single names commoner still.
_NAME = {
    Likeness.SAME: 9.0,
    Likeness.PART: 6.5,
    Likeness.SPELLING: 6.0,
    Likeness.SHORT_GIVEN: 6.0,
    Likeness.SAME_SINGLE: 5.0,
    Likeness.INITIAL: 4.5,
    Likeness.PART_SINGLE: 3.5,
    Likeness.SHORT: 2.5,
    Likeness.DIFFERENT: -14.0,
}
_BIRTHDAY = 8.0  # one in some 5,000 shares the day, month and year
_BIRTH_YEAR = 2.5  # one in some 15 shares the year
_BIRTH_NEAR = 1.0  # a year worked out from an age is one off nearly half the time
_BIRTH_SWAPPED = 4.0  # 3 April for 4 March
_BIRTH_SAME_YEAR = -2.0  # a date that differs within the year: a slip in one source, or a namesake
_BIRTH_FAR = -14.0
_COUNTRY = 2.5  # one in some 15 shares a footballing country
_COUNTRY_OTHER = -4.0
_SEASON = 6.0  # one in some 1,000 was at that club in that season
_SEASON_MORE = 1.5  # each further one: they hang together
_SEASON_MOST = 9.0
_SEASON_NEXT = 3.0  # at one club in seasons side by side: where lists know a year alone, they are one off
_SEASON_NONE = -1.0  # for each season in which both are known to be at clubs, and not the same one …
_SEASON_NONE_MOST = -4.0  # … for lists of clubs have gaps, and wrong ends
_SEASON_OTHER_MOST = -6.0  # … and at most this where other seasons agree
_FEW_SEASONS = 5
_TOLD = 5.0  # an event names the club in that season, though he need not have been there
_PAGE = 8.0  # one page seldom speaks of two people by one name
_SQUAD = 5.0  # the same 26 at one tournament; partly the nationality over again
_SELECTED = 3.0  # chosen for the same country's team at other times: fewer than its citizens
_COACH = 4.0  # coaches are few …
_COACHED = 8.0  # … and a team has one at a time
_PLAYED_THEN = -2.0  # for each season in which the one coached and the other played, but for one, when he stopped
_PLAYED_THEN_MOST = -8.0
_POSITION = 0.5
_GOALKEEPER = -6.0  # goalkeepers stay goalkeepers
_UPFRONT = -0.5  # a defender in one list and a forward in the other; of neighbouring positions lists disagree
_AGE = -14.0  # nobody plays at such an age
_YOUNGEST, _OLDEST = 5, 43  # the difference of years; careers name the clubs of schooldays too
_YOUNGEST_CAPPED, _OLDEST_CAPPED = 14, 45
_LATE = 36  # few still play, and fewer after years in which no list has them
_OTHER_SIDE = -8.0  # with women's teams alone, and with men's: some women's clubs have plain names
_ONLY_ONE = 3.5  # a full name, and nobody else known by it
_NO_RIVAL = 3.0  # at the same club in the same season, and nobody else there whose name it can be
_RARE = 1.5  # a full name with a word that next to nobody else bears
_SLIGHT = -2.0  # what counts against less than this does not rule out the only one of a name
_COMPANY = 4.0  # at a team with somebody whom the source names beside them


@dataclass(frozen=True, slots=True)
class Match:
    """How well two records agree: the sum of points and what each is for."""

    score: float
    reasons: tuple[str, ...]
    against: bool = False
    """Whether something counts against it that lists of clubs, with their gaps and wrong ends, do not explain."""

    def plus(self, points: float, reason: str) -> Match:
        """The match with one more reason."""
        against = self.against or points < _SLIGHT
        return Match(self.score + points, (*self.reasons, _with_points(points, reason)), against)


@lru_cache(maxsize=4096)
def _with_points(points: float, reason: str) -> str:
    return f"{reason} ({points:+g})"


_STRANGERS = Match(_NAME[Likeness.DIFFERENT], ("different names (-14)",), True)
"""Most pairs that are compared at all share a word of their names and nothing else."""


def compare_names(left: PersonRecord, right: PersonRecord) -> Likeness:
    """The best agreement between any name of the one and any name of the other."""
    best = Likeness.DIFFERENT
    for a in left.forms:
        for b in right.forms:
            result = likeness(a, b)
            if result is Likeness.DIFFERENT:
                continue  # most are
            if result is Likeness.SAME:
                return result
            if _NAME[result] > _NAME[best]:
                best = result
    return best


def may_share_a_name(left: PersonRecord, right: PersonRecord) -> bool:
    """Whether any name of the one agrees with any of the other at all: `compare_names` without telling how well."""
    return any(likeness(a, b) is not Likeness.DIFFERENT for a in left.forms for b in right.forms)


def compare(left: PersonRecord, right: PersonRecord) -> Match:
    """Score whether two records are of one person; symmetric."""
    alike = compare_names(left, right)
    if alike is Likeness.DIFFERENT and left.seasons.isdisjoint(right.seasons) and not _same_day(left, right):
        return _STRANGERS
    score = _NAME[alike]
    against = score < 0
    reasons = [_with_points(score, alike.value)]
    for points, reason in (
        _birth(left, right),
        _country(left, right),
        _clubs(left, right),
        _reports(left, right),
        _squads(left, right),
        _position(left, right),
        _age(left, right),
        _side(left, right),
        _coach(left, right),
    ):
        if points:
            score += points
            against = against or points < _SLIGHT
            reasons.append(_with_points(points, reason))
    return Match(score, tuple(reasons), against)


def contradictions(left: PersonRecord, right: PersonRecord) -> tuple[str, ...]:
    """What speaks so much against two records being one person that one agreeing id or field does not settle it.

    Names that differ altogether do, unless both were born the same day or were at the same club for two seasons (names
    taken later); so do births in different years. A single word may be a nickname (Trézéguet): it contradicts a full
    name only where clubs or positions do as well.
    """
    if len(left.seasons & right.seasons) > 1 or _same_day(left, right):
        return ()
    points, reason = _birth(left, right)
    reasons = [reason] if points == _BIRTH_FAR else []
    if _comparable(left, right) and compare_names(left, right) is Likeness.DIFFERENT:
        nickname = any(len(form) == 1 for record in (left, right) for form in record.forms)
        others = [reason for points, reason in (_clubs(left, right), _position(left, right)) if points <= _SEASON_NONE]
        if reasons or others or not nickname:
            reasons = [Likeness.DIFFERENT.value, *reasons, *others]
    return tuple(reasons)


def namesakes(left: PersonRecord, right: PersonRecord, match: Match) -> bool:
    """Whether two records agree in everything but the year of birth: two people, or a slip that somebody should see."""
    far = _birth(left, right)[0] == _BIRTH_FAR
    return far and compare_names(left, right) is Likeness.SAME and match.score - _BIRTH_FAR >= ACCEPT


def _comparable(left: PersonRecord, right: PersonRecord) -> bool:
    """Whether both have a name in letters that can be compared: one script is not spelt like another."""
    return all(any(word.isascii() for form in record.forms for word in form) for record in (left, right))


def near_one_club(left: PersonRecord, right: PersonRecord) -> bool:
    """Whether both were at one club within a few seasons of each other."""
    return any(club == also and abs(a - b) <= _FEW_SEASONS for club, a in left.seasons for also, b in right.seasons)


def long_apart(left: PersonRecord, right: PersonRecord) -> bool:
    """Whether somebody would have played on at a late age, after years unknown to both, with no club known to both."""
    if not (left.seasons and right.seasons) or {club for club, _ in left.seasons} & {club for club, _ in right.seasons}:
        return False
    first, second = sorted(({year for _, year in record.seasons} for record in (left, right)), key=min)
    born = left.born or right.born
    return min(second) - max(first) >= _FEW_SEASONS and born is not None and min(second) - born >= _LATE


def _same_day(left: PersonRecord, right: PersonRecord) -> bool:
    return left.birth is not None and left.birth == right.birth and left.birth.precision is Precision.DAY


def only_one(match: Match, *, rare: bool = False) -> Match:
    """A full name without a birth date, matched with the only person known by exactly that name."""
    match = match.plus(_ONLY_ONE, "nobody else is known by that name")
    return match.plus(_RARE, "and next to nobody by a word of it") if rare else match


def no_rival(match: Match) -> Match:
    """Both at one club in one season, where neither source knows anybody else whom the name would fit."""
    return match.plus(_NO_RIVAL, "nobody else there whom the name fits")


def far_better_known(match: Match) -> Match:
    """A bare mention of a name that several people bear, one of whom is far better known than the others."""
    return match.plus(_ONLY_ONE, "far better known than others of that name")


def in_company(match: Match) -> Match:
    """Named together with somebody with whom the candidate has been at a team."""
    return match.plus(_COMPANY, "was at a team with somebody named beside them")


def _birth(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if left.birth is None or right.birth is None:
        return 0.0, ""
    a, b = left.birth.first, right.birth.first
    exact = left.birth.precision is right.birth.precision is Precision.DAY
    if exact and a == b:
        return _BIRTHDAY, "born the same day"
    if exact and a.year == b.year:
        swapped = (a.month, a.day) == (b.day, b.month)
        words = "birth date with day and month swapped" if swapped else "born on different days of one year"
        return (_BIRTH_SWAPPED if swapped else _BIRTH_SAME_YEAR), words
    if a.year == b.year:
        return _BIRTH_YEAR, "born the same year"
    if not exact and abs(a.year - b.year) == 1:
        return _BIRTH_NEAR, "birth years one apart, as an age in years gives them"
    return _BIRTH_FAR, "born in different years"


def _country(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if not left.countries or not right.countries:
        return 0.0, ""
    if any(same_country(a, b) for a in left.countries for b in right.countries):
        return _COUNTRY, "the same country"
    return _COUNTRY_OTHER, "different countries"


def _clubs(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if not (left.seasons and right.seasons):
        return 0.0, ""
    common = left.seasons & right.seasons
    years = {year for _, year in left.seasons} & {year for _, year in right.seasons} - left.lent - right.lent
    apart = len(years - {year for _, year in common})
    if common:
        shared = len(common)
        points = min(_SEASON + _SEASON_MORE * (shared - 1), _SEASON_MOST)
        points += max(_SEASON_NONE * apart, _SEASON_OTHER_MOST)
        words = f"{shared} season{'s' if shared > 1 else ''} at the same club"
        return points, f"{words}, {apart} apart" if apart else words
    if any((club, year + step) in right.seasons for club, year in left.seasons for step in (-1, 1)):
        return _SEASON_NEXT, "at the same club a season apart"
    points = max(_SEASON_NONE * apart, _SEASON_NONE_MOST)
    return (points, "never at the same club in the same season") if apart else (0.0, "")


def _age(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    """Whether the one's birth year and the other's seasons give an age at which nobody plays."""
    for one, other in ((left, right), (right, left)):
        if one.born is None:
            continue
        played = _spans(other.senior, one.born + _YOUNGEST, one.born + _OLDEST)
        capped = _spans(other.capped, one.born + _YOUNGEST_CAPPED, one.born + _OLDEST_CAPPED)
        if not (played and capped):
            what = "seasons" if capped else "internationals"
            return _AGE, f"born in {one.born}, too young or too old for the other's {what}"
    return 0.0, ""


def _spans(years: set[int], first: int, last: int) -> bool:
    """Whether years, if there are any, lie within two."""
    return not years or (min(years) >= first and max(years) <= last)


def _side(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    apart = left.sides and right.sides and left.sides.isdisjoint(right.sides)
    return (_OTHER_SIDE, "the one played with women, the other with men") if apart else (0.0, "")


def _reports(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if not left.pages.isdisjoint(right.pages):
        return _PAGE, "spoken of on the same page"
    if left.told_at.isdisjoint(right.seasons) and right.told_at.isdisjoint(left.seasons):
        return 0.0, ""
    return _TOLD, "told of with a club where the other was in that season"


def _squads(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if not left.squads.isdisjoint(right.squads):
        return _SQUAD, "in the same national squad"
    if left.squads and right.squads and {team for team, _ in left.squads} & {team for team, _ in right.squads}:
        return _SELECTED, "chosen for the same national team"
    return 0.0, ""


def _position(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if left.position is None or right.position is None:
        return 0.0, ""
    if left.position is right.position:
        return _POSITION, "the same position"
    if Position.GOALKEEPER in (left.position, right.position):
        return _GOALKEEPER, "a goalkeeper and an outfield player"
    if {left.position, right.position} == {Position.DEFENDER, Position.FORWARD}:
        return _UPFRONT, "a defender and a forward"
    return 0.0, ""


def _coach(left: PersonRecord, right: PersonRecord) -> tuple[float, str]:
    if not left.coached.isdisjoint(right.coached):
        return _COACHED, "coach of the same team in the same season"
    for years, played in ((left.coached, right.senior), (right.coached, left.senior)):
        both = len({year for _, year in years} & played)
        if both > 1:
            return max(
                _PLAYED_THEN * (both - 1), _PLAYED_THEN_MOST
            ), f"the one coached for {both} seasons in which the other played"
    coaching = {Role.HEAD_COACH, Role.ASSISTANT_COACH}
    return (_COACH, "both coaches") if left.roles & coaching and right.roles & coaching else (0.0, "")
