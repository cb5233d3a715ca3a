"""Names in a text: every mention of the store's people and teams, the longest name first.

The store's own index of names is asked for every run of capitalised words, which takes microseconds however many
names there are; nothing is built beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims.reading.capitals import Capitals
from kg.claims.reading.directory import Directory
from kg.claims.reading.kept_names import kept_names
from kg.claims.reading.language import Language
from kg.claims.reading.mention import Doubt, Mention
from kg.claims.reading.places import club_by_nickname, club_by_short_name, club_of_ground
from kg.claims.reading.sentences import sentences
from kg.text.given_names import same_given_name
from kg.text.names import fold, tokens

__all__ = ["mentions"]

_WORD: Final = re.compile(r"\w[\w&]*(?:[.'’‘`´\-‐](?=\w)\w+)*\.?")
_OWN: Final = re.compile(r"['’‘`´]s?$|['’‘`´]s$")
_PARTICLES: Final = frozenset(
    "de da do dos das del della dello di du van von der den ter ten el al la le las los y e bin ibn ben zu und".split()  # noqa: SIM905
)
_LONGEST: Final = 5
_SEVERAL: Final = 2
_BEFORE: Final = 40
_JOINED: Final = re.compile(r"[ \-]")
_TITLES: Final = frozenset("mr mrs ms dr sir don coach manager boss captain striker winger defender midfielder".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or (self.text[0].isdigit() and len(self.text) <= 4)


def _token_runs(text: str) -> Iterator[list[_Token]]:
    """Runs of words that could belong to one name: capitalised ones, with particles between them."""
    run: list[_Token] = []
    for match in _WORD.finditer(text):
        word, end = match[0], match.end()
        owned = _OWN.search(word)
        if word.endswith(".") and not (len(word) == 2 and word[0].isupper()):
            word, end = word[:-1], end - 1
        if owned:
            word, end = word[: owned.start()], end - len(owned[0])
        token = _Token(match.start(), end, word)
        joined = bool(run) and _JOINED.fullmatch(text[run[-1].end : token.start]) is not None
        if run and not joined:
            yield from _trimmed(run)
            run = []
        if token.capital or (run and word.lower() in _PARTICLES) or (not run and word in _PARTICLES):
            run.append(token)
        elif run:
            yield from _trimmed(run)
            run = []
        if owned and run:
            yield from _trimmed(run)
            run = []
    yield from _trimmed(run)


def _trimmed(run: list[_Token]) -> Iterator[list[_Token]]:
    while run and not run[-1].capital:
        run = run[:-1]
    if any(token.text[0].isupper() for token in run):
        yield run


class _Finder:
    """Goes through a text once; knows who was named so far."""

    def __init__(self, text: str, directory: Directory, language: Language) -> None:
        self.text, self.directory = text, directory
        self.capitals = Capitals(text, language)
        self.common, self.plain, self.capital_nouns = language.openers, language.plain, language.capital_nouns
        self.kin = re.compile(rf"{language.kin.pattern}(?:,? called)?,? $")
        self.sentences = list(sentences(text))
        self.people: dict[int, None] = {}
        self.clubs: dict[int, None] = {}

    def is_no_name(self, token: _Token) -> bool:
        """Whether a word that nobody is known by is a plain one: a noun, or one that begins a sentence."""
        return self.capital_nouns or self.capitals.is_plain(token.start, token.end)

    def whole(self, run: list[_Token]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Whole names within a run, the longest first from the left: first token, token after the last, who."""
        place = 0
        while place < len(run):
            for after in range(min(len(run), place + _LONGEST), place, -1):
                first, last = run[place], run[after - 1]
                if not last.capital or (after - place == 1 and not self._alone(first)):
                    continue
                if after - place == 1 and self._is_given_name(run, place):
                    continue
                nodes = self.directory.whole(self.text[first.start : last.end])
                if nodes and self.directory.is_person(nodes[0]) and self.capitals.is_of_a_people(first.start, last.end):
                    continue
                if nodes and not (first.text.lower() in self.common and self._without(run[place + 1 : after], nodes)):
                    yield place, after, nodes
                    place = after
                    break
            else:
                place += 1

    def _is_given_name(self, run: list[_Token], place: int) -> bool:
        """Whether a word before another capital one that is no name known is the given name of a stranger."""
        behind = run[place + 1] if place + 1 < len(run) else None
        if behind is None or not behind.capital or behind.text.lower() in (*self.common, *_PARTICLES):
            return False
        nodes = self.directory.whole(run[place].text)
        if not nodes or not self.directory.is_person(nodes[0]):
            return False
        ends = [token.end for token in run[place + 1 : place + _LONGEST]]
        return not any(self.directory.whole(self.text[behind.start : end]) for end in ends)

    def _without(self, run: list[_Token], nodes: tuple[int, ...]) -> bool:
        """Whether the same are meant without the first word, which then only begins the sentence."""
        return bool(run) and self.directory.whole(self.text[run[0].start : run[-1].end]) == nodes

    def _alone(self, token: _Token) -> bool:
        """Whether a word can be a whole name by itself."""
        word, capitals = token.text, self.capitals
        is_word = len(word) > 2 and token.capital and not word[0].isdigit() and word.lower() not in self.common
        return (
            is_word
            and not club_of_ground(word)
            and len(club_by_nickname(word)) < _SEVERAL
            and not capitals.is_title(token.start)
            and not capitals.is_also_plain(token.start, token.end)
        )

    def note(self, nodes: tuple[int, ...]) -> None:
        """Remember who was named."""
        for node in nodes:
            (self.people if self.directory.is_person(node) else self.clubs)[node] = None

    def by_part(self, name: str) -> tuple[int, ...]:
        """The people named in the text of whose names this is a part, or its team of which it is the last word."""
        words = tokens(name)
        if not words or (len(words) == 1 and len(words[0]) < 3):
            return ()
        people = [node for node in self.people if any(_part_of(words, own) for own in self.directory.name_words(node))]
        if people:
            return tuple(people)
        return tuple(
            node for node in self.clubs if any(own[-len(words) :] == words for own in self.directory.name_words(node))
        )

    def club_of_others(self, name: str, start: int) -> int | None:
        """The club of which this is the last word ("City") and somebody is named outside its sentence.

        Whoever stands in one sentence with it is more often whom another club wants: "City want him".
        """
        words, name_words = tokens(name), self.directory.name_words
        theirs: dict[int, list[int]] = {}
        for node in self.people:
            for club in self.directory.clubs_of(node)[:1]:
                theirs.setdefault(club, []).append(node)
        meant = [club for club in theirs if any(_ends_with(words, own) for own in name_words(club))]
        if len(meant) != 1:
            return None
        beside = set(tokens(next(one.text for one in self.sentences if start < one.end)))
        others = (node for node in theirs[meant[0]] if all(own[-1] not in beside for own in name_words(node)))
        return meant[0] if any(others) else None

    def surnamed(self, name: str) -> tuple[int, ...]:
        """The people named in the text of whose names this is the last word."""
        words = tokens(name)
        return tuple(
            node for node in self.people if any(own[-len(words) :] == words for own in self.directory.name_words(node))
        )


