# SPDX-License-Identifier: Apache-2.0
"""How a command talks to a hub: find it, sign in, turn refusals into one sentence.

Usage::

    with connect(context) as hub:
        answer = hub.post("/v1/checks", json=question).json()

Any answer of 400 and above ends the command with the hub's sentence and exit
code 1, unless the command sends it with ``extensions={"wasl.keep": True}``.
"""

import os
from typing import Any

import click
import httpx

from wasl.interfaces.cli import Options
from wasl.interfaces.host.running import database_of as _database_of
from wasl.interfaces.host.running import find_run

TIMEOUT = httpx.Timeout(60.0, connect=5.0)
EARLY = 30.0  # seconds before its end at which a token is renewed


class Refused(click.ClickException):
    """The hub said no, or said nothing."""


class Hub(httpx.Client):
    """A client of one hub that speaks in sentences when something fails."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request.

        Raises:
            Refused: the hub does not answer, or answers with a problem.
        """
        try:
            response = super().send(request, **options)
            if response.is_error and "wasl.keep" not in request.extensions:
                response.read()
                raise Refused(sentence(response))
        except httpx.TimeoutException as error:
            raise Refused(f"The hub at {self.base_url} took too long to answer.") from error
        except httpx.TransportError as error:
            raise Refused(f"The hub at {self.base_url} does not answer: {error}.") from error
        return response


def connect(context: click.Context, member: str | None = None) -> Hub:
    """Give a client of the hub this command is for; use it in ``with``.

    It is the hub that runs on ``--data``, else the one of ``WASL_URL`` with
    ``WASL_TOKEN``. On ``--data`` it speaks for ``member``, else for the member of
    ``--as``, else for the General Secretariat.

    Raises:
        Refused: there is none, or no right to speak to it.
    """
    options: Options = context.ensure_object(Options)
    if run := find_run(options.data):
        if run["state"] != "ready":
            raise Refused(f"Wasl is still starting on {options.data}. Try again in a moment.")
        url = str(run["url"])
        from wasl.interfaces.cli.local import ORGANIZATION, LocalSignIn

        sign_in = LocalSignIn(options.data, options.member or member or ORGANIZATION)
        return Hub(base_url=url, auth=sign_in, timeout=TIMEOUT)
    url, token = os.environ.get("WASL_URL", ""), os.environ.get("WASL_TOKEN", "")
    if not url or not token:
        raise Refused(
            f"No hub runs on {options.data}: start one with `wasl up`,"
            " or set WASL_URL and WASL_TOKEN."
        )
    bearer = {"Authorization": f"Bearer {token}"}
    return Hub(base_url=url.rstrip("/"), headers=bearer, timeout=TIMEOUT)


def database_of(context: click.Context) -> str:
    """Give the database of this machine's site, for commands that need no hub.

    Raises:
        HostError: the embedded one does not run.
    """
    options: Options = context.ensure_object(Options)
    return _database_of(options.data)


def sentence(response: httpx.Response) -> str:
    """Give the sentence of a problem document with its fields; of anything else, the status."""
    try:
        document = response.json()
        # Tokens are refused in the words of RFC 6749, all else in those of RFC 9457.
        told = str(document.get("error_description") or document["detail"])
    except (ValueError, KeyError, AttributeError):
        return f"The hub answered {response.status_code} {response.reason_phrase}."
    fields = [f"{line['field']}: {line['detail']}" for line in document.get("errors", [])]
    return " ".join([told, *fields])
