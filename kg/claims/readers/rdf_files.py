"""RDF files in the ontology's terms, in any of six notations, read without any access to the network."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kg.claims.readers.files import Input
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import clean, name_of
from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.claims import Claim, Release, Source
from kg.model.people import Person, Team
from kg.rdf.codec import decode
from kg.rdf.iris import source_iri
from kg.rdf.vocabulary import COUNTRY
from kg.text.countries import countries_by_code
from kg.text.plain_files import check_ordinary

if TYPE_CHECKING:
    import pyoxigraph
else:
    pyoxigraph = lazy("pyoxigraph")

__all__ = ["RDF_FILES", "checked_text", "notation", "rdf_claims", "rdf_release"]

_FORMATS = {
    ".ttl": "TURTLE",
    ".trig": "TRIG",
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".jsonld": "JSON_LD",
    ".rdf": "RDF_XML",
    ".owl": "RDF_XML",
    ".xml": "RDF_XML",
}
RDF_FILES = tuple(f"*{suffix}" for suffix in _FORMATS)
"""The names of the files that are read, as patterns."""

_LARGEST = 256 << 20  # decoding holds all of it at once, at about ten times its size
_SPLIT = "split it; kg import --from FILE takes the releases of an export of any size"
# Short entities stand for addresses. Long or nested ones are how a small file becomes a huge one.
_ENTITY = re.compile(r"<!ENTITY\s+[^>\s]+\s+(\"[^\"]*\"|'[^']*'|[^>]*)")
_LONGEST_ENTITY = 300
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
_DEEPEST = 500


def _text(source: Input) -> str:
    with source.open() as raw:
        data = raw.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InvalidInput(f"it is larger than {_LARGEST >> 20} MB", file=source.name, remedy=_SPLIT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput("this is no UTF-8 text", file=source.name, line=line, remedy="save it as UTF-8") from error


def _not_too_deep(text: str, form: str, source: Input) -> None:
    """Refuse nesting that no data needs: it would exhaust the parser's stack or its patience."""
    deepest = depth = 0
    if form == "JSON_LD":
        try:
            json.loads(text)
        except RecursionError:
            deepest = _DEEPEST + 1
        except ValueError:
            pass  # the RDF parser says it better, and where
    elif form == "RDF_XML":
        for tag in _TAG.finditer(text):
            depth += -1 if tag[1] else 0 if tag[2] else 1
            deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise InvalidInput(f"it is nested more than {_DEEPEST} levels deep", file=source.name)


def notation(source: Input) -> str:
    """The notation of an RDF file that is no device and has an end, by its name among pyoxigraph's.

    Raises:
        InvalidInput: its name says nothing of its notation, or it is no ordinary file.
    """
    form = _FORMATS.get(PurePosixPath(source.base).suffix)
    if form is None:
        raise InvalidInput(
            f"nothing is known of files that end in {PurePosixPath(source.base).suffix or source.base!r}",
            file=source.name,
            remedy="use one of " + ", ".join(_FORMATS),
        )
    if not source.member:
        check_ordinary(source.path)
    return form


def checked_text(source: Input) -> tuple[str, str]:
    """The text of an RDF file that is safe to parse, and the name of its notation among pyoxigraph's.

    Raises:
        InvalidInput: it cannot be read, is too large, too deeply nested, or defines entities that grow.
    """
    form = notation(source)
    text = _text(source)
    if form == "RDF_XML":
        for entity in _ENTITY.finditer(text):
            if "&" in entity[1] or len(entity[1]) > _LONGEST_ENTITY or not entity[1].startswith(('"', "'")):
                line = text.count("\n", 0, entity.start()) + 1
                raise InvalidInput("it defines an entity that could grow without end", file=source.name, line=line)
    _not_too_deep(text, form, source)
    return text, form


def _decoded(source: Input, report: RowReport) -> Iterator[Release | Claim]:
    text, form = checked_text(source)
    try:
        yield from decode(
            pyoxigraph.parse(io.BytesIO(text.encode()), getattr(pyoxigraph.RdfFormat, form), rename_blank_nodes=True),
            on_problem=lambda problem: report.skip(source.name, None, str(problem), kind="a node that is no claim"),
            labels={COUNTRY + code: name for code, name in countries_by_code().items()},
        )
    except SyntaxError as error:
        raise InvalidInput(
            f"this is no {form.replace('_', '-')}: {clean(error.msg)[:200]}",
            file=source.name,
            line=error.lineno,
            remedy="mend the file; addresses of further files in it are not followed",
        ) from error


def rdf_release(source: Input) -> Release | None:
    """The release that a file describes, if it describes exactly one.

    Raises:
        InvalidInput: the file cannot be read, or is not RDF in the notation that its name says.
    """
    described = [item for item in _decoded(source, RowReport()) if isinstance(item, Release)]
    return described[0] if len(described) == 1 else None


def rdf_claims(source: Input, report: RowReport) -> Iterator[Claim]:
    """The claims of a file; each node that could be one is counted as a row.

    Raises:
        InvalidInput: the file cannot be read, or is not RDF in the notation that its name says.
    """
    before = report.skipped
    taken = 0
    release: Release | None = None
    for item in _decoded(source, report):
        if isinstance(item, Release):
            release = item
            continue
        try:
            claim = _sourced(_named(item), release)
        except ValueError as error:
            report.skip(source.name, None, f"{clean(item.id)[:200]}: {error}", kind="a person or team without a name")
            continue
        taken += 1
        report.count(source.name, 1, taken)
        yield claim
    if refused := report.skipped - before:
        report.count(source.name, refused, taken + refused)


def _sourced(claim: Claim, release: Release | None) -> Claim:
    """The claim with the release that its graph names as its source, where it has no page of its own."""
    if release is None or claim.source or isinstance(claim.statement, Person | Team):
        return claim
    title = clean(release.title) or clean(release.dataset)
    if not title:
        return claim
    iri = source_iri(release.url or title)
    return replace(claim, source=Source(iri, title, release.url, release.publisher, release.published))


def _named(claim: Claim) -> Claim:
    """The claim with names that can be shown on a line; nobody can ask for what has none."""
    if isinstance(claim.statement, (Person, Team)):
        name = name_of(claim.statement.name)
        if name != claim.statement.name:
            return replace(claim, statement=replace(claim.statement, name=name))
    return claim
