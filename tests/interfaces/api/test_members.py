# SPDX-License-Identifier: Apache-2.0
"""Members, people, entities and sessions over HTTP, through the one door."""

import base64
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import HTTPException

from tests.factories_members import Clock, Person, World, hash_quickly
from wasl.capabilities import members as capability
from wasl.foundation.db import Database
from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary import members as reference
from wasl.interfaces.api import faults, members, sessions, token
from wasl.interfaces.door import COOKIE, Door

ORIGIN = "https://wasl.example"
quick_hashes = pytest.fixture(autouse=True, scope="module")(hash_quickly)


@pytest.fixture
def world(database: Database, clean: None) -> World:
    return World(database, Clock())


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    door = Door(world.units, world.vault, ORIGIN)
    app = Litestar(
        [*members.routes, *sessions.routes, *token.routes],
        dependencies=door.dependencies(),
        exception_handlers={
            AppError: faults.answer,
            HTTPException: faults.answer,
            Exception: faults.answer,
        },
    )
    transport = httpx.ASGITransport(app=app, client=("192.0.2.7", 5555))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def token_of(http: httpx.AsyncClient, made: capability.MachineSecret) -> dict[str, str]:
    answer = await http.post(
        "/v1/token",
        data={
            "grant_type": "client_credentials",
            "client_id": made.machine.id,
            "client_secret": made.secret,
        },
    )
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def cookie(person: Person) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={person.cookie}"}


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.join("chief", roles=frozenset({"administrator"}))


