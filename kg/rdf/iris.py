"""Minting of IRIs: the only place that says what the id of a person, team, source, claim or release looks like.

Whatever a key holds (spaces, ``>``, quotes, any alphabet), the IRI made of it is valid: what an IRI must not hold
is percent-encoded. An IRI that came from elsewhere is checked with `is_iri` before it is written.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Final
from urllib.parse import quote

from kg.errors import InvalidInput
from kg.rdf.vocabulary import BASE

__all__ = [
    "claim_iri",
    "is_http_iri",
    "is_iri",
    "person_iri",
    "release_iri",
    "slug",
    "source_iri",
    "team_iri",
]

# What RFC 3987 allows beyond ASCII, less the marks that turn text round: an address must read as it is.
_UCS: Final = "\u00a0-\u200d\u2010-\u2027\u2030-\u2065\u206a-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd"
_PCHAR: Final = rf"(?:[A-Za-z0-9\-._~:/@!$&'()*+,;={_UCS}]|%[0-9A-Fa-f]{{2}})"
_AFTER: Final = rf"(?:\?(?:{_PCHAR}|\?)*)?(?:#(?:{_PCHAR}|\?)*)?"
_HTTP: Final = re.compile(rf"https?://[A-Za-z0-9\-._~{_UCS}]+(?::[0-9]{{1,5}})?(?:/{_PCHAR}*)?{_AFTER}")
_OTHER: Final = re.compile(rf"(?!https?:)[a-zA-Z][a-zA-Z0-9+.\-]*:(?!/){_PCHAR}+{_AFTER}")

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def is_http_iri(text: str) -> bool:
    """Whether ``text`` is an http or https address that can stand in RDF as an IRI, as it is.

    Stricter than RFC 3987: no user names, no IP literals in brackets, no marks that change the reading direction.
    """
    return _HTTP.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Whether ``text`` can stand in RDF as an IRI: an http(s) address, or one such as ``urn:isbn:…``."""
    return _HTTP.fullmatch(text) is not None or _OTHER.fullmatch(text) is not None


def slug(text: str) -> str:
    """``text`` in lower case without accents, its words joined by ``-``.

    >>> slug("Martin Ødegaard"), slug("Łukasz Fabiański"), slug("  Brian O'Driscoll ")
    ('martin-odegaard', 'lukasz-fabianski', 'brian-o-driscoll')
    """
    # Taken apart before it is folded too: some signs hold capitals within, such as the one for kHz.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def _quoted(text: str, kind: str) -> str:
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        raise InvalidInput(f"a {kind} cannot have an empty key", remedy="give it a name or an identifier")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidInput(f"the {kind} key {text!r} is not valid text", remedy="read the file as UTF-8") from error


def _digest(parts: tuple[str, ...], kind: str) -> str:
    # Each part with its length, so that ("ab", "c") and ("a", "bc") differ; 96 bits keep ten million apart.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    try:
        return blake2b(text.encode(), digest_size=12).hexdigest()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"a {kind} has text that is not valid: {text!r}", remedy="read the file as UTF-8") from error


def person_iri(key: str) -> str:
    """The id of a person. ``key``: a Wikidata id (``Q66241169``), or ``slug(name)-birthdate`` or ``-birthyear``.

    Raises:
        InvalidInput: the key is empty or is no valid text.
    """
    return f"{BASE}id/person/{_quoted(key, 'person')}"


def team_iri(key: str) -> str:
    """The id of a team. ``key``: a Wikidata id, or ``slug(name)`` with ``-u21``, ``-b`` where it is no first team.

    Raises:
        InvalidInput: the key is empty or is no valid text.
    """
    return f"{BASE}id/team/{_quoted(key, 'team')}"


def source_iri(url: str) -> str:
    """The id of a source, by its address (or by its title when it has none): the same address, the same id.

    Raises:
        InvalidInput: the text is empty or not valid.
    """
    if not url.strip():
        raise InvalidInput("a source needs an address or a title", remedy="say where the claim was read")
    return f"{BASE}id/source/{_digest((url.strip(),), 'source')}"


def claim_iri(*parts: str) -> str:
    """The id of a claim, by what tells it apart from others: the same parts, the same id, on every machine.

    Raises:
        InvalidInput: a part is no valid text.
    """
    return f"{BASE}id/claim/{_digest(parts, 'claim')}"


def release_iri(dataset: str, version: str) -> str:
    """The id of a release: the IRI of its named graph.

    Raises:
        InvalidInput: one of the two is empty or is no valid text.
    """
    return f"{BASE}release/{_quoted(dataset, 'data set')}/{_quoted(version, 'version')}"
