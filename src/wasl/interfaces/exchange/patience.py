# SPDX-License-Identifier: Apache-2.0
"""How long and how large the head of a request may be, and how a bad one is refused.

The server reads heads of any size for any time; a few hundred idle clients would
then hold a few hundred connections, and one could fill the memory. Bodies are the
business of whoever reads them.

An application may answer some requests as ``Turn``s (ADR 0047): it puts into the state of
its lifespan, under ``DIRECT``, which paths of POST it takes so. What is not plain goes the
ordinary way.
"""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import structlog
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from wasl.interfaces.problems import MEDIA_TYPE, SENTENCE

HEAD_SECONDS: Final = 30.0
"""From the start of a connection, or of its next request, to the end of the head."""
MOST_HEAD_BYTES: Final = 32 * 1024
DIRECT: Final = "wasl.direct"
"""Key of the lifespan's state: path as sent -> ``(begin, most)``; ``begin`` takes the whole
``Turn``, whose body has at most ``most`` bytes, and answers it now or later in the event loop."""
_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "too-large",
}

log = structlog.get_logger("wasl.server")


class _Nobody:
    """Who waits for the messages of a turn: they are there when it begins."""

    def set(self) -> None:
        """Wake nobody."""


class Turn:
    """A request that came whole, and the place for its answer: no task, no messages.

    To the server it is what an ASGI cycle is: it says whether it is answered, and
    whether the connection goes on after that.

    Attributes:
        headers: by name in lower case; of a repeated one, the last.
    """

    __slots__ = (
        *("_connection", "body", "disconnected", "headers", "keep_alive", "message_event"),
        *("more_body", "response_complete", "response_started"),
    )
    _NOBODY = _Nobody()

    def __init__(self, connection: "Patience", headers: dict[bytes, bytes]) -> None:
        self._connection = connection
        self.headers = headers
        self.body = b""
        self.more_body = True
        self.message_event = self._NOBODY
        self.keep_alive: bool = connection.parser.should_keep_alive()
        self.disconnected = self.response_started = self.response_complete = False

    def give(self, status: int, fields: bytes, body: bytes) -> None:
        """Answer in one write; nothing happens where that was done, or the asker hung up.

        Args:
            status: of HTTP.
            fields: header lines with their ends, of the application's own making.
            body: whole.
        """
        if self.disconnected or self.response_complete:
            return
        self.response_started = self.response_complete = True
        self._connection.give(STATUS_LINE[status] + fields, body, self.keep_alive)

    def fail(self) -> None:
        """Say that the program is at fault, and no more than that."""
        self.keep_alive = False
        self.give(500, b"content-type: text/plain; charset=utf-8\r\n", b"Internal Server Error")


Begin = Callable[[Turn], None]


class Patience(HttpToolsProtocol):
    """The server's side of one connection, with an end to its patience."""

    _deadline: asyncio.TimerHandle | None = None
    _begun = 0
    _size = 0
    _chunk = 0
    _reading_head = True
    _turn: Turn | None = None
    _begin: Begin

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._direct: dict[bytes, tuple[Begin, int]] = self.app_state.get(DIRECT, {})
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._head_is_over()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in bytes; those of a head that does not end are counted, and timed."""
        begun, self._chunk = self._begun, len(data)
        super().data_received(data)
        if self._reading_head:
            self._size = self._size + len(data) if begun == self._begun else self._read()
            self._check_size()
            self._await_head()

    def on_message_begin(self) -> None:
        """Begin to read a head; most are whole in one piece."""
        super().on_message_begin()
        self._begun += 1
        self._size = 0
        self._reading_head = True

    def on_headers_complete(self) -> None:
        """Wait no longer: the rest is the application's."""
        if self._size + self._chunk > MOST_HEAD_BYTES:
            self._size = self._read()
            self._check_size()
        self._head_is_over()
        if not self.transport.is_closing() and not self._takes_turn():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Let a turn begin, now that it is whole."""
        super().on_message_complete()
        turn, self._turn = self._turn, None
        if turn is not None:
            try:
                self._begin(turn)
            except Exception:  # the parser would take it for a fault of the request
                log.exception("no answer to a request")
                turn.fail()

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that are no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def give(self, head: bytes, body: bytes, keep_alive: bool) -> None:
        """Send the answer of the turn that is due, and go on to the next request."""
        if self.transport.is_closing():
            return
        own = b"".join([b"%b: %b\r\n" % field for field in self.server_state.default_headers])
        end = b"\r\n" if keep_alive else b"connection: close\r\n\r\n"
        self.transport.write(b"%b%bcontent-length: %d\r\n%b%b" % (head, own, len(body), end, body))
        if not keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _takes_turn(self) -> bool:
        """Take a request as a turn, if that is for its path and nothing about it is unusual."""
        direct = self._direct.get(self.url)
        if direct is None or self.parser.get_method() != b"POST" or not self._is_free():
            return False
        self._begin, most = direct
        headers = dict(self.headers)
        length = headers.get(b"content-length", b"")
        if b"transfer-encoding" in headers or not length.isdigit():
            return False
        if int(length) > min(most, HIGH_WATER_LIMIT):  # above it the server stops reading
            return False
        self.cycle = self._turn = Turn(self, headers)  # type: ignore[assignment]  # as good as a cycle
        return True

    def _is_free(self) -> bool:
        """Tell whether nothing before this request is unanswered or unread, nor it wants more."""
        free = self.cycle is None or self.cycle.response_complete
        plain = self.parser.get_http_version() == "1.1" and not self.parser.should_upgrade()
        return free and plain and not self.expect_100_continue and not self.flow.write_paused

    def _await_head(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _head_is_over(self) -> None:
        self._reading_head = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self._head_is_over()
        self.transport.close()

    def _read(self) -> int:
        """Count what is read of a head."""
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _check_size(self) -> None:
        if self._size > MOST_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer with a problem document, unless an answer has begun, and hang up."""
        begun = self.cycle is not None and self.cycle.response_started
        if self.cycle is not None:
            begun = begun and not self.cycle.response_complete
            self.cycle.disconnected = True  # whatever is still being made goes nowhere
        if not begun and not self.transport.is_closing():
            body = _document(status)
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: {MEDIA_TYPE}\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self._hang_up()


def _document(status: HTTPStatus) -> bytes:
    """Give the problem document, in English: the caller's language was in the head."""
    code = _CODES[status]
    detail = SENTENCE[code]
    document = {
        "type": f"urn:wasl:problem:{code}",
        "title": detail.rstrip("."),
        "status": status.value,
        "detail": detail,
        "code": code,
    }
    return json.dumps(document).encode()