async def test_a_stranger_gets_a_problem_document(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "not-signed-in"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer ", "nonsense", "Bearer \x7f"]
)
async def test_a_bad_token_is_401(http: httpx.AsyncClient, header: str) -> None:
    answer = await http.get("/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401


async def test_a_machine_signs_in_and_asks_who_it_is(world: World, http: httpx.AsyncClient) -> None:
    entity = await world.entity(site="North gate")
    made = await world.machine(entity=entity.id)
    answer = await http.get("/v1/me", headers=await token_of(http, made))
    told = answer.json()
    assert told["member"] == "FRA"
    assert told["databases"] == ["vehicles"]
    assert told["site"] == "North gate"
    assert told["acts"] == ["check", "read"]


async def test_credentials_come_as_form_json_or_basic(
    world: World, http: httpx.AsyncClient
) -> None:
    made = await world.machine()
    grant = {"grant_type": "client_credentials"}
    whole = {**grant, "client_id": made.machine.id, "client_secret": made.secret}
    basic = base64.b64encode(f"{made.machine.id}:{made.secret}".encode()).decode()
    answers = [
        await http.post("/v1/token", data=whole),
        await http.post("/v1/token", json=whole),
        await http.post("/v1/token", data=grant, headers={"Authorization": f"Basic {basic}"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["token_type"] == "Bearer"
        assert answer.json()["expires_in"] <= 600


REFUSED_TOKENS = [
    ({"data": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
    ({"data": {"grant_type": "client_credentials"}}, 401, "invalid_client"),
    (
        {"data": {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}},
        401,
        "invalid_client",
    ),
    ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "invalid_request"),
    ({"json": {"grant_type": 7}}, 400, "invalid_request"),
    ({"json": ["client_credentials"]}, 400, "invalid_request"),
    ({"content": b"\xff\xfe"}, 400, "invalid_request"),
    ({"content": b"a=" + b"b" * 10_000}, 400, "invalid_request"),
    ({"content": b"&".join(b"a=b" for _ in range(100))}, 400, "invalid_request"),
    (
        {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": "Basic %%%"}},
        401,
        "invalid_client",
    ),
]


@pytest.mark.parametrize(("request_", "status", "error"), REFUSED_TOKENS)
async def test_a_refused_token_has_the_standards_shape(
    http: httpx.AsyncClient, request_: dict[str, object], status: int, error: str
) -> None:
    answer = await http.post("/v1/token", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_the_public_keys_are_there_for_anybody(world: World, http: httpx.AsyncClient) -> None:
    await token_of(http, await world.machine())
    [key] = (await http.get("/v1/keys")).json()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "EdDSA")
    assert "d" not in key


async def test_a_revoked_machine_fails_at_the_next_request(
    world: World, http: httpx.AsyncClient, chief: Person
) -> None:
    made = await world.machine()
    bearer = await token_of(http, made)
    assert (await http.get("/v1/me", headers=bearer)).status_code == 200
    gone = await http.delete(f"/v1/people/{made.machine.id}", headers=cookie(chief))
    assert gone.status_code == 204
    assert (await http.get("/v1/me", headers=bearer)).status_code == 401


async def test_a_revoked_officer_fails_at_the_next_request(
    world: World, http: httpx.AsyncClient, chief: Person
) -> None:
    officer = await world.join("officer")
    assert (await http.get("/v1/me", headers=cookie(officer))).status_code == 200
    assert (await http.delete(f"/v1/people/{officer.id}", headers=cookie(chief))).status_code == 204
    assert (await http.get("/v1/me", headers=cookie(officer))).status_code == 401


async def test_half_a_sign_in_opens_nothing(world: World, http: httpx.AsyncClient) -> None:
    await world.join("officer")
    first = await world.password("officer@fra")
    answer = await http.get("/v1/me", headers={"Cookie": f"{COOKIE}={first.token}"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "second-factor-needed"


async def test_the_register_speaks_the_readers_language(
    http: httpx.AsyncClient, chief: Person
) -> None:
    head = cookie(chief) | {"Accept-Language": "ar"}
    answer = (await http.get("/v1/members", headers=head)).json()
    assert len(answer["members"]) == 198
    morocco = next(line for line in answer["members"] if line["code"] == "MAR")
    assert morocco["name"] == reference.member_name("MAR", "ar")
    asean = await http.get("/v1/members?body=aseanapol", headers=head)
    assert {"IDN", "SGP"} <= {line["code"] for line in asean.json()["members"]}
    africa = await http.get("/v1/members?region=africa", headers=head)
    assert {line["region"] for line in africa.json()["members"]} == {"africa"}
    assert (await http.get("/v1/members/mar", headers=head)).json()["code"] == "MAR"
    assert (await http.get("/v1/members/XXX", headers=head)).status_code == 404


async def test_the_organizations_offices_are_listed(http: httpx.AsyncClient, chief: Person) -> None:
    answer = await http.get("/v1/offices?member=XGS", headers=cookie(chief))
    offices = answer.json()["offices"]
    rooms = {office["city"] for office in offices if office["kind"] == "command_centre"}
    assert rooms == {"Lyon", "Buenos Aires", "Singapore"}
    assert len([office for office in offices if office["kind"] == "regional_bureau"]) == 6


async def test_a_bureau_lets_an_entity_and_a_person_in(
    world: World, http: httpx.AsyncClient, chief: Person
) -> None:
    head = cookie(chief)
    body = {
        "name": "Demo customs",
        "kind": "customs",
        "databases": ["vehicles"],
        "purposes": ["border_control"],
    }
    entity = (await http.post("/v1/entities", json=body, headers=head)).json()
    wider = body | {"databases": ["vehicles", "travel_documents"]}
    changed = await http.put(f"/v1/entities/{entity['id']}", json=wider, headers=head)
    assert changed.json()["databases"] == ["travel_documents", "vehicles"]
    person = {"username": "guard", "name": "Demo Guard", "roles": ["officer"]}
    made = await http.post("/v1/people", json=person | {"entity": entity["id"]}, headers=head)
    assert made.status_code == 201
    assert made.json()["person"]["username"] == "guard@fra"
    async with world.units.system() as unit:
        assert await capability.find_invitation(unit, made.json()["token"])
    listed = (await http.get("/v1/people?limit=1", headers=head)).json()
    assert listed["next"]
    assert (await http.get("/v1/entities", headers=head)).json()["entities"][0]["people"] == 1
    assert (await http.delete(f"/v1/entities/{entity['id']}", headers=head)).status_code == 204
    read = await http.get(f"/v1/entities/{entity['id']}", headers=head)
    assert read.json()["state"] == "revoked"


async def test_people_are_locked_unlocked_and_invited_anew(
    world: World, http: httpx.AsyncClient, chief: Person
) -> None:
    officer, head = await world.join("officer"), cookie(chief)
    path = f"/v1/people/{officer.id}"
    assert (await http.post(f"{path}/lock", headers=head)).json()["state"] == "locked"
    assert (await http.post(f"{path}/unlock", headers=head)).json()["state"] == "active"
    assert (await http.post(f"{path}/confirm-roles", headers=head)).status_code == 409
    change = {"name": "Demo Person", "roles": ["officer", "administrator"]}
    asked = (await http.put(path, json=change, headers=head)).json()
    assert asked["asked_roles"] == ["administrator", "officer"]
    assert (await http.post(f"{path}/decline-roles", headers=head)).json()["asked_roles"] is None
    asked = (await http.post(f"{path}/restart", headers=head)).json()
    assert (asked["state"], asked["restart"]["asked_by"]) == ("active", chief.id)
    alone = await http.post(f"{path}/invitation", headers=head)
    assert (alone.status_code, alone.json()["code"]) == (409, "second-person-needed")
    second = cookie(await world.join("second", roles=frozenset({"administrator"})))
    again = (await http.post(f"{path}/invitation", headers=second)).json()
    assert again["person"]["state"] == "invited"
    assert (await http.delete(f"{path}/restart", headers=second)).status_code == 409


BAD_PEOPLE = [
    ({}, 400),
    ({"username": "a.b", "name": "Demo Person"}, 400),
    ({"username": "a.b", "name": "Demo Person", "roles": "officer"}, 400),
    ({"username": "a.b", "name": "Demo Person", "roles": ["officer"], "extra": 1}, 400),
    ({"username": "a b", "name": "Demo Person", "roles": ["officer"]}, 422),
    ({"username": "a.b", "name": "Demo\u0000Person", "roles": ["officer"]}, 422),
    ({"username": "a.b", "name": "Demo Person", "roles": ["emperor"]}, 422),
    ({"username": "a.b", "name": "Demo Person", "roles": ["operator"]}, 422),
    ({"username": "a.b", "name": "Demo Person", "roles": ["officer"], "office": "\u0000"}, 422),
    ({"username": "a.b", "name": "Demo Person", "roles": ["officer"], "entity": "\u0000"}, 404),
    ({"username": "chief", "name": "Demo Person", "roles": ["officer"]}, 409),
]


@pytest.mark.parametrize(("body", "status"), BAD_PEOPLE)
async def test_bad_input_gets_a_sentence(
    http: httpx.AsyncClient, chief: Person, body: dict[str, object], status: int
) -> None:
    answer = await http.post("/v1/people", json=body, headers=cookie(chief))
    told = answer.json()
    assert answer.status_code in {status, 422}, answer.text
    assert "Traceback" not in answer.text
    assert told["detail"].endswith((".", "!")), told


async def test_another_bureaus_people_do_not_exist(
    world: World, http: httpx.AsyncClient, chief: Person
) -> None:
    other = await world.join("officer", "MAR")
    for path in (f"/v1/people/{other.id}", "/v1/people/nobody", "/v1/people/%00"):
        answer = await http.get(path, headers=cookie(chief))
        assert (answer.status_code, answer.json()["code"]) == (404, "person-not-found")


async def test_sessions_are_listed_and_ended(world: World, http: httpx.AsyncClient) -> None:
    officer = await world.join("officer")
    old = officer.cookie
    await world.sign_in(officer)
    head = cookie(officer)
    listed = (await http.get("/v1/me/sessions", headers=head)).json()["sessions"]
    assert [entry["current"] for entry in listed] == [True, False]
    ended = await http.delete(f"/v1/me/sessions/{listed[1]['id']}", headers=head)
    assert ended.status_code == 204
    assert await world.find(old) is None
    assert (await http.delete("/v1/me/sessions/nothing", headers=head)).status_code == 404
    assert (await http.delete("/v1/me/sessions", headers=head)).status_code == 204
    assert await world.find(officer.cookie)


CROSS_SITE = [
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ORIGIN}, True),
    ({}, True),
]


@pytest.mark.parametrize(("head", "done"), CROSS_SITE)
async def test_another_sites_page_cannot_act_with_my_session(
    world: World, http: httpx.AsyncClient, head: dict[str, str], done: bool
) -> None:
    officer = await world.join("officer")
    answer = await http.delete("/v1/me/sessions", headers=cookie(officer) | head)
    assert answer.status_code == (204 if done else 403)
    assert (await http.get("/v1/me", headers=cookie(officer) | head)).status_code == 200
