# SPDX-License-Identifier: Apache-2.0
"""Run 0002_members.sql."""

from wasl.foundation.db import run_migration

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0002_members.sql")
