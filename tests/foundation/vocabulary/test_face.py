# SPDX-License-Identifier: Apache-2.0
"""The face of the vocabulary says what is public, and the package is pure."""

import ast
from pathlib import Path

from wasl.foundation import vocabulary

SOURCE = Path(vocabulary.__file__).parent


FORBIDDEN = {"psycopg", "nats", "socket", "urllib", "httpx", "time", "os", "random"}


def test_all_that_is_exported_exists_and_has_a_manual() -> None:
    assert len(set(vocabulary.__all__)) == len(vocabulary.__all__)
    for name in vocabulary.__all__:
        assert name.isupper() or getattr(vocabulary, name).__doc__, name


def _imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_no_network_no_database_no_chance() -> None:
    for file in SOURCE.rglob("*.py"):
        assert not _imported(ast.parse(file.read_text(encoding="utf-8"))) & FORBIDDEN, file


def test_nothing_asks_the_clock() -> None:
    for file in SOURCE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not any(call in text for call in ("date.today(", ".now(", "utcnow(")), file
