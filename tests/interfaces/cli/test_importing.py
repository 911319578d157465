# SPDX-License-Identifier: Apache-2.0
"""Imports at the shell, after they were sent: the list of them, what was refused, what is gone."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.site import Site

from wasl.foundation.db import Database
from wasl.foundation.unit import Units
from wasl.interfaces.host.running import database_of

HEADER = "vin,plates,status,source_reference\n"


def send(site: Site, file: Path, content: str | bytes, *options: str) -> dict[str, Any]:
    """Import a table of vehicles of Spain; give what is told of it at the end."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    told = site.run("import", "vehicles", str(file), "--owner", "ESP", *options, "--json")
    return dict(json.loads(told.stdout))


def test_imports_are_listed_newest_first_and_none_is_said(site: Site, tmp_path: Path) -> None:
    empty = site.run("import", "list", member="NOR")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "Nothing has been imported yet" in empty.stderr
    assert site.run("import", "list", "--json", member="NOR").stderr == ""
    first = send(site, tmp_path / "first.csv", HEADER + ",ESP:LIST-1,stolen,L/1\n")
    second = send(site, tmp_path / "second.csv", HEADER + ",ESP:LIST-2,stolen,L/2\n")
    listed = site.run("import", "list", "--json", member="ESP").stdout.splitlines()
    ids = [json.loads(line)["id"] for line in listed]
    assert ids.index(second["id"]) < ids.index(first["id"])
    [row] = site.run("import", "list", "--limit", "1", member="ESP").stdout.splitlines()
    assert second["id"] in row
    assert "done" in row
    assert row.endswith("second.csv  1 new, 0 changed, 0 unchanged, 0 refused")


def test_refused_lines_are_fetched_later_and_elsewhere(site: Site, tmp_path: Path) -> None:
    job = send(site, tmp_path / "cars.csv", HEADER + ",ESP:REF-1,stolen,R/1\n,,stolen,R/2\n")
    place = tmp_path / "later.csv"
    told = site.run("import", "rejects", job["id"], "--to", str(place), member="ESP")
    assert told.stdout == f"{place}\n"
    assert "A vehicle needs a vehicle number" in place.read_text()
    clean = send(site, tmp_path / "clean.csv", HEADER + ",ESP:REF-1,stolen,R/1\n")
    none = site.run("import", "rejects", clean["id"], member="ESP")
    assert (none.stdout, none.stderr) == ("", "No line of it was refused.\n")


def test_what_a_whole_list_no_longer_names_is_shown(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "whole.csv"
    both = HEADER + ",ESP:GONE-1,stolen,G/1\n,ESP:GONE-2,stolen,G/2\n"
    send(site, file, both, "--complete")
    file.write_text(HEADER + ",ESP:GONE-1,stolen,G/1\n")
    done = site.run("import", "vehicles", str(file), "--owner", "ESP", "--complete").stdout
    [command] = [line for line in done.splitlines() if "wasl import gone" in line]
    words = command.partition("wasl ")[2].split()
    shown = site.run(*words).stdout
    assert "  G/2  " in shown
    assert "  G/1  " not in shown


def test_what_its_file_stopped_is_to_be_sent_again_not_gone_on_with(
    site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "cars.csv"
    job = send(site, file, (HEADER + ",ESP:ENC-1,volé,E/1\n").encode("latin-1"))
    assert (job["state"], job["may_go_on"]) == ("failed", False)
    told = site.run("import", "follow", job["id"], member="ESP")
    assert told.returncode == 1
    assert "Line 2 is not in UTF-8." in told.stdout
    assert "import again" not in told.stdout
    refused = site.run("import", "again", job["id"], member="ESP")
    assert refused.returncode == 1
    assert "Put the file right and send it again" in refused.stderr


async def _as_a_full_disk_leaves_it(site: Site, job: str) -> None:
    database = Database(database_of(site.data), size=1)
    await database.open()
    async with Units(database).system() as unit:
        problem = '{"code": "storage-full", "data": {}}'
        await unit.execute(
            "UPDATE import_job SET problem = %(problem)s::jsonb WHERE id = %(job)s",
            problem=problem,
            job=job,
        )
    await database.close()


def test_what_a_full_disk_stopped_goes_on_from_the_shell(site: Site, tmp_path: Path) -> None:
    content = (HEADER + ",ESP:ON-1,volé,O/1\n").encode("latin-1")
    job = send(site, tmp_path / "cars.csv", content)
    stored = site.data / "imports" / job["id"]
    stored.write_bytes(content.replace("volé".encode("latin-1"), b"stolen"))
    asyncio.run(_as_a_full_disk_leaves_it(site, job["id"]))
    failed = site.run("import", "follow", job["id"], member="ESP")
    [command] = [line for line in failed.stdout.splitlines() if "wasl import again" in line]
    again = site.run(*command.partition("wasl ")[2].split())
    assert again.returncode == 0, again.stderr
    assert again.stdout == "1 new, 0 changed, 0 unchanged, 0 refused\n"


def test_an_owner_that_nobody_knows_is_told_in_a_sentence(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "cars.csv"
    file.write_text(HEADER)
    told = site.run("import", "vehicles", str(file), "--owner", "ZZZ")
    assert (told.returncode, told.stderr) == (1, "Error: There is no member ZZZ.\n")
