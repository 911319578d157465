# SPDX-License-Identifier: Apache-2.0
"""What every answer of the hub tells a browser, unless its handler said something stricter.

Pages of the console bring their own policy; this is the floor below everything
else: documents, assets, redirects, refusals that the framework makes by itself.
"""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

STYLED = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Policy of a page that needs a style sheet of this site and nothing else."""
FLOOR = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


async def guard(message: Message, scope: Scope) -> None:
    """Add what an answer does not say for itself, just before it leaves."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in FLOOR.items():
        headers.setdefault(name, value)
