# SPDX-License-Identifier: Apache-2.0
"""Structured logs: JSON lines in a file or on standard output, readable on a terminal."""

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import IO, Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LARGEST = 50 * 2**20


def configure_logs(process: str, file: Path | None = None) -> None:
    """Set up structlog for this process.

    Args:
        process: name that each line carries: ``hub``, ``relay``, ``supervisor`` ...
        file: also add each line, as JSON, to this file.

    Lines go to standard output: as JSON, or in colours where that is a terminal.
    """
    pretty = sys.stdout.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Named(process),
    ]
    if pretty:
        final: list[Processor] = [structlog.dev.ConsoleRenderer(pad_event_to=24)]
    else:
        final = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    copies: list[Processor] = [_Copy(file)] if file else []
    structlog.configure(
        processors=[*shared, *copies, *final],
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )


class _Named:
    def __init__(self, process: str) -> None:
        self._process = process

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
        return {"process": self._process, **event}


class _Copy:
    """Adds each line to a file as well; a full disk costs the line, not the process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._render = structlog.processors.JSONRenderer()
        self._trace = structlog.processors.dict_tracebacks

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
        copy: Any = self._trace(logger, name, dict(event))
        with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as output:
            output.write(f"{self._render(logger, name, copy)!s}\n")
        return event


def open_log(file: Path) -> IO[bytes]:
    """Open a log to add to; everything that writes to it adds, so it may be cut at any time."""
    return file.open("ab")


def cut_logs(folder: Path, largest: int = LARGEST) -> None:
    """Move what a log holds to ``NAME.log.1`` once it is larger than ``largest`` bytes.

    The file itself stays, as the processes that write to it keep it open.
    """
    for log in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            if log.stat().st_size > largest:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)
