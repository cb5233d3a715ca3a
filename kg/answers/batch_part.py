"""One part of a batch: some targets against all clubs, from columns to a file of rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from uuid import uuid4

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import concat_ranges, day
from kg.engines.job import Done
from kg.errors import KgError, UsageProblem
from kg.graph.batch_links import Links
from kg.graph.ties import TIE_KINDS
from kg.influence import load_weights
from kg.influence.batch import influences, stated_share
from kg.lazy import lazy
from kg.model import Confidence
from kg.render.csv import csv_line

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa = lazy("pyarrow")
    pq = lazy("pyarrow.parquet")

__all__ = ["COLUMNS", "FORMS", "SHOWN", "Work", "form_of", "joined_parts", "scored"]

SHOWN: Final = 3
"""How many of the strongest links a row names."""
FORMS: Final = ("parquet", "csv")
COLUMNS: Final = (
    "target",
    "target_name",
    "club",
    "club_name",
    "influence",
    "links",
    *(f"{name}_{place}" for place in range(1, SHOWN + 1) for name in ("person", "name", "influence", "ties")),
)
_NUMBERS: Final = ("influence", *(f"influence_{place}" for place in range(1, SHOWN + 1)))


def form_of(output: Path) -> str:
    """The form of a file by its ending.

    Raises:
        UsageProblem: it is none of `FORMS`, or what writes it is not installed.
    """
    form = output.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise UsageProblem(f"{output.name} is neither Parquet nor CSV", remedy="end its name in .parquet or .csv")
    if form == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401, PLC0415  the check itself
        except ImportError as error:
            raise UsageProblem(
                "Parquet needs pyarrow", remedy="install it with: pip install 'player-kg[parquet]', or write .csv"
            ) from error
    return form


class Work:
    """The job that engines run: the parts of the plan in a folder. A process opens the facts at its first part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __reduce__(self) -> tuple[type[Work], tuple[Path]]:
        return Work, (self._folder,)

    def run(self, part: int) -> Done:
        """Score the targets of one part, and write their rows under the part's name.

        Raises:
            KgError: it cannot be written.
            StoreError: the facts are gone, or damaged.
        """
        try:
            text = (self._folder / "plan.json").read_text(encoding="ascii")
        except OSError as error:
            raise KgError(
                f"the plan in {self._folder} cannot be read ({error.strerror})",
                remedy="every worker must see the output's folder under the same path",
            ) from error
        plan, links = _opened(text)
        begin = part * plan["part"]
        rows = scored(links, plan["targets"][begin : begin + plan["part"]], top=plan["top"])
        raw = _CODERS[plan["form"]](rows)
        place = self._folder / f"{part:06d}.{plan['form']}"
        fresh = place.with_suffix(f".{uuid4().hex}")  # a cluster may run a part twice at once
        try:
            fresh.write_bytes(raw)
            fresh.replace(place)
        except OSError as error:
            raise KgError(
                f"{place} cannot be written: {error.strerror}",
                remedy="what is finished is kept: make room and run the same command again",
            ) from error
        return Done(part, len(rows["target"]), blake2b(raw, digest_size=16).hexdigest())


@lru_cache(maxsize=1)
def _opened(text: str) -> tuple[dict[str, Any], Links]:
    """A plan and what it is worked on with, kept by a process for its next part, whoever hands it out."""
    plan = json.loads(text)
    return plan, Links(Facts.open(Path(plan["facts"])), plan["clubs"], date.fromisoformat(plan["at"]))


def scored(links: Links, targets: Sequence[int], *, top: int | None) -> dict[str, list[Any]]:
    """The rows of some targets: columns `COLUMNS`, sorted by target, greatest influence and club.

    A row stands for a target and a club at which somebody has a tie to the target by a shared team or a stated
    relationship. A *link* is such a person; what he carries is the sum of all his direct ties to the target (those by
    country, home town and language too) times the factor for presumed presence, exactly as `kg persuade` counts it
    without paths. ``influence`` is the sum over the links. Clubs of the organisation that the target is at have none.
    """
    pairs = _link_influences(links, np.asarray(targets, np.int64))
    low = np.searchsorted(links.member, pairs["alter"])
    high = np.searchsorted(links.member, pairs["alter"], side="right")
    place, owner = concat_ranges(low, high)
    target, person, club = pairs["ego"][owner], pairs["alter"][owner], links.club[place]
    weight = np.where(links.presence[place] == 1, load_weights().shape.presumed_presence, 1.0)
    carried = pairs["influence"][owner] * weight
    kinds = pairs["kinds"][owner]
    own = links.own_clubs(targets)
    if own:
        span = 1 << 31
        outside = ~np.isin(
            target * span + club, np.array([person * span + team for person, team in sorted(own)], np.int64)
        )
        target, person, club, carried, kinds = (column[outside] for column in (target, person, club, carried, kinds))
    order = np.lexsort((person, -carried, club, target))
    target, person, club, carried, kinds = (column[order] for column in (target, person, club, carried, kinds))
    new = np.ones(len(target), bool)
    new[1:] = (target[1:] != target[:-1]) | (club[1:] != club[:-1])
    first = np.flatnonzero(new)
    size = np.diff(first, append=len(target))
    total = np.add.reduceat(carried, first) if len(first) else carried
    best = np.lexsort((club[first], -total, target[first]))
    if top is not None:
        starts = np.searchsorted(target[first][best], target[first][best])
        best = best[np.arange(len(best)) - starts < top]
    first, size, total = first[best], size[best], total[best]
    rows: dict[str, list[Any]] = {
        "target": [],
        "target_name": [],
        "club": [],
        "club_name": [],
        "influence": total.tolist(),
        "links": size.tolist(),
    }
    rows["target"], rows["target_name"] = _named(links, target[first])
    rows["club"], rows["club_name"] = _named(links, club[first])
    for nth in range(SHOWN):
        filled = size > nth
        at = first[filled] + nth
        cells = (*_named(links, person[at]), carried[at].tolist(), _kinds(kinds[at]))
        for name, values in zip(("person", "name", "influence", "ties"), cells, strict=True):
            column: list[Any] = [None] * len(size)
            for row, value in zip(np.flatnonzero(filled).tolist(), values, strict=True):
                column[row] = value
            rows[f"{name}_{nth + 1}"] = column
    return rows


