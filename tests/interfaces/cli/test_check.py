# SPDX-License-Identifier: Apache-2.0
"""Checks from the shell, on a site that runs."""

import contextlib
import json
from pathlib import Path

from tests.site import Site, wait_until

NUMBER = "ZC7700001"
BODY = {"number": NUMBER, "country": "FRA", "type": "passport", "fraud_type": "stolen"}


def enter(site: Site) -> None:
    """Enter the document of the story once; a second time it is on record already."""
    draft = {"body": BODY, "restriction": {"mode": "all"}, "purpose": "border_control"}
    with contextlib.closing(site.client("FRA")) as client:
        client.post(
            "/v1/records/travel_documents", json=draft, headers={"Wasl-Purpose": "border_control"}
        )
        asked = {"purpose": "border_control", "subject": {"documents": [{"number": NUMBER}]}}
        wait_until(lambda: client.post("/v1/checks", json=asked).json()["hits"])


def test_a_document_is_checked_from_the_shell(site: Site) -> None:
    enter(site)
    told = site.run("check", "document", NUMBER, "--country", "France")
    assert told.returncode == 0, told.stderr
    assert "Stolen" in told.stdout or "stolen" in told.stdout
    assert "Reported stolen by the issuing country\n" in told.stdout, "no date was reported"
    assert "FRA-NCB" in told.stdout
    answer = json.loads(site.run("check", "document", NUMBER, "--json").stdout)
    assert [hit["owner"] for hit in answer["hits"]] == ["FRA"]
    assert answer["databases"]["travel_documents"] == "checked"


def test_a_file_of_subjects_is_answered_line_by_line(site: Site, tmp_path: Path) -> None:
    enter(site)
    lines = [{"documents": [{"number": number}]} for number in ("ZC0", NUMBER)]
    file = tmp_path / "subjects.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    told = site.run("check", "batch", str(file), "--json")
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [answer["index"] for answer in answers] == [0, 1]
    assert [len(answer["hits"]) for answer in answers] == [0, 1]


def test_a_line_that_is_no_json_spoils_no_other(site: Site, tmp_path: Path) -> None:
    enter(site)
    good = json.dumps({"documents": [{"number": NUMBER}]})
    file = tmp_path / "subjects.jsonl"
    lines = [
        b"\xef\xbb\xbf" + good.encode(),
        b"",
        b'{"documents": [}',
        b"\xe9",
        good.encode(),
        b"NaN",
    ]
    file.write_bytes(b"\r\n".join(lines))
    told = site.run("check", "batch", str(file), "--json")
    assert told.returncode == 1, told.stderr
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [answer["index"] for answer in answers] == [0, 1, 2, 3, 4]
    assert [answer["line"] for answer in answers] == [1, 3, 4, 5, 6]
    assert [len(answer["hits"]) for answer in answers if "problem" not in answer] == [1, 1]
    problem = answers[1]["problem"]
    assert (problem["status"], problem["code"]) == (400, "malformed")
    assert problem["errors"][0]["detail"] == "This is no valid JSON from byte 15 on."
    read = site.run("check", "batch", str(file))
    assert read.returncode == 1
    assert read.stdout.splitlines()[1] == (
        "3: What was sent cannot be read. subject: This is no valid JSON from byte 15 on."
    )


def test_a_file_with_nothing_to_read_is_told_line_by_line_too(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "subjects.jsonl"
    file.write_text("Zephyrine Oakhollow\nFRA:AB-123-CD\n")
    told = site.run("check", "batch", str(file))
    assert told.returncode == 1
    assert [line.partition(":")[0] for line in told.stdout.splitlines()] == ["1", "2"]
    assert told.stderr == ""


def test_a_fault_is_told_in_a_sentence(site: Site) -> None:
    told = site.run("check", "person", "Zephyrine", "--nationality", "Atlantis")
    assert told.returncode == 1
    assert "subject.person.nationalities[0]" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_node_tells_how_it_is_and_is_filled_anew(site: Site) -> None:
    enter(site)
    told = json.loads(site.run("node", "status", "--json").stdout)
    assert told["filled"]
    assert told["records"] >= 1
    assert site.run("node", "rebuild").returncode == 0
    assert json.loads(site.run("check", "document", NUMBER, "--json").stdout)["hits"]
