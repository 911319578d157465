# SPDX-License-Identifier: Apache-2.0
"""A world for the stories about members."""

import pytest

from tests.factories_members import Clock, World, hash_quickly
from wasl.foundation.db import Database


@pytest.fixture
def world(database: Database, clean: None) -> World:
    """Give real services on an empty database and a clock moved by hand."""
    return World(database, Clock())


quick_hashes = pytest.fixture(autouse=True, scope="module")(hash_quickly)
