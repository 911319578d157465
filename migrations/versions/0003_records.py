# SPDX-License-Identifier: Apache-2.0
"""Run 0003_records.sql."""

from wasl.foundation.db import run_migration

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0003_records.sql")
