# SPDX-License-Identifier: Apache-2.0
"""Run 0006_restarts.sql."""

from wasl.foundation.db import run_migration

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0006_restarts.sql")
