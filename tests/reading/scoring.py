"""Stories with what is to be proposed of them, and how near a reading comes."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.claims.reading.proposals import Proposal, Reading

STORIES = Path(__file__).parent / "stories"
_SYMMETRIC = ("friend", "family", "same_agent", "feud")


@dataclass(frozen=True)
class Expected:
    """One proposal as a story's file writes it: ``KIND MODALITY: person; person @ club ^ origin``."""

    kind: str
    modality: str
    people: tuple[str, ...]
    club: str
    origin: str

    @classmethod
    def parse(cls, text: str) -> Expected:
        """Read one line."""
        head, _, rest = text.partition(": ")
        kind, modality = head.split()
        rest, _, origin = rest.partition(" ^ ")
        people, _, club = rest.partition(" @ ")
        return cls(kind, modality, tuple(name.strip() for name in people.split(";")), club.strip(), origin.strip())

    def says(self, proposal: Proposal) -> bool:
        """Whether a proposal says the same: kind, how it is put, who, which club, and who reported it first."""
        return (
            self.agrees(proposal)
            and proposal.modality == self.modality
            and (not self.origin or proposal.origin == self.origin)
        )

    def agrees(self, proposal: Proposal) -> bool:
        """Whether a proposal says the same, however it is put."""
        people = [shown(party.entity.id, party.entity.name) for party in proposal.people]
        wanted = [re.sub(r" \((\d{4})\)", r"-\1", name) for name in self.people]
        if self.kind in _SYMMETRIC:
            people, wanted = sorted(people), sorted(wanted)
        club = proposal.clubs[0].entity.name if proposal.clubs else ""
        return (
            proposal.kind == self.kind
            and len(people) == len(wanted)
            and all(
                name in (want, want.rsplit("-", 1)[0]) or name == want
                for name, want in zip(people, wanted, strict=True)
            )
            and club == self.club
        )


def shown(iri: str, name: str) -> str:
    """A person's name, with the year of birth where namesakes need it."""
    return f"{name}-{iri[-4:]}" if name == "Callum Reyes" else name


@dataclass(frozen=True)
class Example:
    """A story with what is to be proposed of it."""

    id: str
    published: date
    text: str
    expected: tuple[Expected, ...]
    trap: str = ""


def examples(name: str) -> list[Example]:
    """The stories of a file."""
    table = tomllib.loads((STORIES / name).read_text(encoding="utf-8"))
    return [
        Example(
            story["id"],
            date.fromisoformat(story["published"]),
            story["text"].strip(),
            tuple(map(Expected.parse, story["expect"])),
            story.get("trap", ""),
        )
        for story in table["story"]
    ]


@dataclass
class Score:
    """Counts over stories: right, wrong and missed proposals, by kind and by modality."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, example: Example, reading: Reading) -> None:
        """Count one story."""
        left = list(example.expected)
        for proposal in reading.proposals:
            match = next((one for one in left if one.says(proposal)), None)
            labels = ("all", proposal.kind, f"as {proposal.modality}")
            if match is None:
                self.wrong.update(labels)
                self.notes.append(
                    f"{example.id} WRONG {described(proposal)}  <{proposal.rule}>  {proposal.sentence.text}"
                )
            else:
                left.remove(match)
                self.right.update(labels)
        for expected in left:
            self.missed.update(("all", expected.kind, f"as {expected.modality}"))
            self.notes.append(f"{example.id} MISSED {expected}")

    def precision(self, label: str = "all") -> float:
        """Share of the proposals that are right; 1 without any."""
        made = self.right[label] + self.wrong[label]
        return self.right[label] / made if made else 1.0

    def recall(self, label: str = "all") -> float:
        """Share of what is to be proposed that is; 1 without any."""
        wanted = self.right[label] + self.missed[label]
        return self.right[label] / wanted if wanted else 1.0

    def table(self) -> str:
        """All figures, one line a kind or modality."""
        labels: Sequence[str] = sorted({*self.right, *self.wrong, *self.missed}, key=lambda one: (one != "all", one))
        return "\n".join(
            f"{label:14} right {self.right[label]:3}  wrong {self.wrong[label]:3}  missed {self.missed[label]:3}  "
            f"precision {self.precision(label):.2f}  recall {self.recall(label):.2f}"
            for label in labels
        )


def described(proposal: Proposal) -> str:
    """A proposal on one line, in the form of the files."""
    people = "; ".join(party.entity.name for party in proposal.people)
    club = f" @ {proposal.clubs[0].entity.name}" if proposal.clubs else ""
    origin = f" ^ {proposal.origin}" if proposal.origin else ""
    return f"{proposal.kind} {proposal.modality}: {people}{club}{origin} [{proposal.dated}]"
