# SPDX-License-Identifier: Apache-2.0
"""What `docs/operations.md` says about backup and return, done word by word."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.site import Site, wait_until

pytestmark = pytest.mark.slow
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "operations.md"
DRAFT = {
    "body": {"vin": "1M8GDM9AXKP042788", "status": "stolen"},
    "restriction": {"mode": "except", "members": ["KEN"]},
    "purpose": "criminal_investigation",
}
QUESTION = {
    "purpose": "border_control",
    "subject": {"vehicles": [{"vin": "1M8GDM9AXKP042788"}]},
}


def blocks() -> list[str]:
    """Give the commands of the chapter, block by block."""
    chapter = DOCUMENT.read_text().partition("## Backup and return")[2].partition("\n## ")[0]
    return re.findall(r"```\n(.*?)```", chapter, re.DOTALL)


def do(site: Site, commands: str, folder: Path) -> None:
    written = commands.replace("/srv/wasl", str(site.data)).replace(
        ".venv/bin/python", sys.executable
    )
    done = subprocess.run(
        ["sh", "-eu", "-c", written], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_was_kept_returns_whole_on_an_empty_folder(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("return")
    folder.chmod(0o755)
    kept, returned = Site(folder / "kept"), Site(folder / "returned")
    find, put = blocks()
    try:
        kept.up()
        answer = kept.client("FRA").post("/v1/records/vehicles", json=DRAFT)
        record = answer.json()["record"]["id"]
        do(kept, find, folder)
        kept.down()
        returned.data.mkdir()
        shutil.copytree(kept.data / "keys", returned.data / "keys")
        returned.up()
        do(returned, find.splitlines()[0] + "\n" + put, folder)
        returned.down()
        returned.up()
        assert returned.run("node", "rebuild").returncode == 0
        member = returned.client("ESP")
        wait_until(lambda: member.post("/v1/checks", json=QUESTION).json()["hits"])
        assert member.get(f"/v1/records/vehicles/{record}?purpose=warning").status_code == 200
        denied = returned.client("KEN").post("/v1/checks", json=QUESTION)
        assert (denied.status_code, denied.json()["hits"]) == (200, [])
        told = returned.run("audit", "verify")
        assert told.returncode == 0, told.stderr
    finally:
        kept.down()
        returned.down()
