"""Words for numbers, dates, ties and sources: the one place where an answer gets its voice.

Influence is held in log-odds and spoken of as a multiplier of the odds: 0.83 is "×2.3". The wording is fair on
purpose: a tie is "a possible factor", and whatever somebody said about people is "reported by" somebody.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kg.model import (
    DIRECTED,
    Confidence,
    Event,
    EventKind,
    Evidence,
    Followed,
    Interval,
    Modality,
    Pathway,
    ScoredTie,
    Source,
    Tie,
    TieKind,
)

__all__ = [
    "clean",
    "duration",
    "event_words",
    "followed_words",
    "label",
    "odds",
    "odds_known",
    "odds_range",
    "path_words",
    "published",
    "quote_words",
    "range_known",
    "reporters",
    "said_words",
    "source_words",
    "span",
    "tie_words",
    "years",
]

# Line and paragraph separators, control characters (a terminal would obey them) and the marks that turn the
# direction of text around (a name could rewrite the line it stands in).
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_DAY = timedelta(days=1)
_WIDEST = math.log(100)
"""From one end of a range to the other, in log-odds, beyond which too little is known to tell a size."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REPORTED = {
    TieKind.FRIENDSHIP: "friends",
    TieKind.FAMILY: "family",
    TieKind.MENTOR: "mentor",
    TieKind.IDOL: "idol",
    TieKind.SAME_AGENT: "same agent",
    TieKind.FEUD: "a feud",
}
_FEW_REPORTS = 10
_TOURNAMENTS = (TieKind.NATIONAL_TEAM, TieKind.NATIONAL_YOUTH_TEAM, TieKind.COACHED_BY, TieKind.STAFF)
# Below this, the number says how few of a squad are known and not how small the circle was.
_WHOLE_SQUAD = 14
_COMMON = {
    TieKind.COMPATRIOT: "compatriots",
    TieKind.HOME_TOWN: "same home town",
    TieKind.LANGUAGE: "a common language",
}

_HAPPENED = {
    EventKind.INTEREST: "{club} interested in {person}",
    EventKind.OFFER: "{club} made an offer for {person}",
    EventKind.REJECTION: "{person} turned down {club}",
    EventKind.CONTRACT: "{person} under contract with {club}",
    EventKind.TRANSFER: "{person} to {club}",
    EventKind.PERSUASION: "{by} on {person}, to join {club}",
    EventKind.DENIAL: "{by} denies having persuaded {person} to join {club}",
    EventKind.CONTACT: "{club} in contact with {person}",
}


def clean(text: str) -> str:
    r"""Text on one line that no terminal can be made to obey: control and direction marks become spaces.

    >>> clean("Real\x1b[31m Madrid\n")
    'Real [31m Madrid'
    """
    return " ".join(_UNSAFE.sub(" ", text).split())


def label(code: str) -> str:
    """A code of the model as words: ``head_coach`` is "head coach"."""
    return clean(code.replace("_", " "))


def odds(influence: float) -> str:
    """Log-odds as a multiplier of the odds, two digits that matter.

    >>> odds(0.0), odds(0.833), odds(3.2), odds(-0.7)
    ('×1', '×2.3', '×25', '×0.5')
    >>> odds(0.05)
    '×1.05'
    """
    return "×" + _two_digits(math.exp(min(influence, 700.0)))


def followed_words(followed: Followed | None) -> str:
    """How often what was reported came true; "" where too few such reports are a year old to say."""
    if followed is None or followed.reports < _FEW_REPORTS:
        return ""
    return (
        f"Of {followed.reports} pairs of a player and a club with a report of interest, talks or an offer a year ago "
        f"or longer, {followed.moved} ({followed.moved / followed.reports:.0%}) came together within the year. Such "
        "news are no sample, and do not count towards influence."
    )


def odds_range(interval: Interval) -> str:
    """An interval of log-odds as a range of multipliers: "1.4–3.9"."""
    low, high = (_two_digits(math.exp(min(value, 700.0))) for value in (interval.low, interval.high))
    return f"{low}–{high}"


def range_known(interval: Interval) -> str:
    """A range as `odds_range`, or that not enough is known where it says nothing; "" for a range of ×1 alone.

    >>> range_known(Interval(1.06, 7.5)), range_known(Interval(0.34, 1.36)), range_known(Interval(0.0, 0.0))
    ('not enough known', '1.4–3.9', '')
    """
    if interval.high - interval.low > _WIDEST:
        return "not enough known"
    words = odds_range(interval)
    return "" if words == "1–1" else words


