# SPDX-License-Identifier: Apache-2.0
"""How long and how large the head of a request may be, and how a bad one is refused.

The server reads heads of any size for any time; a few hundred idle clients would
then hold a few hundred connections, and one could fill the memory. Bodies are the
business of whoever reads them.

An application whose whole answer is at hand may give it by ``scope["extensions"][WHOLE]``:
head and body then leave in one write, where the server's own way takes two.
"""

import asyncio
import json
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wasl.interfaces.problems import MEDIA_TYPE, SENTENCE

HEAD_SECONDS: Final = 30.0
"""From the start of a connection, or of its next request, to the end of the head."""
MOST_HEAD_BYTES: Final = 32 * 1024
WHOLE: Final = "wasl.whole"
"""The extension: ``(scope, fields, body) -> bool``. The fields are header lines with their ends,
of the application's own making. False means that nothing was sent: go the ordinary way."""
_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "too-large",
}


class Patience(HttpToolsProtocol):
    """The server's side of one connection, with an end to its patience."""

    _deadline: asyncio.TimerHandle | None = None
    _begun = 0
    _size = 0
    _chunk = 0
    _reading_head = True
    _extensions: dict[str, Any]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._extensions = {WHOLE: self._answer}
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
        if not self.transport.is_closing():
            super().on_headers_complete()
            self.scope["extensions"] = self._extensions

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that are no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def _answer(self, scope: MutableMapping[str, Any], fields: bytes, body: bytes) -> bool:
        """Give the whole of a good answer at once, unless it is not its turn; see ``WHOLE``."""
        cycle = self.cycle
        if cycle.scope is not scope or cycle.response_started or self.flow.write_paused:
            return False
        if cycle.disconnected:
            return True
        own = b"".join([b"%b: %b\r\n" % field for field in cycle.default_headers])
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        head = b"HTTP/1.1 200 OK\r\n%b%bcontent-length: %d\r\n%b" % (own, fields, len(body), end)
        self.transport.write(head + body)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
        return True

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
