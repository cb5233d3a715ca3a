"""player-kg: who could persuade player X to join club Y, with the evidence.

>>> import kg
>>> graph = kg.open()  # doctest: +SKIP
>>> graph.persuade("TAA", to="Real Madrid", at="2024-10-01")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph
    from kg.api import open_graph as open  # noqa: A004

__all__ = ["KnowledgeGraph", "__version__", "errors", "open"]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    # Lazy (PEP 562): importing the package costs next to nothing until something is asked of it.
    match name:
        case "open":
            return importlib.import_module("kg.api").open_graph
        case "KnowledgeGraph":
            return importlib.import_module("kg.api").KnowledgeGraph
        case "errors":
            return importlib.import_module("kg.errors")
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
