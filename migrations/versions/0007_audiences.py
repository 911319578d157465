# SPDX-License-Identifier: Apache-2.0
"""Run 0007_audiences.sql."""

from wasl.foundation.db import run_migration

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0007_audiences.sql")
