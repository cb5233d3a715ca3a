"""The package can be run as a module, where no command of its name is on the path."""

from __future__ import annotations

import subprocess
import sys

import kg
from tests.cli.running import environment


def test_the_package_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--version"], env=environment(), capture_output=True, text=True, check=True
    )
    assert kg.__version__ in done.stdout
