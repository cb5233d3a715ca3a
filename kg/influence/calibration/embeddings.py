"""Knowledge-graph embeddings in NumPy: TransE and ComplEx, trained to tell the tail of a triple from all that could be.

Bordes et al., "Translating embeddings for modeling multi-relational data", 2013, and Trouillon et al., "Complex
embeddings for simple link prediction", 2016; trained by cross-entropy against every tail of the relation, which does
better than drawn negatives (Lacroix, Usunier and Obozinski, "Canonical tensor decomposition for knowledge base
completion", 2018), with Adagrad. Both are a table and a query, so that one matrix product scores all tails:

* TransE: ``-|h + r - t|^2``, which among the tails of one query is ``2 (h + r) t - |t|^2``;
* ComplEx: ``Re(h r conj(t))`` with vectors of complex numbers, kept as their real and then their imaginary parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints

__all__ = ["Embedding", "Kind", "Relation", "embed", "gradients"]

Kind: TypeAlias = Literal["TransE", "ComplEx"]

_BATCH: Final = 1024
_RATE: Final = 0.1
_START: Final = 0.1


@dataclass(frozen=True, slots=True)
class Relation:
    """Triples of one relation: head and tail of each, and the entities that can be a tail (a range of numbers)."""

    heads: Ints
    tails: Ints
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Embedding:
    """``entities`` and ``relations`` have one row each."""

    kind: Kind
    entities: Array
    relations: Array

    def scores(self, vectors: Array, relation: int, tails: Ints) -> Floats:
        """[heads, tails]: how likely each tail is for heads with these vectors, up to a constant of each head."""
        query = _query(self.kind, vectors, self.relations[relation])
        return np.asarray(_scores(self.kind, query, self.entities[tails]), np.float64)


def _query(kind: str, heads: Array, relation: Array) -> Array:
    if kind == "TransE":
        return np.asarray(heads + relation)
    half = heads.shape[1] // 2
    real, imaginary = heads[:, :half], heads[:, half:]
    a, b = relation[:half], relation[half:]
    return np.concatenate([real * a - imaginary * b, real * b + imaginary * a], axis=1)


def _scores(kind: str, query: Array, tails: Array) -> Array:
    result = query @ tails.T
    if kind == "TransE":
        result = 2 * result - (tails * tails).sum(1)
    return np.asarray(result)


def gradients(kind: str, heads: Array, relation: Array, tails: Array, right: Ints) -> tuple[float, Array, Array, Array]:
    """Mean cross-entropy of the right tails, and its slope in the heads [B, d], the relation [d], the tails [N, d]."""
    query = _query(kind, heads, relation)
    share = _scores(kind, query, tails)
    share -= share.max(1, keepdims=True)
    np.exp(share, out=share)
    share /= share.sum(1, keepdims=True)
    rows = np.arange(len(right))
    loss = -float(np.log(share[rows, right] + 1e-30).mean())
    share[rows, right] -= 1
    share /= len(right)
    at_query, at_tails = share @ tails, share.T @ query
    if kind == "TransE":
        at_query, at_tails = 2 * at_query, 2 * at_tails - 2 * tails * share.sum(0)[:, None]
        return loss, at_query, at_query.sum(0), at_tails
    half = heads.shape[1] // 2
    real, imaginary = heads[:, :half], heads[:, half:]
    a, b = relation[:half], relation[half:]
    up, down = at_query[:, :half], at_query[:, half:]
    at_heads = np.concatenate([up * a + down * b, down * a - up * b], axis=1)
    at_relation = np.concatenate([(up * real + down * imaginary).sum(0), (down * real - up * imaginary).sum(0)])
    return loss, at_heads, at_relation, at_tails


def embed(
    kind: Kind,
    relations: list[Relation],
    entities: int,
    *,
    dimensions: int,
    epochs: int,
    decay: float,
    seed: int,
) -> Embedding:
    """Train an embedding; the same seed gives the same one.

    Args:
        kind: which.
        relations: the triples by relation.
        entities: how many entities there are.
        dimensions: numbers kept of each entity (for ComplEx two make one).
        epochs: how often every triple is seen.
        decay: ridge on the vectors of each batch.
        seed: of the start and of the order.
    """
    rng = np.random.default_rng(seed)
    table = rng.normal(0, _START, (entities, dimensions)).astype(np.float32)
    links = rng.normal(0, _START, (len(relations), dimensions)).astype(np.float32)
    if kind == "ComplEx":
        links += 1
    squares, link_squares = np.full_like(table, 1e-6), np.full_like(links, 1e-6)
    for _ in range(epochs):
        batches = [
            (number, part)
            for number, relation in enumerate(relations)
            for part in np.array_split(rng.permutation(len(relation.heads)), max(1, len(relation.heads) // _BATCH))
            if len(part)
        ]
        for place in rng.permutation(len(batches)):
            number, part = batches[place]
            relation = relations[number]
            heads, owner = np.unique(relation.heads[part], return_inverse=True)
            tails = slice(relation.first, relation.last)
            _, at_rows, at_link, at_tails = gradients(
                kind, table[heads[owner]], links[number], table[tails], relation.tails[part] - relation.first
            )
            at_heads = np.zeros((len(heads), dimensions), np.float32)
            np.add.at(at_heads, owner, at_rows)
            at_heads += decay / len(part) * table[heads]
            at_tails = at_tails + decay / len(part) * table[tails]
            _step(table, squares, heads, at_heads)
            _step(table, squares, tails, at_tails)
            _step(links, link_squares, slice(number, number + 1), at_link[None])
    return Embedding(kind, table, links)


def _step(table: Array, squares: Array, rows: Ints | slice, gradient: Array) -> None:
    """One step of Adagrad on some rows."""
    squares[rows] += gradient * gradient
    table[rows] -= (_RATE * gradient / np.sqrt(squares[rows])).astype(np.float32)
