# SPDX-License-Identifier: Apache-2.0
"""How kernels are compiled: once, without the GIL, and cached where the process may write."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import config as _numba_config

Kernel = Callable[..., Any]
# numba describes neither its settings nor the option that turns reference counts off.
config: Any = _numba_config
_njit: Any = numba.njit

# Every file whose code ends up in a kernel.
_SOURCES = (
    *("aligning.py", "building.py", "compiled.py", "finding.py", "kernels.py", "keying.py"),
    *("ranking.py", "sight.py", "tally.py"),
)
_CHECKED: list[bool] = []


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function as a compiled kernel."""
    if not _CHECKED:
        _CHECKED.append(_choose_cache())
    found: Kernel = _njit(cache=True, nogil=True, error_model="numpy")(function)
    return found


def leaf(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a kernel that allocates nothing and is drawn into whoever calls it.

    A call that hands on twenty arrays copies two hundred values, and would spend a microsecond on
    atomic reference counts; the arrays live as long as the outermost call anyway.
    """
    if not _CHECKED:
        _CHECKED.append(_choose_cache())
    options = {"cache": True, "nogil": True, "error_model": "numpy"}
    found: Kernel = _njit(**options, _nrt=False, forceinline=True)(function)
    return found


def _choose_cache() -> bool:
    """Point numba to a folder of this very source, writable even where the package is not.

    Numba checks only the file of the function it loads, not those of the functions inlined in it:
    after an upgrade it would mix old and new code. A folder per digest of all kernels cannot.
    """
    if config.CACHE_DIR:
        return False
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for name in _SOURCES:
        digest.update((here / name).read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    temporary = Path(tempfile.gettempdir()) / f"wasl-{_user()}"
    for place in (here / "__pycache__" / name, home / "wasl" / name, temporary / name):
        if _usable(place):
            config.CACHE_DIR = str(place)
            return True
    return False


def _usable(place: Path) -> bool:
    """Make the folder; refuse one of somebody else, who could put code there."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.access(place, os.W_OK) and place.stat().st_uid in (_user(), 0)
    except OSError:
        return False


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
