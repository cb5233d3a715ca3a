"""Wikidata, or any endpoint that holds data in its shape: everybody of a club, a national team, a league season, or
people by name of their ids.

What to read is given as Wikidata ids (``Q8682``) in place of paths, or as text files with one id a line. A club or
national team stands for everybody who ever played or coached there; a league season for everybody at its teams in
it; a person for himself. Spells of all these people are read in full.

Ends of spells: a statement without an end may mean today, or that nobody cared. The latest one at a club is taken at
its word and attested on the day of reading; of the others the end is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from kg.claims.readers import wikidata_queries as ask
from kg.claims.readers.files import inputs, lines_of
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import clean, day
from kg.claims.readers.wikidata_claims import PERSON_PROPERTIES, TEAM_PROPERTIES, Answers, item
from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.claims import Claim, Release
from kg.model.people import ExternalId, Person
from kg.rdf.iris import person_iri, release_iri

if TYPE_CHECKING:
    from kg.claims.readers import wikidata_client
    from kg.claims.readers.wikidata_client import Row, SparqlClient
else:
    wikidata_client = lazy("kg.claims.readers.wikidata_client")

__all__ = ["Wikidata"]

_QID = re.compile(r"Q[1-9][0-9]{0,11}")
_HUMAN = "Q5"
_READ_ON = "read-on.txt"


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Wikidata:
    """Reader of Wikidata over SPARQL.

    Attributes:
        endpoint: where to ask. cache: folder for answers, so that a reading cut off goes on where it stopped.
        languages: for names; the first that has a label gives the name to show.
        batch: items asked about at once; halved where the endpoint finds that too much.
    """

    endpoint: str = "https://query.wikidata.org/sparql"
    cache: Path | None = None
    languages: tuple[str, ...] = ("en", "mul", "es", "pt", "fr", "de", "it", "nl", "tr", "pl", "hr", "ar", "ja", "ko")
    batch: int = 150
    timeout: float = 65.0
    tries: int = 6
    pause: float = 0.5
    today: Callable[[], date] = field(default=_today, repr=False)
    name: str = "wikidata"
    title: str = "Wikidata"
    home: str = "https://www.wikidata.org/"
    licence: str = "CC0 1.0"
    expects: tuple[str, ...] = ("Q-ids of clubs, national teams, league seasons or people, or text files of them",)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`. The version is the day of reading and what was asked for."""
        ids = self._ids(paths)
        digest = blake2b(" ".join([self.endpoint, *sorted(ids)]).encode(), digest_size=4).hexdigest()
        dataset = dataset or f"{self.name}-{'-'.join(ids) if len(ids) < 4 else digest}".lower()
        read_on = self._read_on()
        version = f"{read_on}-{digest}"
        return Release(
            release_iri(dataset, version), dataset, self.title, version, self.home, self.licence, retrieved=read_on
        )

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`.

        Raises:
            KgError: the endpoint cannot be reached, also after several tries.
        """
        client = wikidata_client.SparqlClient(self.endpoint, self.cache, self.timeout, self.tries, self.pause)
        people = self._people(client, self._ids(paths))
        answers = Answers()
        for row in self._batched(client, ask.spells, people, report, "spells"):
            answers.spells.setdefault(_value(row, "s"), row)
        answers.add_births(self._batched(client, ask.births, people, report, "birth dates"))
        answers.add_values(
            self._batched(client, lambda ids: ask.properties(ids, PERSON_PROPERTIES), people, report, "people")
        )
        answers.add_relatives(self._batched(client, ask.relatives, people, report, "relatives"), set(people), report)
        teams = sorted(answers.teams(), key=_number)
        answers.add_values(
            self._batched(client, lambda ids: ask.properties(ids, TEAM_PROPERTIES), teams, report, "teams")
        )
        named = sorted({*people, *answers.mentioned(), *(peer for *_, peer in answers.relatives)} - {""}, key=_number)
        answers.add_names(
            self._batched(client, lambda ids: ask.names(ids, self.languages), named, report, "names"), self.languages
        )
        yield from self._claims(answers, people, teams, report)

    def _claims(
        self, answers: Answers, people: Sequence[str], teams: Sequence[str], report: RowReport
    ) -> Iterator[Claim]:
        for n, qid in enumerate(people):
            report.count(self.endpoint, 1, n + 1)
            person = answers.person(qid)
            if person.name == qid:
                report.note("people without a name in any of the languages")
            yield Claim(person.id, person)
        relatives = sorted({peer for _, prop, peer in answers.relatives if prop != "P1875"} - {*people, ""})
        for qid in relatives:
            ids = (ExternalId("wikidata", qid),)
            yield Claim(person_iri(qid), Person(person_iri(qid), answers.labels.get(qid, qid), external_ids=ids))
        for qid in teams:
            team = answers.team(qid)
            yield Claim(team.id, team)
        yield from answers.spell_claims(set(people), self._read_on(), self.endpoint, report)
        yield from answers.relationship_claims(set(people), self.endpoint, report)

    def _people(self, client: SparqlClient, ids: Sequence[str]) -> list[str]:
        """Everybody that the ids stand for."""
        kinds: dict[str, set[str]] = {entry: set() for entry in ids}
        days: dict[str, tuple[str, str]] = {}
        for row in client.select(ask.kinds(ids)):
            qid = item(_value(row, "item"))
            kinds.setdefault(qid, set()).add(item(_value(row, "kind")))
            if "start" in row and "end" in row:
                days[qid] = (row["start"][0][:10], row["end"][0][:10])
        unknown = [entry for entry, kind in kinds.items() if not kind - {""}]
        if unknown:
            raise InvalidInput(
                f"nothing is known there about {', '.join(unknown[:5])}", file=self.endpoint, remedy="look the ids up"
            )
        people = {entry for entry in ids if _HUMAN in kinds[entry]}
        teams = [entry for entry in ids if entry not in people]
        for qid in teams:
            playing = [item(_value(row, "team")) for row in client.select(ask.season_teams([qid]))]
            if not playing:
                result = client.select(ask.members([qid]))
            else:
                start, end = self._season(qid, days)
                result = [row for team in playing if team for row in client.select(ask.members([team], start, end))]
            people |= {item(_value(row, "person")) for row in result}
        return sorted(people - {""}, key=_number)

    def _season(self, qid: str, days: dict[str, tuple[str, str]]) -> tuple[str, str]:
        try:
            return str(day(days[qid][0])), str(day(days[qid][1]))
        except (KeyError, ValueError) as error:
            raise InvalidInput(
                f"the season {qid} has no start and end there", file=self.endpoint, remedy="give its teams instead"
            ) from error

    def _batched(
        self,
        client: SparqlClient,
        question: Callable[[Iterable[str]], str],
        ids: Sequence[str],
        report: RowReport,
        step: str,
    ) -> Iterator[Row]:
        """The rows of a question about many items, batch by batch; batches that are too much are halved."""
        waiting = [list(ids[at : at + self.batch]) for at in range(0, len(ids), self.batch)][::-1]
        done = 0
        while waiting:
            batch = waiting.pop()
            try:
                rows = client.select(question(batch))
            except wikidata_client.TooMuchAsked:
                if len(batch) < 2:
                    raise
                half = len(batch) // 2
                waiting += [batch[half:], batch[:half]]
                continue
            done += len(batch)
            report.count(step, 0, done)
            yield from rows

    def _ids(self, paths: Sequence[Path]) -> list[str]:
        result: dict[str, None] = {}
        for path in paths:
            if _QID.fullmatch(str(path)):
                result.setdefault(str(path))
                continue
            for source in inputs([path]):
                for n, line in lines_of(source):
                    word = clean(line.split("#", 1)[0])
                    if word and not _QID.fullmatch(word):
                        raise InvalidInput(
                            f"{word[:40]!r} is no Wikidata id", file=source.name, line=n, remedy="one id a line: Q8682"
                        )
                    if word:
                        result.setdefault(word)
        if not result:
            raise InvalidInput("there is nothing to ask about", remedy="give Wikidata ids such as Q8682")
        return list(result)

    def _read_on(self) -> date:
        """The day of reading: of a reading with a cache, the day on which it began."""
        if self.cache is None:
            return self.today()
        mark = self.cache / _READ_ON
        try:
            return day(mark.read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            today = self.today()
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            mark.write_text(f"{today}\n", encoding="utf-8")
        except OSError as error:
            raise InvalidInput(f"it cannot be written: {error.strerror}", file=clean(str(self.cache))) from error
        return today


def _value(row: Row, name: str) -> str:
    return row.get(name, ("", ""))[0]


def _number(qid: str) -> int:
    return int(qid[1:])
