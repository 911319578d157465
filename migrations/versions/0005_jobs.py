# SPDX-License-Identifier: Apache-2.0
"""Make the queue's own tables, from the library that uses them, then 0005_jobs.sql."""

from alembic import op
from procrastinate.schema import SchemaManager

from wasl.foundation.db import run_migration

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the library's schema and our grants."""
    op.get_bind().connection.cursor().execute(SchemaManager.get_schema())
    run_migration("0005_jobs.sql")
