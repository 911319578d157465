# SPDX-License-Identifier: Apache-2.0
"""Run 0010_lists.sql."""

from wasl.foundation.db import run_migration

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0010_lists.sql")
