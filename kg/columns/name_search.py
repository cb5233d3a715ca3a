"""Whom a name means: names as people type them, in the order of how surely they mean somebody.

What is certain comes first: an id or address, the name itself or an alias, what fans and registers call somebody, a
country. A part of a name is a hint only: it stands for somebody when nobody else can be meant, and never for reserves.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg.columns.intervals import TEAM_KINDS
from kg.columns.name_index import NameIndex, graded
from kg.columns.typed_names import Qualifier, TypedName, identifier_in, known_names, typed_name
from kg.errors import AmbiguousName, UnknownName
from kg.model import TeamKind
from kg.text.countries import same_country
from kg.text.names import Grade, compact, tokens
from kg.text.team_kinds import national_nature

if TYPE_CHECKING:
    from kg.columns.facts import Facts

__all__ = ["NameSearch"]

_MANY: Final = 10
_FEW: Final = 5
_CLUB: Final = TEAM_KINDS.index(TeamKind.CLUB)
_NATIONAL: Final = TEAM_KINDS.index(TeamKind.NATIONAL)
_SENIOR: Final = (_CLUB, _NATIONAL)
_DOMINANT: Final = 10
"""How many times better known one club must be than every other for a name that they share to mean it."""
_DOMINANT_INITIALS: Final = 5
_WELL_KNOWN: Final = 10
"""Spells at a club from which on a part of its name alone may stand for it."""
_CERTAIN: Final = (Grade.EXACT, Grade.ALIAS)


class NameSearch:
    """Finds people and teams of one state of the store by what was typed.

    Args:
        facts: the facts.
        indexes: the index of names by ``person`` and ``team``.
    """

    def __init__(self, facts: Facts, indexes: dict[str, NameIndex]) -> None:
        self._facts = facts
        self._names = indexes

    def find(self, text: str, category: str = "any") -> int:
        """Return the node that ``text`` names; see `kg.columns.facts.Facts.find`.

        Raises:
            UnknownName: nobody answers to it, or only something that a part of a name must not stand for.
            AmbiguousName: several do.
        """
        wanted = identifier_in(text)
        node = self._facts.node(wanted)
        if node is not None and self._is_of(node, category):
            return node
        identified = [node for node in self._identified(wanted) if self._is_of(node, category)]
        if len(identified) == 1 and not _may_be_a_name(wanted):
            return identified[0]
        typed = typed_name(text)
        nodes, certain = self._whole(text, category)
        if typed.qualifiers and not (certain and nodes):
            nodes, certain = self._whole(typed.name, category)
            nodes = [node for node in nodes if all(self._fits(node, mark) for mark in typed.qualifiers)]
        if len(nodes) > 1:
            nodes = self._preferred(nodes, category, text)
        elif not typed.qualifiers:
            nodes = [*nodes, *self._outshining(nodes, text)]
        if len(nodes) == 1 and (certain or self._may_stand(nodes[0])):
            return nodes[0]
        if len(identified) == 1 and set(nodes) <= set(identified):
            return identified[0]
        raise self._doubt(text, category, typed, nodes)

    def _outshining(self, nodes: list[int], text: str) -> list[int]:
        """Far better known people of that surname beside somebody called just that: Sadio Mané beside a Mané."""
        words = tokens(text)
        if len(nodes) != 1 or len(words) != 1 or not self._facts.is_person(nodes[0]):
            return []
        enough = _DOMINANT * max(self.fame(nodes[0]), 1)
        better_known = (node for node in self._names["person"].worded(text) if self.fame(node) >= enough)
        return [node for node in better_known if tokens(self._facts.named(node).name)[1:][-1:] == words]

    def _doubt(self, text: str, category: str, typed: TypedName, nodes: list[int]) -> UnknownName | AmbiguousName:
        noun = {"any": "person or team"}.get(category, category)
        if len(nodes) > 1:
            ranked = sorted(nodes, key=lambda node: (-self.fame(node), self._facts.named(node).name, node))
            listed = self._listed(ranked[:_MANY])
            return AmbiguousName(text, what=noun, candidates=[label for label, _ in listed], ids=[i for _, i in listed])
        if not nodes and category != "any" and (hint := self._swapped(typed.name, category)):
            return UnknownName(text, what=noun, hint=hint)
        near = [*self._above(nodes), *nodes, *self._suggestions(typed.name, category)]
        listed = self._listed(list(dict.fromkeys(near))[:_FEW])
        return UnknownName(text, what=noun, candidates=[label for label, _ in listed], ids=[i for _, i in listed])

    def _swapped(self, text: str, category: str) -> str:
        """What to say where a person was asked for and a team named, or the other way round; "" for neither."""
        peer = "team" if category == "person" else "person"
        nodes, certain = self._whole(text, peer)
        if not (nodes and certain):
            return ""
        label = self._facts.label(max(nodes, key=self.fame))
        is_what = "a team" if peer == "team" else "a person"
        return f"{label} is {is_what}: are the player and the club the wrong way round?"

    def _listed(self, nodes: Iterable[int]) -> list[tuple[str, str]]:
        return [(self._facts.label(node), self._facts.iri(node)) for node in nodes]

    def _above(self, nodes: list[int]) -> list[int]:
        """The first teams of reserve and youth teams."""
        teams = [node for node in nodes if not self._facts.is_person(node)]
        return [parent for node in teams if (parent := self._facts.organisation(node)) != node]

    def _is_of(self, node: int, category: str) -> bool:
        return category == "any" or self._facts.is_person(node) == (category == "person")

    def _indexes(self, category: str) -> list[tuple[str, int]]:
        people = [("person", 0)] if category in ("person", "any") else []
        return people + ([("team", self._facts.people_count)] if category != "person" else [])

    def _identified(self, text: str) -> list[int]:
        return [node + first for kind, first in self._indexes("any") for node in self._names[kind].identified(text)]

    def _whole(self, text: str, category: str) -> tuple[list[int], bool]:
        """Everybody who answers to ``text`` at the best grade that anybody reaches, and whether that is certain."""
        reached = self._named(text, category)
        if not reached.keys() & set(_CERTAIN):
            for kind, first in self._indexes(category):
                self._grade(text, self._names[kind].worded(text), first, reached)
                if kind == "person":
                    self._grade(text, self._names[kind].sharing(text), first, reached)
        return self._best(reached)

    def answering(self, text: str, category: str, *, loosely: bool) -> list[int]:
        """Return everybody who answers to a name in a text; see `kg.columns.facts.Facts.answering`."""
        if loosely:
            return self._whole(text, category)[0]
        reached = self._named(text, category)
        if not reached or min(reached) > Grade.CORE:
            return []
        nodes = self._best(reached)[0]
        return self._preferred(nodes, category, text) if len(nodes) > 1 else nodes

    def _named(self, text: str, category: str) -> dict[Grade, dict[int, None]]:
        """Everybody whom ``text`` may name as a whole, by grade."""
        reached: dict[Grade, dict[int, None]] = {}
        for kind, first in self._indexes(category):
            self._grade(text, self._names[kind].called(text, clubs=kind == "team"), first, reached)
        # What a name means to fans counts as much as a club that is called so: Paris is Paris Saint-Germain to most.
        grade = Grade.EXACT if Grade.EXACT in reached else Grade.ALIAS
        for node in self._known_as(text, category):
            reached.setdefault(grade, {})[node] = None
        for node in self._country(text, category):
            # Granada is the club: that the country of Grenada is written so in Spanish comes after.
            own = compact(self._facts.named(node).name) == compact(text)
            reached.setdefault(grade if own else Grade.ALIAS, {})[node] = None
        return reached

    def _best(self, reached: dict[Grade, dict[int, None]]) -> tuple[list[int], bool]:
        if not reached:
            return [], False
        best = min(reached)
        if best is Grade.ALIAS and Grade.CORE in reached and not any(map(self._is_senior, reached[best])):
            best = Grade.CORE  # a club's name is its first team, whatever its reserves are called
        if best is Grade.CORE:
            return self._of_one_town(list(reached[best]), list(reached.get(Grade.PARTIAL, ())))
        return list(reached[best]), best < Grade.PARTIAL

    def _grade(self, text: str, entities: list[int], first: int, reached: dict[Grade, dict[int, None]]) -> None:
        for node in (entity + first for entity in entities):
            grade = graded(text, self._all_names(node), club=not self._facts.is_person(node))
            if grade is not None:
                reached.setdefault(grade, {})[node] = None

    def _all_names(self, node: int) -> list[str]:
        row = (
            self._facts.person_description(node) if self._facts.is_person(node) else self._facts.team_description(node)
        )
        return [row.name, *row.aliases]

    def _country(self, text: str, category: str) -> list[int]:
        """The national team that a country's name in any usual spelling means."""
        nature = national_nature(text) if category != "person" else None
        if nature is None:
            return []
        index, first = self._names["team"], self._facts.people_count
        teams = [entity + first for entity in index.called(nature.name)]
        return [node for node in teams if self._facts.named(node).name == nature.name]

    def _known_as(self, text: str, category: str) -> list[int]:
        """Whom the tables of other names mean: what fans call a club, the full name in a player's passport."""
        nodes: list[int] = []
        for meant in known_names(text, people=category != "team", clubs=category != "person"):
            kind = "person" if meant.person else "team"
            first = 0 if meant.person else self._facts.people_count
            if kind not in dict(self._indexes(category)):
                continue
            for entity in self._names[kind].called(meant.name, clubs=not meant.person):
                node = entity + first
                grade = graded(meant.name, self._all_names(node), club=not meant.person)
                if grade is not None and grade <= Grade.CORE and self._may_be(node, meant.mark):
                    nodes.append(node)
        return nodes

    def _may_be(self, node: int, mark: Qualifier) -> bool:
        """Whether a person or team is what a qualifier says, or nobody says when the person was born."""
        undated = bool(mark.year) and self._facts.is_person(node) and self._facts.person(node).birth is None
        return undated or self._fits(node, mark)

    def _of_one_town(self, cores: list[int], others: list[int]) -> tuple[list[int], bool]:
        """Of clubs of one town, whose names differ by what stands beside it: the one whose name is nothing more.

        ``Barcelona`` is FC Barcelona; ``Frankfurt`` is not FSV Frankfurt, when Eintracht is far better known.
        """
        kinds = self._facts.nodes["kind"]
        clubs = [node for node in {*cores, *others} if kinds[node] == _CLUB]
        best = max((self.fame(node) for node in cores), default=0)
        better = [node for node in clubs if node not in cores and self.fame(node) > _DOMINANT // 2 * max(best, 1)]
        if not better:
            return cores, True
        ranked = sorted(better, key=lambda node: -self.fame(node))
        second = max((self.fame(node) for node in clubs if node != ranked[0]), default=0)
        alone = self.fame(ranked[0]) >= _DOMINANT * max(second, 1)
        return (ranked[:1] if alone else [*ranked, *cores]), alone

    def _fits(self, node: int, mark: Qualifier) -> bool:
        """Whether a person or team is what a qualifier says: born in a year, of a country, ever at a club."""
        if mark.is_empty:
            return True
        if not self._facts.is_person(node):
            team = self._facts.team(node)
            return not mark.year and same_country(mark.country or mark.text, team.country, clubs=True)
        person = self._facts.person(node)
        if mark.year:
            return person.birth is not None and abs(person.birth.first.year - mark.year) <= mark.slack
        if mark.country and any(same_country(mark.country, land) for land in person.citizenships):
            return True
        if person.position is not None and compact(mark.text) == compact(person.position):
            return True
        return self._was_at(node, mark.text)

    def _was_at(self, person: int, club: str) -> bool:
        begin, end = self._facts.spells["of_person"][person : person + 2].tolist()
        teams = {int(team) for team in self._facts.spells["team"][begin:end]}
        named = set(self._whole(club, "team")[0]) if club else set()
        return any(
            team in named or self._facts.organisation(team) in named or graded(club, self._all_names(team), club=True)
            for team in teams
        )

    def _preferred(self, nodes: list[int], category: str, text: str) -> list[int]:
        """First teams before others of their club; of clubs, and of people known by initials, the far better known."""
        kinds = self._facts.nodes["kind"]
        clubs = [node for node in nodes if kinds[node] == _CLUB]
        if category == "club" and clubs:
            nodes = clubs
        elif category != "person" and any(kinds[node] in _SENIOR for node in nodes):
            nodes = [node for node in nodes if self._facts.is_person(node) or kinds[node] in _SENIOR]
        ranked = sorted(nodes, key=lambda node: (-self.fame(node), node))
        first, second = (self.fame(node) for node in (*ranked, ranked[0])[:2])
        if clubs and len(nodes) > 1 and ranked[0] in clubs and first >= _DOMINANT * max(second, 1):
            return ranked[:1]
        if len(nodes) > 1 and all(map(self._facts.is_person, nodes)):
            grade = graded(text, self._all_names(ranked[0]), club=False)
            initials = grade is Grade.INITIALS
            if grade is Grade.LONGER:
                # Marcus Lilian Thuram is Marcus, and not his father Lilian.
                first_words = tokens(text)[:1]
                begins = [node for node in nodes if any(tokens(n)[:1] == first_words for n in self._all_names(node))]
                nodes = begins or nodes
                if len(nodes) == 1:
                    return nodes
            if initials and first >= _DOMINANT_INITIALS * second:
                return ranked[:1]
            if first >= _DOMINANT * max(second, 1):
                return ranked[:1]  # a surname alone means the one whom everybody knows, not his brother in a report
            if grade in _CERTAIN:
                # Who is known from reports alone may be the namesake who was at a team, and answers to the id.
                return [node for node in nodes if self.fame(node)] or nodes
        return nodes

    def _is_senior(self, node: int) -> bool:
        return self._facts.is_person(node) or int(self._facts.nodes["kind"][node]) in _SENIOR

    def _may_stand(self, node: int) -> bool:
        """Whether a part of a name alone may stand for this: for people, and for first teams that are well known."""
        if self._facts.is_person(node):
            return True
        return self._is_senior(node) and self.fame(node) >= _WELL_KNOWN

    def fame(self, node: int) -> int:
        """How many spells are known of a person, or at a team."""
        begins = self._facts.spells["of_person" if self._facts.is_person(node) else "of_team"]
        return int(begins[node + 1] - begins[node])

    def _suggestions(self, text: str, category: str) -> list[int]:
        nodes: dict[int, None] = {}
        for kind, first in self._indexes(category):
            nodes.update((first + entity, None) for entity in islice(self._names[kind].resembling(text), _MANY))
        return list(nodes)[:_FEW]

    def starting_with(self, prefix: str, category: str = "any", *, limit: int = 30) -> list[int]:
        """The nodes whose name begins with ``prefix``, or has a word that does; the best known first."""
        if not prefix.strip():
            return []
        nodes = {
            entity + first
            for kind, first in self._indexes(category)
            for entity in self._names[kind].starting_with(prefix)
        }
        return sorted(nodes, key=lambda node: (-self.fame(node), node))[:limit]


def _may_be_a_name(identifier: str) -> bool:
    """Whether an id is but a name, as where nothing else is known of somebody: ``ronaldo`` may be many people."""
    return not any(char.isdigit() or char == ":" for char in identifier)
