# SPDX-License-Identifier: Apache-2.0
"""Run 0009_import_lines.sql."""

from wasl.foundation.db import run_migration

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the file."""
    run_migration("0009_import_lines.sql")
