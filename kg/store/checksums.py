"""What a finished part of a generation consists of, so that a later reader can tell whether it still does.

A file that has the size and the modification time that were written down is taken as good, which costs some
microseconds each. Only a file whose time differs (a store that was copied, or touched) is read and its checksum
compared.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

__all__ = ["Inventory", "damage", "read", "take", "write"]

Inventory: TypeAlias = dict[str, tuple[int, int, int]]
"""By path relative to the part: size in bytes, modification time in nanoseconds, CRC-32."""

_CHUNK: Final = 1 << 20


def _files(part: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(part):
        folders.sort()
        for name in sorted(names):
            yield Path(folder, name)


def _crc(file: Path) -> int:
    crc = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def take(part: Path, before: Inventory) -> Inventory:
    """Write down what a part consists of.

    Args:
        part: folder of the part.
        before: what is known already of files shared with the generation before, by the same paths.
    """
    inventory: Inventory = {}
    for file in _files(part):
        name = file.relative_to(part).as_posix()
        stat = file.stat()
        same = before.get(name)
        if same is not None and stat.st_nlink > 1 and same[:2] == (stat.st_size, stat.st_mtime_ns):
            inventory[name] = same
            continue
        inventory[name] = (stat.st_size, stat.st_mtime_ns, _crc(file))
    return inventory


def write(inventory: Inventory, file: Path) -> None:
    """Put an inventory into a file."""
    with file.open("w", encoding="utf-8") as stream:
        json.dump(inventory, stream, ensure_ascii=False)


def read(file: Path) -> Inventory:
    """Read an inventory.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not what `write` wrote.
    """
    loaded = json.loads(file.read_bytes())
    if not isinstance(loaded, dict):
        raise ValueError("not an inventory")
    inventory: Inventory = {}
    for name, entry in loaded.items():
        size, changed, crc = entry
        inventory[str(name)] = (int(size), int(changed), int(crc))
    return inventory


def damage(part: Path, inventory_file: Path, *, under: str = "") -> str:
    """What is wrong with a part, in words; "" when nothing is.

    Args:
        part: folder of the part.
        inventory_file: what `write` wrote about it.
        under: look only at the files whose relative path begins so.
    """
    try:
        inventory = read(inventory_file)
    except (OSError, ValueError, TypeError) as error:
        return f"{inventory_file.name} cannot be read ({type(error).__name__})"
    for name, (size, changed, crc) in inventory.items():
        if not name.startswith(under):
            continue
        file = part / name
        try:
            stat = file.stat()
            if stat.st_size != size:
                return f"{part.name}/{name} has {stat.st_size} bytes instead of {size}"
            if stat.st_mtime_ns != changed and _crc(file) != crc:
                return f"{part.name}/{name} was changed"
        except FileNotFoundError:
            return f"{part.name}/{name} is missing"
        except OSError as error:
            return f"{part.name}/{name} cannot be read ({error.strerror})"
    return ""
