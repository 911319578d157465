# SPDX-License-Identifier: Apache-2.0
"""Records and imports over HTTP."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Request
from litestar.di import Provide
from litestar.exceptions import HTTPException

from tests.factories_records import PURPOSE, an_actor, document, person
from wasl.capabilities import records as capability
from wasl.foundation.errors import AppError
from wasl.foundation.settings import Settings, read_settings
from wasl.foundation.unit import Units
from wasl.interfaces.api import faults, imports, records
from wasl.interfaces.door import purpose_of

ORIGIN = "https://wasl.example"
FRANCE = {"as": "FRA", "wasl-purpose": PURPOSE}
BRUNO = {**FRANCE, "who": "bruno"}
KENYA = {"as": "KEN", "wasl-purpose": PURPOSE}
ALL = {"mode": "all"}


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    return read_settings(tmp_path, {})


@pytest.fixture
async def http(units: Units, site: Settings) -> AsyncIterator[httpx.AsyncClient]:
    def actor(request: Request[Any, Any, Any]) -> Any:  # noqa: ANN401 - an Actor
        return an_actor(request.headers["as"], request.headers.get("who", "amelie"))

    app = Litestar(
        [*records.routes, *imports.routes],
        before_request=faults.check_request,
        dependencies={
            "units": Provide(lambda: units, sync_to_thread=False),
            "settings": Provide(lambda: site, sync_to_thread=False),
            "actor": Provide(actor, sync_to_thread=False),
            "purpose": Provide(purpose_of, sync_to_thread=False),
        },
        exception_handlers={
            AppError: faults.answer,
            HTTPException: faults.answer,
            Exception: faults.answer,
        },
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def enter(http: httpx.AsyncClient, database: str, body: Any, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    draft = {"body": body, "restriction": ALL, "purpose": "locate_wanted", **fields}
    answer = await http.post(f"/v1/records/{database}", json=draft, headers=FRANCE)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["record"]
    return found


async def test_a_record_is_entered_read_changed_and_listed(http: httpx.AsyncClient) -> None:
    made = await enter(http, "travel-documents", document(), case="C/1")
    place = f"/v1/records/travel-documents/{made['id']}"
    seen = (await http.get(place, headers=KENYA)).json()
    assert seen["body"] == document()
    assert (seen["headline"], seen["owner"], seen["case"]) == ("12AB34567", "FRA", "C/1")
    assert not {"restriction", "entered_by", "audience", "source_reference"} & seen.keys()
    changed = await http.put(
        place,
        params={"version": 1},
        json={"body": document(fraud_type="lost"), "restriction": ALL, "purpose": "border_control"},
        headers=FRANCE,
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["record"]["version"] == 2
    stale = await http.put(
        place,
        params={"version": 1},
        json={"body": document(), "restriction": ALL, "purpose": "border_control"},
        headers=BRUNO,
    )
    assert stale.status_code == 409
    assert stale.json()["code"] == "record-changed"
    states = (await http.get(f"{place}/history", headers=KENYA)).json()
    assert [s["record"]["body"]["fraud_type"] for s in states] == ["stolen", "lost"]
    then = await http.get(place, params={"on": states[0]["since"]}, headers=KENYA)
    assert then.json()["version"] == 1
    page = (
        await http.get(
            "/v1/records/travel_documents", params={"identifier": "12ab-34567"}, headers=KENYA
        )
    ).json()
    assert page["count"] == {"number": 1, "exact": True}
    assert [r["id"] for r in page["records"]] == [made["id"]]


async def test_warnings_are_told_in_the_callers_language(http: httpx.AsyncClient) -> None:
    draft = {
        "body": {"vin": "1M8GDM9A0KP042788", "status": "stolen"},
        "restriction": ALL,
        "purpose": "warning",
    }
    answer = await http.post("/v1/records/vehicles", json=draft, headers=FRANCE)
    assert [w["code"] for w in answer.json()["warnings"]] == ["vin-check-digit-wrong"]
    assert answer.json()["warnings"][0]["detail"] != "vin-check-digit-wrong"


async def test_a_denied_record_and_none_get_the_same_answer(http: httpx.AsyncClient) -> None:
    hidden = await enter(
        http, "persons", person(), restriction={"mode": "except", "members": ["KEN"]}
    )
    answers = []
    for record in (hidden["id"], "019c0000-0000-7000-8000-000000000000"):
        answer = await http.get(f"/v1/records/persons/{record}", headers=KENYA)
        answers.append((answer.status_code, answer.text.replace(record, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    other = await http.get(f"/v1/records/vehicles/{hidden['id']}", headers=FRANCE)
    assert other.status_code == 404


FAULTS: list[tuple[Any, int, str]] = [
    ({}, 422, "invalid"),
    ({"body": {}, "restriction": {}, "purpose": "warning"}, 422, "invalid"),
    ({"body": {}, "restriction": {"mode": "some"}, "purpose": "warning"}, 422, "invalid"),
    ({"body": {"names": []}, "restriction": ALL, "purpose": "warning"}, 422, "invalid"),
    ({"body": person(holder=1), "restriction": ALL, "purpose": "warning"}, 422, "invalid"),
    ({"body": person(status="x"), "restriction": ALL, "purpose": "x"}, 422, "invalid"),
]


NUL = person(names=[{"text": "a\x00"}])
FAULTS.append(({"body": NUL, "restriction": ALL, "purpose": "warning"}, 422, "invalid"))


@pytest.mark.parametrize(("draft", "status", "code"), FAULTS)
async def test_a_wrong_draft_is_told_field_by_field(
    http: httpx.AsyncClient, draft: object, status: int, code: str
) -> None:
    answer = await http.post("/v1/records/persons", json=draft, headers=FRANCE)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["errors"]
    assert all(error["detail"] != error["code"] for error in answer.json()["errors"])


async def test_no_purpose_no_record(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/records/persons", headers={"as": "FRA"})
    assert (answer.status_code, answer.json()["code"]) == (400, "context-missing")


async def test_an_unknown_database_is_404(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/records/unicorns", headers=FRANCE)
    assert (answer.status_code, answer.json()["code"]) == (404, "database-unknown")


ODD = [
    ({"order": "oldest"}, 200),
    ({"order": "sideways"}, 400),
    ({"identifier": "a\x00b"}, 200),
    ({"identifier": "x" * 5000}, 200),
    ({"owner": "F\x00"}, 422),
    ({"owner": "ZZZ"}, 422),
    ({"after": "\x00"}, 400),
    ({"after": "x" * 4000}, 400),
    ({"updated_since": "0001-01-01T00:00:00Z"}, 200),
    ({"updated_since": "9999-12-31T23:59:59Z"}, 200),
    ({"limit": "0"}, 400),
    ({"state": "gone"}, 400),
]


@pytest.mark.parametrize(("params", "status"), ODD)
async def test_odd_filters_find_nothing_or_are_named(
    http: httpx.AsyncClient, params: dict[str, str], status: int
) -> None:
    answer = await http.get("/v1/records/persons", params=params, headers=FRANCE)
    assert answer.status_code in (status, 422 if status == 400 else status), answer.text


async def test_deletion_over_http_takes_two(http: httpx.AsyncClient) -> None:
    made = await enter(http, "persons", person())
    place = f"/v1/records/persons/{made['id']}"
    asked = await http.delete(place, params={"reason": "mistake"}, headers=FRANCE)
    assert asked.status_code == 202
    assert (await http.get("/v1/deletions", headers=BRUNO)).json()[0]["reason"] == "mistake"
    assert (await http.post(f"{place}/deletion", headers=FRANCE)).status_code == 409
    assert (await http.post(f"{place}/deletion", headers=KENYA)).status_code == 403
    assert (await http.post(f"{place}/deletion", headers=BRUNO)).status_code == 204
    assert (await http.get(place, headers=KENYA)).status_code == 404
    stub = (await http.get(place, headers=FRANCE)).json()
    assert (stub["state"], stub["body"], stub["headline"]) == ("deleted", None, "")


async def test_an_export_is_headed_by_who_and_when(http: httpx.AsyncClient) -> None:
    await enter(http, "travel_documents", document())
    answer = await http.get("/v1/records/travel_documents/export", headers=KENYA)
    lines = answer.text.splitlines()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [line[0] for line in lines[:3]] == ["#", "#", "#"]
    assert "Amelie, KEN" in lines[2]
    assert lines[4].startswith("12AB34567,FRA,passport,stolen")
    refused = await http.get("/v1/records/unicorns/export", headers=KENYA)
    assert refused.status_code == 404


# --- imports ---------------------------------------------------------------------

ORDER = {"database": "travel_documents", "format": "csv", "shared_with": "all"}
CONTENT = "number,country,type,fraud_type\nA1,FRA,passport,stolen\nA2,Atlantis,passport,lost\n"


async def test_a_file_is_sent_followed_and_mended(
    http: httpx.AsyncClient, units: Units, site: Settings
) -> None:
    sent = await http.post(
        "/v1/imports", params={**ORDER, "filename": "a.csv"}, content=CONTENT, headers=FRANCE
    )
    assert sent.status_code == 202, sent.text
    job = sent.json()
    assert (job["state"], job["owner"], job["bytes_total"]) == ("queued", "FRA", len(CONTENT))
    await capability.run_import(units, UUID(job["id"]), site.data / "imports")
    place = f"/v1/imports/{job['id']}"
    done = (await http.get(place, headers=FRANCE)).json()
    assert (done["state"], done["new"], done["rejected"]) == ("done", 1, 1)
    assert (await http.get(place, headers=KENYA)).status_code == 404
    rejects = await http.get(f"{place}/rejects", headers=FRANCE)
    assert "country: Atlantis is no country" in rejects.text
    assert (await http.post(f"{place}/cancel", headers=FRANCE)).status_code == 409
    assert [j["id"] for j in (await http.get("/v1/imports", headers=FRANCE)).json()] == [job["id"]]
    assert (await http.get("/v1/imports", headers=KENYA)).json() == []


async def test_what_looks_doubtful_is_told_line_by_line(
    http: httpx.AsyncClient, units: Units, site: Settings
) -> None:
    content = "vin,plates,status\n,AB-1,stolen\n,AB-2,stolen\n1M8GDM9AXKP042788,,stolen\n"
    order = {**ORDER, "database": "vehicles"}
    job = (await http.post("/v1/imports", params=order, content=content, headers=FRANCE)).json()
    await capability.run_import(units, UUID(job["id"]), site.data / "imports")
    place = f"/v1/imports/{job['id']}/warnings"
    first = (await http.get(place, params={"limit": 1}, headers=FRANCE)).json()
    rest = (await http.get(place, params={"after": first["next"]}, headers=FRANCE)).json()
    assert [(line["line"], line["number"]) for line in first["lines"] + rest["lines"]] == [
        (2, 1),
        (3, 2),
    ]
    assert rest["next"] is None
    [told] = rest["lines"][0]["warnings"]
    assert (told["field"], told["code"]) == ("plates[0].country", "plate-without-country")
    assert "has no country" in told["detail"]
    assert (await http.get(place, headers=KENYA)).status_code == 404


WRONG = [
    ({"database": "unicorns"}, 404, "database-unknown"),
    ({"owner": "KEN"}, 403, "not-owner"),
    ({"owner": "UNO"}, 403, "united-nations-kept"),
    ({"owner": "ZZZ"}, 422, "invalid"),
    ({"shared_with": "evrybody"}, 422, "invalid"),
    ({"shared_with": "KEN", "hidden_from": "ESP"}, 422, "invalid"),
    ({"format": "doc"}, 422, "invalid"),
    ({"encoding": "ebcdic"}, 422, "invalid"),
]


@pytest.mark.parametrize(("fields", "status", "code"), WRONG)
async def test_a_wrong_order_is_refused(
    http: httpx.AsyncClient, site: Settings, fields: dict[str, str], status: int, code: str
) -> None:
    answer = await http.post(
        "/v1/imports", params={**ORDER, **fields}, content=CONTENT, headers=FRANCE
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    folder = site.data / "imports"
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_a_form_is_not_taken_for_the_file_in_it(
    http: httpx.AsyncClient, site: Settings
) -> None:
    files = {"file": ("stolen.csv", CONTENT)}
    answer = await http.post("/v1/imports", params=ORDER, files=files, headers=FRANCE)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert not (site.data / "imports").exists()


async def test_silence_does_not_mean_everybody(http: httpx.AsyncClient) -> None:
    params = {name: value for name, value in ORDER.items() if name != "shared_with"}
    answer = await http.post("/v1/imports", params=params, content=CONTENT, headers=FRANCE)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
        ("shared_with", "required")
    ]


LEFT_OUT = [
    ("PUT", "", "version"),
    ("DELETE", "", "reason"),
    ("POST", "/v1/imports?format=csv&shared_with=all", "database"),
]


@pytest.mark.parametrize(("method", "address", "field"), LEFT_OUT)
async def test_what_is_missing_from_an_address_is_named(
    http: httpx.AsyncClient, method: str, address: str, field: str
) -> None:
    record = await enter(http, "persons", person())
    draft = {"body": person(), "restriction": ALL, "purpose": "locate_wanted"}
    answer = await http.request(
        method,
        address or f"/v1/records/persons/{record['id']}",
        headers=FRANCE,
        json=draft,
    )
    assert answer.status_code == 422
    assert (field, "required") in [(e["field"], e["code"]) for e in answer.json()["errors"]]


@pytest.mark.parametrize("database_", ["persons", "travel_documents", "vehicles"])
async def test_templates_are_there_for_all(http: httpx.AsyncClient, database_: str) -> None:
    answer = await http.get(f"/v1/imports/templates/{database_}.csv", headers=FRANCE)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 2
    assert (await http.get("/v1/imports/templates/x.doc", headers=FRANCE)).status_code == 404


def each_class(base: type[AppError]) -> Iterator[type[AppError]]:
    for one in base.__subclasses__():
        yield one
        yield from each_class(one)


def test_each_fault_of_records_has_a_status_and_a_sentence() -> None:
    from wasl.capabilities.records import errors
    from wasl.interfaces.problems import SENTENCE, STATUS

    found = [c for c in each_class(AppError) if c.__module__ == errors.__name__]
    assert len(found) > 10
    for one in found:
        assert one.code in STATUS
        assert one.code in SENTENCE


SAID = re.compile(
    r'(?:\.problem|\.warn|Problem)\(\s*(?:f?"[^"]*"|\w+),\s*"([a-z0-9-]+)"'
    r'|ImportFileUnreadable\(\s*"([a-z-]+)"'
)


def test_each_problem_that_records_can_name_has_a_sentence() -> None:
    from wasl.interfaces.problems import SENTENCE

    folder = Path(capability.__file__).parent
    found = {
        code
        for file in folder.rglob("*.py")
        for match in SAID.findall(file.read_text(encoding="utf-8"))
        for code in match
        if code
    }
    vin = {f"vin-{code}" for code in ("short", "long", "forbidden-letter", "check-digit-wrong")}
    assert len(found) > 30
    assert (found | vin) - SENTENCE.keys() == set()


VICTIM = {"status": "victim", "note": "Sleeps at a safe house."}


async def test_a_victim_is_opened_with_a_reason(http: httpx.AsyncClient) -> None:
    made = await enter(http, "persons", person(**VICTIM), case="C/1")
    place = f"/v1/records/persons/{made['id']}"
    page = (await http.get("/v1/records/persons", headers=KENYA)).json()
    [listed] = page["records"]
    assert (listed["needs_reason"], listed["headline"]) == (True, "Zephyrine Oakhollow")
    assert not {"note", "case"} & {*listed, *listed["body"]}
    for address in (place, f"{place}/history", f"{place}?on=2099-01-01T00:00:00Z"):
        refused = await http.get(address, headers=KENYA)
        assert (refused.status_code, refused.json()["code"]) == (403, "reason-needed")
        assert refused.json()["field"] == "reason"
        assert "3 to 500" in refused.json()["detail"]
        told = await http.get(address, headers=KENYA | {"wasl-reason": "Case%20%D9%A1%D9%A2"})
        assert "safe house" in told.text
        assert (
            "safe house"
            in (await http.get(address, params={"reason": "Case 12"}, headers=KENYA)).text
        )
    assert "needs_reason" not in told.json()
    short = await http.get(place, params={"reason": "no"}, headers=KENYA)
    assert (short.status_code, short.json()["errors"][0]["code"]) == (422, "length-wrong")
    own = await http.get(place, headers=FRANCE)
    assert own.json()["body"]["note"] == VICTIM["note"]
    changed = await http.delete(place, params={"reason": "mistake"}, headers=KENYA)
    assert (changed.status_code, changed.json()["code"]) == (403, "not-owner")


async def test_a_misspelt_filter_is_refused_and_takes_nothing_out(http: httpx.AsyncClient) -> None:
    await enter(http, "persons", person())
    for place in ("/v1/records/persons", "/v1/records/persons/export"):
        refused = await http.get(place, params={"ownr": "KEN", "owner": "FRA"}, headers=FRANCE)
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == ["ownr"]
        assert (await http.get(place, params={"owner": "FRA"}, headers=FRANCE)).status_code == 200


async def test_victims_are_taken_out_with_a_reason(http: httpx.AsyncClient) -> None:
    await enter(http, "persons", person(**VICTIM))
    place = "/v1/records/persons/export?form=jsonl"
    refused = await http.get(place, headers=KENYA)
    assert (refused.status_code, refused.json()["code"]) == (403, "reason-needed")
    assert "safe house" in (await http.get(place, headers=KENYA | {"wasl-reason": "Case 12"})).text


async def test_a_reason_finds_no_record_that_is_denied(http: httpx.AsyncClient) -> None:
    restriction = {"mode": "except", "members": ["KEN"]}
    hidden = await enter(http, "persons", person(**VICTIM), restriction=restriction)
    for headers in (KENYA, KENYA | {"wasl-reason": "Case 12"}):
        answers = []
        for record in (hidden["id"], "019c0000-0000-7000-8000-000000000000"):
            answer = await http.get(f"/v1/records/persons/{record}", headers=headers)
            answers.append((answer.status_code, answer.text.replace(record, "")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
