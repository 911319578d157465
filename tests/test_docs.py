# SPDX-License-Identifier: Apache-2.0
"""What the documents promise is there: links, commands, targets, settings."""

import re
from itertools import takewhile
from pathlib import Path

import click
import pytest

from wasl.interfaces.cli import Options, main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|`)(?:\.venv/bin/)?wasl ([^`\n]+)", re.MULTILINE)
TARGET = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
SETTING = re.compile(r"WASL_[A-Z_]+")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert not [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_exist(document: Path) -> None:
    for words in COMMAND.findall(document.read_text()):
        path = words.split()
        while path and path[0].startswith("--"):
            path = path[2 if path[0] in ("--data", "--as") else 1 :]
        command: click.Command = main
        context = click.Context(main, obj=Options(ROOT))
        for word in takewhile(lambda word: re.fullmatch(r"[a-z-]+", word), path):
            if not isinstance(command, click.Group):
                break
            found = command.get_command(context, word)
            assert found is not None, f"wasl {words}"
            command = found


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(TARGET.findall(document.read_text())) <= targets


def test_every_setting_is_described() -> None:
    read = {
        name
        for source in (ROOT / "src").rglob("*.py")
        for name in SETTING.findall(source.read_text())
    }
    internal = {"WASL_RUN", "WASL_DEMO"}
    described = set(SETTING.findall((ROOT / "docs" / "operations.md").read_text()))
    assert read - internal <= described


def test_every_threat_names_tests_that_exist() -> None:
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/threats.md").read_text(encoding="utf-8")))
    assert named - written == set()
    assert len(named) > 30
