# SPDX-License-Identifier: Apache-2.0
"""Files and raw bytes that no client of ours sends: refused in words, nothing half done."""

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.refusals import LEAKS, PROBLEM, told
from tests.site import Site, wait_until

pytestmark = pytest.mark.slow
MEMBER = "TON"
PURPOSE = {"Wasl-Purpose": "locate_wanted"}


@pytest.fixture(scope="module")
def machine(site: Site) -> Iterator[httpx.Client]:
    """Speak as a machine, and look afterwards whether the site is whole."""
    client = site.client(MEMBER)
    client.headers.update(PURPOSE)
    yield client
    healthy = {"status": "ok", "database": "ok", "checks": "ok"}
    assert client.get("/healthz").json() == healthy
    verified = site.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


HEADER = "name,sex,birth_dates,nationalities,status"
ARABIC = "سليم المثالي"
ROW = f"{ARABIC},male,1980,TON,wanted"
UN = "<CONSOLIDATED_LIST dateGenerated='2026-01-01T00:00:00'><INDIVIDUALS><INDIVIDUAL>"
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
REFUSED = {"failed", "rejected"}
FILES: list[tuple[str, str, str, bytes, set[str]]] = [
    ("windows-1256, declared", "csv", "windows-1256", f"{HEADER}\n{ROW}".encode("cp1256"), {"new"}),
    ("windows-1256, undeclared", "csv", "", f"{HEADER}\n{ROW}".encode("cp1256"),
     REFUSED),
    ("an encoding that nobody knows", "csv", "klingon", f"{HEADER}\n{ROW}".encode(), {"refused"}),
    ("a table that breaks off in quotes", "csv", "", f'{HEADER}\n"Ann Exa'.encode(), {"rejected"}),
    ("a table that breaks off in a sign", "csv", "", f"{HEADER}\n{ROW}".encode()[:60],
     REFUSED),
    ("a table with NUL", "csv", "", f"{HEADER}\nAnn\0Bell,,,,wanted".encode(), REFUSED),
    ("a table of other things", "csv", "", b"a,b\n1,2", {"failed"}),
    ("pictures for a table", "csv", "", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), REFUSED),
    ("nothing", "csv", "", b"", {"failed", "refused"}),
    ("lines that break off", "jsonl", "", b'{"body": {"names": [{"te', {"rejected"}),
    ("a line of 20,000 levels", "jsonl", "", b"[" * 20_000, {"rejected"}),
    ("a line with a lone surrogate", "jsonl", "", b'{"body": "\\ud800"}', {"rejected"}),
    ("a list that breaks off", "un", "", f"{UN}<DATAID>1</DATA".encode(), {"failed"}),
    ("a list that is none", "un", "", b"<html></html>", {"failed"}),
    ("a bomb", "un", "", f'<!DOCTYPE b [<!ENTITY e0 "ha">{BOMB}]><b>&e8;</b>'.encode(), {"failed"}),
    ("an entity from elsewhere", "un", "",
     b'<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&x;</CONSOLIDATED_LIST>',
     {"failed"}),
]  # fmt: skip


def run(client: httpx.Client, form: str, encoding: str, content: bytes) -> dict[str, Any] | None:
    """Import a file to its end; None if it was refused at once."""
    asked = {"database": "persons", "format": form, "shared_with": "nobody"}
    asked |= {"record_purpose": "locate_wanted"} | ({"encoding": encoding} if encoding else {})
    sent = client.post("/v1/imports", params=asked, content=content)
    if sent.status_code != httpx.codes.ACCEPTED:
        told(sent, 422)
        return None

    def ended() -> dict[str, Any] | None:
        job: dict[str, Any] = client.get(f"/v1/imports/{sent.json()['id']}").json()
        return job if job["state"] in {"done", "failed", "cancelled"} else None

    return wait_until(ended, 60)


