"""Which releases a generation holds and what is told of each without opening it: ``manifest.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from kg.lazy import lazy
from kg.model.claims import Release
from kg.model.dates import ImpreciseDate
from kg.model.status import Counts, ReleaseStatus
from kg.store.checksums import signed, verified

if TYPE_CHECKING:
    from kg.rdf import iris
else:
    iris = lazy("kg.rdf.iris")

__all__ = ["LAYOUT", "STARTER", "USER", "Entry", "Manifest", "folder_name"]

LAYOUT: Final = 2
"""Version of the layout of a store's folder (`kg.store.layout`); raised when an older program could not read it."""

STARTER: Final = "starter"
USER: Final = "user"
_SIGNED_SINCE: Final = 2
"""Layout since which a manifest carries its own checksum."""


def folder_name(dataset: str) -> str:
    """The name of a data set's files: legible, safe on every file system, and different for different data sets."""
    digest = blake2b(dataset.encode(errors="surrogatepass"), digest_size=4).hexdigest()
    legible = "".join(char for char in iris.slug(dataset) if char.isascii())[:40].strip("-")
    return f"{legible}-{digest}" if legible else digest


@dataclass(frozen=True, slots=True)
class Entry:
    """One release of a generation.

    Attributes:
        digest: of its N-Quads text, by which the very same content is recognised.
        name: of its file in ``quads/`` and its folder in ``segments/``.
        recipe: what made these claims of the release's files, such as the program and decisions on who is whom; ""
            if that is not known. The same files with the same recipe need not be read again.
    """

    status: ReleaseStatus
    digest: str
    name: str
    recipe: str = ""

    @property
    def release(self) -> Release:
        """What the release says of itself."""
        return self.status.release

    @property
    def origin(self) -> str:
        """`STARTER` or `USER`."""
        return self.status.origin


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _entry_from(data: dict[str, Any]) -> Entry:
    fields = data["release"]
    release = Release(
        id=fields["id"],
        dataset=fields["dataset"],
        title=fields["title"],
        version=fields["version"],
        url=fields["url"],
        licence=fields["licence"],
        publisher=fields["publisher"],
        published=ImpreciseDate.parse(fields["published"]) if fields["published"] else None,
        retrieved=_day(fields["retrieved"]),
    )
    status = ReleaseStatus(
        release,
        Counts(**data["counts"]),
        int(data["quads"]),
        _day(data["first"]),
        _day(data["last"]),
        data["origin"],
        tuple(map(str, data.get("gaps", ()))),
    )
    return Entry(status, str(data["digest"]), str(data["name"]), str(data.get("recipe", "")))


def _entry_to(entry: Entry) -> dict[str, Any]:
    release, status = entry.release, entry.status
    return {
        "release": {
            "id": release.id,
            "dataset": release.dataset,
            "title": release.title,
            "version": release.version,
            "url": release.url,
            "licence": release.licence,
            "publisher": release.publisher,
            "published": str(release.published) if release.published else None,
            "retrieved": _text(release.retrieved),
        },
        "counts": {name: getattr(status.counts, name) for name in Counts.__slots__},
        "quads": status.quads,
        "first": _text(status.first),
        "last": _text(status.last),
        "origin": status.origin,
        "gaps": list(status.gaps),
        "digest": entry.digest,
        "name": entry.name,
        "recipe": entry.recipe,
    }


@dataclass(frozen=True, slots=True)
class Manifest:
    """The releases of a generation, one for each data set, and which starter data it was filled from.

    Attributes:
        starter: name of the starter data. package: version of the program that put them there.
        layout: version of the layout in which the generation was written.
    """

    entries: tuple[Entry, ...] = ()
    starter: str = ""
    package: str = ""
    layout: int = LAYOUT

    def entry(self, dataset: str) -> Entry | None:
        """The release of a data set, if there is one."""
        return next((entry for entry in self.entries if entry.release.dataset == dataset), None)

    def with_entry(self, entry: Entry) -> Manifest:
        """The same with this release in place of the one of its data set."""
        rest = tuple(present for present in self.entries if present.release.dataset != entry.release.dataset)
        return replace(self, entries=(*rest, entry))

    def to_json(self) -> str:
        """The manifest as JSON text."""
        data = {
            "layout": self.layout,
            "starter": self.starter,
            "package": self.package,
            "releases": [_entry_to(entry) for entry in self.entries],
        }
        return signed(data, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else, incomplete, or was changed.
        """
        try:
            data = json.loads(text)
            if int(data["layout"]) >= _SIGNED_SINCE:
                data = verified(text)
            entries = tuple(map(_entry_from, data["releases"]))
            return cls(entries, str(data["starter"]), str(data["package"]), int(data["layout"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a manifest: {error}") from error
