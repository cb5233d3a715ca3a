"""Proposals made elsewhere, by a language model for instance: taken only if they pass the checks of our own.

The sentence must stand in the story, word for word; everybody must be somebody whom the story names and the store
knows; kind, modality and dates must be those of a proposal. What fails is refused with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kg.claims.reading.directory import Directory
from kg.claims.reading.language import language_named
from kg.claims.reading.names import mentions
from kg.claims.reading.proposals import Party, Proposal, Reading
from kg.claims.reading.sentences import Sentence
from kg.claims.reading.tone import RELATIONSHIPS
from kg.model import Confidence, ImpreciseDate, Modality

__all__ = ["RULE", "outside_proposals"]

RULE: Final = "proposed from outside"
_EVENTS: Final = ("interest", "contact", "offer", "rejection", "contract", "transfer", "persuasion")
_PARTS: Final = {"mentor": ("mentor", "player"), "persuasion": ("player", "persuader")}
_LEAST: Final = 10
_MOST: Final = 200


def outside_proposals(items: Any, reading: Reading, directory: Directory) -> tuple[list[Proposal], list[str]]:
    """Return the proposals that pass, numbered after those of the reading, and why the others do not.

    Args:
        items: a list of objects in the form of ``kg read --format json``: ``kind``, ``modality``, ``people`` and
            ``clubs`` (names, or objects with ``name``), ``sentence``, and maybe ``date``, ``origin`` and ``detail``.
        reading: what was read in the story.
        directory: who there is.
    """
    named, _ = mentions(reading.text, directory, language_named(reading.language))
    existing = {mention.node for mention in named if mention.node is not None}
    proposals: list[Proposal] = []
    refused: list[str] = []
    if not isinstance(items, list):
        return [], ["this is no list of proposals"]
    words = {_key(proposal) for proposal in reading.proposals}
    for place, item in enumerate(items[:_MOST], 1):
        try:
            proposal = _checked(item, reading, directory, existing, len(reading.proposals) + len(proposals) + 1)
        except ValueError as error:
            refused.append(f"proposal {place}: {error}")
            continue
        if _key(proposal) not in words:
            words.add(_key(proposal))
            proposals.append(proposal)
    return proposals, refused


def _key(proposal: Proposal) -> tuple[object, ...]:
    people = frozenset(party.entity.id for party in proposal.people)
    club = next((party.entity.id for party in proposal.clubs), "")
    return proposal.kind, people, club, proposal.modality is Modality.DENIAL


def _checked(item: Any, reading: Reading, directory: Directory, known: set[int], number: int) -> Proposal:
    """One proposal.

    Raises:
        ValueError: it fails a check.
    """
    if not isinstance(item, Mapping):
        raise ValueError("it is no object")
    kind = str(item.get("kind", ""))
    if kind not in (*RELATIONSHIPS, *_EVENTS):
        raise ValueError(f"there is no kind {kind[:40]!r}")
    modality = Modality(str(item.get("modality", "")))
    sentence = str(item.get("sentence", ""))
    start = reading.text.find(sentence)
    if start < 0 or len(sentence) < _LEAST:
        raise ValueError("its sentence is not in the story")
    people = _parties(item.get("people"), directory, known, person=True)
    clubs = _parties(item.get("clubs"), directory, known, person=False)
    if len(people) != (2 if kind in (*RELATIONSHIPS, "persuasion") else 1):
        raise ValueError(f"it names {len(people)} people")
    if kind in _EVENTS and not clubs:
        raise ValueError("it names no club")
    date = ImpreciseDate.parse(str(item["date"])) if item.get("date") else None
    first, second = _PARTS.get(kind, ("player", "player"))
    named = directory.register.named
    return Proposal(
        number,
        kind,
        tuple(Party(named(node), part) for node, part in zip(people, (first, second), strict=False)),
        ()
        if kind in RELATIONSHIPS
        else tuple(Party(named(node), part) for node, part in zip(clubs, ("club", "other_club"), strict=False)),
        modality,
        str(item.get("origin", ""))[:100],
        Confidence.LOW,
        Sentence(sentence, start, start + len(sentence)),
        when=date if date and kind != "contract" and date.first <= directory.published else None,
        until=date if kind == "contract" else None,
        detail=str(item.get("detail", ""))[:100],
        rule=RULE,
    )


def _parties(values: Any, directory: Directory, known: set[int], *, person: bool) -> list[int]:
    """The nodes of people or clubs by name.

    Raises:
        ValueError: a name is nobody's whom the story names.
    """
    names: Iterable[Any] = values if isinstance(values, list) else []
    nodes: list[int] = []
    for value in names:
        name = str(value.get("name", "") if isinstance(value, Mapping) else value)
        meant = [node for node in directory.whole(name) if node in known and directory.is_person(node) == person]
        if len(meant) != 1:
            raise ValueError(f"{name[:60]!r} is nobody whom the story names and the store knows")
        nodes.append(meant[0])
    if len(set(nodes)) < len(nodes):
        raise ValueError("it names somebody twice")
    return nodes
