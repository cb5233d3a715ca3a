"""Shared options mean the same before and after the command's name."""

from __future__ import annotations

from datetime import date

import click
import pytest

from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings, settings_of, shared_options
from kg.errors import StoreError


def _settings(*arguments: str, forms: tuple[str, ...] = ("table", "json")) -> Settings:
    found: list[Settings] = []
    group = click.Group("kg", params=shared_options())
    group.add_command(KgCommand("show", forms=forms, callback=click.pass_obj(found.append)))
    context = group.make_context("kg", list(arguments), obj=lambda: date(2024, 10, 1))
    with context:
        group.invoke(context)
    return found[0]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.cli.settings._is_terminal", lambda _: True)
    for name in ("KG_STORE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "options",
    [("--store", "s"), ("--format", "json"), ("--no-input",), ("--no-color",), ("-q",), ("-v", "-v"), ("-vv",)],
)
def test_before_and_after_mean_the_same(options: tuple[str, ...]) -> None:
    assert _settings(*options, "show") == _settings("show", *options) != _settings("show")


def test_the_later_one_wins_and_counts_add_up() -> None:
    settings = _settings("--store", "a", "--format", "table", "-v", "show", "--store", "b", "--format", "json", "-v")
    assert (settings.store, settings.form, settings.verbosity) == ("b", "json", 2)
    assert _settings("-v", "show", "-q").verbosity == 0


def test_defaults() -> None:
    settings = _settings("show")
    assert (settings.store, settings.form, settings.verbosity) == (None, "table", 0)
    assert settings.colour
    assert settings.today == date(2024, 10, 1)


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", "from-environment")
    monkeypatch.setenv("NO_COLOR", "1")
    assert (_settings("show").store, _settings("show").store_typed) == ("from-environment", False)
    given = _settings("--store", "given", "show")
    assert (given.store, given.store_typed) == ("given", True)
    assert not _settings("show").colour
    monkeypatch.setenv("KG_STORE", "")
    assert _settings("show").store is None


@pytest.mark.parametrize(("options", "made"), [(("--store", "typed"), False), ((), True)])
def test_only_a_typed_folder_must_hold_a_store_already(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], made: bool
) -> None:
    asked: list[bool] = []

    def opened(_location: str, _progress: object, *, create: bool, **_: bool) -> object:
        asked.append(create)
        raise StoreError("enough")

    monkeypatch.setenv("KG_STORE", "set-once")
    monkeypatch.setattr("kg.api.open_store", opened)
    with pytest.raises(StoreError), open_graph(_settings(*options, "show")):
        pass
    assert asked == [made]


def test_the_first_form_of_a_command_is_its_default() -> None:
    assert _settings("show", forms=("html",)).form == "html"


def test_a_form_that_a_command_has_not_is_a_usage_error() -> None:
    with pytest.raises(click.UsageError, match="not one of this command's: table, json"):
        _settings("--format", "gexf", "show")


def test_a_context_without_options_has_defaults() -> None:
    assert settings_of(click.Context(click.Command("x"))).form == "table"


@pytest.mark.parametrize("place", ["", "  ", "ftp://example.org/x", "file:///tmp/x"])
def test_a_store_is_a_folder_or_an_http_address(place: str) -> None:
    with pytest.raises(click.UsageError, match="--store"):
        _settings("--store", place, "show")


def test_an_empty_variable_means_the_default_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", "")
    assert _settings("show").store is None
