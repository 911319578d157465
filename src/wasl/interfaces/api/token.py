# SPDX-License-Identifier: Apache-2.0
"""Tokens for machines: OAuth 2.0 client credentials (RFC 6749, 4.4), and the public keys."""

import binascii
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec

from wasl.capabilities import members
from wasl.capabilities.members import ClientRefused
from wasl.interfaces.door import TheUnits, TheVault

_LARGEST = 8_192
_HEADERS = {"cache-control": "no-store", "pragma": "no-cache"}


class TokenAnswer(msgspec.Struct):
    """A token; ``expires_in`` in seconds (RFC 6749, 5.1)."""

    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name, no secret


class TokenFault(msgspec.Struct):
    """Why there is no token (RFC 6749, 5.2)."""

    error: str
    error_description: str


class KeySet(msgspec.Struct):
    """Public keys that verify tokens (RFC 7517, RFC 8037)."""

    keys: list[dict[str, str]]


def _fault(status: int, error: str, description: str) -> Response[TokenFault]:
    headers = dict(_HEADERS)
    if status == 401:  # noqa: PLR2004 - RFC 6749, 5.2
        headers["www-authenticate"] = 'Basic realm="wasl"'
    return Response(TokenFault(error, description), status_code=status, headers=headers)


async def _fields(request: Request[Any, Any, Any]) -> dict[str, str] | None:
    """Read a form or a JSON object of texts; None for anything else."""
    body = await request.body()
    if len(body) > _LARGEST:
        return None
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return msgspec.json.decode(body, type=dict[str, str])
        pairs = parse_qs(body.decode(), max_num_fields=20)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        return None
    # RFC 6749, 3.2: a parameter given twice is an error.
    return {name: values[0] for name, values in pairs.items() if len(values) == 1}


def _credentials(header: str | None, fields: dict[str, str]) -> tuple[str, str] | None:
    """Find client id and secret: the Basic header (RFC 6749, 2.3.1), else the body."""
    if header is None:
        known = "client_id" in fields and "client_secret" in fields
        return (fields["client_id"], fields["client_secret"]) if known else None
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return unquote_plus(name), unquote_plus(secret)


@post(
    "/v1/token",
    status_code=200,
    tags=["Signing in"],
    summary="Get a token for a machine",
    responses={
        400: ResponseSpec(TokenFault, description="What was sent is not what is asked for."),
        401: ResponseSpec(TokenFault, description="The client is not accepted."),
    },
)
async def issue_token(
    request: Request[Any, Any, Any], units: TheUnits, vault: TheVault
) -> Response[TokenAnswer] | Response[TokenFault]:
    """Give a token of at most ten minutes for a client id and a secret.

    As a form or JSON: ``grant_type=client_credentials``, ``client_id``,
    ``client_secret``; or the last two as HTTP Basic.
    """
    fields = await _fields(request)
    if fields is None:
        return _fault(400, "invalid_request", "Send a form or a JSON object of texts.")
    if fields.get("grant_type") != "client_credentials":
        return _fault(400, "unsupported_grant_type", "Only client_credentials is offered.")
    found = _credentials(request.headers.get("authorization"), fields)
    if found is None:
        return _fault(401, "invalid_client", "Send client_id and client_secret.")
    try:
        async with units.system() as unit:
            issued = await members.issue_token(unit, vault, *found)
    except ClientRefused:
        return _fault(401, "invalid_client", "The client id and secret are not accepted.")
    return Response(TokenAnswer(issued.token, issued.expires_in), headers=_HEADERS)


@get("/v1/keys", tags=["Signing in"], summary="Read the public keys that verify tokens")
async def list_keys(units: TheUnits) -> KeySet:
    """Give the keys that verify tokens now or soon, for anybody."""
    async with units.system() as unit:
        return KeySet(**members.key_set(await members.list_keys(unit)))


routes = [issue_token, list_keys]
