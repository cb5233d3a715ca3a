"""Names as sources print them, made ordinary; and local ids for people and teams known by name alone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.model.people import ExternalId, Person, Team, TeamKind
from kg.rdf.iris import person_iri, slug, team_iri
from kg.text.team_kinds import club_nature, national_nature

__all__ = ["named_person", "named_team", "ordinary_case", "printed_team", "turned_round", "unglued"]

_SMALL = frozenset({"van", "der", "den", "von", "dos", "das", "do", "da", "de", "del", "ten", "ter", "bin", "y", "e"})


def named_person(name: str, *, scope: str = "", aliases: tuple[str, ...] = ()) -> Person:
    """Somebody of whom the source says only the name. The key of the id starts with ``name-``: it waits for a match.

    Args:
        name: as the source has it.
        scope: keeps people of the same name in different data sets apart until it is known that they are one.
        aliases: other names that the source gives.
    """
    return Person(person_iri(f"name-{scope}-{_key(name)}" if scope else f"name-{_key(name)}"), name, aliases)


def named_team(name: str, *, scope: str = "", country: str = "", ids: tuple[ExternalId, ...] = ()) -> Team:
    """A team of which the source says only the name (see `named_person`)."""
    return printed_team(
        team_iri(f"name-{scope}-{_key(name)}" if scope else f"name-{_key(name)}"), name, country=country, ids=ids
    )


def printed_team(
    iri: str,
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    country: str = "",
    parent: str = "",
    ids: tuple[ExternalId, ...] = (),
) -> Team:
    """The team that a printed name speaks of, by `kg.text.team_kinds`: the one rule for every reader.

    A national team gets its usual name (``England U21``) and the printed one as an alias.

    Args:
        iri: the local id.
        name: as the source has it.
        aliases: further names that the source gives.
        country: where the source says that the club plays.
        parent: id of the first team whose reserve or youth team it is; "" for a team of its own, or not told.
        ids: identifiers.
    """
    # Where a club's country is given, a name that is a country's too is the club's: Granada, Valencia's rival.
    national = None if country else national_nature(name)
    nature = national or club_nature(name, child=bool(parent))
    printed = tuple(alias for alias in dict.fromkeys((name, *aliases)) if alias != (nature.name if national else name))
    return Team(
        iri,
        nature.name if national else name,
        nature.kind,
        printed,
        nature.country or country,
        nature.age_group,
        parent if nature.kind in (TeamKind.RESERVE, TeamKind.YOUTH) else "",
        ids,
    )


@lru_cache(maxsize=100_000)
def _key(name: str) -> str:
    return slug(name) or name


def _cased(token: str, *, first: bool) -> str:
    letters = [char for char in token if char.isalpha()]
    shouted = len(letters) > 1 and all(char.upper() == char for char in letters)
    if shouted and len(letters) == 2 and not any(char in "AEIOUY" for char in _bare(token)):
        return token  # initials: JJ, TJ
    if shouted:
        small = token.lower()
        if small in _SMALL and not first:
            return small
        token = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), small)
        token = re.sub(r"(?<=[^\W\d_]['’])([^\W\d_]{1,2})(?![^\W\d_])", lambda tail: tail[0].lower(), token)
        return re.sub(r"\bMc([a-z])", lambda scot: "Mc" + scot[1].upper(), token)
    # Mixed: McKENNIE, MacALLISTER keep their inner capital.
    return re.sub(r"(?<=[a-z])([A-Z])([A-Z]{2,})", lambda run: run[1] + run[2].lower(), token)


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def ordinary_case(name: str) -> str:
    """A name printed partly or wholly in capitals, as it is usually written.

    >>> ordinary_case("Virgil VAN DIJK"), ordinary_case("Weston McKENNIE"), ordinary_case("SAMUEL ETO'O")
    ('Virgil van Dijk', 'Weston McKennie', "Samuel Eto'o")
    """
    return " ".join(_cased(token, first=not n) for n, token in enumerate(name.split()))


def turned_round(printed: str) -> tuple[str, ...]:
    """The other order of a name whose surname stands first, in capitals: an alias, as nobody knows which is usual.

    >>> turned_round("SON Heungmin"), turned_round("Harry KANE")
    (('Heungmin Son',), ())
    """
    words = printed.split()
    shouted = [len(word) > 1 and word.isupper() for word in words]
    if not shouted or not shouted[0] or all(shouted):
        return ()
    first_name = shouted.index(False)
    return (ordinary_case(" ".join(words[first_name:] + words[:first_name])),) if not any(shouted[first_name:]) else ()


def unglued(glued: str, address_part: str) -> str:
    """A name whose parts ran together (``MaxEberl``), split where the name in its address (``max-eberl``) has hyphens.

    Where the two do not agree, it is split before capitals that follow a small letter.

    >>> unglued("Franz-GeorgWieland", "franz-georg-wieland"), unglued("KevinMcKenna", "kevin-mckenna")
    ('Franz-Georg Wieland', 'Kevin McKenna')
    """
    out: list[str] = []
    rest = address_part
    for char in glued:
        if not char.isalnum():
            out.append(char)
            rest = rest.removeprefix("-") if char in " -" else rest
            continue
        if rest.startswith("-"):
            out.append(" ")
            rest = rest[1:]
        spelled = slug(char)
        if not spelled or not rest.startswith(spelled[0]):
            return " ".join(re.sub(r"(?<=[a-zß-ÿ])(?<!Mc)(?<!Mac)(?=[A-Z])", " ", glued).split())
        out.append(char)
        rest = rest[len(spelled) :] if rest.startswith(spelled) else rest[1:]
    return " ".join("".join(out).split())
