"""Who is worth comparing: an index that keeps every lookup to a handful of people, whatever the size of the world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from kg.claims.identity.records import PersonRecord
from kg.model import Precision
from kg.text.person_names import skeleton

__all__ = ["PeopleIndex"]

_ENOUGH = 60
"""Comparisons after which a lookup by words stops: words of more names than this tell too little by themselves."""
_SQUAD_MATES = 400
"""Comparisons after which a lookup among the squads of club seasons stops: some ten squads."""

_Key = tuple[Hashable, ...]


class PeopleIndex:
    """People by the words of their names with birth year, by birthday, and by club season.

    Every word of a name is a key (whose is the surname differs from country to country), reduced to its skeleton so
    that spellings meet, together with the birth year: a lookup takes the years either side, and people of unknown
    birth. Who has no birth year is looked up by words alone, and among the squads of their club seasons.
    """

    def __init__(self) -> None:
        self._by: defaultdict[_Key, list[PersonRecord]] = defaultdict(list)
        self._external: defaultdict[tuple[str, str], list[PersonRecord]] = defaultdict(list)
        self._waiting: dict[int, PersonRecord] = {}
        self._dropped: dict[int, PersonRecord] = {}

    def add(self, record: PersonRecord) -> None:
        """Index a record; again after it has learnt more (what was there stays and is found once)."""
        # Under its names only when somebody is looked up by name: who comes last in an import never is.
        self._waiting[id(record)] = record
        for identifier in record.external.items():
            holders = self._external[identifier]
            if not any(holder is record for holder in holders):
                holders.append(record)

    def drop(self, record: PersonRecord) -> None:
        """Forget a record."""
        # It stays where it was put: what was learnt since has changed where it would be looked for.
        self._dropped[id(record)] = record

    def _settle(self) -> None:
        for record in self._waiting.values():
            for key in self._keys(record):
                block = self._by[key]
                if not any(item is record for item in block[-8:]):
                    block.append(record)
        self._waiting.clear()

    def by_external(self, record: PersonRecord) -> list[PersonRecord]:
        """Everybody who has one of the record's external ids: several where an id was given to the wrong row."""
        holders = [holder for identifier in record.external.items() for holder in self._external.get(identifier, ())]
        return list({id(holder): holder for holder in self._left(holders)}.values())

    def at_club(self, season: tuple[str, int]) -> list[PersonRecord]:
        """Who is known to have been at a club in a season: (team id, first year)."""
        self._settle()
        return self._left(self._by.get(("season", *season), []))

    def in_squads(self, team: str) -> list[PersonRecord]:
        """Who is known to have been chosen for a national team."""
        self._settle()
        return self._left(self._by.get(("squad", team), []))

    def bearers(self, word: str) -> int:
        """How many people known bear a word in their names, in any spelling."""
        self._settle()
        return len(self._by.get(("any", skeleton(word)), ()))

    def candidates(self, record: PersonRecord) -> list[PersonRecord]:
        """Who may be the record's person, rarest agreement first; nobody with another id of the same scheme."""
        self._settle()
        result: dict[int, PersonRecord] = {}
        self._collect(record, self._by_words(record), _ENOUGH, result)
        if record.born is None:
            seasons = [("season", *season) for season in sorted(record.seasons)]
            self._collect(record, seasons, len(result) + _SQUAD_MATES, result)
        return list(result.values())

    def _collect(
        self, record: PersonRecord, keys: Iterable[_Key], most: int, candidates: dict[int, PersonRecord]
    ) -> None:
        blocks = sorted((self._by[key] for key in keys if key in self._by), key=len)
        for number, block in enumerate(blocks):
            if number and len(candidates) + len(block) > most:
                break
            for peer in self._left(block):
                if peer is not record and not _conflict(record, peer):
                    candidates[id(peer)] = peer

    def _left(self, block: list[PersonRecord]) -> list[PersonRecord]:
        return [record for record in block if id(record) not in self._dropped] if self._dropped else block

    @staticmethod
    def _words(record: PersonRecord) -> set[str]:
        return {skeleton(word) for form in record.forms for word in form if len(word) > 2} or {
            word for form in record.forms for word in form
        }

    @staticmethod
    def _letters(record: PersonRecord) -> set[str]:
        """All letters of each name in order: equal however its words are joined or ordered (Ki Sung-yueng)."""
        return {"".join(sorted("".join(form))) for form in record.forms}

    def _keys(self, record: PersonRecord) -> Iterator[_Key]:
        born = record.born
        for word in self._words(record):
            yield ("word", word, born)
            yield ("any", word)
        for letters in self._letters(record):
            yield ("letters", letters, born)
            yield ("any letters", letters)
        if record.birth and record.birth.precision is Precision.DAY:
            yield ("day", record.birth.first)
        for season in record.seasons:
            yield ("season", *season)
        for team in {team for team, _ in record.squads}:
            yield ("squad", team)

    def _by_words(self, record: PersonRecord) -> Iterator[_Key]:
        born = record.born
        for word in self._words(record):
            if born is None:
                yield ("any", word)
            else:
                yield from (("word", word, year) for year in (born - 1, born, born + 1, None))
        for letters in self._letters(record):
            if born is None:
                yield ("any letters", letters)
            else:
                yield from (("letters", letters, year) for year in (born - 1, born, born + 1, None))
                yield ("any letters", letters)  # namesakes born in other years: to be told apart, and told of
        if record.birth and record.birth.precision is Precision.DAY:
            yield ("day", record.birth.first)


def _conflict(left: PersonRecord, right: PersonRecord) -> bool:
    mine, theirs = left.external, right.external
    return any(theirs.get(scheme, value) != value for scheme, value in mine.items())
