"""Completion offers what the store knows, as the shells want it, and never says a word of its own."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.answers.completion import names_beginning
from kg.store.backend import open_store
from tests.cli.running import ROOT, environment, kg

BOTH = ("person", "team")


@pytest.mark.parametrize("beginning", ["bel", "Jude Be", "ode", "REAL M", "al", "arn", "x", "kyl"])
@pytest.mark.parametrize("what", ["person", "team"])
def test_the_light_reader_finds_what_the_facts_find(store: Path, beginning: str, what: str) -> None:
    with open_store(store) as backend:
        expected = backend.facts.complete(beginning, what, limit=40)
    assert names_beginning(str(store), beginning, (what,)) == expected


def test_accents_and_case_do_not_matter(store: Path) -> None:
    found = names_beginning(str(store), "ODEGA", BOTH)
    assert any("degaard" in name for name in found)


@pytest.mark.parametrize("store_name", ["https://example.org/sparql", ""])
def test_nothing_to_offer(store_name: str) -> None:
    assert names_beginning(store_name or None, "", BOTH) == []
    if store_name:
        assert names_beginning(store_name, "be", BOTH) == []


def _offers(shell: str, words: list[str], **more: str) -> tuple[str, str, int]:
    env = {"_KG_COMPLETE": f"{shell}_complete", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = kg(**(env | more))
    return done.stdout, done.stderr, done.returncode


def test_zsh_and_fish(store: Path) -> None:
    zsh = _offers("zsh", ["kg", "persuade", "Belling"], KG_STORE=str(store))[0]
    assert "Bellingham, Jude" in zsh.splitlines()
    env = {"_KG_COMPLETE": "fish_complete", "COMP_WORDS": "kg persuade Belling", "COMP_CWORD": "Belling"}
    assert "plain,Jude Bellingham" in kg(**env, KG_STORE=str(store)).stdout.splitlines()


def test_the_store_option_counts_here_too(store: Path) -> None:
    out = _offers("zsh", ["kg", "--store", str(store), "persuade", "Belling"])[0]
    assert "Bellingham, Jude" in out


@pytest.mark.parametrize(
    "words",
    [
        ["kg", "persuade", "Be"],
        ["kg", "nonsense", "Be"],
        ["kg", "persuade", '"Be'],
        ["kg", "--format", "nonsense", "show", "B"],
    ],
)
@pytest.mark.parametrize("kind", ["missing", "file", "garbage"])
def test_trouble_is_met_with_silence(tmp_path: Path, words: list[str], kind: str) -> None:
    where = tmp_path / "store"
    if kind == "file":
        where.write_text("x")
    elif kind == "garbage":
        facts = where / "generations" / "1" / "facts"
        facts.mkdir(parents=True)
        (where / "current").write_text("1")
        (facts / "facts.json").write_text('{"people": 3}')
    out, err, _ = _offers("bash", words, KG_STORE=str(where))
    assert (out.strip(), err) == ("", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_itself(store: Path, tmp_path: Path) -> None:
    command = tmp_path / "kg"
    command.write_text(
        f'#!{sys.executable}\nimport sys\nsys.path.insert(0, "{ROOT}")\nfrom kg.cli import main\nmain()\n'
    )
    command.chmod(0o755)
    script = """
        eval "$(_KG_COMPLETE=bash_source kg)"
        try() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            _kg_completion kg
            printf '%s\\n' "${COMPREPLY[0]}"
        }
        try kg persuade Bellingham
        try kg persuade '"Jude Belling'
        try kg persuade X --to Liverp
        try kg persuade "N'Gol"
        try kg per
    """
    env = environment(KG_STORE=str(store)) | {"PATH": f"{tmp_path}:{environment()['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        r"Bellingham,\ Jude",
        "Jude Bellingham",
        "Liverpool",
        r"N\'Golo\ Kanté",
        "persuade",
    ]


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        (["kg", "import", "open"], "openfootball"),
        (["kg", "query", "team"], "team-mates"),
        (["kg", "export", "--format", "ge"], "gexf"),
        (["kg", "--format", "js"], "json"),
        (["kg", "page", "X", "--kind", "pers"], "person"),
    ],
)
def test_readers_questions_and_forms_are_offered(words: list[str], offer: str) -> None:
    out, err, _ = _offers("bash", words)
    assert any(line.endswith(f",{offer}") for line in out.splitlines()), out
    assert err == ""


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh here")
@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Bellingham, Ju", "Bellingham, Jude"),  # one offer takes the word's place
        ("al", "al"),  # Álvaro, Alexander-Arnold: nothing alike to put there, so the word stays
        ("zzz", "zzz"),
    ],
)
def test_zsh_deletes_no_words(store: Path, tmp_path: Path, typed: str, left: str) -> None:
    command = tmp_path / "kg"
    command.write_text(
        f'#!{sys.executable}\nimport sys\nsys.path.insert(0, "{ROOT}")\nfrom kg.cli import main\nmain()\n'
    )
    command.chmod(0o755)
    (tmp_path / ".zshrc").write_text(
        "autoload -U compinit; compinit -u -D\n"
        'eval "$(_KG_COMPLETE=zsh_source kg)"\n'
        "reveal() { print -r -- $BUFFER > line; BUFFER='' }\n"
        "zle -N reveal; bindkey '^X' reveal; touch ready\n"
    )
    path = f"{tmp_path}:{environment()['PATH']}"
    env = environment(KG_STORE=str(store)) | {"PATH": path, "ZDOTDIR": str(tmp_path), "TERM": "dumb"}
    leader, follower = pty.openpty()
    shell = subprocess.Popen(["zsh", "-i"], stdin=follower, stdout=follower, stderr=follower, env=env, cwd=tmp_path)
    try:
        _wait_for(tmp_path / "ready", leader)
        os.write(leader, f'kg persuade "{typed}\t\x18'.encode())
        _wait_for(tmp_path / "line", leader)
    finally:
        shell.kill()
        shell.wait()
        os.close(leader)
        os.close(follower)
    assert (tmp_path / "line").read_text().strip().removeprefix('kg persuade "').rstrip('" ') == left


def _wait_for(file: Path, leader: int) -> None:
    """Read what a shell prints until it has written a file."""
    end = time.monotonic() + 60
    while time.monotonic() < end and not (file.exists() and (file.name != "line" or file.read_text())):
        if select.select([leader], [], [], 0.1)[0]:
            os.read(leader, 65536)
    assert file.exists()
