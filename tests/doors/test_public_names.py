"""The public names: a change here is a decision, to be told in the changelog."""

from __future__ import annotations

import inspect

import kg
from kg.answers.query_rows import QueryRows
from kg.answers.result import Result
from kg.contents import Contents
from kg.measures import Measures


def public(thing: type) -> dict[str, str]:
    """Names of a class with their parameters; "" for properties."""
    names = {}
    for name, value in vars(thing).items():
        if not name.startswith("_"):
            names[name] = ", ".join(inspect.signature(value).parameters) if callable(value) else ""
    return names


def test_the_package() -> None:
    assert kg.__all__ == ["KnowledgeGraph", "__version__", "errors", "open"]
    assert dir(kg) == sorted(kg.__all__)
    assert list(inspect.signature(kg.open).parameters) == ["store", "progress", "create", "renew"]


def test_the_graph() -> None:
    assert public(kg.KnowledgeGraph) == {
        "close": "self",
        "persuade": "self, player, to, at, known_by, together, first",
        "destinations": "self, player, at, known_by",
        "targets": "self, club, at, known_by",
        "doors": "self, club, at, targets",
        "score": "self, players, clubs, at, top",
        "explain": "self, person, other, at, known_by, over_time",
        "show": "self, name, at, known_by",
        "find": "self, name, what",
        "where": "self, person, at",
        "squad": "self, team, at",
        "subgraph": "self, player, club, at, known_by",
        "read": "self, text, published, url, language",
        "query": "self, sparql_or_name, timeout, parameters",
        "query_text": "self, question, values",
        "ask": "self, query, people, teams, more",
        "rdf": "",
        "contents": "",
        "measures": "",
        "live": "",
        "status": "self",
        "import_": "self, reader, paths, strict, dry_run",
        "add_claim": "self, kind, people, source_url, publisher, today, more",
        "export": "self, path, format",
        "validate": "self, files",
        "page": "self, kind, name, to, at, known_by",
    }


def test_what_is_in_a_store() -> None:
    assert public(Contents).keys() == {
        "created",
        "address",
        "last_attested",
        "facts_ready",
        "folder_ready",
        "queries_ready",
        "tidy",
        "status",
        "check",
        "catalogue",
        "validate",
        "export",
        "write",
        "site",
        "score",
        "import_files",
        "import_sets",
        "copy_from",
        "write_graph",
        "remove_release",
        "add_claim",
        "retract",
        "update",
        "functions",
        "read",
        "settle",
        "rule_records",
    }
    assert public(Measures).keys() == {"backtest", "audit", "known_truth", "persuasions", "fit_persuasions"}


def test_answers() -> None:
    assert public(Result).keys() == {"text", "to_dict", "to_frame", "to_networkx"}
    assert public(QueryRows).keys() == {"boolean", "text", "to_frame", "to_rdflib"}


def test_errors() -> None:
    assert set(kg.errors.__all__) >= {
        "AmbiguousName",
        "InvalidInput",
        "KgError",
        "MissingExtra",
        "NothingFound",
        "StoreError",
        "UnknownName",
        "UsageProblem",
    }
