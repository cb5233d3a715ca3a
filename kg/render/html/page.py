"""The persuasion page: a template of ours around pyvis' network, self-contained and under a strict policy."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

from kg.model import Answer
from kg.render.html.view import View, persuasion_view
from kg.render.words import clean

__all__ = ["persuasion_page"]

_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "keyboard": False, "navigationButtons": False, "zoomSpeed": 0.6},
    "nodes": {"borderWidth": 2},
    "edges": {
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12},
        "hoverWidth": 1,
        "selectionWidth": 2,
        "arrows": {"to": {"scaleFactor": 0.6}},
    },
}
_WORDS = {
    "skip": "Skip to the table",
    "graph": "Graph",
    "search": "Find a name",
    "reset": "Reset",
    "png": "Save picture",
    "csv": "Save table",
    "legend": "Ties (untick to hide)",
    "details": "Details",
    "table": "The same as a table",
    "reports": "What was reported",
    "licences": "Licences",
    "licence_text": "Drawn with vis-network (Apache-2.0 or MIT) by way of pyvis (BSD-3-Clause). The licence of each "
    "source of facts stands with that source.",
    "noscript": "Without JavaScript this page cannot draw the graph or fill the table.",
    "caution": "Influence is an association in past careers and published reports, never shown to be a cause: each "
    "name is somebody who could persuade, not somebody who did.",
    "undated": "undated",
    "direct": "Direct ties",
    "indirect": "Through go-betweens",
    "start": "How to read this",
}
_COLUMNS = [
    {"key": "rank", "label": "Rank"},
    {"key": "name", "label": "Person"},
    {"key": "role", "label": "Role"},
    {"key": "influence", "label": "Odds"},
    {"key": "range", "label": "Between"},
    {"key": "because", "label": "Because of"},
]


def persuasion_page(answer: Answer) -> str:
    """One HTML document that shows an answer: graph, details with sources, table twin, reports.

    The document needs no network: script, style and data are inside, and its Content-Security-Policy forbids
    everything else. Every name, label and address in it is text to the browser, never markup.
    """
    from jinja2 import Environment, FileSystemLoader
    from pyvis.network import Network

    view = persuasion_view(answer)
    network = Network(directed=True, cdn_resources="in_line")
    # Filled directly: pyvis' own add_node and add_edge look through everything they already hold each time.
    network.nodes, network.edges = view.nodes, view.edges
    network.set_options(json.dumps(_OPTIONS))
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    environment.filters["fromjson"] = json.loads
    environment.globals["page"] = _page(answer, view)
    network.templateEnv, network.path = environment, "page.html"
    return str(network.generate_html())


def _page(answer: Answer, view: View) -> dict[str, Any]:
    from markupsafe import Markup

    here = resources.files(__package__)
    script = (here / "page.js").read_text(encoding="utf-8")
    style = (here / "page.css").read_text(encoding="utf-8") + _vis_style()
    library = _vis_script()
    question = answer.question
    target, club = clean(question.target.name), clean(question.club.name) if question.club else ""
    title = f"Who could persuade {target}" + (f" to join {club}?" if club else "?")
    return {
        "lang": "en",
        "title": title,
        "lead": _lead(answer),
        "asof": f"As things stood on {question.as_of.isoformat()}; nothing later is used.",
        "graph_label": f"{title} A drawing of {len(view.nodes)} people and clubs; the table below holds the same. "
        "Arrow keys go from person to person.",
        "known": clean(answer.known.note),
        "model": f"Score: {answer.model.version} ({answer.model.fitted_on}).",
        "words": _WORDS,
        "view": {
            "words": _WORDS,
            "people": view.people,
            "links": view.links,
            "rows": view.rows,
            "reports": view.reports,
            "kinds": view.kinds,
            "columns": _COLUMNS,
            "first": view.first,
            "file": "persuade-" + "".join(letter if letter.isalnum() else "-" for letter in target.lower()),
            "hint": "Choose a person or an arrow to see the ties behind it and every source.",
        },
        # These three are ours or an installed package's, never a user's: the only text that is not escaped.
        "script": Markup(script),  # noqa: S704
        "style": Markup(style),  # noqa: S704
        "library": Markup(library),  # noqa: S704
        "policy": _policy(scripts=[library, script], styles=[style]),
    }


def _lead(answer: Answer) -> str:
    if answer.already_there:
        return clean(answer.already_there)
    if not answer.persuaders:
        return "Not enough is known to name anybody."
    first = answer.persuaders[0]
    return f"{clean(first.person.name)} could, first of {len(answer.persuaders)} people with a known tie."


def _vis_script() -> str:
    return _vis_file("vis-network.min.js").replace("</script", "<\\/script")


def _vis_style() -> str:
    # Only what the canvas needs; the rest of vis' style sheet dresses controls that this page does not use.
    return ".vis-network{position:relative;overflow:hidden;width:100%;height:100%;outline:none}"


def _vis_file(name: str) -> str:
    return (resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / name).read_text(encoding="utf-8")


def _policy(*, scripts: list[str], styles: list[str]) -> str:
    def allowed(texts: list[str]) -> str:
        digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {allowed(scripts)}; style-src {allowed(styles)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
