"""What a finished part of a generation consists of, so that a later reader can tell whether it still does.

A file that nobody has touched since it was written down (size, time of change and time of its last touch are the same)
is taken as good, which costs some microseconds each. Any other is read and its checksum compared: a write that sets the
time of change back still shows in the time of the last touch, which no program can set. Files that were only touched,
as by a copy or a hard link, are read once: their new times are noted. What a disk changes by itself shows only where
every file is read (``thorough``).
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from kg.atomic_files import replacing
from kg.errors import KgError

__all__ = [
    "Inventory",
    "Item",
    "damage",
    "file_digest",
    "read",
    "signed",
    "take",
    "text_of",
    "touched_now",
    "verified",
    "write",
]


class Item(NamedTuple):
    """One file: size in bytes, time of change and of the last touch in nanoseconds, CRC-32."""

    size: int
    changed: int
    touched: int
    crc: int


Inventory: TypeAlias = dict[str, Item]
"""By path relative to the part."""

_CHUNK: Final = 1 << 20
_SIGNED: Final = re.compile(rb'\{"digest": (\d{1,10}), ')


def _files(part: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder by its relative path, in the order of names.

    Paths are text, and not `pathlib`'s: a generation has hundreds of files, and each change of one looks at them all.
    """
    root = str(part)
    for folder, folders, names in os.walk(root):
        folders.sort()
        within = folder[len(root) + 1 :].replace(os.sep, "/")
        for name in sorted(names):
            yield f"{within}/{name}" if within else name, os.stat(f"{folder}{os.sep}{name}")  # noqa: PTH116


def file_digest(file: Path) -> int:
    """The CRC-32 of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    crc = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def take(part: Path, before: Mapping[str, Item]) -> Inventory:
    """Write down what a part consists of.

    Args:
        part: folder of the part.
        before: what is known already of files shared with the generation before, by the same paths.
    """
    inventory: Inventory = {}
    for name, stat in _files(part):
        same = before.get(name)
        shared = same is not None and stat.st_nlink > 1 and same[:2] == (stat.st_size, stat.st_mtime_ns)
        crc = same.crc if same is not None and shared else file_digest(part / name)
        inventory[name] = Item(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, crc)
    return inventory


def touched_now(part: Path, inventory: Inventory) -> Inventory:
    """An inventory with the times at which its files were last touched, of those that still have size and time."""
    renewed: Inventory = {}
    for name, item in inventory.items():
        try:
            stat = os.stat(f"{part}/{name}")  # noqa: PTH116
        except OSError:
            stat = None
        same = stat is not None and (stat.st_size, stat.st_mtime_ns) == item[:2]
        renewed[name] = item._replace(touched=stat.st_ctime_ns) if stat is not None and same else item
    return renewed


def signed(data: Mapping[str, object], *, indent: int | None = None) -> str:
    """An object as JSON text whose first member is a checksum of all that follows it; see `verified`."""
    rest = json.dumps(data, ensure_ascii=False, indent=indent).removeprefix("{").lstrip() + "\n"
    return f'{{"digest": {zlib.crc32(rest.encode())}, {rest}'


def verified(text: bytes) -> dict[str, Any]:
    """Read what `signed` wrote.

    Raises:
        ValueError: it is something else, or was changed.
    """
    head = _SIGNED.match(text)
    if head is None or int(head[1]) != zlib.crc32(text[head.end() :]):
        raise ValueError("it was changed")
    data: dict[str, Any] = json.loads(text)
    del data["digest"]
    return data


def text_of(inventory: Inventory) -> str:
    """An inventory as the text of its file."""
    return signed({"files": inventory})


def write(inventory: Inventory, file: Path) -> None:
    """Put an inventory into a file."""
    file.write_text(text_of(inventory), encoding="utf-8")


def read(file: Path) -> Inventory:
    """Read an inventory.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not what `write` wrote.
    """
    files = verified(file.read_bytes())["files"]
    return {str(name): Item(*map(int, numbers)) for name, numbers in files.items()}


def damage(
    part: Path,
    inventory_file: Path,
    *,
    under: str = "",
    thorough: bool = False,
    elsewhere: Callable[[], Collection[Item]] = tuple,
) -> str:
    """What is wrong with a part, in words; "" when nothing is.

    Args:
        part: folder of the part.
        inventory_file: what `write` wrote about it.
        under: look only at the files whose relative path begins so.
        thorough: read every file, touched or not, and look for files that do not belong to it.
        elsewhere: what newer inventories say of files. One that was touched only because it got another name is as
            good as it was where its last touch stands there: it need not be read.
    """
    try:
        inventory = read(inventory_file)
    except (OSError, ValueError, TypeError) as error:
        return f"{inventory_file.name} cannot be read ({type(error).__name__})"
    seen: Inventory = {}
    sound = cache(elsewhere)
    for name, item in inventory.items():
        if name.startswith(under):
            problem, seen[name] = _looked_at(f"{part}/{name}", item, sound, thorough=thorough)
            if problem:
                return f"{part.name}/{name} {problem}"
    if thorough:
        for name, _ in _files(part):
            if name not in inventory:
                return f"{part.name}/{name} does not belong there"
    if any(item != inventory[name] for name, item in seen.items()):
        _note_times(inventory_file, inventory, inventory | seen)
    return ""


def _note_times(file: Path, inventory: Inventory, renewed: Inventory) -> None:
    """Note the times of files that were found to be sound, where the store may be written and nobody else has."""
    with suppress(OSError, ValueError, TypeError, KgError):
        if read(file) == inventory:
            with replacing(file) as output:
                output.write(text_of(renewed).encode())


def _looked_at(file: str, item: Item, elsewhere: Callable[[], Collection[Item]], *, thorough: bool) -> tuple[str, Item]:
    """What is wrong with a file, in words, and else what is known of it now."""
    try:
        stat = os.stat(file)  # noqa: PTH116
        if stat.st_size != item.size:
            return f"has {stat.st_size} bytes instead of {item.size}", item
        # What is done to it after this look shows in its times again.
        now = item._replace(changed=stat.st_mtime_ns, touched=stat.st_ctime_ns)
        unread = now == item or now in elsewhere()
        if (thorough or not unread) and file_digest(Path(file)) != item.crc:
            return "was changed", item
    except FileNotFoundError:
        return "is missing", item
    except OSError as error:
        return f"cannot be read ({error.strerror})", item
    return "", now
