# SPDX-License-Identifier: Apache-2.0
"""Start a program that cannot outlive the process that started it.

Run as a script, this file is the short step between the two: it takes on the
account it is told, asks the kernel for a signal when its parent dies, and
becomes the program. A step of its own, because such a request is dropped when
the account changes, and because code between fork and exec is not safe in a
process that has threads.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Account:
    """A system account to run a program as."""

    name: str
    uid: int
    gid: int


def spawn(  # noqa: PLR0913 - a process is described by this many independent things
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    dying: signal.Signals = signal.SIGTERM,
    folders: Sequence[int] = (),
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` so that it gets a signal when this process dies.

    Args:
        command: program, as an absolute path, and its arguments.
        account: whom it runs as; None means as this process.
        dying: the signal it gets when this process is gone, however it went
            (Linux only; elsewhere it is stopped by `stop` alone).
        folders: open descriptors it inherits, under the same numbers.
        output: where its output and errors go; None means where ours go.
        environment: its whole environment; None means ours.

    Returns:
        The process. Call this from the main thread: the kernel counts the
        death of the thread that started it as the death of the parent.
    """
    who = f"{account.uid}:{account.gid}" if account else "-"
    tether = [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(dying)), who]
    return subprocess.Popen(  # noqa: S603 - the command is ours, never a stranger's
        [*tether, *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=None if environment is None else dict(environment),
        pass_fds=tuple(folders),
        cwd="/",
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], polite: signal.Signals, patience: float) -> None:
    """Ask a process to stop; after ``patience`` seconds, make it stop."""
    if process.poll() is not None:
        return
    process.send_signal(polite)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(arguments: Sequence[str]) -> None:
    """Become the program named in the arguments: parent, signal, account, command."""
    parent, dying, who, *command = arguments
    if who != "-":
        uid, gid = map(int, who.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(dying), 0, 0, 0)
        if os.getppid() != int(parent):  # it died before we asked
            sys.exit(1)
    try:
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(126)


if __name__ == "__main__":
    main(sys.argv[1:])
