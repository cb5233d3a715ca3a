"""A program that uses a store and may be ended at a chosen moment; run by the tests as a process of its own.

``python -m tests.store.dying fill|put STORE STARTER [EVENT]``: after EVENT file operations on the store the
process kills itself, as the system would; without it, it prints how many there were.
``python -m tests.store.dying import STORE FOLDER [EVENT]``: the same with ``kg import transfermarkt FOLDER``.
``python -m tests.store.dying hold STORE STARTER SECONDS``: holds the right to write.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from kg.store.backend import open_store
from tests.store.worlds import world

_WATCHED = ("open", "os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.truncate", "fcntl.flock")


def say(what: object) -> None:
    """Tell the test where this process has got to."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    operation, store, starter = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    last = int(sys.argv[4]) if len(sys.argv) > 4 and operation != "hold" else -1
    seen = 0

    def watch(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in _WATCHED and (event == "fcntl.flock" or str(args[0]).startswith(store)):
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(watch)
    say("ready")
    if operation == "hold":
        from kg.store.embedded import EmbeddedStore

        with EmbeddedStore(Path(store)).writing():
            say("held")
            time.sleep(float(sys.argv[4]))
        return
    if operation == "import":
        from kg.cli.guard import run

        status = run(["--store", store, "import", "transfermarkt", str(starter), "--quiet"])
        say(seen)
        sys.exit(status)
    with open_store(store, starter=starter) as backend:
        if operation == "put":
            backend.put_release(*world("mine", "2", people=40))
    say(seen)


if __name__ == "__main__":
    main()
