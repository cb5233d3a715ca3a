"""The releases of a file that an export wrote, as they are: every id, source, licence and day of retrieval."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final, cast

from kg.claims.readers.files import Input
from kg.claims.readers.rdf_files import checked_text, notation
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.rdf.decoder import concept_names, decode
from kg.rdf.quads import QuadsWriter, read_quads, split_by_graph
from kg.rdf.vocabulary import COUNTRY
from kg.store.concept_links import VOCABULARY
from kg.text.countries import countries_by_code

__all__ = ["exported_releases"]

_FORMS: Final = frozenset({"TRIG", "N_QUADS", "JSON_LD"})
"""Notations with named graphs."""


def exported_releases(file: Path) -> Iterator[tuple[Release, Iterator[Claim]]]:
    """Every release of a file in TriG, N-Quads or JSON-LD, compressed or not, one in memory at a time.

    Raises:
        InvalidInput: the file cannot be read, or does not say which release states what.
    """
    source = Input(file, file.name.lower().removesuffix(".gz"))
    form = notation(source)
    if form not in _FORMS:
        raise InvalidInput(
            "this is no export that says which release states what",
            file=str(file),
            remedy="name one in TriG, N-Quads or JSON-LD, or read it with kg import claims",
        )
    parts: dict[str, Path] = {}
    with TemporaryDirectory(prefix="player-kg-") as folder:
        with ExitStack() as stack:

            def writer(graph: str) -> QuadsWriter:
                parts[graph] = Path(folder, f"{len(parts)}.nq.gz")
                return stack.enter_context(QuadsWriter(parts[graph]))

            split_by_graph(stack.enter_context(_opened(source, form)), writer, form=form)
        concepts = parts.pop(VOCABULARY, None)
        if not parts:
            raise InvalidInput("there is no release in it", file=str(file))
        labels = {COUNTRY + code: name for code, name in countries_by_code().items()}
        if concepts is not None:
            labels.update(concept_names(read_quads(concepts)))
        for graph, part in parts.items():
            items = decode(read_quads(part), labels=labels)
            release = next(items, None)
            if not isinstance(release, Release) or not release.dataset:
                raise InvalidInput(
                    f"the graph {graph} describes no release",
                    file=str(file),
                    remedy="give each graph a pkg:Release of its own name with a pkg:dataset; nothing was stored",
                )
            yield release, (item for item in items if isinstance(item, Claim))


@contextmanager
def _opened(source: Input, form: str) -> Iterator[BinaryIO]:
    """The file's text; of JSON-LD, which nests, only once that is known to end."""
    if form == "JSON_LD":
        yield io.BytesIO(checked_text(source)[0].encode())
        return
    with source.open() as text:
        yield cast("BinaryIO", text)