def odds_known(influence: float, interval: Interval) -> str:
    """A multiplier of the odds as far as it is known: at least the low end where the range is too wide for more.

    >>> odds_known(5.39, Interval(1.06, 7.5)), odds_known(0.833, Interval(0.34, 1.36)), odds_known(2.0, Interval(-1, 6))
    ('×2.9 or more', '×2.3', 'not enough known')
    """
    if interval.high - interval.low <= _WIDEST:
        return odds(influence)
    return f"{odds(interval.low)} or more" if interval.low > 0 else "not enough known"


def _two_digits(value: float) -> str:
    if value >= 99.5:
        return f"{value:,.0f}" if value < 1e6 else "over a million"
    places = 0 if value >= 9.95 else 1 if value >= 1.5 else 2  # near 1, hundredths are what tells people apart
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


def duration(days: int) -> str:
    """A length of time in words.

    >>> duration(1), duration(60), duration(400), duration(820)
    ('1 day', '60 days', '13 months', '2 years 3 months')
    """
    if days < 120:
        return f"{days} day" if days == 1 else f"{days} days"
    months = round(days / 30.4369)
    if months < 24:
        return f"{months} months"
    rest = months % 12
    return f"{months // 12} years" + (f" {rest} month" + ("s" if rest > 1 else "") if rest else "")


def span(start: date | None, end: date | None) -> str:
    """From when until when, by the month, ``end`` exclusive: "Jan 2013 – Jul 2014", "since Jul 2023"."""
    last = end - _DAY if end else None
    first_words, last_words = (f"{_MONTHS[day.month - 1]} {day.year}" if day else "" for day in (start, last))
    if first_words and last_words:
        return first_words if first_words == last_words else f"{first_words} – {last_words}"
    if first_words:
        return f"since {first_words}"
    return f"until {last_words}" if last_words else ""


def years(start: date | None, end: date | None) -> str:
    """From when until when, by the year, ``end`` exclusive: "2013–2014", "since 2023"."""
    last = (end - _DAY).year if end else None
    if start and last:
        return str(start.year) if start.year == last else f"{start.year}–{last}"
    if start:
        return f"since {start.year}"
    return f"until {last}" if last else ""


def published(source: Source) -> str:
    """When a source says that it was published, in its own precision; "" if it does not say."""
    return str(source.published) if source.published else ""


def source_words(source: Source) -> str:
    """A source as a reader looks it up: publisher, title, date."""
    publisher, title, when = clean(source.publisher), clean(source.title), published(source) or "undated"
    if title in {publisher, f"{publisher}, {when}"}:  # a page whose own title nobody noted
        title = ""
    return ", ".join(part for part in (publisher, title, when) if part)


def reporters(evidence: Iterable[Evidence]) -> str:
    """Who reports it and when: "reported by Football España, 2024-09-19, and one more"."""
    sources = {item.source.id: item for item in evidence}
    if not sources:
        return "no source given"
    first, *others = sources.values()
    who = clean(first.source.publisher or first.source.title or first.source.url) or "an unnamed source"
    when = published(first.source)
    words = f"reported by {who}" + (f", {when}" if when else ", undated")
    if others:
        words += f", and {len(others)} more"
    if all(item.confidence is Confidence.LOW for item in sources.values()):
        words += " (unconfirmed)"
    return words


def said_words(modality: Modality | None, origin: str, confidence: Confidence) -> str:
    """How a page puts a claim, whom it relays, how sure that is: " (a plan, first reported by Relevo)"; "" if plain."""
    marks = [f"a {modality}"] if modality in (Modality.PLAN, Modality.DENIAL, Modality.RUMOUR) else []
    marks += [f"first reported by {clean(origin)}"] if origin else []
    marks += [f"{confidence} confidence"] if confidence is not Confidence.HIGH else []
    return f" ({', '.join(marks)})" if marks else ""


def quote_words(quote: str) -> str:
    """The sentence that a claim rests on, as it stands on its page, in quotation marks; "" for none."""
    return f"“{clean(quote)}”" if quote else ""


def tie_words(tie: Tie, names: Mapping[str, str], *, brief: bool = True) -> str:
    """A tie in words, seen from ``tie.ego``.

    Args:
        tie: the tie.
        names: names by id of the two people; whoever is missing is "one" or "the other".
        brief: years only and no circle, as fits a table's cell; otherwise months and the circle.
    """
    team = clean(tie.team.name) if tie.team else ""
    match tie.kind:
        case TieKind.CLUB | TieKind.ACADEMY | TieKind.NATIONAL_TEAM | TieKind.NATIONAL_YOUTH_TEAM:
            words = f"{team} academy team-mates" if tie.kind is TieKind.ACADEMY else f"{team} team-mates"
            return _shared(words, tie, brief=brief)
        case TieKind.COACHED_BY:
            return _shared(_coaching(tie, names, team), tie, brief=brief)
        case TieKind.STAFF:
            return _shared(_colleagues(tie, names, team), tie, brief=brief)
        case TieKind.COMPATRIOT | TieKind.HOME_TOWN | TieKind.LANGUAGE:
            subject = {"compatriot": "compatriots", "home_town": "same home town", "language": "a common language"}[
                tie.kind
            ]
            return subject + (f" ({clean(tie.detail)})" if tie.detail else "")
        case _:
            return _stated(tie)


