# SPDX-License-Identifier: Apache-2.0
"""Looks for faults of the repository that no other tool sees.

Migrations form one line without a number used twice; lock files name no host
and no path of a machine; every program begins with its licence.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
ADDRESS = re.compile(r"\b(?:https?|file)://|--(?:extra-)?index-url|--find-links|@ /")
LICENCE = "SPDX-License-Identifier: Apache-2.0"
SOURCES = {".py", ".sh", ".mjs", ".js"}
ASSIGNED = re.compile(r'^(revision|down_revision)(?::[^=]*)? = (?:"([^"]*)"|None)', re.MULTILINE)
FILE_RUN = re.compile(r'"([^"]+\.sql)"')


def migrations() -> Iterator[str]:
    """Say what is wrong with the migrations."""
    scripts = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    named = {script.name: dict(ASSIGNED.findall(script.read_text())) for script in scripts}
    for key, what in (("revision", "has the id"), ("down_revision", "follows")):
        for value, times in Counter(ids.get(key, "") for ids in named.values()).items():
            if times > 1:
                yield f"migrations: more than one {what} {value or 'of nothing'}"
    files = [path.name for path in (ROOT / "migrations" / "sql").glob("*.sql")]
    for number, times in Counter(name.split("_")[0] for name in files).items():
        if times > 1:
            yield f"migrations: number {number} is used by {times} files"
    run = Counter(name for script in scripts for name in set(FILE_RUN.findall(script.read_text())))
    for name in files:
        if run[name] != 1:
            yield f"migrations/sql/{name}: run by {run[name]} revisions, not by one"


def locks() -> Iterator[str]:
    """Say where a lock names a host or a path of a machine."""
    for name in LOCKS:
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if ADDRESS.search(line):
                yield f"{name}:{number}: an address in a lock file"
    if '"resolved"' in (ROOT / "assets" / "package-lock.json").read_text():
        yield "assets/package-lock.json: an address in a lock file"


def licences() -> Iterator[str]:
    """Say which programs do not begin with their licence."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607 - the git that made the checkout
    for name in filter(None, told.stdout.decode().split("\0")):
        path = ROOT / name
        if path.suffix in SOURCES and path.is_file():
            start = path.read_text(encoding="utf-8")[:200]
            if LICENCE not in start and start.strip():
                yield f"{name}: does not begin with its licence"


def main() -> None:
    """Print every fault; exit 1 if there is one."""
    faults = [*migrations(), *locks(), *licences()]
    for fault in faults:
        print(fault)
    print("Repository: " + (f"{len(faults)} faults" if faults else "no faults"))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
