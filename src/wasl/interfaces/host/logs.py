# SPDX-License-Identifier: Apache-2.0
"""Files that hold log lines: one for the supervisor too, and none that grows for ever."""

import contextlib
import logging
import os
import shutil
from pathlib import Path

import structlog

LARGEST = 50 * 2**20


def add_log_file(file: Path) -> None:
    """Also write each log line of this process, as JSON, to a file."""
    form = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ]
    )
    handler = _Patient(file, encoding="utf-8")
    handler.setFormatter(form)
    logging.getLogger().addHandler(handler)


class _Patient(logging.FileHandler):
    """A full disk costs the line, not the process, and is not told on each line."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Forget the line."""


def cut_logs(folder: Path, largest: int = LARGEST) -> None:
    """Move what a log holds to ``NAME.log.1`` once it is larger than ``largest`` bytes.

    The file itself stays, as the processes that write to it keep it open; they
    all add at its end, so it may be emptied at any time.
    """
    for log in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            if log.stat().st_size > largest:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)
