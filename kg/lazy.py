"""Modules that are loaded at their first use: what takes long to import stands at the top and costs nothing there.

A type checker and a reader see a plain import; a running program sees a stand-in that loads the module when something
is asked of it:

    if TYPE_CHECKING:
        import networkx as nx
    else:
        nx = lazy("networkx")
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["lazy"]


class _LazyModule:
    """Stands in for a module, and passes on whatever is asked of it.

    It keeps nothing: what a test puts in the place of a function in the module itself is found here too.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)

    def __repr__(self) -> str:
        return f"<lazy module {self._name!r}>"


def lazy(name: str) -> Any:
    """Return a stand-in for the module of this full name.

    Raises:
        ImportError: at first use, where the module cannot be loaded.
    """
    return _LazyModule(name)
