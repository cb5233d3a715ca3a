"""What a process that runs strangers' queries may not do, enforced by the operating system.

pyoxigraph 0.5 follows ``SERVICE`` and ``LOAD`` to any address and has no switch against it. Their refusal by text is
the first fence; here is the second, for a text that reads differently to us than to Oxigraph's parser: a process
that cannot make a socket reaches nobody.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from typing import Final

__all__ = ["confine", "cut_off", "is_confined_here"]

# linux/audit.h and the tables of system calls: architecture, number of socket(2).
_CALLS: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_SET_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # 1 is EPERM


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction))]


def cut_off() -> bool:
    """Make sockets impossible in this process and its children, for good.

    Returns:
        Whether that worked: it needs Linux with seccomp, on a processor known here.
    """
    calls = _CALLS.get(platform.machine())
    if not sys.platform.startswith("linux") or calls is None:
        return False
    architecture, socket = calls
    steps = (
        (_LOAD, 0, 0, 4),  # the architecture of the call
        (_JUMP_EQUAL, 0, 3, architecture),
        (_LOAD, 0, 0, 0),  # its number
        (_JUMP_EQUAL, 0, 1, socket),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), instructions)
    libc = ctypes.CDLL(None)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def confine(memory: int) -> bool:
    """Bound this process: its data to ``memory`` bytes, no core dump, no socket.

    Returns:
        Whether the system could do all of it; what refuses by text is then the only fence (`kg serve` says so).
    """
    try:
        import resource  # noqa: PLC0415  no part of Python on every system
    except ImportError:  # Windows
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    except (OSError, ValueError):  # a system that knows the limit and does not let it be set, such as macOS
        return False
    return cut_off()


def is_confined_here() -> bool:
    """Whether `confine` can do all that it should on this system, as far as can be told without doing it."""
    return sys.platform.startswith("linux") and platform.machine() in _CALLS
