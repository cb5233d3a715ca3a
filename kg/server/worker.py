"""``python -m kg.server.worker STORE MEMORY``: does one job after another, and may be killed at any time.

Jobs come on standard input and answers go to standard output, each as a length (four bytes, big endian) and JSON; an
answer's body follows its JSON. Started by `kg.server.pool` alone. The process ends when its input does, and ends
itself when a job outlives its time and nobody has killed it: its parent is gone then.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.errors import InvalidInput, KgError
from kg.server import jobs
from kg.server.http_problem import HttpProblem, one_line
from kg.server.sandbox import confine

__all__ = ["HEAD", "main"]

HEAD: Final = struct.Struct(">I")
_RESERVE: Final = 2.0
"""Seconds by which the parent's own clock has precedence."""


def _said(desk: jobs.Desk, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        content_type, body = desk.done(job)
    except HttpProblem as refusal:
        problem = {"status": refusal.status, "line": refusal.line, "candidates": refusal.candidates}
        return {**problem, "size": 0}, b""
    except MemoryError:
        return {"status": 422, "line": "this needs more memory than is allowed; ask for less", "size": 0}, b""
    except InvalidInput as error:
        return {"status": 400, "line": str(error), "size": 0}, b""
    except KgError as error:
        return {"status": 500, "line": str(error), "size": 0}, b""
    except Exception as error:  # noqa: BLE001  whatever it is, it must not end in silence
        line = f"internal error: {type(error).__name__}: {one_line(str(error), 200)}"
        return {"status": 500, "line": line, "size": 0}, b""
    return {"status": 200, "type": content_type, "size": len(body)}, body


def _write(output: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    text = json.dumps(head).encode()
    output.write(HEAD.pack(len(text)))
    output.write(text)
    output.write(body)
    output.flush()


def _alarm(seconds: float) -> None:
    """Have this process ended when it outlives its time; Windows has no such thing, and relies on the parent."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Answer jobs until there are no more."""
    source = sys.stdin.buffer
    # Whatever a library prints must not get between the answers.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes our input
    location, memory = sys.argv[1:]
    confine(int(memory))
    desk = jobs.Desk(Path(location))
    while len(size := source.read(HEAD.size)) == HEAD.size:
        job = json.loads(source.read(HEAD.unpack(size)[0]))
        _alarm(job["seconds"] + _RESERVE)
        head, body = _said(desk, job)
        _alarm(0)
        _write(output, head, body)


if __name__ == "__main__":
    main()
    os._exit(0)  # closing the database in good order would only take time
