"""Two small plots as SVG, drawn by hand: no plotting library is needed for a few lines and dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from xml.sax.saxutils import escape

from kg.model.backtest import Band

__all__ = ["calibration_svg", "gain_svg"]

_SIZE, _MARGIN = 420, 56
_COLOURS = ("#0b62a4", "#c2571a", "#3b7d3b", "#7a4fa3", "#8a6d1d", "#555555", "#b0305c", "#1f8a8a", "#996633")


def calibration_svg(bands: Sequence[Band]) -> str:
    """Said probability against how often it came true, on logarithmic axes; the diagonal is perfect."""
    least = 1e-4

    def place(share: float) -> float:
        return (log10(max(share, least)) - log10(least)) / -log10(least)

    marks = [10.0**power for power in range(-4, 1)]
    dots = "".join(
        f'<circle cx="{_x(place(band.said)):.1f}" cy="{_y(place(band.seen)):.1f}" r="4" fill="{_COLOURS[0]}">'
        f"<title>{band.n} pairs: said {band.said:.2%}, came true {band.seen:.2%}</title></circle>"
        for band in bands
    )
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
    ticks = [(place(mark), f"{mark:g}") for mark in marks]
    return _framed("Calibration: probability said and share come true", ticks, ticks, diagonal + dots)


def gain_svg(gains: Mapping[str, Sequence[float]]) -> str:
    """For every model the share of moves whose club is among its first k."""
    most = max((len(gain) for gain in gains.values()), default=1)
    lines = ""
    for number, (name, gain) in enumerate(gains.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{_x((k + 1) / most):.1f},{_y(share):.1f}" for k, share in enumerate(gain))
        lines += f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        lines += f'<text x="{_SIZE + 8}" y="{_MARGIN + 16 * number}" fill="{colour}">{escape(name)}</text>'
    across = [(k / most, str(k)) for k in (1, 10, 20, 30, 40) if k <= most]
    up = [(tenth / 10, f"{tenth * 10}%") for tenth in range(0, 11, 2)]
    return _framed("Share of moves whose club is among the first k", across, up, lines, wide=200)


def _x(share: float) -> float:
    return _MARGIN + share * (_SIZE - 2 * _MARGIN)


def _y(share: float) -> float:
    return _SIZE - _MARGIN - share * (_SIZE - 2 * _MARGIN)


def _framed(
    title: str, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]], inside: str, *, wide: int = 0
) -> str:
    """Axes with their marks round a drawing."""
    side = _SIZE - 2 * _MARGIN
    marks = "".join(
        f'<text x="{_x(share):.1f}" y="{_SIZE - _MARGIN + 18}" text-anchor="middle">{label}</text>'
        for share, label in across
    ) + "".join(
        f'<text x="{_MARGIN - 6}" y="{_y(share) + 4:.1f}" text-anchor="end">{label}</text>' for share, label in up
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE + wide} {_SIZE}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{_MARGIN}" y="24" font-size="14">{escape(title)}</text>'
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{side}" height="{side}" fill="none" stroke="#333"/>'
        f"{marks}{inside}</svg>\n"
    )
