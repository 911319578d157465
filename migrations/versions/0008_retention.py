# SPDX-License-Identifier: Apache-2.0
"""Run 0008_retention.sql."""

from wasl.foundation.db import run_migration

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0008_retention.sql")
