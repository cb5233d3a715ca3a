"""The full model's chances in words, tables and JSON."""

from __future__ import annotations

from kg.model.outlook import ClubChance, Outlook
from kg.render.blocks import Block, Column, Heading, Table, Text
from kg.render.shapes.questions import OutlookShape
from kg.render.words import clean

__all__ = ["clubs_words", "outlook_blocks", "outlook_json", "outlook_words", "percent"]

_VOICES = 3
_CLUBS = 3


def percent(chance: float) -> str:
    """A chance as people read it.

    >>> percent(0.004), percent(0.0213), percent(0.3), percent(0.0000001)
    ('0.4 %', '2.1 %', '30 %', 'under 0.1 %')
    """
    if 0 < chance < 0.001:
        return "under 0.1 %"
    return f"{100 * chance:.0f} %" if chance >= 0.1 else f"{100 * chance:.1f} %"


def outlook_words(outlook: Outlook, player: str) -> str:
    """What the model says of the one club asked about, in two sentences."""
    club = outlook.chances[0]
    words = (
        f"Should {clean(player)} move in the window of {outlook.window}, the full model gives {clean(club.club.name)} "
        f"{percent(club.chance)} (number {club.rank} of {outlook.clubs} clubs)"
    )
    if club.voices:
        words += f", and {percent(club.voices[0].chance)} with the voice of {clean(club.voices[0].person.name)}"
    return f"{words}. {clean(outlook.record)}"


def clubs_words(outlook: Outlook, player: str) -> str:
    """The first clubs where a player could go, in a sentence, and what the model's record is."""
    clubs = ", ".join(f"{clean(item.club.name)} ({percent(item.helped)})" for item in outlook.chances[:_CLUBS])
    return (
        f"Should {clean(player)} move in the window of {outlook.window}, the likeliest clubs by the full model, with "
        f"all ties: {clubs}. {clean(outlook.record)}"
    )


def outlook_blocks(outlook: Outlook, *, limit: int | None) -> list[Block]:
    """The clubs where a player could go, the likeliest with help first."""
    rows = tuple(
        (str(item.rank), clean(item.club.name), percent(item.chance), _helped(item), _through(item))
        for item in outlook.chances[:limit]
    )
    titles = ("Rank", "Club", "Chance", "With all ties", "With one voice")
    columns = tuple(Column(title, right=place in (0, 2, 3), flexible=place == 4) for place, title in enumerate(titles))
    return [
        Heading(f"Should he move in the window of {outlook.window}"),
        Table(columns, rows),
        Text(
            f"By the full model, fitted on moves before {outlook.fitted_until.isoformat()}, among {outlook.clubs} "
            f"clubs; rank and chance are without help. {clean(outlook.record)}",
            quiet=True,
        ),
    ]


def _helped(item: ClubChance) -> str:
    return percent(item.helped) if item.voices else ""


def _through(item: ClubChance) -> str:
    return ", ".join(f"{clean(voice.person.name)} {percent(voice.chance)}" for voice in item.voices[:_VOICES])


def outlook_json(outlook: Outlook) -> OutlookShape:
    """The key ``outlook`` of an answer."""
    return {
        "window": outlook.window,
        "opens": outlook.opens.isoformat(),
        "fitted_until": outlook.fitted_until.isoformat(),
        "clubs": outlook.clubs,
        "chances": [
            {
                "id": item.club.id,
                "name": item.club.name,
                "rank": item.rank,
                "chance": round(item.chance, 6),
                "helped": round(item.helped, 6),
                "voices": [
                    {"id": voice.person.id, "name": voice.person.name, "chance": round(voice.chance, 6)}
                    for voice in item.voices
                ],
            }
            for item in outlook.chances
        ],
        "record": outlook.record,
    }
