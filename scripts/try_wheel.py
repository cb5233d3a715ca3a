"""What a wheel does for a stranger: a fresh folder, one Python, and nothing of this checkout.

    python scripts/try_wheel.py dist/player_kg-0.2.0-py3-none-any.whl                  with the Python that runs this
    python scripts/try_wheel.py dist/player_kg-0.2.0-py3-none-any.whl python3.12 python3.13

For each Python: a virtual environment, the wheel with its extra for assistants, then a question, a page, a server that
is asked, and a round trip over MCP. Exit status 1 if one of them fails. Packages come from where pip gets them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

_ASKED = ("Trent Alexander-Arnold", "--to", "Real Madrid", "--at", "2024-10-01")
_FIRST = "Jude Bellingham"
_SECONDS = 300.0


class _Installed:
    """The wheel in an environment of its own, in a fresh folder with a store of its own."""

    def __init__(self, folder: Path, wheel: Path, python: str) -> None:
        self.folder = folder
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
        self._programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self._programs / "python")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            self.python,
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, f"{wheel}[mcp]"], check=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("KG_", "PYTHON"))}
        self._environment = kept | {"KG_STORE": str(folder / "store"), "PYTHONUTF8": "1"}

    def kg(self, *words: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            [str(self._programs / "kg"), *words], cwd=self.folder, env=self._environment, check=True, text=True,
            encoding="utf-8", capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        return done.stdout

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on until it is no longer needed."""
        process = subprocess.Popen(
            [str(self._programs / "kg"), *words], cwd=self.folder, env=self._environment, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)


def question(installed: _Installed) -> None:
    """The question that the README begins with."""
    answer = json.loads(installed.kg("persuade", *_ASKED, "--format", "json"))
    assert answer["persuaders"][0]["person"]["name"] == _FIRST  # noqa: S101


def page(installed: _Installed) -> None:
    """The answer as one page, which needs no network."""
    installed.kg("page", *_ASKED, "--output", "answer.html")
    text = (installed.folder / "answer.html").read_text(encoding="utf-8")
    assert _FIRST in text and "vis" in text  # noqa: S101, PT018


def server(installed: _Installed) -> None:
    """A query over HTTP, and the page of a question."""
    with installed.running("serve", "--port", "0", "--workers", "1") as process:
        assert process.stderr  # noqa: S101
        told = next(line for line in process.stderr if "pages http" in line)
        address = told.split("pages ")[1].split("/,")[0]
        query = urlencode({"query": "ASK { ?person a <https://w3id.org/player-kg/ns#Person> }"})
        with urlopen(f"{address}/sparql?{query}", timeout=_SECONDS) as response:  # noqa: S310
            assert json.load(response)["boolean"] is True  # noqa: S101
        with urlopen(f"{address}/", timeout=_SECONDS) as response:  # noqa: S310
            assert "<h1" in response.read().decode()  # noqa: S101


def assistant(installed: _Installed) -> None:
    """A tool called over standard input and output."""
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "try", "version": "1"}}
    asked = {"player": _ASKED[0], "to": _ASKED[2], "at": _ASKED[4]}
    with installed.running("mcp") as process:
        assert process.stdin and process.stdout  # noqa: S101, PT018

        def say(**message: object) -> None:
            assert process.stdin  # noqa: S101
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            process.stdin.flush()

        say(id=1, method="initialize", params=client)
        assert "result" in json.loads(process.stdout.readline())  # noqa: S101
        say(method="notifications/initialized")
        say(id=2, method="tools/call", params={"name": "persuade", "arguments": asked})
        answer = json.loads(process.stdout.readline())
        assert _FIRST in json.dumps(answer["result"]), answer  # noqa: S101


def main() -> None:
    """Try the wheel on each Python and say what it did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="the wheel, or the folder that holds it")
    parser.add_argument("pythons", nargs="*", default=[sys.executable])
    asked = parser.parse_args()
    wheel = next(asked.wheel.glob("*.whl")) if asked.wheel.is_dir() else asked.wheel
    failed = False
    for python in asked.pythons:
        with tempfile.TemporaryDirectory() as name:
            try:
                installed = _Installed(Path(name), wheel.resolve(), python)
            except subprocess.CalledProcessError as error:
                print(f"{python}: cannot be installed ({error})", flush=True)
                failed = True
                continue
            version = subprocess.run(
                [installed.python, "-c", "import platform; print(platform.python_version(), platform.system())"],
                check=True, capture_output=True, text=True,
            ).stdout.strip()  # fmt: skip
            for trial in (question, page, server, assistant):
                begun = time.perf_counter()
                try:
                    trial(installed)
                    outcome = "works"
                except (AssertionError, KeyError, OSError, ValueError, subprocess.SubprocessError) as error:
                    outcome, failed = f"fails: {getattr(error, 'stderr', '') or error!r}", True
                print(f"Python {version}: {trial.__name__} {outcome} ({time.perf_counter() - begun:.1f} s)", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
