"""Every error ends as one line on standard error and the exit status of the interface; never as a traceback."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT, environment, kg
from tests.render import samples

FULL = Path("/dev/full")
FAULTY = "from tests.cli.faulty import install; install(); from kg.cli import main; main()"


@pytest.mark.parametrize(
    ("fault", "status", "line"),
    [
        ("nothing", 1, "kg: there are no data before 2002-05-01; ask for a later day"),
        ("usage", 2, "kg: England is a national team, and nobody can be signed by it"),
        ("unknown-for-good", 3, "kg: no person called 'X' is known"),
        ("input", 4, "kg: notes.csv, line 7, field 'published': 'x' is no date; write YYYY-MM-DD"),
        ("store", 5, "kg: /somewhere is a file, not a folder that can hold a store"),
        ("disk", 5, "kg: /somewhere/facts: No space left on device"),
        ("memory", 70, "kg: there is not enough memory for this"),
        ("interrupt", 130, "kg: interrupted"),
    ],
)
def test_status_and_line(fault: str, status: int, line: str) -> None:
    done = kg("persuade", "X", fault=fault)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", line + "\n")


def test_a_bug_of_ours_is_one_line_that_asks_for_a_report() -> None:
    done = kg("persuade", "X", fault="bug")
    assert done.returncode == 70
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("kg: internal error: RuntimeError: the [31m desk broke; please report")


@pytest.mark.parametrize("where", [("-vv", "persuade", "X"), ("persuade", "X", "-vv"), ("-v", "persuade", "X", "-v")])
def test_very_verbose_shows_where_a_bug_is(where: tuple[str, ...]) -> None:
    assert "Traceback" in kg(*where, fault="bug").stderr


def test_candidates_are_listed() -> None:
    done = kg("persuade", "Winter", fault="ambiguous")
    assert done.returncode == 3
    assert done.stderr.splitlines()[:3] == [
        "kg: 'Winter' could be any of these:",
        "  Tom Winter (born 1999)",
        "  Tim Winter (born 1977)",
    ]
    done = kg("persuade", "Wintr", fault="unknown")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "kg: no person called 'Wintr' is known; did you mean:",
        "  Tom Winter (born 1999)",
    ]


def test_nobody_is_status_1_and_still_an_answer() -> None:
    done = kg("persuade", "X", "--format", "json", fault="empty")
    assert done.returncode == 1
    assert json.loads(done.stdout)["persuaders"] == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("persuade",), "Missing argument 'PLAYER'. See 'kg persuade --help'."),
        (("persuade", "X", "--at", "2024-02-30"), "'2024-02-30' is no date: February 2024 has 29 days."),
        (("persuade", "X", "--at", "yesterday"), "'yesterday' is no date; write YYYY-MM-DD."),
        (("persuade", " "), "an empty name names nobody"),
        (("persuade", "X", "--format", "xml"), "xml"),
        (
            ("--format", "turtle", "persuade", "X"),
            "'--format turtle' is not one of this command's: table, json, csv, md",
        ),
        (("persuad", "X"), "There is no command 'persuad'. Did you mean 'persuade'?"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_usage_errors_are_one_line(arguments: tuple[str, ...], part: str) -> None:
    done = kg(*arguments, fault="")
    assert done.returncode == 2
    assert done.stdout == ""
    assert part in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("persuade", "X"), ("persuade", "X", "--format", "json")])
def test_a_full_disk_is_one_line(arguments: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", FAULTY, *arguments],
            cwd=ROOT,
            env=environment(FAULT=""),
            stdout=full,
            stderr=-1,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr.splitlines()[1:] == ["kg: the answer cannot be written: No space left on device"]


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
def test_a_full_disk_under_the_help_is_one_line() -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from kg.cli import main; main()", "--help"],
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (5, "kg: No space left on device\n")


@pytest.mark.parametrize("fault", ["large", ""])
def test_a_reader_who_leaves_early_is_no_error(fault: str) -> None:
    code = f'{sys.executable} -c "{FAULTY}" persuade X | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", code],
        cwd=ROOT,
        env=environment(FAULT=fault),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == ["Who could persuade Tom Winter to join United? As of 2024-10-01", "0"]
    assert done.stderr == "asked for X\n"


def test_closed_standard_output_is_one_line() -> None:
    code = f'{sys.executable} -c "{FAULTY}" persuade X >&-'
    done = subprocess.run(
        ["bash", "-c", code],
        cwd=ROOT,
        env=environment(FAULT=""),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.splitlines()[1:] == ["kg: the answer cannot be written: standard output is closed"]


def test_control_c_while_working() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FAULTY, "persuade", "X"],
        cwd=ROOT,
        env=environment(FAULT="sleep"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "kg: interrupted\n")


def test_an_answer_survives_a_narrow_encoding() -> None:
    done = kg("persuade", "X", fault="", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "L\\xe9o Herbst" in done.stdout


def _on_a_terminal(*arguments: str, fault: str, typed: str) -> tuple[int, str]:
    """Run on a pseudo-terminal and type; returns the status and all that the terminal showed."""
    child, terminal = pty.fork()
    if not child:
        os.chdir(ROOT)
        env = environment(FAULT=fault, TERM="xterm-256color", COLUMNS="100", LINES="40")
        os.execve(sys.executable, [sys.executable, "-c", FAULTY, *arguments], env)  # noqa: S606
    os.write(terminal, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_on_a_terminal_one_may_choose() -> None:
    status, shown = _on_a_terminal("persuade", "Winter", fault="ambiguous", typed="2\n")
    assert status == 0
    assert "Which Winter?" in shown
    assert f"asked for {samples.LEO.id}" in shown


def test_no_input_means_no_question() -> None:
    status, shown = _on_a_terminal("--no-input", "persuade", "Winter", fault="ambiguous", typed="")
    assert status == 3
    assert "Which" not in shown


def test_control_d_at_the_question_is_an_interruption() -> None:
    status, shown = _on_a_terminal("persuade", "Winter", fault="ambiguous", typed="\x04")
    assert status == 130
    assert "Traceback" not in shown


def test_colours_only_where_they_are_welcome() -> None:
    assert "\x1b[" in _on_a_terminal("persuade", "X", fault="", typed="")[1]
    plain = _on_a_terminal("persuade", "X", "--no-color", fault="", typed="")[1]
    assert "\x1b[3" not in plain
    assert "────" in plain
    assert "\x1b" not in kg("persuade", "X", fault="").stdout
