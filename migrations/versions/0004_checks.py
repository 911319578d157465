# SPDX-License-Identifier: Apache-2.0
"""Run 0004_checks.sql."""

from wasl.foundation.db import run_migration

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0004_checks.sql")
