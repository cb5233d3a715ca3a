"""Pages of the documentation site that are made from the program: help, the shapes of JSON answers, decisions.

mkdocs loads this file (`hooks` in mkdocs.yml).
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any, get_args

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kg.cli.app import app
from kg.render.json_schema import schema_of
from kg.render.shapes.every import ANSWERS

ROOT = Path(__file__).resolve().parents[1]
_OUTSIDE = re.compile(
    r"\[([^\]]*)\]\((?:\.\./)+(?:README|CONTRIBUTING|CHANGELOG|SECURITY|data|ontology|kg|tests|scripts|examples)[^)]*\)"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    generated = {"reference/commands.md": _commands(), "reference/json.md": _shapes(), "adr/index.md": _decisions()}
    generated |= {f"reference/schemas/{_schema_name(name)}": _schema(shape) for name, shape in ANSWERS.items()}
    for path, text in generated.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Name files of the repository instead of linking to them: the site does not hold them."""
    return _OUTSIDE.sub(r"\1", markdown)


def _commands() -> str:
    parts = ["# Every command's help\n"]
    context = click.Context(app, info_name="kg")
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        if command is not None:
            parts.append(_help(command, context, name))
    return "\n".join(parts)


def _help(command: click.Command, parent: click.Context, name: str) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    text = f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        children = [(child, command.get_command(context, child)) for child in command.list_commands(context)]
        text += "\n".join(_help(child, context, child_name) for child_name, child in children if child is not None)
    return text


def _shapes() -> str:
    parts = [
        "# JSON answers\n",
        "What commands print with `--format json`, as JSON Schemas made from the types that fill the answers "
        "(`kg/render/shapes`); tests hold real answers against them. Keys may be added, none is ever removed. A key "
        "that is not required is there only where its option, or its kind of subject, asks for it.\n",
        "`kg query` prints [SPARQL 1.1 results in JSON](https://www.w3.org/TR/sparql11-results-json/). `kg score` and "
        "`kg export` write files.\n",
    ]
    for command, shape in ANSWERS.items():
        (item,) = get_args(shape) or (shape,)
        about = inspect.cleandoc(item.__doc__ or "").replace("``", "`")
        listed = "A list; each item: " if item is not shape else ""
        file = f"[The schema as a file](schemas/{_schema_name(command)})"
        parts.append(f"## {command}\n\n{listed}{about}\n\n{file}\n\n```json\n{_schema(shape)}\n```\n")
    return "\n".join(parts)


def _schema(shape: Any) -> str:
    return json.dumps(schema_of(shape), indent=2)


def _schema_name(command: str) -> str:
    """``kg targets --doors`` is ``targets-doors.json``."""
    words = command.removeprefix("kg ").replace("--", "").split()
    return f"{'-'.join(words)}.json"


def _decisions() -> str:
    rows = ["# Decisions\n", "Why things are as they are, one page each.\n"]
    for file in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        title = file.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
        rows.append(f"- [{title}]({file.name})")
    return "\n".join(rows) + "\n"
