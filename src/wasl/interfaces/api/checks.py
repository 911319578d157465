# SPDX-License-Identifier: Apache-2.0
"""Checks over JSON: the fast endpoints of hub and node, and their place in the OpenAPI document.

``ChecksApp`` stands in front of the framework and answers ``POST /v1/checks`` and
``POST /v1/checks/batch`` itself (ADR 0042): decode, ask, flush, encode. The
handlers in ``check_routes`` describe them, and answer in the same words should a
request reach them another way. A plain ``POST /v1/checks`` comes from our own server as
a ``Turn``, without the messages of ASGI (ADR 0047).
"""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Protocol

import msgspec
import structlog
from prometheus_client import Counter, Histogram

from wasl.capabilities import checks
from wasl.capabilities.checks import (
    Answer,
    BatchQuestion,
    Door,
    Hit,
    Node,
    NodeNotReady,
    NotRecorded,
    Question,
)
from wasl.capabilities.members import NotSignedIn, TokenRefused
from wasl.foundation.access import Actor
from wasl.foundation.errors import AppError, Invalid
from wasl.foundation.i18n import Locale, negotiate
from wasl.foundation.vocabulary import has_label, label
from wasl.interfaces.api.faults import check_media_type, misshapen, not_found
from wasl.interfaces.problems import MEDIA_TYPE, Malformed, document_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SINGLE = "/v1/checks"
BATCH = "/v1/checks/batch"
MOST_BYTES = {SINGLE: 64 * 1024, BATCH: 4 * 1024 * 1024}
DIRECT = "wasl.direct"
"""Where our own server finds which paths are answered as turns, in the lifespan's state."""
_NDJSON = b"application/x-ndjson"
_ALWAYS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_FIELDS = [(b"content-type", b"application/json"), *_ALWAYS]


def _lines(fields: list[tuple[bytes, bytes]]) -> bytes:
    """Write header fields as lines."""
    return b"".join(b"%b: %b\r\n" % field for field in fields)


_LINES = _lines(_FIELDS)

log = structlog.get_logger("wasl.checks")
CHECKS = Counter("wasl_checks", "Checks answered, by outcome", ["outcome"])
SECONDS = Histogram(
    "wasl_check_seconds",
    "Time from request to answer of one check, flush included",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0),
)
_answered = CHECKS.labels("answered")
_refused = CHECKS.labels("refused")
_encode = msgspec.json.Encoder().encode
_question = msgspec.json.Decoder(Question).decode
_batch = msgspec.json.Decoder(BatchQuestion).decode


class TooLarge(AppError):
    """A body is larger than this endpoint reads."""

    code = "body-too-large"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class Turn(Protocol):
    """A request that came whole, as our own server hands it over."""

    headers: dict[bytes, bytes]
    body: bytes

    def give(self, status: int, fields: bytes, body: bytes) -> None:
        """Answer in one write; the fields are header lines with their ends."""

    def fail(self) -> None:
        """Say that the program is at fault."""


class Gone(Exception):
    """The asker hung up before the question was whole."""


