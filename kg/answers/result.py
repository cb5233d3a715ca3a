"""What a question of the public face brings back: one answer for people, programs, tables, graphs and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from kg.errors import MissingExtra, UsageProblem
from kg.lazy import lazy

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from kg.render import window as windows
    from kg.render.renditions import Rendering
    from kg.render.window import Window
else:
    windows = lazy("kg.render.window")

__all__ = ["Result", "frame_of"]

T = TypeVar("T")

_SCREEN: Final = 40
"""Lines of a `repr` at most."""


class Result(Generic[T]):
    """An answer with everything that can be made of it; its own attributes are those of ``value``.

    Attributes:
        question: ``persuade``, ``explain``, ``show``, ``destinations`` or ``targets``.
        value: the typed answer, for example a `kg.model.Answer`.
    """

    def __init__(
        self,
        question: str,
        value: T,
        rendering: Callable[..., Rendering],
        *,
        records: Callable[[], Sequence[Mapping[str, Any]]],
        network: Callable[[], nx.DiGraph[str]] | None = None,
        page: Callable[[], str] | None = None,
    ) -> None:
        self.question, self.value = question, value
        self.rendering = rendering
        self._records, self._network, self._page = records, network, page

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.value, name)

    def __repr__(self) -> str:
        lines = self.text().splitlines()
        if len(lines) > _SCREEN:
            lines = [*lines[: _SCREEN - 1], f"… {len(lines) - _SCREEN + 1} more lines: .text(why=True) has them all"]
        return "\n".join(lines)

    def text(self, form: str = "table", *, limit: int | None = 10, why: bool = False) -> str:
        """The answer as text, as the command line prints it.

        Args:
            form: ``table``, ``md``, ``json`` or ``csv``.
            limit: how many of a ranking to show in a table; ``None`` is all.
            why: whether every tie, path and source is wanted.
        """
        return self.rendering(limit=limit, why=why).text(form)

    def to_dict(self, window: Window | None = None) -> dict[str, Any]:
        """The object that the command prints with ``--format json``, or as much of the answer as a window shows."""
        if window is None:
            data: dict[str, Any] = self.rendering().data()
            return data
        whole = self.rendering(why=True, reach=window.reach).data()
        return windows.windowed(whole, windows.LISTS[self.question], window)

    def to_frame(self) -> pd.DataFrame:
        """The ranked rows as a pandas data frame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return frame_of(self._records())

    def to_networkx(self) -> nx.DiGraph[str]:
        """The graph the answer was read from, with plain attribute values, so that GraphML and GEXF can hold it.

        Raises:
            UsageProblem: this kind of answer is not read from one graph.
        """
        if self._network is None:
            raise UsageProblem("this answer is not read from one graph", remedy="ask graph.subgraph(player, club)")
        return self._network()

    def _repr_html_(self) -> str | None:
        """The page, in a frame of its own, for notebooks."""
        return self._page() if self._page is not None else None


def frame_of(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Records as a pandas data frame.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas  # noqa: PLC0415  an extra that may not be installed
    except ModuleNotFoundError as error:
        raise MissingExtra("a data frame needs pandas", remedy="pip install 'player-kg[pandas]'") from error
    return pandas.DataFrame.from_records(list(map(dict, records)))
