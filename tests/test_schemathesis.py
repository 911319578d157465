# SPDX-License-Identifier: Apache-2.0
"""The running site keeps every promise of its own OpenAPI document, whatever is sent to it.

An administrator of an invented bureau asks, so that no operation ends at its door.
No other test uses that bureau's member: what is made up here disturbs nobody.
"""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.site import Site
from tests.visitors import sign_in

pytestmark = pytest.mark.slow
MEMBER = "NRU"
ROLES = ("administrator", "supervisor", "auditor", "specialist", "officer")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
COMMAND = (
    *("--checks", ",".join(CHECKS)),
    *("--phases", "examples,coverage,fuzzing"),
    *("--max-examples", "4"),
    *("--generation-with-security-parameters", "false"),
    *("--suppress-health-check", "all"),
    "--generation-deterministic",
    "--continue-on-failure",
    "--no-color",
)


def probe(site: Site, seconds: int, who: httpx.Client, header: str, *words: str) -> str:
    """Let schemathesis ask as somebody; gives what it found, "" for nothing."""
    schemathesis = Path(sys.executable).with_name("schemathesis")
    signed = ("--header", f"{header}: {who.headers[header]}", "--max-time", str(seconds))
    done = subprocess.run(
        [schemathesis, "run", f"{site.url}/openapi.json", *COMMAND, *signed, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout[-20_000:] + done.stderr[-2_000:]


def test_checks_answer_as_the_document_says(site: Site) -> None:
    machine = site.client(MEMBER)
    only = ("--include-path-regex", "^/v1/checks")
    assert probe(site, 6, machine, "authorization", *only) == ""


def test_everything_else_answers_as_the_document_says(site: Site) -> None:
    only = ("--exclude-path-regex", "^/v1/checks")
    with sign_in(site, MEMBER, "prober", *ROLES) as person:
        assert probe(site, 25, person, "cookie", *only) == ""
        assert person.get("/healthz").json() == {"status": "ok", "database": "ok", "checks": "ok"}