class ChecksApp:
    """Answers checks, and hands everything else on.

    Args:
        node: local copy and spool of this process.
        following: the framework's application; None answers 404.
        clock: gives the present time, aware, UTC; replaced in tests alone.
    """

    def __init__(
        self,
        node: Node,
        following: App | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._node = node
        self._following = following
        self._clock = clock
        self._door = Door(node.reader)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        if scope["type"] == "lifespan":
            scope.get("state", {})[DIRECT] = {SINGLE.encode(): (self._begin, MOST_BYTES[SINGLE])}
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in MOST_BYTES:
            await self._answer(scope, receive, send)
        elif self._following is not None:
            await self._following(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        else:
            fields = [(b"content-type", MEDIA_TYPE.encode()), *_ALWAYS]
            await _respond(send, 404, fields, not_found(scope["headers"]))

    def _begin(self, turn: Turn) -> None:
        """Begin to answer a single check; whatever goes wrong becomes a problem document."""
        began = time.perf_counter()
        headers = turn.headers
        locale = _locale(headers.get(b"accept-language", b""))
        then = partial(_end, turn, locale, began)
        try:
            now = self._clock()
            actor = self._door.actor_of(_token(headers), now)
            check_media_type(headers.get(b"content-type", b"").decode("latin-1"))
            checks.check_then(self._node, actor, _decode(_question, turn.body), now, then)
        except AppError as error:
            then(error)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong becomes a problem document."""
        began = time.perf_counter()
        headers = dict(scope["headers"])
        locale = _locale(headers.get(b"accept-language", b""))
        try:
            now = self._clock()
            actor = self._door.actor_of(_token(headers), now)
            check_media_type(headers.get(b"content-type", b"").decode("latin-1"))
            body = await _read(headers, receive, MOST_BYTES[scope["path"]])
            if scope["path"] == SINGLE:
                answer = await checks.check(self._node, actor, _decode(_question, body), now)
                await _respond(send, 200, _FIELDS, encode_answer(answer, locale))
                _answered.inc()
            else:
                await self._stream(actor, _decode(_batch, body), locale, send)
            SECONDS.observe(time.perf_counter() - began)
        except AppError as error:
            _refused.inc()
            await _respond(send, *_refusal(error, locale))
        except Gone:
            return

    async def _stream(self, actor: Actor, batch: BatchQuestion, locale: Locale, send: Send) -> None:
        """Send the answers of a batch, one a line, as soon as each group is on disk."""
        started = False
        count = 0
        try:
            async for group in checks.check_batch(self._node, actor, batch, self._clock()):
                if not started:
                    await _start(send, 200, _NDJSON)
                    started = True
                lines = b"".join(batch_line(count + n, one, locale) for n, one in enumerate(group))
                await send({"type": "http.response.body", "body": lines, "more_body": True})
                count += len(group)
                _answered.inc(len(group))
        except NotRecorded as error:
            if not started:
                raise
            # What was sent stands; the rest was not answered, and the last line says so.
            lines = _encode({"index": count, "problem": document_of(error, locale.gettext)}) + b"\n"
            await send({"type": "http.response.body", "body": lines, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _end(turn: Turn, locale: Locale, began: float, found: Answer | Exception) -> None:
    """Give what came of a turn."""
    try:
        if isinstance(found, Answer):
            turn.give(200, _LINES, encode_answer(found, locale))
            _answered.inc()
            SECONDS.observe(time.perf_counter() - began)
        elif isinstance(found, AppError):
            _refused.inc()
            status, fields, body = _refusal(found, locale)
            turn.give(status, _lines(fields), body)
        else:
            raise found
    except Exception:  # nobody else would hear of it
        log.exception("check failed")
        turn.fail()


def encode_answer(answer: Answer, locale: Locale) -> bytes:
    """Give the JSON of an answer, with sentences in the reader's language."""
    if not answer.hits and not answer.remarks:
        return _encode(answer)
    return _encode(to_json(answer, locale))


def to_json(answer: Answer, locale: Locale) -> dict[str, Any]:
    """Give an answer as JSON values, with sentences in the reader's language."""
    return {
        "check": answer.check,
        "at": answer.at,
        "position": answer.position,
        "databases": answer.databases,
        "hits": [_hit(hit, locale.tag) for hit in answer.hits],
        "remarks": [
            {
                "code": remark.code,
                "field": remark.field,
                "text": checks.say_remark(remark, locale.tag),
                **({"values": remark.values} if remark.values else {}),
            }
            for remark in answer.remarks
        ],
    }


def _hit(hit: Hit, language: str) -> dict[str, Any]:
    told = msgspec.structs.asdict(hit)
    told["match_text"] = _said("match_words", hit.match, language)
    told["reasons"] = [
        {
            "code": reason.code,
            "supports": reason.supports,
            "text": checks.say_reason(reason, language),
            "values": reason.values,
        }
        for reason in hit.reasons
    ]
    told["caution"] = [
        {"code": code, "text": _said("caution", code, language)} for code in hit.caution
    ]
    told["action"] = {"code": hit.action, "text": _said("action", hit.action, language)}
    return told


@lru_cache(maxsize=1024)
def _said(scheme: str, code: str, language: str) -> str:
    return label(scheme, code, language) if has_label(scheme, code) else code


@lru_cache(maxsize=256)
def _locale(header: bytes) -> Locale:
    return negotiate(header.decode("latin-1"))


def _token(headers: dict[bytes, bytes]) -> str:
    """Take the bearer token (RFC 6750, 2.1).

    Raises:
        NotSignedIn: there is none. TokenRefused: it has signs that no token has.
    """
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer" or not token:
        raise NotSignedIn
    if not token.isascii():
        raise TokenRefused
    return token.strip().decode()


async def _read(headers: dict[bytes, bytes], receive: Receive, most: int) -> bytes:
    """Read the whole body, but never more than ``most`` bytes.

    Raises:
        TooLarge: the body, or what its length says, is larger.
        Gone: the asker hung up.
    """
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > most:
        raise TooLarge(most)
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge(most)
    if message["type"] == "http.disconnect":
        raise Gone
    if len(body) > most:
        raise TooLarge(most)
    return body


def _decode(decoder: Callable[[bytes], Any], body: bytes) -> Any:  # noqa: ANN401 - what the decoder makes
    """Decode a body.

    Raises:
        Malformed: it is not JSON. Invalid: it is JSON of another shape.
    """
    try:
        return decoder(body)
    except msgspec.ValidationError as error:
        raise Invalid([misshapen(error)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(error) from error


def decode_batch(body: bytes) -> BatchQuestion:
    """Decode the body of a batch.

    Raises:
        Malformed, Invalid: as for a single question.
    """
    batch: BatchQuestion = _decode(_batch, body)
    return batch


def batch_line(index: int, one: Answer | AppError, locale: Locale) -> bytes:
    """Give one line of a batch's answer."""
    if isinstance(one, AppError):
        problem = {"index": index, "problem": document_of(one, locale.gettext)}
        return _encode(problem) + b"\n"
    return b'{"index":%d,' % index + encode_answer(one, locale)[1:] + b"\n"


def _refusal(error: AppError, locale: Locale) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Make a problem document: status, header fields and body."""
    document = document_of(error, locale.gettext)
    fields = [(b"content-type", MEDIA_TYPE.encode()), *_ALWAYS]
    if document["status"] == 401:  # noqa: PLR2004 - RFC 9110, 11.6.1
        fields.append((b"www-authenticate", b"Bearer"))
    if isinstance(error, NotRecorded | NodeNotReady):
        fields.append((b"retry-after", b"5"))
        log.error("check not answered", reason=error.code)
    return document["status"], fields, _encode(document)


async def _respond(send: Send, status: int, fields: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*fields, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's start and stop where no framework does."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
