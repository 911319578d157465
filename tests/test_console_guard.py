# SPDX-License-Identifier: Apache-2.0
"""The console shows strangers the door, refuses other sites' pages, and answers strictly."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.refusals import strict
from tests.site import Site
from tests.visitors import sign_in

pytestmark = pytest.mark.slow
MEMBER = "TON"


@pytest.fixture(scope="module")
def chief(site: Site) -> Iterator[httpx.Client]:
    """Speak as an administrator at a browser."""
    with sign_in(
        site, MEMBER, "warden", "administrator", "supervisor", "auditor", "specialist"
    ) as client:
        yield client


PAGES = ("/", "/check", "/check/batch", "/records", "/records/persons", "/imports", "/people",
         "/entities", "/sessions", "/checks", "/deletions", "/system")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_shown_the_door(site: Site, chief: httpx.Client, path: str) -> None:
    stranger = httpx.get(site.url + path)
    assert stranger.status_code == httpx.codes.SEE_OTHER
    assert stranger.headers["location"].startswith("/sign-in")
    strict(stranger)
    page = chief.get(path)
    assert page.status_code in {200, 302, 303, 403}
    strict(page)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/docs", "/docs.css", "/openapi.json", "/healthz", "/nowhere", "/v1/me"]
)
def test_every_answer_is_strict(site: Site, path: str) -> None:
    strict(httpx.get(site.url + path))


ELSEWHERE: list[tuple[str, dict[str, str]]] = [
    ("another site", {"Sec-Fetch-Site": "cross-site"}),
    ("a sister of this site", {"Sec-Fetch-Site": "same-site"}),
    ("another origin", {"Origin": "https://elsewhere.example"}),
    ("no origin at all", {"Origin": "null"}),
    ("another port", {"Origin": "http://127.0.0.1:1"}),
]
ACTS = ("/check", "/people/invite", "/entities/new", "/settings", "/sessions/others/end",
        "/sign-out", "/records/persons/new", "/imports", "/v1/people", "/v1/entities")  # fmt: skip


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize(("what", "headers"), ELSEWHERE, ids=[e[0] for e in ELSEWHERE])
def test_another_sites_page_cannot_act(
    chief: httpx.Client, path: str, what: str, headers: dict[str, str]
) -> None:
    body: dict[str, Any] = {"json": {}} if path.startswith("/v1/") else {"data": {"name": "x"}}
    answer = chief.post(path, headers=headers, **body)
    assert answer.status_code in {403, 422}, (what, answer.text[:300])
    assert chief.get("/v1/me").status_code == httpx.codes.OK


def test_a_person_is_not_shown_among_the_vehicles(chief: httpx.Client) -> None:
    draft = {
        "body": {"names": [{"text": "Zephyrine Sidewalk (invented)"}], "status": "missing"},
        "restriction": {"mode": "only"},
        "purpose": "missing_or_dead",
    }
    record = chief.post("/v1/records/persons", json=draft).json()["record"]["id"]
    for ending in ("", "/edit", "/delete"):
        assert chief.get(f"/records/persons/{record}{ending}").status_code == 200
        assert chief.get(f"/records/vehicles/{record}{ending}").status_code == 404


@pytest.mark.parametrize("ending", ["", "/new", "/export", "/newer"])
def test_a_database_that_is_none_has_no_pages(chief: httpx.Client, ending: str) -> None:
    assert chief.get(f"/records/nosuch{ending}").status_code == 404


def test_a_page_says_what_can_be_done_at_its_address(site: Site) -> None:
    answer = httpx.put(f"{site.url}/sign-in")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    strict(answer)
