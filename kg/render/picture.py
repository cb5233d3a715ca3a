"""An answer as a card to share: 1200 × 630, the size of link previews, as SVG or PNG.

The card is drawn without a browser. Every name and label in it is escaped text; nothing is loaded from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from kg.errors import MissingExtra
from kg.model import Answer, Persuader
from kg.render.answer import headline
from kg.render.citations import cited_sources
from kg.render.reasons import FAINT, reasons_of
from kg.render.text_width import fitting_lines
from kg.render.words import clean, label, odds, odds_known, path_words, range_known, source_words, tie_words

__all__ = ["HEIGHT", "WIDTH", "png_of", "svg_card"]

WIDTH, HEIGHT = 1200, 630
_FONT = "'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_INK, _QUIET, _LINE, _BAR, _PAPER = "#14213d", "#52607a", "#d7dde8", "#0b7a75", "#fbfaf6"
_SHOWN = 3
_LEFT, _BAR_LEFT, _BAR_WIDTH = 60, 880, 260
_ROOM = WIDTH - 2 * _LEFT
_NAME_ROOM = _BAR_LEFT - _LEFT - 50 - 30
_TOP, _ROW = 212, 108
"""Where the first person stands, and how far below each other they do: three and a line fit above the foot."""


def svg_card(answer: Answer) -> str:
    """The answer as an SVG document: question, first three with reasons and ranges, date, sources."""
    shown = [person for person in answer.persuaders if person.influence >= FAINT][:_SHOWN]
    parts = [*_head(answer), *_rows(answer, shown), *_rest(answer, len(shown)), *_foot(answer)]
    title = headline(answer)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label={quoteattr(title)}>\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>\n'
        f'<rect width="{WIDTH}" height="10" fill="{_BAR}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _head(answer: Answer) -> Iterator[str]:
    question = answer.question
    club = f" to join {clean(question.club.name)}" if question.club else ""
    words = f"Who could persuade {clean(question.target.name)}{club}?"
    lines = fitting_lines(words, _ROOM, size=40, bold=True, most=2)
    for number, line in enumerate(lines):
        yield _text(line, _LEFT, 82 + 50 * number, size=40, weight="bold")
    yield _text(f"As of {question.as_of.isoformat()}", _LEFT, 82 + 50 * len(lines) - 6, size=22, colour=_QUIET)


def _rows(answer: Answer, shown: list[Persuader]) -> Iterator[str]:
    if not shown:
        words = clean(answer.already_there) or f"Nobody is known with a tie worth more than {odds(FAINT)}."
        for number, line in enumerate(fitting_lines(words, _ROOM, size=28, most=3)):
            yield _text(line, _LEFT, 270 + 40 * number, size=28)
        return
    scale = _BAR_WIDTH / max(max(person.interval.high, person.influence) for person in shown)
    for number, person in enumerate(shown):
        top = _TOP + _ROW * number
        yield _text(f"{number + 1}", _LEFT, top + 34, size=34, weight="bold", colour=_BAR)
        role = "announced" if person.presence == "arriving" else label(person.role)
        name = clean(person.person.name)
        [shown_name] = fitting_lines(f"{name}, {role}" if role else name, _NAME_ROOM, size=28, bold=True) or [""]
        yield _text(shown_name, _LEFT + 50, top + 26, size=28, weight="bold")
        for row, line in enumerate(_reason(person, answer)):
            yield _text(line, _LEFT + 50, top + 58 + 26 * row, size=19, colour=_QUIET)
        yield from _bar(person, top, scale)


def _rest(answer: Answer, shown: int) -> Iterator[str]:
    """One line for those who are not drawn."""
    others = answer.persuaders[shown:]
    if others and shown > 0:
        names = ", ".join(clean(person.person.name) for person in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        [line] = fitting_lines(f"With less influence: {names}{more}", _ROOM - 50, size=19)
        yield _text(line, _LEFT + 50, _TOP + 12 + _ROW * shown, size=19, colour=_QUIET)


def _reason(person: Persuader, answer: Answer) -> list[str]:
    names = {person.person.id: person.person.name}
    if ties := reasons_of(person)[:2]:
        target = answer.question.target.name
        words = "; ".join(tie_words(scored.tie, names | {scored.tie.ego: target}) for scored in ties)
    elif person.standing:
        words = clean(person.standing)
    elif person.paths:
        words = path_words(person.paths[0])
    else:
        words = "no tie known"
    return fitting_lines(words, _NAME_ROOM, size=19, most=2)


def _bar(person: Persuader, top: int, scale: float) -> Iterator[str]:
    """The influence as a bar with a whisker for its range, and the figures under it."""
    length, low, high = (
        max(value, 0.0) * scale for value in (person.influence, person.interval.low, person.interval.high)
    )
    middle = top + 18
    yield f'<rect x="{_BAR_LEFT}" y="{top + 6}" width="{length:.1f}" height="24" fill="{_BAR}"/>'
    yield (
        f'<path d="M{_BAR_LEFT + low:.1f} {middle}H{_BAR_LEFT + high:.1f}M{_BAR_LEFT + high:.1f} {middle - 7}v14'
        f'M{_BAR_LEFT + low:.1f} {middle - 7}v14" stroke="{_INK}" stroke-width="2" fill="none"/>'
    )
    size, range_words = odds_known(person.influence, person.interval), range_known(person.interval)
    words = f"{size} ({range_words})" if range_words and range_words != size else size
    yield _text(words, _BAR_LEFT, top + 58, size=22, weight="bold")


def _foot(answer: Answer) -> Iterator[str]:
    sources = cited_sources(answer)
    named = "; ".join(source_words(source) for source in sources[:2])
    more = f" and {len(sources) - 2} more" if len(sources) > 2 else ""
    yield f'<path d="M{_LEFT} 566H{WIDTH - _LEFT}" stroke="{_LINE}" stroke-width="2"/>'
    yield _text(
        "× is by how much such ties went with higher odds: a possible factor, never a proven cause.",
        _LEFT,
        592,
        size=17,
    )
    words = f"player-kg · {len(sources)} sources: {named}{more}" if sources else "player-kg"
    [line] = fitting_lines(words, _ROOM, size=16)
    yield _text(line, _LEFT, 616, size=16, colour=_QUIET)


def _text(words: str, x: int, y: int, *, size: int, weight: str = "normal", colour: str = _INK) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{_FONT}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(clean(words))}</text>"
    )


def png_of(svg: str) -> bytes:
    """A card as PNG.

    Raises:
        MissingExtra: the renderer is not installed.
    """
    try:
        import resvg_py  # noqa: PLC0415  an extra that may not be installed
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "a PNG needs resvg-py", remedy="pip install 'player-kg[picture]', or ask for .svg"
        ) from error
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, sans_serif_family="DejaVu Sans"))
