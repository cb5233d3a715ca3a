"""``kg read``: what stories say, and what of it a person accepts."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import emit, note
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day
from kg.errors import InvalidInput, UsageProblem
from kg.lazy import lazy

if TYPE_CHECKING:
    from kg import contents
    from kg.api import KnowledgeGraph
    from kg.claims.reading.proposals import PageReading, ReadProposal
    from kg.contents import Page
    from kg.render import proposals
else:
    contents = lazy("kg.contents")
    proposals = lazy("kg.render.proposals")

__all__ = ["command"]

_ENDINGS = (".txt", ".md", ".html", ".htm", ".xhtml")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


@click.command(
    "read",
    cls=KgCommand,
    short_help="Read a story and propose the claims it makes.",
    epilog="""\b
Examples:
  kg read story.txt --url https://news.example/story --published 2024-09-19
  kg read story.html --accept 1,3-5
  kg read saved-stories/ --format json
  kg read --ledger""",
)
@click.argument("source", required=False, metavar="FILE|FOLDER|-")
@click.option("--url", default="", metavar="URL", help="The page's address [default: what the page says].")
@click.option("--published", type=Day(), metavar="DATE", help="When it was published [default: what the page says].")
@click.option("--publisher", default="", help="Who published it [default: what the page says, or its host].")
@click.option("--title", default="", help="What the page is called.")
@click.option("--language", default="", metavar="CODE", help="Its language: en, es or de [default: found out].")
@click.option("--accept", default="", metavar="NUMBERS", help="Store these proposals: 1,3-5, all, or new.")
@click.option("--reject", default="", metavar="NUMBERS", help="Note these as wrong: 2,6, all, or rest.")
@click.option(
    "--also", metavar="FILE", help="Proposals made elsewhere, as JSON in this command's form; each is checked."
)
@click.option("--ledger", is_flag=True, help="Show how often what each rule proposed was accepted and rejected.")
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    source: str | None,
    url: str,
    published: date | None,
    publisher: str,
    title: str,
    language: str,
    accept: str,
    reject: str,
    also: str | None,
    ledger: bool,
) -> int:
    """Read a news story (text or HTML) and propose the claims it makes, each with the sentence it rests on.

    Nothing is stored before it is accepted: by --accept, or by an answer on a terminal. An accepted claim keeps the
    page's address, the place of its sentence and a digest of it, never the article.
    """
    with open_graph(settings) as graph:
        if ledger:
            return _show_ledger(settings, graph)
        if source is None:
            raise UsageProblem("there is nothing to read", remedy="name a file, a folder, or - for standard input")
        stated = {"url": url, "published": str(published or ""), "publisher": publisher, "title": title}
        pages = [page.with_facts(**stated) for page in _pages(source, single=bool(url or title))]
        outside = _outside(also) if also else None
        reading = graph.contents.read(pages, language=language, outside=outside)
        for line in reading.refused:
            note(settings, f"kg: {line}")
        accepted, rejected = _chosen(accept, reject, reading)
        emit(settings, proposals.reading_rendering(reading))
        if reading.proposals and settings.may_ask and settings.form == "table" and not (accept or reject):
            accepted, rejected = _asked(reading)
        _settle(settings, graph, accepted, rejected)
    return 0 if reading.proposals else 1


def _show_ledger(settings: Settings, graph: KnowledgeGraph) -> int:
    records = graph.contents.rule_records()
    emit(settings, proposals.ledger_rendering(records))
    return 0 if records else 1


def _pages(source: str, *, single: bool) -> Iterator[Page]:
    """The pages of a file, of every file in a folder, or of standard input."""
    if source == "-":
        yield contents.read_page(sys.stdin.buffer.read(contents.MOST_CHARACTERS + 1), name="standard input")
        return
    path = Path(source)
    if path.is_dir():
        if single:
            raise UsageProblem("--url and --title are one page's", remedy="leave them out for a folder")
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS and file.is_file())
        if not files:
            raise InvalidInput(
                "there is no story in this folder", file=source, remedy=f"save pages as {', '.join(_ENDINGS)}"
            )
        for file in files:
            yield contents.read_page(_bytes(file), name=str(file.relative_to(path)))
        return
    yield contents.read_page(_bytes(path), name=path.name)


def _outside(file: str) -> object:
    """The list of proposals in a JSON file, or under ``proposals`` in it."""
    try:
        data = json.loads(_bytes(Path(file)))
    except ValueError as error:
        raise InvalidInput(f"this is no JSON ({error})", file=file, remedy="see kg read --format json") from error
    return data.get("proposals") if isinstance(data, dict) else data


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise InvalidInput("this is no file", file=str(path), remedy="name a saved page")
    try:
        with path.open("rb") as file:
            return file.read(contents.MOST_CHARACTERS + 1)
    except OSError as error:
        raise InvalidInput(
            f"it cannot be read: {error.strerror}", file=str(path), remedy="name a saved page"
        ) from error


def _chosen(accept: str, reject: str, reading: PageReading) -> tuple[list[ReadProposal], list[ReadProposal]]:
    accepted = _numbers(accept, reading, "--accept")
    rejected = _numbers(reject, reading, "--reject", taken=accepted)
    both = {read.proposal.number for read in accepted} & {read.proposal.number for read in rejected}
    if both:
        raise UsageProblem(f"{min(both)} is both accepted and rejected", remedy="name it once")
    return accepted, rejected


def _numbers(
    text: str, reading: PageReading, option: str, taken: list[ReadProposal] | None = None
) -> list[ReadProposal]:
    """The proposals that ``1,3-5``, ``all``, ``new`` or ``rest`` names."""
    word = text.strip().lower()
    if word in ("", "none"):
        return []
    if word == "all":
        return list(reading.proposals)
    if word == "new":
        return [read for read in reading.proposals if read.known == "new" and not read.decided]
    if word == "rest" and taken is not None:
        return [read for read in reading.proposals if read not in taken]
    wanted: set[int] = set()
    for part in word.split(","):
        match = _RANGE.fullmatch(part.strip())
        if not match or (last := int(match[2] or match[1])) < int(match[1]) or last > len(reading.proposals):
            raise UsageProblem(
                f"{option} {part.strip()!r} names no proposal", remedy=f"there are 1 to {len(reading.proposals)}: 1,3-5"
            )
        wanted.update(range(int(match[1]), last + 1))
    wanted.discard(0)
    return [read for read in reading.proposals if read.proposal.number in wanted]


def _asked(reading: PageReading) -> tuple[list[ReadProposal], list[ReadProposal]]:
    """What somebody at the terminal accepts; the rest is taken as rejected, and nothing at all by an empty answer."""
    while True:
        answer = click.prompt(
            "Accept which? (1,3-5, all, none; empty decides nothing)", default="", err=True, show_default=False
        )
        if not answer.strip():
            return [], []
        try:
            accepted = _numbers(answer, reading, "answer")
        except UsageProblem as problem:
            click.echo(f"kg: {problem}", err=True)
            continue
        return accepted, [read for read in reading.proposals if read not in accepted]


def _settle(
    settings: Settings, graph: KnowledgeGraph, accepted: list[ReadProposal], rejected: list[ReadProposal]
) -> None:
    """Store what was accepted, and note both in the ledger."""
    if not accepted and not rejected:
        return
    claims = graph.contents.settle(accepted, rejected, today=settings.today)
    note(settings, f"kg: {len(claims)} claims stored, {len(rejected)} rejected, in {graph.contents.address}")