def _ends_with(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether words are the last ones of a longer name."""
    return len(words) < len(own) and own[-len(words) :] == words


def _part_of(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether words are the last ones of a name, or its first alone, maybe in short, or lack a given name."""
    given = len(words) == 1 and len(own) > 1
    return own[-len(words) :] == words or (given and (own[0] == words[0] or same_given_name(words[0], own[0])))


def mentions(text: str, directory: Directory, language: Language) -> tuple[list[Mention], list[Doubt]]:
    """Return every mention of people and teams by name, in order, and the names in doubt.

    Surnames and given names mean people named in full elsewhere in the text; a surname alone means somebody of the
    store only if one person has it who is at a club that the text names.

    Args:
        text: the story.
        directory: who there is.
        language: its language.
    """
    finder = _Finder(text, directory, language)
    runs = [run for run in _token_runs(text) if not finder.capitals.is_dateline(run[0].start)]
    wholes = [list(finder.whole(run)) for run in runs]
    for parts in wholes:
        for _, _, nodes in parts:
            finder.note(nodes)
    full = {node for parts in wholes for first, after, nodes in parts if after - first > 1 for node in nodes}
    mentioned: list[Mention] = []
    doubts: list[Doubt] = []
    for run, parts in zip(runs, wholes, strict=True):
        place = 0
        for first, after, nodes in [*parts, (len(run), len(run), ())]:
            if first > place:
                mentioned += _partial(finder, run[place:first], doubts)
            if nodes:
                name = finder.text[run[first].start : run[after - 1].end]
                meant = finder.surnamed(name) if after - first == 1 else ()
                relative = _relative(finder, name, run[first].start) if after - first == 1 else None
                if relative is not None:
                    meant = (relative,)
                elif directory.is_person(nodes[0]):  # a part of a name may be somebody's whole name as well
                    meant = tuple(node for node in finder.by_part(name) if node in full) if after - first == 1 else ()
                elif any(name == directory.register.named(node).name for node in nodes):
                    meant = ()
                mentioned.append(_mention(finder, run[first].start, run[after - 1].end, meant or nodes))
            place = after
    named = [mention for mention in mentioned if not _is_of_a_people(text, mention, language)]
    return _blocked(text, kept_names(named, finder.capitals, language), language.plain), doubts


def _is_of_a_people(text: str, mention: Mention, language: Language) -> bool:
    """Whether a nation's name with an article describes somebody: "the Argentine"."""
    if mention.kind != "nation" or fold(text[mention.start : mention.end]) not in language.peoples:
        return False
    return re.search(rf"\b(?:{language.descriptions['article']}) $", text[: mention.start], re.IGNORECASE) is not None


def _mention(finder: _Finder, start: int, end: int, nodes: tuple[int, ...]) -> Mention:
    directory = finder.directory
    node = nodes[0] if len(nodes) == 1 else None
    team = "nation" if directory.is_national(nodes[0]) else "club"
    kind = "person" if directory.is_person(nodes[0]) else team
    return Mention(start, end, node, kind, nodes if node is None else ())


def _partial(finder: _Finder, run: list[_Token], doubts: list[Doubt]) -> Iterator[Mention]:
    """Mentions by a part of a name within words that are no whole name."""
    name = finder.text[run[0].start : run[-1].end] if run else ""
    if len(run) > 1 and (club := _by_place(finder, name)) is not None:
        finder.note((club,))
        yield Mention(run[0].start, run[-1].end, club, "club", described=True)
        return
    while run and (run[0].text.lower() in finder.common or run[0].text.lower() in _TITLES):
        run = run[1:]
    while run and not run[-1].capital:
        run = run[:-1]
    if all(token.text[0].isdigit() or token.text.lower() in finder.common for token in run):
        return  # a number, or a date such as 30 June
    for first in range(len(run)):
        name = finder.text[run[first].start : run[-1].end]
        nodes = finder.by_part(name)
        if nodes and first == 0:
            yield _mention(finder, run[0].start, run[-1].end, nodes)
            return
        if nodes:
            break  # an unknown given name before a known surname: somebody else
    name = finder.text[run[0].start : run[-1].end]
    if fold(name) in finder.plain or name in finder.plain:
        return
    mention = _loosely(finder, name, run[0].start, run[-1].end, doubts)
    if mention.kind != "unknown" or len(run) > 1 or not finder.is_no_name(run[0]):
        yield mention


def _relative(finder: _Finder, name: str, start: int) -> int | None:
    """Whom the given name behind "his brother" means: the one who has it with the surname of somebody named."""
    if " " in name or not finder.kin.search(finder.text, max(0, start - _BEFORE), start):
        return None
    surnames = {
        form.partition(" ")[2] for node in finder.people for form in finder.directory.names(node) if " " in form
    }
    nodes = {node for surname in surnames for node in finder.directory.whole(f"{name} {surname}")}
    people = [node for node in nodes if finder.directory.is_person(node)]
    return people[0] if len(people) == 1 else None


def _loosely(finder: _Finder, name: str, start: int, end: int, doubts: list[Doubt]) -> Mention:
    """A club by its ground or nickname; somebody by his surname alone, if he is the one at a club the text names."""
    directory = finder.directory
    by_place = _by_place(finder, name)
    club = finder.club_of_others(name, start) if by_place is None else by_place
    club = _by_short_name(finder, name) if club is None else club
    if club is not None:
        finder.note((club,))
        return Mention(start, end, club, "club", described=True, by_last_word=by_place is None)
    if (relative := _relative(finder, name, start)) is not None:
        finder.note((relative,))
        return Mention(start, end, relative, "person")
    if len(tokens(name)) > 3 or len(name) < 4:
        return Mention(start, end, None, "unknown")
    candidates = directory.people_called(name)
    near = [node for node in candidates if set(directory.clubs_of(node)) & set(finder.clubs)]
    if len(near) == 1 and len(candidates) <= 10:
        finder.note((near[0],))
        return Mention(start, end, near[0], "person")
    if candidates:
        labels = tuple(directory.register.label(node) for node in candidates[:5])
        doubts.append(Doubt(name, labels, start))
        return Mention(start, end, None, "person", candidates)
    return Mention(start, end, None, "unknown")


def _by_short_name(finder: _Finder, name: str) -> int | None:
    """The club that a word by itself means to readers of English: "City", unless another of that name is spoken of."""
    short = club_by_short_name(name)
    nodes = finder.directory.whole(short) if short else ()
    words = tokens(name)
    others = (
        club
        for club in finder.clubs
        if club not in nodes and any({own[0], own[-1]} & set(words) for own in finder.directory.name_words(club))
    )
    return nodes[0] if len(nodes) == 1 and not finder.directory.is_person(nodes[0]) and not any(others) else None


def _by_place(finder: _Finder, name: str) -> int | None:
    """The club that a ground means, or a nickname of one of the clubs that the text names."""
    if ground := club_of_ground(name):
        nodes = finder.directory.whole(ground)
        return nodes[0] if len(nodes) == 1 and not finder.directory.is_person(nodes[0]) else None
    names = club_by_nickname(name)
    clubs = (
        [club for club in finder.clubs if names.intersection(map(fold, finder.directory.names(club)))] if names else []
    )
    if names and not clubs:
        nodes = finder.directory.whole(name)
        return nodes[0] if len(nodes) == 1 and not finder.directory.is_person(nodes[0]) else None
    return clubs[0] if len(clubs) == 1 else None


def _is_given_name(text: str, first: Mention, second: Mention) -> bool:
    """Whether two people named side by side are one: a given name or nickname, and a surname (Rodri De Paul)."""
    alone = len(tokens(text[first.start : first.end])) == 1
    return alone and second.node is not None and text[first.end : second.start] == " "


def _blocked(text: str, mentioned: list[Mention], plain: frozenset[str]) -> list[Mention]:
    """Without names directly behind unknown capitalised words, which belong to somebody else (Tom Ellory)."""
    mentions_kept: list[Mention] = []
    for mention in sorted(mentioned, key=lambda mention: mention.start):
        before = mentions_kept[-1] if mentions_kept else None
        if before is not None and before.kind == mention.kind == "person" and _is_given_name(text, before, mention):
            mention.start = before.start
            mentions_kept.pop()
        elif (
            before is not None
            and before.kind == "unknown"
            and mention.kind == "person"
            and len(tokens(text[mention.start : mention.end])) == 1
            and text[before.end : mention.start] == " "
            and fold(text[before.start : before.end]) not in plain
        ):
            mention.kind, mention.node, mention.candidates = "unknown", None, ()
        mentions_kept.append(mention)
    return mentions_kept
