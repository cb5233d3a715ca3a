"""Which team a source means: by external id, else by name, country and nature; never across natures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.claims.identity.decisions import Decisions
from kg.claims.identity.records import TeamRecord
from kg.model import ExternalId, Team, TeamKind
from kg.rdf.iris import slug, team_iri
from kg.text.club_names import ClubNames, club_key, plain_key
from kg.text.countries import country_name, same_country
from kg.text.team_kinds import NATIONAL_KINDS, TeamNature, national_nature

__all__ = ["TeamMatch", "TeamResolver"]

_TEAM = team_iri("x").removesuffix("x")
_FAR_MORE = 10
"""How many times as many people the one must hold for a bare name to mean it and not its namesake."""

_Key = tuple[str, TeamKind, int | None, str]


@dataclass(frozen=True, slots=True)
class TeamMatch:
    """The team meant, how sure (1 is an id or a decision) and why; ``new`` if nobody knew it before."""

    id: str
    score: float
    reason: str
    new: bool = False


class TeamResolver:
    """All teams known so far."""

    def __init__(self, names: ClubNames, decisions: Decisions, *, ids_are_lasting: bool = False) -> None:
        self._ids_are_lasting = ids_are_lasting
        self._names = names
        self._decisions = decisions
        self._by_key: defaultdict[_Key, list[TeamRecord]] = defaultdict(list)
        self._by_external: dict[tuple[str, str], TeamRecord] = {}
        self.known: dict[str, TeamRecord] = {}
        self.doubts: list[tuple[TeamRecord, TeamRecord, str]] = []

    def add(self, record: TeamRecord) -> None:
        """Know a team under its canonical id."""
        self.known[record.id] = record
        self._index(record)

    def _index(self, record: TeamRecord) -> None:
        for name in (record.name, *record.aliases):
            for key in self._keys(record, name):
                if not any(item is record for item in self._by_key[key]):
                    self._by_key[key].append(record)
        for identifier in record.external.items():
            self._by_external.setdefault(identifier, record)

    def nature(self, record: TeamRecord, name: str = "") -> TeamNature:
        """What kind of team it is: what the source says, or what the name gives away where the source says "club"."""
        name = name or record.name
        if record.kind in NATIONAL_KINDS:
            country = country_name(record.country or name)
            read = national_nature(record.name, surely=True)
            return TeamNature(record.kind, record.age_group, country, country, read.variant if read else "")
        read = self._names.nature(self._names.expand(name, record.country))
        if record.kind is TeamKind.CLUB or self._only_sounds_young(record, read):
            return read
        return replace(read, kind=record.kind, age_group=record.age_group or read.age_group)

    @staticmethod
    def _only_sounds_young(record: TeamRecord, read: TeamNature) -> bool:
        """Boca Juniors, West African Football Academy: first teams whose names speak of youth."""
        alone = not record.parent and record.age_group is None
        return record.kind is TeamKind.YOUTH and read.kind is TeamKind.CLUB and alone

    def _keys(self, record: TeamRecord, name: str) -> list[_Key]:
        nature = self.nature(record, name)
        if nature.kind in NATIONAL_KINDS:
            return [(plain_key(nature.base), nature.kind, nature.age_group, nature.variant)]
        base = self._names.expand(nature.base, record.country)
        return [
            (key, nature.kind, nature.age_group, nature.variant)
            for key in dict.fromkeys((plain_key(base), club_key(base)))
        ]

    def resolve_all(self, records: Iterable[TeamRecord]) -> dict[str, TeamMatch]:
        """The canonical teams of the teams of one release, by their local ids; minted where none is known.

        Who has the very name comes before whose name agrees but for legal forms (SC Bastia before CA Bastia), and
        where many people were comes before where few were.
        """
        result: dict[str, TeamMatch] = {}
        waiting: list[TeamRecord] = []
        for record in sorted(records, key=lambda item: (-item.people, item.id)):
            if match := self._certain(record) or self._by_names(record, exact=True):
                result[record.id] = match
            else:
                waiting.append(record)
        for record in waiting:
            result[record.id] = self._by_names(record, exact=False) or self._mint(record)
        return result

    def resolve(self, record: TeamRecord) -> TeamMatch:
        """The canonical team of a source's record, minted when none is known."""
        return self.resolve_all([record])[record.id]

    def _certain(self, record: TeamRecord) -> TeamMatch | None:
        """What a decision, the id itself or an external id settles."""
        ids = _ids(record)
        for item, reason in self._decisions.same_as(ids).items():
            result = self._find(item)
            if result:
                return self._join(result, record, 1.0, f"decided: {reason}" if reason else "decided")
        if self._ids_are_lasting and (result := self.known.get(record.id)):
            against = self._contradiction(record, result)
            if not against and not self._decisions.forbids(ids, _ids(result)):
                return self._join(result, record, 1.0, "the same id")
            if against:
                self.doubts.append((record, result, f"the same id, {against}"))
        for identifier in record.external.items():
            if result := self._by_external.get(identifier):
                return self._join(result, record, 1.0, f"the same {identifier[0]} id")
        return None

    def _contradiction(self, record: TeamRecord, known: TeamRecord) -> str:
        """Why a team of another store is not the one known that has its id; "" if nothing says so."""
        nature, other = self.nature(record), self.nature(known)
        if (nature.kind, nature.age_group) != (other.kind, other.age_group):
            return "different kinds of team"
        clubs = nature.kind not in NATIONAL_KINDS
        return "" if same_country(record.country, known.country, clubs=clubs) else "different countries"

    def _by_names(self, record: TeamRecord, *, exact: bool) -> TeamMatch | None:
        ids = _ids(record)
        for name in (record.name, *record.aliases):
            for key in self._keys(record, name)[: 1 if exact else None]:
                match = self._by_name(record, key, ids, exact=exact)
                if match:
                    return match
        return None

    def _called(self, record: TeamRecord, key: _Key) -> bool:
        """Whether a key is one of a team's names in full, and not what is left of one."""
        return any(self._keys(record, name)[0] == key for name in (record.name, *record.aliases))

    def _find(self, left: str) -> TeamRecord | None:
        scheme, _, value = left.partition(":")
        return self.known.get(left) or self._by_external.get((scheme, value))

    def _by_name(self, record: TeamRecord, key: _Key, ids: set[str], *, exact: bool) -> TeamMatch | None:
        clubs = key[1] not in NATIONAL_KINDS
        fitting = [
            peer
            for peer in self._by_key.get(key, ())
            if (not exact or self._called(peer, key))
            and same_country(record.country, peer.country, clubs=clubs)
            and all(peer.external.get(scheme, value) == value for scheme, value in record.external.items())
            and not self._decisions.forbids(ids, _ids(peer))
        ]
        if not fitting:
            return None
        fitting.sort(key=lambda peer: (-peer.people, peer.id))
        best = fitting[0]
        # Two records of one full name in one country are one club listed twice more often than a third is of that name.
        listed_twice = exact and best.country and len({peer.country for peer in fitting}) == 1
        if len(fitting) > 1 and not listed_twice and best.people < _FAR_MORE * max(fitting[1].people, 1):
            if not exact:
                self.doubts.extend((record, peer, "several teams of that name") for peer in fitting)
            return None
        words = "the same name" if plain_key(best.name) == plain_key(record.name) else "a name of the same club"
        land = " and country" if record.country and best.country else ""
        more = "; more people known there than at its namesakes" if len(fitting) > 1 else ""
        return self._join(best, record, 0.95 if land else 0.9, words + land + more)

    def _join(self, existing: TeamRecord, record: TeamRecord, score: float, reason: str) -> TeamMatch:
        self._learn(existing, record)
        return TeamMatch(existing.id, score, reason)

    def _learn(self, existing: TeamRecord, record: TeamRecord) -> None:
        """Add to a team known what a record of it says."""
        existing.people += record.people
        existing.country = existing.country or country_name(record.country)
        extra = {name: None for name in (record.name, *record.aliases) if name and name != existing.name}
        existing.aliases = tuple(dict.fromkeys((*existing.aliases, *extra)))
        existing.external = {**record.external, **existing.external}
        self._index(existing)

    def join(self, kept: TeamRecord, gone: TeamRecord) -> None:
        """Take two that it knows for one: what is known of the second is the first's from now on."""
        del self.known[gone.id]
        for identifier in [identifier for identifier, found in self._by_external.items() if found is gone]:
            del self._by_external[identifier]
        for peers in self._by_key.values():
            peers[:] = [peer for peer in peers if peer is not gone]
        self._learn(kept, gone)
        for record in self.known.values():
            if record.parent == gone.id:
                record.parent = kept.id

    def names_in_common(self, one: TeamRecord, other: TeamRecord) -> bool:
        """Whether some name of the one is some name of the other, legal forms apart, in one country as far as known."""
        clubs = self.nature(one).kind not in NATIONAL_KINDS
        keys, others = (
            {key for name in (team.name, *team.aliases) for key in self._keys(team, name)} for team in (one, other)
        )
        return bool(keys & others) and same_country(one.country, other.country, clubs=clubs)

    def _mint(self, record: TeamRecord) -> TeamMatch:
        nature = self.nature(record)
        name = nature.name if nature.kind in NATIONAL_KINDS else record.name
        if nature.kind is TeamKind.CLUB:
            name = self._names.usual(record.name, record.country)
        parent = record.parent or (
            self._parent(nature.base, record.country) if nature.kind not in NATIONAL_KINDS else ""
        )
        key = record.external.get("wikidata") or slug(name) or slug(record.id)
        if team_iri(key) in self.known:
            key = f"{key}-{slug(record.country)}".strip("-")
        stem, number = key, 1
        while team_iri(key) in self.known:
            number += 1
            key = f"{stem}-{number}"
        lasting = self._ids_are_lasting and record.id.startswith(_TEAM) and record.id not in self.known
        iri = record.id if lasting else team_iri(key)
        aliases = tuple(dict.fromkeys(item for item in (record.name, *record.aliases) if item and item != name))
        self.add(
            TeamRecord(
                iri,
                name,
                nature.kind,
                country_name(record.country or nature.country),
                nature.age_group,
                parent if nature.kind is not TeamKind.CLUB else "",
                aliases,
                dict(record.external),
                record.people,
            )
        )
        return TeamMatch(iri, 1.0, "not known before", new=True)

    def _parent(self, base: str, land: str) -> str:
        base = self._names.expand(base, land)
        result = [
            peer
            for key in dict.fromkeys((plain_key(base), club_key(base)))
            for peer in self._by_key.get((key, TeamKind.CLUB, None, ""), ())
            if same_country(land, peer.country, clubs=True)
        ]
        return max(result, key=lambda peer: peer.people).id if result else ""

    def settle_parents(self) -> None:
        """Look again for the first team of reserve and youth teams that were read before it."""
        for record in self.known.values():
            if record.kind in (TeamKind.RESERVE, TeamKind.YOUTH) and not record.parent:
                record.parent = self._parent(self.nature(record).base, record.country)

    def team(self, left: str) -> Team:
        """The canonical team, with every name and external id it is known by."""
        record = self.known[left]
        return Team(
            record.id,
            record.name,
            record.kind,
            record.aliases,
            record.country,
            record.age_group,
            record.parent,
            tuple(ExternalId(scheme, value) for scheme, value in sorted(record.external.items())),
        )


def _ids(record: TeamRecord) -> set[str]:
    return {record.id, *(f"{scheme}:{value}" for scheme, value in record.external.items())}
