# SPDX-License-Identifier: Apache-2.0
"""A world for the stories about members."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from tests.factories_members import Clock, World
from wasl.capabilities.members.rules import passwords
from wasl.foundation.db import Database


@pytest.fixture
def world(database: Database, clean: None) -> World:
    """Give real services on an empty database and a clock moved by hand."""
    return World(database, Clock())


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    """Hash passwords at the least cost, so that stories with many tries stay quick.

    ``test_rules`` looks at the real cost.
    """
    kept = passwords._hasher, passwords._DUMMY
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._DUMMY = passwords._hasher.hash("nobody has this password")
    yield
    passwords._hasher, passwords._DUMMY = kept
