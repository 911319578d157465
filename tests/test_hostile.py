# SPDX-License-Identifier: Apache-2.0
"""Whatever JSON or address is thrown at a running site, it says in a sentence what and where.

Each table names what is sent, and what must come back. After the last one the
site still answers, and its audit is whole.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.refusals import LEAKS, places, told
from tests.site import Site
from tests.visitors import sign_in

pytestmark = pytest.mark.slow
MEMBER = "TON"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
JSON = {"content-type": "application/json"}
PURPOSE = {"Wasl-Purpose": "border_control"}


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


@pytest.fixture(scope="module")
def chief(site: Site) -> Iterator[httpx.Client]:
    """Speak as an administrator at a browser."""
    with sign_in(
        site, MEMBER, "chief", "administrator", "supervisor", "auditor", "specialist"
    ) as client:
        yield client


def draft(name: str = "Ann Example (invented)") -> dict[str, Any]:
    """Make a record of an invented person."""
    body = {"names": [{"text": name}], "status": "wanted"}
    return {"body": body, "restriction": {"mode": "all"}, "purpose": "locate_wanted"}


def question(**subject: Any) -> dict[str, Any]:
    """Make a check."""
    return {"purpose": "border_control", "subject": subject, "databases": []}


EITHER = {400, 422}  # whether its form or its shape is looked at first
BODIES: list[tuple[str, bytes, set[int]]] = [
    ("nothing", b"", {400}),
    ("half an object", b'{"purpose": "border', {400}),
    ("no JSON", b"<xml/>", {400}),
    ("bytes that are no UTF-8", b'{"purpose": "\xff\xfe"}', {400}),
    ("bytes before it", b'\xef\xbb\xbf{"purpose": "x"}', {400}),
    ("something after it", b"{} {}", EITHER),
    ("NUL between values", b'{"purpose":\x00 "x"}', {400}),
    ("a raw control character", b'{"purpose": "a\x07b"}', {400}),
    ("a lone surrogate", b'{"purpose": "\\ud800"}', {400}),
    ("20,000 levels", b'{"subject":' + b"[" * 20_000 + b"]" * 20_000 + b"}", EITHER),
    ("a list instead of an object", b"[]", {422}),
    ("nothing in it", b"{}", {422}),
    ("a number that is none", b'{"purpose": NaN}', {400}),
    ("a number without end", b'{"purpose": 1e999999}', EITHER),
]
ADDRESSES = ("/v1/checks", "/v1/checks/batch", "/v1/records/persons", "/v1/people", "/v1/entities")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("what", "body", "statuses"), BODIES, ids=[b[0] for b in BODIES])
def test_a_body_that_cannot_be_read(
    machine: httpx.Client, address: str, what: str, body: bytes, statuses: set[int]
) -> None:
    document = told(machine.post(address, content=body, headers=JSON), *statuses)
    assert places(document), what
    assert document["code"] != "malformed" or places(document) == {"body"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_ten_megabytes_are_too_many(machine: httpx.Client, address: str) -> None:
    problem = told(machine.post(address, json=draft("A" * 10_000_000)), 413)
    limit = re.search(r"larger than (\d+) bytes", problem["detail"])
    assert limit
    assert 50_000 < int(limit[1]) < 5_000_000


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "garbage",
              "multipart/form-data", "application/x-msgpack"]
)  # fmt: skip
def test_a_body_that_says_it_is_no_json(machine: httpx.Client, address: str, media: str) -> None:
    answer = machine.post(address, content=b"{}", headers={"content-type": media})
    assert told(answer, 415)["code"] == "unsupported-media-type"


NAMES: list[tuple[str, str, set[int]]] = [
    ("NUL", "Ann\x00 Example", {422}),
    ("a bell", "Ann\x07 Example", {422}),
    ("an escape", "Ann \x1b[2J Example", {422}),
    ("20,000 letters", "A" * 20_000, {422}),
    ("only blanks", " \t ", {422}),
    ("nothing", "", {422}),
    ("C1 controls", "Ann\x85Example", {422}),
]


@pytest.mark.parametrize(("what", "name", "statuses"), NAMES, ids=[n[0] for n in NAMES])
def test_a_name_that_is_none(
    machine: httpx.Client, chief: httpx.Client, what: str, name: str, statuses: set[int]
) -> None:
    entered = told(machine.post("/v1/records/persons", json=draft(name)), *statuses)
    assert places(entered) == {"names[0].text"}, what
    checked = machine.post("/v1/checks", json=question(person={"names": [name]}))
    assert places(told(checked, *statuses)) <= {"subject.person.names[0]", "subject"}
    let_in = {"name": name, "kind": "police", "databases": [], "purposes": []}
    assert "name" in places(told(chief.post("/v1/entities", json=let_in), *statuses))
    person = {"name": name, "username": "some.one", "roles": ["officer"]}
    assert "name" in places(told(chief.post("/v1/people", json=person), *statuses))


SUBJECTS: list[tuple[str, dict[str, Any], str]] = [
    ("one line of MRZ", {"mrz": ["P<UTOERIKSSON<<ANNA"]}, "subject.mrz"),
    ("lines of two lengths", {"mrz": ["P<UTO" + "<" * 39, "L898902C3"]}, "subject.mrz"),
    ("lines of 45", {"mrz": ["P<UTO" + "<" * 40] * 2}, "subject.mrz"),
    ("small signs in an MRZ", {"mrz": ["?" * 44] * 2}, "subject.mrz"),
    ("a number for a line", {"mrz": [1, 2]}, "subject.mrz"),
    ("an unknown country", {"documents": [{"number": "X1", "country": "QQQ"}]}, "country"),
    ("a country of 5,000", {"documents": [{"number": "X1", "country": "Q" * 5_000}]}, "country"),
    ("a day that is none", {"person": {"names": ["Ann"], "birth_date": "2001-02-30"}}, "birth"),
    ("the year nought", {"person": {"names": ["Ann"], "birth_date": "0000"}}, "birth"),
    ("a VIN with signs", {"vehicles": [{"vin": "'; DROP TABLE record --"}]}, "vin"),
    ("a field nobody knows", {"persom": {}}, "persom"),
    ("nobody at all", {}, "subject"),
]


@pytest.mark.parametrize(("what", "subject", "field"), SUBJECTS, ids=[s[0] for s in SUBJECTS])
def test_a_subject_that_cannot_be_asked_about(
    machine: httpx.Client, what: str, subject: dict[str, Any], field: str
) -> None:
    document = told(machine.post("/v1/checks", json=question(**subject)), 422)
    assert any(field in place for place in places(document)), (what, document)


def test_a_batch_of_1001_is_refused_whole(machine: httpx.Client) -> None:
    subjects = [{"documents": [{"number": f"N{n}"}]} for n in range(1_001)]
    body = {"purpose": "border_control", "subjects": subjects}
    document = told(machine.post("/v1/checks/batch", json=body), 422)
    assert places(document) == {"subjects"}
    assert "1000" in document["errors"][0]["detail"].replace(",", "")


QUERIES: list[tuple[str, str, set[int]]] = [
    ("a page of a trillion", "limit=1000000000000", {422}),
    ("a page larger than any number", "limit=" + "9" * 400, {422}),
    ("a page below nothing", "limit=-1", {422}),
    ("a page in words", "limit=many", {422}),
    ("half a page", "limit=1.5", {422}),
]
CURSORS = ["x", "%00", "..%2f..%2f", "'%20OR%201=1", "%F0%9F%92%A9", "a" * 4_000, "1|2|3", "-1"]
LISTS = ("/v1/records/persons", "/v1/people", "/v1/audit", "/v1/imports", "/v1/checks")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(("what", "query", "statuses"), QUERIES, ids=[q[0] for q in QUERIES])
def test_a_page_that_is_none(
    chief: httpx.Client, address: str, what: str, query: str, statuses: set[int]
) -> None:
    document = told(chief.get(f"{address}?purpose=identification&{query}"), *statuses)
    assert places(document) == {"limit"}, what


@pytest.mark.parametrize("address", LISTS[:3])
@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_nobody_gave(chief: httpx.Client, address: str, cursor: str) -> None:
    answer = chief.get(f"{address}?purpose=identification&after={cursor}")
    if answer.status_code != httpx.codes.OK:  # a list by identifier may begin anywhere
        told(answer, 400, 422)


ADDRESSED: list[tuple[str, str, int]] = [
    ("no UUID", "/v1/records/persons/1", 404),
    ("a UUID too many", f"/v1/records/persons/{UNKNOWN}0", 404),
    ("an unknown record", f"/v1/records/persons/{UNKNOWN}", 404),
    ("an unknown database", f"/v1/records/secrets/{UNKNOWN}", 404),
    ("NUL for a database", "/v1/records/%00", 404),
    ("an unknown import", f"/v1/imports/{UNKNOWN}", 404),
    ("NUL for a person", "/v1/people/%00", 404),
    ("a quotation mark for a person", "/v1/people/'%22", 404),
    ("NUL for an entity", "/v1/entities/%00", 404),
    ("10,000 letters for an entity", "/v1/entities/" + "e" * 10_000, 404),
    ("an unknown country", "/v1/members/QQQ", 404),
    ("a way up among templates", "/v1/imports/templates/..%2F..%2F..%2Fetc%2Fpasswd", 404),
    ("a way up with an ending", "/v1/imports/templates/..%2F..%2Fbootstrap.csv", 404),
    ("an absolute template", "/v1/imports/templates/%2Fetc%2Fpasswd", 404),
    ("NUL in a template", "/v1/imports/templates/persons%00.csv", 404),
    ("nothing at all", "/v1/nothing", 404),
    ("the root of the API", "/v1", 404),
    ("before all time", f"/v1/records/persons/{UNKNOWN}?on=0001-01-01T00:00:00%2B14:00", 404),
    ("NUL for an actor", "/v1/audit?who=%00", 200),
    ("NUL for an identifier", "/v1/records/persons?identifier=%00", 200),
    ("a time that is none", "/v1/records/persons?updated_since=yesterday", 422),
]


@pytest.mark.parametrize(("what", "path", "status"), ADDRESSED, ids=[a[0] for a in ADDRESSED])
def test_an_address_that_leads_nowhere(
    chief: httpx.Client, what: str, path: str, status: int
) -> None:
    answer = chief.get(path, headers=PURPOSE)
    if status == httpx.codes.OK:
        assert answer.status_code == status, what
    else:
        told(answer, status)


@pytest.mark.parametrize(
    "path",
    ["/static/..%2F..%2Fbootstrap", "/static/%2e%2e/templates/base.html", "/static/%00",
     "/static/..%5c..%5cbootstrap", "/static/manifest.json", "/static/%2Fetc%2Fpasswd",
     "/templates/base.html", "/docs/..%2F..%2Fetc%2Fpasswd", "/docs.css/..%2Fdocs.html"],
)  # fmt: skip
def test_no_way_leads_out_of_the_assets(machine: httpx.Client, path: str) -> None:
    answer = machine.get(path)
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert not LEAKS.search(answer.text)
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/v1/members"), ("PATCH", "/v1/people"), ("GET", "/v1/token"), ("PUT", "/v1/me"),
     ("TRACE", "/v1/me"), ("PUT", "/v1/checks"), ("POST", f"/v1/records/persons/{UNKNOWN}")],
)  # fmt: skip
def test_a_method_that_is_not_for_here(machine: httpx.Client, method: str, path: str) -> None:
    answer = machine.request(method, path)
    told(answer, 405)
    assert answer.headers["allow"]
