# SPDX-License-Identifier: Apache-2.0
"""Connections to PostgreSQL under two roles, and the migrations that shape it.

``wasl_app`` stands behind row-level security: whatever a request does, it does
through this role. ``wasl_system`` serves sign-in, the relay and the jobs, and
holds only the grants they need. Neither owns anything.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from wasl.foundation.errors import NotAvailable

Connection = psycopg.AsyncConnection[DictRow]
ROLES = ("wasl_app", "wasl_system")


def as_role(dsn: str, role: str) -> str:
    """Give the connection string that takes on ``role`` from its first statement."""
    options = conninfo_to_dict(dsn).get("options") or ""
    return make_conninfo(dsn, options=f"{options} -c role={role}".strip())


class Database:
    """The pools of one process.

    Args:
        dsn: connection string of a login that is a member of both roles.
        size: most connections in each pool.
    """

    def __init__(self, dsn: str, size: int = 8) -> None:
        self.dsn = dsn
        self._pools = {role: self._pool(role, size) for role in ROLES}

    def _pool(self, role: str, size: int) -> AsyncConnectionPool[Connection]:
        return AsyncConnectionPool(
            as_role(self.dsn, role),
            connection_class=psycopg.AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row},
            min_size=1,
            max_size=size,
            timeout=5.0,
            open=False,
            name=role,
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        """Open both pools; connections are made in the background."""
        for pool in self._pools.values():
            await pool.open()

    async def close(self) -> None:
        """Close both pools and wait for their workers."""
        for pool in self._pools.values():
            await pool.close()

    @asynccontextmanager
    async def connection(self, role: str) -> AsyncIterator[Connection]:
        """Lend a connection in one transaction: committed on success, else rolled back.

        Raises:
            NotAvailable: the database does not answer.
        """
        try:
            async with self._pools[role].connection() as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise NotAvailable("database") from error


def migrations_folder() -> Path:
    """Find the folder of migrations, in a checkout or in an installed package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"


def migrate(dsn: str) -> None:
    """Bring the database to the newest shape; one process at a time, others wait.

    Args:
        dsn: connection string of the login that owns the tables.
    """
    # Loaded here: half a second that only this step of a start has to spend.
    from alembic import command
    from alembic.config import Config

    folder = migrations_folder()
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


def run_migration(name: str) -> None:
    """Run one SQL file of the migrations on Alembic's connection, as it stands."""
    from alembic import op

    sql = (migrations_folder() / "sql" / name).read_text(encoding="utf-8")
    op.get_bind().connection.cursor().execute(sql)