def _link_influences(links: Links, targets: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[Any]]:
    """By target (``ego``) and person at a club (``alter``): what their direct ties carry in sum, and their kinds."""
    facts, now, weights = links.facts, day(links.at), load_weights()
    teams, stated = links.ties(targets), links.stated(targets)
    nodes = {iri: facts.node(iri) for tie in stated for iri in (tie.ego, tie.alter)}
    columns = {
        "ego": [nodes[tie.ego] for tie in stated],
        "alter": [nodes[tie.alter] for tie in stated],
        "kind": [TIE_KINDS.index(tie.kind) for tie in stated],
        "end": [now if tie.end is None else day(tie.end) for tie in stated],
    }
    shares = [stated_share(tie, weights=weights) for tie in stated]
    guides = [tie.guides for tie in stated]
    count = len(teams["ego"])
    ties: dict[str, npt.NDArray[Any]] = {
        name: np.concatenate([teams[name], np.array(values, np.int64)]) for name, values in columns.items()
    }
    ties |= {name: np.concatenate([teams[name], np.zeros(len(stated), np.int64)]) for name in ("days", "circle")}
    ties["stated"] = np.concatenate([np.ones(count), np.array(shares, np.float64)])
    ties["guides"] = np.concatenate([np.zeros(count, bool), np.array(guides, bool)])
    pairs = np.unique(ties["ego"].astype(np.int64) << 31 | ties["alter"])
    egos, alters = pairs >> 31, pairs & ((1 << 31) - 1)
    sure = weights.confidence[Confidence.HIGH] * weights.strength.get("", 1.0)
    for kind, alike in links.alike(egos, alters):
        ego, alter = egos[alike], alters[alike]
        more = {
            "ego": ego,
            "alter": alter,
            "kind": np.full(len(ego), kind),
            "end": np.full(len(ego), now),
            "days": np.zeros(len(ego), np.int64),
            "circle": np.zeros(len(ego), np.int64),
            "stated": np.where(links.described(ego) | links.described(alter), sure, 1.0),
            "guides": np.zeros(len(ego), bool),
        }
        ties = {name: np.concatenate([column, more[name]]) for name, column in ties.items()}
    ties["ego_age"], ties["alter_age"] = links.ages(ties["ego"]), links.ages(ties["alter"])
    carried = influences(ties, kinds=TIE_KINDS, at=now, weights=weights)
    order = np.argsort(ties["ego"].astype(np.int64) << 31 | ties["alter"], kind="stable")
    first = np.searchsorted((ties["ego"].astype(np.int64) << 31 | ties["alter"])[order], pairs)
    bits = np.left_shift(1, ties["kind"].astype(np.int64))[order]
    return {
        "ego": egos,
        "alter": alters,
        "influence": np.add.reduceat(carried[order], first) if len(first) else carried,
        "kinds": np.bitwise_or.reduceat(bits, first) if len(first) else bits,
    }


def _named(links: Links, nodes: npt.NDArray[Any]) -> tuple[list[str], list[str]]:
    """Ids and names; each of them is read once."""
    different, back = np.unique(nodes, return_inverse=True)
    named, places = [links.named(node) for node in different.tolist()], back.tolist()
    return [named[place].id for place in places], [named[place].name for place in places]


def _kinds(bits: npt.NDArray[Any]) -> list[str]:
    """Kinds of tie of a link, in the order of `TieKind`, with a plus between."""

    def words(bit: int) -> str:
        return "+".join(kind for place, kind in enumerate(TIE_KINDS) if bit >> place & 1)

    different = {bit: words(bit) for bit in np.unique(bits).tolist()}
    return [different[bit] for bit in bits.tolist()]


def _csv(rows: dict[str, list[Any]]) -> bytes:
    texts = dict(rows)
    for name in _NUMBERS:
        texts[name] = [None if value is None else round(value, 6) for value in rows[name]]
    return "".join(map(csv_line, zip(*(texts[name] for name in COLUMNS), strict=True))).encode()


def _parquet(rows: dict[str, list[Any]]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(rows, schema=_schema()), sink, compression="zstd")
    raw: bytes = sink.getvalue().to_pybytes()
    return raw


def _schema() -> Any:
    types = {name: pa.float64() for name in _NUMBERS} | {"links": pa.int32()}
    return pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])


_CODERS: Final = {"csv": _csv, "parquet": _parquet}


def joined_parts(folder: Path, form: str, parts: int, output: BinaryIO) -> None:
    """Write all parts as one file, one part in memory at a time."""
    places = [folder / f"{part:06d}.{form}" for part in range(parts)]
    if form == "csv":
        output.write(csv_line(COLUMNS).encode())
        for place in places:
            output.write(place.read_bytes())
        return
    with pq.ParquetWriter(output, _schema(), compression="zstd") as writer:
        for place in places:
            writer.write_table(pq.read_table(place))
