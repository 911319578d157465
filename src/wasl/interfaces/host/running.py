# SPDX-License-Identifier: Apache-2.0
"""Find what runs on a data folder: the address of its hub, its database, its processes."""

import os
from pathlib import Path
from typing import Any

from wasl.interfaces.host.errors import NotRunning
from wasl.interfaces.host.files import is_locked, read_json
from wasl.interfaces.host.postgres import running_dsn


def find_run(data: Path) -> dict[str, Any] | None:
    """Give what the supervisor of a data folder tells; None if none runs there.

    Returns:
        {"pid", "state": "starting"|"ready", "url", "node_url", "started", "nats_monitor",
        "processes": [{"name", "state", "pid", "restarts"}]}.
    """
    told = read_json(data / "run.json")
    return told if told and is_locked(data / "wasl.lock") else None


def database_of(data: Path) -> str:
    """Give the address of a data folder's database, for its owner's role.

    Raises:
        NotRunning: it is the embedded one, and it does not run.
    """
    if url := os.environ.get("WASL_DATABASE_URL"):
        return url
    if not is_locked(data / "postgres.lock"):
        raise NotRunning(data)
    return running_dsn(data)
