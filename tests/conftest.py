# SPDX-License-Identifier: Apache-2.0
"""What every test stands on: a real PostgreSQL with the project's own migrations."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.site import Site
from wasl.foundation.db import Database, migrate
from wasl.foundation.unit import Units
from wasl.interfaces.host.postgres import start_postgres


@pytest.fixture(scope="session")
def owner_dsn() -> Iterator[str]:
    """Give a migrated database, as its owner sees it."""
    folder = Path(tempfile.mkdtemp(prefix="wasl-test-"))
    server = start_postgres(folder)
    try:
        dsn = server.dsn()
        migrate(dsn)
        yield dsn
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def database(owner_dsn: str) -> AsyncIterator[Database]:
    """Give open pools under both roles."""
    database = Database(owner_dsn, size=4)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def clean(owner_dsn: str) -> None:
    """Empty every table that a test may have filled; reference data stay."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                " WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname = 'public'"
            )
        ]
        kept = {"alembic_version", "member", "office", "feed"}
        names = ", ".join(name for name in tables if name not in kept)
        connection.execute(f"TRUNCATE {names} CASCADE")
        connection.execute("UPDATE feed SET given = 0, published = 0")


@pytest.fixture
def units(database: Database, clean: None) -> Units:
    """Give units of work on an empty database."""
    return Units(database)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Give a running site, shared by the tests of a run; each test brings its own records."""
    folder = Path(tempfile.mkdtemp(prefix="wasl-site-"))
    site = Site(folder / "data")
    try:
        site.up()
        yield site
    finally:
        site.down()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared data; tests that need it are skipped where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared is not here")
    return folder


def pytest_configure() -> None:
    """Keep the environment of the machine out of the tests."""
    for name in list(os.environ):
        if name.startswith("WASL_"):
            del os.environ[name]
