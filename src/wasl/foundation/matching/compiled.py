# SPDX-License-Identifier: Apache-2.0
"""How kernels are compiled: once, without the GIL, and cached where the process may write."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import config

_CHECKED: list[bool] = []


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function as a compiled kernel."""
    if not _CHECKED:
        _CHECKED.append(_choose_cache())
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)  # type: ignore[no-any-return]


def _choose_cache() -> bool:
    """Point numba to a writable folder when the package itself is installed read-only."""
    if config.CACHE_DIR:
        return False
    beside = Path(__file__).parent
    if os.access(beside, os.W_OK):
        return False
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for place in (home / "wasl" / "kernels", Path(tempfile.gettempdir()) / f"wasl-{os.getuid()}"):
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(place, os.W_OK) and place.stat().st_uid == os.getuid():
            config.CACHE_DIR = str(place)
            return True
    return False
