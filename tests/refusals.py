# SPDX-License-Identifier: Apache-2.0
"""What every refusal must be: a sentence that a reader understands, and no secret."""

import re
from typing import Any

import httpx

PROBLEM = "application/problem+json"
LEAKS = re.compile(
    r"Traceback|File \"|/home/|/root/|/tmp/|/usr/|site-packages|psycopg|litestar|uvicorn"
    r"|\bSELECT\b|\bINSERT\b|SQLSTATE|0x[0-9a-f]{8}|\.py\b",
)
STRICT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def told(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """Give a refusal, which must be one that a reader understands and that tells no secret."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:500])
    assert answer.headers["content-type"] == PROBLEM, answer.headers
    assert not LEAKS.search(answer.text), answer.text[:500]
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert re.match(r"^[A-Z0-9].+[.!]$", document["detail"], re.DOTALL), document["detail"]
    for line in document.get("errors", []):
        assert line["detail"]
        assert line["field"]
    return document


def places(document: dict[str, Any]) -> set[str]:
    """Give the fields at fault."""
    return {line["field"] for line in document.get("errors", [])}


def strict(answer: httpx.Response) -> None:
    """See that an answer leaves a browser no room for mischief."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    assert "server" not in answer.headers
    assert not LEAKS.search(answer.text)
