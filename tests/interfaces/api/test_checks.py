# SPDX-License-Identifier: Apache-2.0
"""The fast endpoints: what comes in, what goes out, and what is refused in which words."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories_checks import document, fill, person
from tests.site import two_free_ports
from wasl.capabilities import checks
from wasl.capabilities.checks import LocalWriter, Position, SpoolFile
from wasl.interfaces.api.checks import ChecksApp
from wasl.interfaces.cli.bench_world import Signer
from wasl.interfaces.exchange.serving import serve

SIGNER = Signer()


def let_in(folder: Path, sequence: int = 1, **values: Any) -> None:
    """Let the machine of the tests in, as the feed would."""
    writer = LocalWriter(folder)
    states = [
        (topic, key, {**state, **(values if topic == "principal" else {})})
        for topic, key, state in SIGNER.states()
    ]
    writer.apply(states, Position(sequence))
    writer.close()


@pytest.fixture
def node(tmp_path: Path) -> checks.Node:
    records = [person("مهدي الكريمي", "Mahdi al-Karimi", birth_dates=["1979"])]
    fill(tmp_path, [*records, document("XT0000001"), document("XT0000002")])
    let_in(tmp_path)
    return checks.open_node(tmp_path, "test")


@pytest.fixture
async def client(node: checks.Node) -> AsyncIterator[httpx.AsyncClient]:
    app: Any = ChecksApp(node)
    headers = {"Authorization": f"Bearer {SIGNER.token()}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://node", headers=headers
    ) as client:
        yield client
    node.close()


def asked(**subject: Any) -> dict[str, Any]:
    return {"purpose": "border_control", "subject": subject, "databases": []}


PERSON = {"names": ["Mahdi Karimy"], "birth_date": "1979", "nationalities": [], "sex": None}


async def test_an_answer_has_the_shape_of_the_contract(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/checks", json=asked(person=PERSON))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    assert set(answer) >= {"check", "databases", "hits"}
    assert set(answer["databases"].values()) == {"checked"}
    (hit,) = answer["hits"]
    assert set(hit) >= {"record", "database", "owner", "score", "reasons", "caution", "action"}
    assert 0 < hit["score"] <= 1
    assert all(reason["text"] and reason["code"] for reason in hit["reasons"])
    assert hit["facts"]["names"][0]["text"] == "مهدي الكريمي"


@pytest.fixture
async def wire(client: httpx.AsyncClient, node: checks.Node) -> AsyncIterator[httpx.AsyncClient]:
    """Ask our own server, which hands whole requests over without ASGI."""
    port = two_free_ports()
    task = asyncio.create_task(serve(ChecksApp(node), "127.0.0.1", port, drain_seconds=1))
    transport = httpx.AsyncHTTPTransport(retries=20)
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://127.0.0.1:{port}", headers=client.headers
    ) as wire:
        yield wire
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


ALIKE: list[tuple[str, dict[str, str], int]] = [
    (json.dumps(asked(person=PERSON)), {}, 200),
    (json.dumps(asked(documents=[{"number": "XT0000001"}])), {"Accept-Language": "ar"}, 200),
    (json.dumps(asked(documents=[{"number": "XT9"}])), {}, 200),
    (json.dumps(asked(mrz=["P<UTO"])), {"Accept-Language": "fr"}, 422),
    ("{", {}, 400),
    ("{}", {"Content-Type": "text/plain"}, 415),
    ("{}", {"Authorization": "Bearer x"}, 401),
    ("x" * 70_000, {}, 413),
]


@pytest.mark.parametrize(("body", "headers", "status"), ALIKE)
async def test_our_own_server_answers_in_the_same_words(
    client: httpx.AsyncClient,
    wire: httpx.AsyncClient,
    body: str,
    headers: dict[str, str],
    status: int,
) -> None:
    headers = {"Content-Type": "application/json", **headers}
    ours = await wire.post("/v1/checks", content=body, headers=headers)
    theirs = await client.post("/v1/checks", content=body, headers=headers)
    assert ours.status_code == theirs.status_code == status
    changing = {"check", "at"}
    one, other = ({k: v for k, v in r.json().items() if k not in changing} for r in (ours, theirs))
    assert one == other
    told = {"content-type", "cache-control", "x-content-type-options", "www-authenticate"}
    first, second = ({k: r.headers.get(k) for k in told} for r in (ours, theirs))
    assert first == second


async def test_our_own_server_answers_nothing_that_cannot_be_recorded(
    wire: httpx.AsyncClient, node: checks.Node
) -> None:
    await wire.post("/v1/checks", json=asked(person=PERSON))
    node.spool.close()
    for subject in ({"person": PERSON}, {"documents": [{"number": "XT0000001"}]}):
        response = await wire.post("/v1/checks", json=asked(**subject))
        assert (response.status_code, response.json()["code"]) == (503, "not-recorded")
        assert response.headers["retry-after"]
        assert "hits" not in response.text


async def test_an_asker_that_hangs_up_harms_nobody(
    wire: httpx.AsyncClient, node: checks.Node
) -> None:
    """The check was made, so it is in the audit; the next one is answered as ever."""
    port, token = wire.base_url.port, wire.headers["authorization"]
    body = json.dumps(asked(documents=[{"number": "XT0000001"}])).encode()
    await wire.get("/")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /v1/checks HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
        b"authorization: %b\r\ncontent-length: %d\r\n\r\n%b" % (token.encode(), len(body), body)
    )
    writer.transport.abort()
    del reader
    for _ in range(3):
        response = await wire.post(
            "/v1/checks", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 200


@pytest.mark.parametrize("language", ["ar", "en", "fr", "es"])
async def test_sentences_are_in_the_readers_language(
    client: httpx.AsyncClient, language: str
) -> None:
    headers = {"Accept-Language": language}
    response = await client.post("/v1/checks", json=asked(person=PERSON), headers=headers)
    (hit,) = response.json()["hits"]
    texts = [hit["action"]["text"], *(line["text"] for line in hit["caution"] + hit["reasons"])]
    if language == "ar":
        assert all(any("\u0600" <= sign <= "\u06ff" for sign in text) for text in texts)
    assert not any("{" in text for text in texts)


async def test_a_batch_is_answered_in_order_and_a_bad_line_spoils_no_other(
    client: httpx.AsyncClient, node: checks.Node
) -> None:
    subjects: list[Any] = [{"documents": [{"number": f"XT{n:07d}"}]} for n in range(120)]
    subjects[7] = {"documents": [{"number": "XT1", "country": "Atlantis"}]}
    subjects[9] = {"documents": "none"}
    batch = {"purpose": "border_control", "subjects": subjects, "databases": ["travel_documents"]}
    response = await client.post("/v1/checks/batch", json=batch)
    assert response.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["index"] for line in lines] == list(range(120))
    assert [line["index"] for line in lines if line.get("hits")] == [1, 2]
    assert lines[7]["problem"]["errors"][0]["field"] == "subject.documents[0].country"
    assert lines[9]["problem"]["errors"][0]["field"] == "subject.documents"
    file = SpoolFile(node.spool.path)
    assert file.depth() == 118, "one entry for each that was answered"
    file.close()


BAD = [
    (b"{", 400, "malformed", None),
    (b"\xff\xfe", 400, "malformed", None),
    (b"[]", 422, "invalid", "body"),
    (b"{}", 422, "invalid", "purpose"),
    (b'{"purpose":"border_control"}', 422, "invalid", "subject"),
    (b'{"purpose":"border_control","subject":{},"sql":1}', 422, "invalid", "sql"),
    (b'{"purpose":"border_control","subject":{}}', 422, "invalid", "subject"),
    (b'{"purpose":7,"subject":{}}', 422, "invalid", "purpose"),
    (b"[" * 50_000, 422, "invalid", "body"),
    (b"x" * 70_000, 413, "body-too-large", None),
]


@pytest.mark.parametrize(("body", "status", "code", "field"), BAD)
async def test_bad_bodies_get_a_sentence_that_says_what_and_where(
    client: httpx.AsyncClient, body: bytes, status: int, code: str, field: str | None
) -> None:
    response = await client.post("/v1/checks", content=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    if field is not None:
        assert problem["errors"][0]["field"] == field
        assert problem["errors"][0]["detail"] != problem["errors"][0]["code"]


FAULTS = [
    (asked(person={"names": ["A" * 201]}), "subject.person.names[0]"),
    (asked(person={"names": ["A"] * 11}), "subject.person.names"),
    (asked(person={"names": ["A\x1bB"]}), "subject.person.names[0]"),
    (asked(person={"names": ["A"], "birth_date": "31 Foo"}), "subject.person.birth_date"),
    (asked(person={"names": ["A"], "sex": "q"}), "subject.person.sex"),
    (asked(documents=[{"number": "1", "country": "XYZ"}]), "subject.documents[0].country"),
    (asked(documents=[{"number": "1", "type": "poem"}]), "subject.documents[0].type"),
    (asked(documents=[{"number": "!!"}]), "subject.documents[0].number"),
    (asked(documents=[{"number": "9" * 40}]), "subject.documents[0].number"),
    (asked(mrz=["P<UTOERIKSSON<<ANNA<MARIA"]), "subject.mrz[0]"),
    (asked(mrz=["P<UTO" + "<" * 39, "Ω" * 44]), "subject.mrz[1]"),
    (asked(mrz=[""]), "subject.mrz"),
    (asked(vehicles=[{"vin": "1"}]), "subject.vehicles[0].vin"),
    (asked(vehicles=[{"plate": "---"}]), "subject.vehicles[0].plate"),
    (asked(vehicles=[{"engine_number": "?"}]), "subject.vehicles[0].engine_number"),
    ({**asked(person=PERSON), "purpose": "curiosity"}, "purpose"),
    ({**asked(person=PERSON), "purpose": ""}, "purpose"),
    ({**asked(person=PERSON), "databases": ["dreams"]}, "databases[0]"),
]


@pytest.mark.parametrize(("body", "field"), FAULTS)
async def test_each_fault_is_told_at_its_field(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    for language in ("en", "ar"):
        headers = {"Accept-Language": language}
        response = await client.post("/v1/checks", json=body, headers=headers)
        assert response.status_code == 422, response.text
        (fault,) = response.json()["errors"]
        assert fault["field"] == field
        assert fault["detail"] not in ("", fault["code"])


async def test_nobody_without_a_good_token_is_answered(client: httpx.AsyncClient) -> None:
    none, bad = "not-signed-in", "token-refused"
    told = {"": none, "Bearer ": none, "Basic eDp5": none, "Bearer x": bad, "Bearer ü": bad}
    for token, code in {**told, f"Bearer {SIGNER.token()}x": bad}.items():
        headers = {"Authorization": token.encode()}
        response = await client.post("/v1/checks", json=asked(person=PERSON), headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, code)
        assert response.headers["www-authenticate"] == "Bearer"
        assert "hits" not in response.text


async def test_what_cannot_be_recorded_is_not_answered(
    client: httpx.AsyncClient, node: checks.Node
) -> None:
    node.spool.close()
    response = await client.post("/v1/checks", json=asked(person=PERSON))
    assert response.status_code == 503
    assert response.json()["code"] == "not-recorded"
    assert "Karimi" not in response.text
    batch = {"purpose": "border_control", "subjects": [{"person": PERSON}]}
    assert (await client.post("/v1/checks/batch", json=batch)).status_code == 503


async def test_a_role_that_may_not_check_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, [])
    let_in(tmp_path, roles=["auditor"])
    node = checks.open_node(tmp_path, "test")
    app: Any = ChecksApp(node)
    headers = {"Authorization": f"Bearer {SIGNER.token()}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://node") as client:
        for path, body in (
            ("/v1/checks", asked(person=PERSON)),
            ("/v1/checks/batch", {"purpose": "forensic", "subjects": [{"person": PERSON}]}),
        ):
            response = await client.post(path, json=body, headers=headers)
            assert response.status_code == 403
    node.close()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
PART = st.sampled_from(["person", "documents", "mrz", "vehicles"])
FIELD = st.sampled_from(
    ["names", "birth_date", "sex", "nationalities", "number", "country", "type", "vin", "plate"]
)


@given(
    subject=st.dictionaries(
        PART,
        JSON
        | st.dictionaries(FIELD, JSON)
        | st.lists(st.dictionaries(FIELD, st.text(max_size=70)), max_size=3)
        | st.lists(st.text(max_size=50), max_size=3),
    )
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_nothing_that_a_stranger_sends_crashes(
    client: httpx.AsyncClient, subject: dict[str, Any]
) -> None:
    response = await client.post("/v1/checks", json=asked(**subject))
    assert response.status_code in (200, 422), response.text
