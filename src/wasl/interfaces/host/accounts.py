# SPDX-License-Identifier: Apache-2.0
"""The account PostgreSQL runs as: our own, unless we are root, which it refuses.

Root gets a system account without a home or a shell. Nothing on the way to the
data is opened to others for it: it is handed the folder as an open descriptor.
"""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from wasl.interfaces.host.tether import Account

NAME = "wasl"


def service_account() -> Account | None:
    """Give the account for servers that refuse root; None when we are not root.

    It is ``wasl``, made where the system's tool for that exists, else ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    return _find(NAME) or _create(NAME) or _find("nobody")


def is_reachable(path: Path, account: Account) -> bool:
    """Say whether an account may pass through every folder down to ``path``."""
    return all(_may_enter(folder, account) for folder in (path, *path.parents) if folder.is_dir())


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    # Somebody's own root-like account of that name is none of ours.
    return Account(name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _create(name: str) -> Account | None:
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        return None
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    shell = ["--shell", "/usr/sbin/nologin"]
    subprocess.run([tool, *options, *shell, name], check=False, capture_output=True)  # noqa: S603 - constant arguments
    return _find(name)


def _may_enter(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
