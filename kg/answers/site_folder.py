"""The folder of a static site: what in it the program wrote, and what somebody else has put there since."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Final

from kg.errors import KgError, UsageProblem

__all__ = ["check_place", "keep_additions", "write_mark"]

_MARK: Final = "site.json"
_UNLISTED: Final = re.compile(
    r"(?:index|people|teams)\.html|site\.json|assets/[^/]+|(?:people|teams|worlds)/[^/]+\.html"
)
"""What a site consists of that an older version built without listing its files."""


def check_place(target: Path) -> None:
    """See that a site may be built at a place.

    Raises:
        UsageProblem: it is a file, or a folder with something else in it.
        KgError: it cannot be read.
    """
    if target.is_dir():
        try:
            held = os.listdir(target)  # noqa: PTH208  names are all that is needed
        except OSError as error:
            raise KgError(f"{target} cannot be read: {error.strerror}") from error
        if held and _MARK not in held:
            raise UsageProblem(f"{target} holds other files", remedy="name a new or an empty folder")
    elif target.exists():
        raise UsageProblem(f"{target} is a file", remedy="name a folder")


def write_mark(folder: Path, at: date) -> None:
    """Write down which files a finished site consists of, each with its digest."""
    files = {name: _digest(folder / name) for name in _files(folder)}
    mark = {"site": "player-kg", "as_of": at.isoformat(), "files": files}
    (folder / _MARK).write_text(json.dumps(mark, indent=0), encoding="utf-8")


def keep_additions(target: Path, fresh: Path) -> None:
    """Bring into a new site what somebody has added to the older one, such as a ``CNAME`` or a page of their own.

    Args:
        target: the older site, if there is one.
        fresh: the new one, finished.

    Raises:
        UsageProblem: a page of the older site was changed by hand, or a file was added under a name that the new site
            needs.
    """
    if not target.is_dir():
        return
    listed = _listed(target)
    for name in _files(target):
        if name == _MARK or (listed is None and _UNLISTED.fullmatch(name)):
            continue
        if listed is not None and name in listed:
            if listed[name] != _digest(target / name):
                raise UsageProblem(
                    f"{target / name} was changed after the site was built, and would be lost",
                    remedy="move it away, or name another folder",
                )
            continue
        if os.path.lexists(fresh / name):
            raise UsageProblem(
                f"{target / name} is not of this site, and a page of the new one has its name",
                remedy="move it away, or name another folder",
            )
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(target / name, fresh / name, follow_symlinks=False)
        except OSError:  # a file system without hard links
            shutil.copy2(target / name, fresh / name, follow_symlinks=False)


def _listed(target: Path) -> dict[str, str] | None:
    """The files that the mark of a site lists; ``None`` for one of an older version, which listed none."""
    try:
        files = json.loads((target / _MARK).read_bytes())["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder (links are files), by its path within it."""
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if Path(where, name).is_symlink()]
        for name in sorted((*names, *links)):
            yield Path(where, name).relative_to(folder).as_posix()


def _digest(file: Path) -> str:
    if file.is_symlink() or not file.is_file():
        return ""
    return blake2b(file.read_bytes(), digest_size=16).hexdigest()
