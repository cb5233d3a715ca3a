"""A page as one document: our template around pyvis' network, self-contained and under a strict policy."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from kg.lazy import lazy
from kg.model import ModelInfo
from kg.render.html.page_data import PageData
from kg.render.words import clean

if TYPE_CHECKING:
    from datetime import date

    from pyvis import network as pyvis_network
else:
    pyvis_network = lazy("pyvis.network")

__all__ = ["ASSETS", "SCRIPT_PARTS", "Page", "asset", "environment", "policy"]

ASSETS: Final = ("page.js", "page.css", "picture.js", "vis-network.min.js", "start.js")
"""Files that the pages of a site share; a page by itself carries them inside."""
SCRIPT_PARTS: Final = {
    "page.js": (
        *(
            "finding",
            "text",
            "address",
            "colours",
            "drawing",
            "places",
            "names",
            "lines",
            "film",
            "panel",
            "choosing",
            "search",
        ),
        *("pointer", "controls", "seasons", "table", "arrival"),
    ),
    "start.js": ("finding", "start"),
}
"""The files in `script` of which a script is made, in their order; they share one scope."""
_FEW_LINKS: Final = 400
_SOME_LINKS: Final = 3000
_MANY_NODES: Final = 600


class Page:
    """One interactive page; `html` makes the document, and a notebook shows it by itself.

    Attributes:
        title: what it answers. lead: the answer in a sentence. page_data: what is drawn and listed.
        links: addresses and words of the questions that lead on from here. findings: what stands out, in sentences.
        seasons: the same page as of the end of earlier seasons, by the year in which each began: the slider brings up
            their verdict and table. ask: where a server tells those of any season, "" without one.
        address, picture: where on its site the page and its picture will lie, "" where that is not known.
    """

    def __init__(
        self,
        page_data: PageData,
        *,
        title: str,
        lead: str,
        notes: Sequence[str],
        model: ModelInfo,
        file: str,
        until: date | None = None,
        found: bool | None = None,
    ) -> None:
        self.page_data, self.title, self.lead = page_data, title, lead
        self.links: Sequence[tuple[str, str]] = ()
        self.findings: Sequence[str] = ()
        self.seasons: Mapping[int, Page] = {}
        self.address = self.picture = self.ask = ""
        self._notes = [note for note in notes if note]
        self._model, self._until = model, until
        self._found = bool(page_data.rows) if found is None else found
        self._file = "".join(letter if letter.isalnum() else "-" for letter in clean(file).lower())[:80]

    @property
    def found(self) -> bool:
        """Whether there is anything to show besides what was asked about."""
        return self._found

    def moment(self) -> dict[str, Any]:
        """What another page of the same question says once its slider stands at this page's season.

        Figures are told by the last part of an id, and so begin rows of the table; of those too faint to tell only the
        first has one.
        """
        page_data = self.page_data
        keys = [column["key"] for column in page_data.columns]
        rows = [
            [page_data.people[figure]["k"], *cells]
            for number, (figure, *cells) in enumerate(page_data.rows)
            if not number or page_data.strong((figure, *cells))
        ]
        figures = [person["k"] for person in page_data.people]
        told = {"lead": self.lead, "asof": page_data.asof, "known": page_data.known, "faint": page_data.faint}
        return told | {"figures": figures, "columns": keys, "rows": rows}

    def html(self, assets: str | None = None) -> str:
        """The document: it needs no network, and its Content-Security-Policy forbids everything else.

        Every name, label and address in it is text to the browser, never markup.

        Args:
            assets: where the files of `ASSETS` lie, as an address relative to the page; ``None`` puts them inside.
        """
        network = pyvis_network.Network(directed=True, cdn_resources="in_line")
        # Filled directly: pyvis' own add_node and add_edge look through everything they already hold each time.
        network.nodes, network.edges = self.page_data.nodes, self.page_data.edges
        network.set_options(json.dumps(_options(self.page_data.kind, len(network.nodes), len(network.edges))))
        network.templateEnv = _Ours(page=self._told(assets), words=self.page_data.words.messages)
        network.path = "page.html"
        return str(network.generate_html())

    def _repr_html_(self) -> str:
        """The page in a frame of its own, so that neither its style nor its script meets the notebook's.

        A source opens beside the notebook, as a page like any other: few sites work, or show at all, in a sandbox.
        """
        title = html.escape(self.title, quote=True)
        document = html.escape(self.html(), quote=True)
        return (
            f'<iframe title="{title}" srcdoc="{document}" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" '
            'style="width:100%;height:52rem;border:0;border-radius:.6rem;color-scheme:light dark"></iframe>'
        )

    def _told(self, assets: str | None) -> dict[str, Any]:
        page_data, words = self.page_data, self.page_data.words
        view = page_data.data() | {
            "words": words.starting(),
            "home": page_data.frame.home,
            "file": self._file,
            "at": page_data.at.isoformat(),
            "known": page_data.known,
            "moments": {str(year): page.moment() for year, page in self.seasons.items()},
            "ask": self.ask,
        }
        notes = list(self._notes)
        if self._until:
            notes.append(words("data_until", date=self._until.isoformat()))
        notes.append(words("sources_text", count=page_data.source_count))
        return {
            "lang": words.language,
            "title": self.title,
            "lead": self.lead,
            "links": [(href, clean(text)) for href, text in self.links],
            "findings": list(self.findings),
            "address": self.address,
            "picture": self.picture,
            "asof": page_data.asof,
            "graph_label": words("graph_label", title=self.title, count=len(page_data.nodes)),
            "notes": notes,
            "model": words("model", version=clean(self._model.version), fitted=clean(self._model.fitted_on)),
            "home": page_data.frame.home,
            "kind": page_data.kind,
            "view": view,
            **frame_of(assets, scripts=("vis-network.min.js", "page.js", "picture.js")),
        }


class _Ours:
    """What pyvis takes for its template environment: our template, told what else the page says."""

    def __init__(self, **details: Any) -> None:
        self._told = details
        self._name = ""

    def get_template(self, name: str) -> _Ours:
        """The template, as pyvis asks for it."""
        self._name = name
        return self

    def render(self, **network: Any) -> str:
        """The document, as pyvis asks for it."""
        return environment().get_template(self._name).render(**network, **self._told)


def _options(kind: str, nodes: int, edges: int) -> dict[str, Any]:
    many = nodes > _MANY_NODES
    smooth: Any = False
    if edges <= _FEW_LINKS and kind == "world":
        smooth = {"enabled": True, "type": "curvedCW", "roundness": 0.12}
    elif edges <= _SOME_LINKS and kind != "person":  # from column to column; a person's lines are spokes
        smooth = {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.45}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": not many,
            "hideEdgesOnDrag": many,
            "hideEdgesOnZoom": many,
            "keyboard": False,
            "navigationButtons": False,
            "zoomSpeed": 0.6,
        },
        "nodes": {"shape": "dot", "borderWidth": 0 if many else 2},
        "edges": {"smooth": smooth, "hoverWidth": 1, "selectionWidth": 2, "arrows": {"to": {"scaleFactor": 0.4}}},
    }


def frame_of(assets: str | None, *, scripts: Sequence[str]) -> dict[str, Any]:
    """Style and scripts for the template, and the policy that allows these and nothing else."""
    if assets is not None:
        return {"assets": assets, "scripts": list(scripts), "policy": policy(None, None)}
    # These are ours or an installed package's, never a user's: the only text that is not escaped.
    texts = [asset(name) for name in scripts]
    return {
        "assets": None,
        "scripts": [Markup(text) for text in texts],  # noqa: S704
        "style": Markup(asset("page.css")),  # noqa: S704
        "policy": policy(tuple(scripts), ("page.css",)),
    }


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; whatever is put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["fromjson"] = json.loads
    # Compact; Jinja escapes the letters that could end the element.
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return made


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """The text of one of `ASSETS`; vis-network travels in pyvis' package."""
    if name == "vis-network.min.js":
        backend = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / name
        return backend.read_text(encoding="utf-8").replace("</script", "<\\/script")
    folder = resources.files(__package__)
    if name in SCRIPT_PARTS:
        parts = [(folder / "script" / f"{part}.js").read_text(encoding="utf-8") for part in SCRIPT_PARTS[name]]
        return "\n".join(['"use strict";', "(() => {", *parts, "})();", ""])
    return (folder / name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def policy(scripts: tuple[str, ...] | None, styles: tuple[str, ...] | None) -> str:
    """The Content-Security-Policy: scripts and styles by their digests, or from the page's own place (``None``)."""

    def allowed(names: tuple[str, ...] | None) -> str:
        if names is None:
            return "'self'"
        digests = (hashlib.sha256(asset(name).encode("utf-8")).digest() for name in names)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)

    connect = "connect-src 'self'; form-action 'self'" if scripts is None else "form-action 'none'"
    return (
        f"default-src 'none'; script-src {allowed(scripts)}; style-src {allowed(styles)}; "
        f"img-src data: blob:; {connect}; base-uri 'none'"
    )
