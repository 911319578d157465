# SPDX-License-Identifier: Apache-2.0
"""Run the SQL migrations, forward only, one process at a time."""

import psycopg
from alembic import context
from sqlalchemy import NullPool, create_engine, text

LOCK = 0x5741534C  # "WASL": whoever holds it migrates, the others wait


def run() -> None:
    """Become the owner of the tables and upgrade in one transaction."""
    dsn = context.config.attributes["dsn"]
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.execute(text("SET ROLE wasl_owner"))
        connection.commit()
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
