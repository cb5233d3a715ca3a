"""Where the files that travel with the package are: `ontology/` and `data/`, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["data_file", "ontology_file"]

_PACKAGE = Path(__file__).resolve().parent


def _resource(folder: str, name: str) -> Path:
    packed = _PACKAGE / f"_{folder}"
    return (packed if packed.is_dir() else _PACKAGE.parent / folder) / name


def data_file(name: str) -> Path:
    """Path of a file of the packaged starter data."""
    return _resource("data", name)


def ontology_file(name: str) -> Path:
    """Path of a file of the packaged ontology."""
    return _resource("ontology", name)
