# SPDX-License-Identifier: Apache-2.0
"""Run 0001_foundation.sql."""

from wasl.foundation.db import run_migration

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the file."""
    run_migration("0001_foundation.sql")
