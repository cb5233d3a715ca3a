"""Public data sets that make up the football world: where they are, under which terms, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import KgError
from kg.model.reports import ImportReport

__all__ = ["FileShape", "ImportedSet", "PublicSet", "SetOffer"]


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file of a set is recognised.

    Attributes:
        pattern: what its own name fits, without ``.gz``.
        columns: those that a table must have, whatever else it has.
        begins: what the first line begins with that is neither blank nor a comment; "" for any.
    """

    pattern: str
    columns: frozenset[str] = frozenset()
    begins: str = ""


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One public data set.

    Attributes:
        name: what users type. title: in plain words.
        reader: the name of the reader of its files. dataset: the name of its releases in a store.
        page: the address of its makers. home: the address that its files stand under.
        licence, terms: under which it can be had, in plain words.
        files: their paths under ``home``. tables: what a mirror may hold in their place, plain or gzipped.
        shapes: by which files are recognised.
        md5_tags: whether its server names a file by its MD5 digest (its ETag).
    """

    name: str
    title: str
    reader: str
    dataset: str
    page: str
    home: str
    licence: str
    terms: str
    files: tuple[str, ...]
    shapes: tuple[FileShape, ...]
    tables: tuple[str, ...] = ()
    md5_tags: bool = False


@dataclass(frozen=True, slots=True)
class SetOffer:
    """A set as a server offers it, before anything of it is fetched.

    Attributes:
        address: of its first file.
        files: how many there are. missing: how many more there should be.
        size: bytes of the files whose size the server tells. unsized: of how many it does not tell it.
        kept: how many are here already, as the server has them.
        error: why the set cannot be had; ``None`` if it can.
    """

    source: PublicSet
    address: str
    files: int = 0
    missing: int = 0
    size: int = 0
    unsized: int = 0
    kept: int = 0
    error: KgError | None = None


@dataclass(frozen=True, slots=True)
class ImportedSet:
    """What became of one set: the report of its import, or the error for which nothing of it is stored."""

    source: PublicSet
    report: ImportReport | None = None
    error: KgError | None = None