@pytest.mark.parametrize("file", FILES, ids=[file[0] for file in FILES])
def test_a_file_that_is_not_right(
    machine: httpx.Client, file: tuple[str, str, str, bytes, set[str]]
) -> None:
    what, form, encoding, content, outcomes = file
    job = run(machine, form, encoding, content)
    if job is None:
        assert "refused" in outcomes, what
    elif job["state"] == "failed":
        assert "failed" in outcomes, (what, job)
        assert job["problem"]["detail"].endswith(".")
        assert not LEAKS.search(json.dumps(job))
        assert job["new"] == 0
    elif job["rejected"]:
        assert "rejected" in outcomes, (what, job)
        rejects = machine.get(f"/v1/imports/{job['id']}/rejects").text
        assert rejects
        assert not LEAKS.search(rejects), rejects[:500]
    else:
        assert "new" in outcomes, (what, job)
        assert (job["new"], job["rejected"]) == (1, 0)


def speak(site: Site, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send bytes as they are, and give what is answered until the site hangs up or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=2.0) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            while got := connection.recv(65_536):
                answer += got
        except (TimeoutError, ConnectionError):
            pass
    return answer


QUESTION = {"purpose": "border_control", "subject": {"documents": [{"number": "N1"}]}}
HEAD = b"POST /v1/checks HTTP/1.1\r\nHost: here\r\n"
SMUGGLED = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"
RAW: list[tuple[str, bytes, set[int]]] = [
    ("two lengths that differ", HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
     {400}),
    ("a length and chunks",
     HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED, {400}),
    ("chunks twice",
     HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" + SMUGGLED, {400}),
    ("chunks in disguise", HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED, {400}),
    ("a length below nothing", HEAD + b"Content-Length: -1\r\n\r\n", {400}),
    ("a length in words", HEAD + b"Content-Length: five\r\n\r\nhello", {400}),
    ("a length beyond counting", HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", {400}),
    ("a length with a sign", HEAD + b"Content-Length: +5\r\n\r\nhello", {400}),
    ("a chunk without a size", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400, 401}),
    ("a blank before the colon", HEAD + b"Content-Length : 5\r\n\r\nhello", {400}),
    ("a folded header", HEAD + b"X: a\r\n b\r\n\r\n", {400}),
    ("NUL in a header", HEAD + b"X: a\0b\r\n\r\n", {400}),
    ("a header of 100 kB", HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n", {431}),
    ("a token of 20 kB", HEAD + b"Authorization: Bearer " + b"a" * 20_000 + b"\r\n\r\n", {401}),
    ("a token that is no text", HEAD + b"Authorization: Bearer \xff\xfe\r\n\r\n", {401}),
    ("no HTTP", b"\x16\x03\x01 hello\r\n\r\n", {400}),
    ("HTTP of another age", b"GET / HTTP/9.9\r\n\r\n", {400}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "sent", "statuses"), RAW, ids=[r[0] for r in RAW])
def test_bytes_that_no_client_of_ours_sends(
    site: Site, machine: httpx.Client, what: str, sent: bytes, statuses: set[int]
) -> None:
    answer = speak(site, sent)
    head = re.match(rb"HTTP/1\.1 (\d+)", answer)
    assert head, (what, answer[:200])
    assert int(head[1]) in statuses, (what, answer[:300])
    assert b"wasl_checks" not in answer, "the smuggled request was answered"
    assert PROBLEM.encode() in answer
    assert not LEAKS.search(answer.decode("latin-1"))


def test_a_body_shorter_than_it_says_harms_nobody(site: Site, machine: httpx.Client) -> None:
    token = f"Authorization: {machine.headers['authorization']}\r\n".encode()
    sent = HEAD + token + b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{}"
    assert speak(site, sent) == b""
    assert machine.get("/v1/me").status_code == httpx.codes.OK


def test_a_slow_client_holds_nobody_up(site: Site, machine: httpx.Client) -> None:
    idle = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(200)]
    try:
        for connection in idle:
            connection.sendall(b"POST /v1/checks HT")
        began = time.monotonic()
        answer = machine.post("/v1/checks", json=QUESTION)
        assert answer.status_code == httpx.codes.OK
        assert time.monotonic() - began < 5
    finally:
        for connection in idle:
            connection.close()
