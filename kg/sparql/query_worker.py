"""``python -m kg.sparql.query_worker``: one query, asked on standard input and answered on standard output.

Started by `kg.sparql.execution` alone, so that the operating system can end a query that takes too long.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from kg.errors import KgError, StoreError
from kg.sparql.checks import Prepared
from kg.sparql.database import open_read_only
from kg.sparql.execution import evaluate, to_json
from kg.sparql.functions import FunctionSource

__all__ = ["main"]


def main() -> int:
    """Answer the request; the exit status is 0, or that of the error whose words are written instead."""
    request = json.loads(sys.stdin.buffer.read())
    if request["alarm"] is not None and hasattr(signal, "alarm"):
        # Should the parent die, nobody else would stop this process.
        signal.alarm(request["alarm"])
    query = Prepared(request["text"], tuple(request["graphs"]))
    folder = Path(request["folder"])
    try:
        functions = FunctionSource.from_recipe(request["functions"]) if request.get("functions") else {}
        try:
            answer = to_json(evaluate(open_read_only(folder), query, limit=request["limit"], functions=functions))
        except OSError as error:
            raise StoreError(f"the database in {folder} cannot be read: {error}") from error
    except KgError as error:
        sys.stdout.write(json.dumps({"problem": error.args[0], "remedy": ""}))
        return error.exit_status
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the answer is out: closing the database in good order would only take time