def _colleagues(tie: Tie, names: Mapping[str, str], team: str) -> str:
    """Two of the staff, or a player and one of the staff who was not his head coach."""
    peer, role = (tie.alter, tie.alter_role) if tie.ego_role == "player" else (tie.ego, tie.ego_role)
    if "player" not in (tie.ego_role, tie.alter_role):
        return f"on the staff of {team} together"
    return f"together at {team}, {clean(names.get(peer, 'the peer'))} as {label(role)}"


def _stated(tie: Tie) -> str:
    subject = label(tie.alter_role) if tie.kind in DIRECTED and tie.alter_role else _REPORTED[tie.kind]
    detail = label(tie.detail)
    if detail and detail not in subject and subject not in detail:
        subject = f"{subject} ({detail})"
    elif detail:
        subject = detail if len(detail) > len(subject) else subject
    since = years(tie.start, tie.end)
    return subject + (f" {since}" if since else "") + f", {reporters(tie.evidence)}"


def _coaching(tie: Tie, names: Mapping[str, str], team: str) -> str:
    ego, alter = names.get(tie.ego, "one"), names.get(tie.alter, "the other")
    coach, role, player = (alter, tie.alter_role, ego) if tie.ego_role in {"player", ""} else (ego, tie.ego_role, alter)
    other_role = f" as {label(role)}" if role not in {"head_coach", ""} else ""
    return f"{clean(coach)} coached {clean(player)} at {team}{other_role}"


def _shared(words: str, tie: Tie, *, brief: bool) -> str:
    national = tie.kind in _TOURNAMENTS
    occasions = list(dict.fromkeys(clean(item.occasion) for item in tie.evidence if item.occasion and national))
    # A single day at a club is the day of a squad list: seen there together, for how long nobody says.
    length = duration(tie.days) if tie.days > 1 or (national and tie.days) else ""
    if length and tie.days_high - tie.days_low > max(7, tie.days // 5):
        length = f"about {length}"
    when = years(tie.start, tie.end) if brief else span(tie.start, tie.end)
    if occasions:
        # Where there is no room for all of them, tournaments tell more than single matches ("friendly v Elbonia").
        shown = (
            ([occasion for occasion in occasions if " v " not in occasion] or occasions)[-3:] if brief else occasions
        )
        rest = len(occasions) - len(shown)
        more = [f"{rest} more call-up{'s' if rest > 1 else ''}"] if rest else []
        parts = [f"{words}: " + ", ".join(shown), *more, *([] if brief or not when else [when])]
    else:
        parts = [f"{words} {when}".rstrip()]
    parts += [length] if length else []
    parts += ["possibly not at the same time"] if tie.possible else []
    if not brief:
        parts += [f"in a circle of about {tie.circle}"] if tie.circle >= _WHOLE_SQUAD else []
    return ", ".join(parts)


def path_words(path: Pathway, *, brief: bool = True) -> str:
    """An indirect way in words: "via Mason Mount: Chelsea team-mates 2020–2023, then England team-mates: Euro 2020"."""
    names = {person.id: person.name for person in path.people}
    through = " and ".join(clean(person.name) for person in path.people[1:-1])
    steps = [tie_words(_strongest(step).tie, names, brief=brief) for step in path.steps if step]
    return f"via {through}: " + "; then ".join(steps)


def _strongest(ties: Iterable[ScoredTie]) -> ScoredTie:
    return max(ties, key=lambda scored: abs(scored.influence))


def event_words(event: Event, names: Mapping[str, str]) -> str:
    """An event in words, without its source: "Real Madrid interested in Ann Other".

    Args:
        event: the event.
        names: names by id of the people and clubs it mentions.
    """
    person, club, peer, by = (
        clean(names.get(iri, iri)) for iri in (event.person, event.club, event.other_club, event.by)
    )
    words = _HAPPENED[event.kind].format(person=person, club=club or "a club", by=by or "somebody")
    rest = [f"from {peer}"] if peer and event.kind is EventKind.TRANSFER else [f"at {peer}"] if peer else []
    rest += [label(event.outcome)] if event.outcome else []
    rest += [f"until {event.until}"] if event.until else []
    when = f"{event.when}: " if event.when else ""
    return when + ", ".join((words, *rest))
