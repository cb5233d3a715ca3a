"""What is wrong with data, as every caller receives it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Violation"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a shape.

    Attributes:
        focus: the node that breaks it: an IRI, or ``_:`` and a label.
        path: IRI of the property concerned; "" where the node as a whole is.
        message: what is wrong and what to do about it.
        value: the offending value, where there is one.
        graph: IRI of the release; "" for data that stand in no named graph.
        shape: IRI of the shape that is broken.
    """

    focus: str
    path: str
    message: str
    value: str = ""
    graph: str = ""
    shape: str = ""
