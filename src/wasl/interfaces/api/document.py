# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document: what the framework reads off the handlers, made whole here.

What every route has in common is said once: the shape of a problem, which
statuses an operation may refuse with, how to sign in, how to name a purpose.
A handler that describes a status in words of its own keeps its words.
"""

from typing import Any, Final

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from wasl.foundation.vocabulary import codes
from wasl.interfaces.door import COOKIE, PURPOSE_HEADER
from wasl.interfaces.problems import MEDIA_TYPE

METHODS: Final = ("get", "post", "put", "patch", "delete")
PROBLEMS: Final = {
    "400": "What was sent cannot be read, or no purpose was named.",
    "401": "Nobody is signed in, or the token does not count.",
    "403": "The caller may not do this.",
    "404": "There is none, or none for this caller; both look the same.",
    "409": "It stands otherwise meanwhile.",
    "413": "The body is too large.",
    "415": "The body is said to be something else than what is taken here.",
    "422": "Fields at fault, all of them named.",
    "503": "A part of the platform does not answer; try again.",
}
OPEN: Final = ("/v1/token", "/v1/keys", "/healthz")
"""Addresses that ask for no sign-in."""
MACHINES: Final = ("/v1/checks", "/v1/checks/batch")
"""Addresses that take tokens alone, before any session is looked for."""
PURPOSEFUL: Final = frozenset({"Records", "Imports"})
"""Tags of operations that touch members' data, and so need a purpose."""
_TEXT: Final = {"type": "string"}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "Why something was refused (RFC 9457), in the caller's language.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {**_TEXT, "description": "``urn:wasl:problem:`` and the code."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What happened, and what to do now."},
        "code": {**_TEXT, "description": "Stable; for programs."},
        "field": {**_TEXT, "description": "Path of the value at fault, where it is one."},
        "errors": {
            "type": "array",
            "description": "Each value at fault.",
            "items": {"$ref": "#/components/schemas/ProblemLine"},
        },
    },
}
PROBLEM_LINE: Final[dict[str, Any]] = {
    "type": "object",
    "title": "ProblemLine",
    "description": "One thing wrong with one value.",
    "required": ["field", "code", "detail"],
    "properties": {"field": _TEXT, "code": _TEXT, "detail": _TEXT},
}
SCHEMES: Final = {
    "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}


class Document(JsonRenderPlugin):
    """Serves the whole document at the address of the configuration itself."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type="application/json")  # type: ignore[arg-type]  # any

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Give the document as JSON."""
        return self.render_json(request, complete(openapi_schema))


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add what all routes have in common to a document of the framework's."""
    parts = document.get("components", {})
    shapes = {**parts.get("schemas", {}), "Problem": PROBLEM, "ProblemLine": PROBLEM_LINE}
    return {
        **document,
        "security": [{name: []} for name in SCHEMES],
        "paths": {
            path: {
                name: _operation(path, name, part) if name in METHODS else part
                for name, part in item.items()
            }
            for path, item in document.get("paths", {}).items()
        },
        "components": {**parts, "schemas": shapes, "securitySchemes": SCHEMES},
    }


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Make one operation whole."""
    own = operation["responses"]
    told = {
        status: _problem(own.get(status), PROBLEMS[status])
        for status in _statuses(path, method, operation)
    }
    kept = {status: _problem(one) if _refuses(one) else one for status, one in own.items()}
    whole = {**operation, "responses": dict(sorted({**kept, **told}.items()))}
    if path in OPEN:
        whole["security"] = []
    if path in MACHINES and method == "post":
        whole["security"] = [{"token": []}]
    if PURPOSEFUL & set(operation.get("tags", ())):
        whole["parameters"] = [*operation.get("parameters", ()), _purpose()]
    return whole


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    """Give the statuses that an operation may refuse with, by what it takes."""
    if not path.startswith("/v1/"):
        return set()
    found = {"503"}
    if path not in OPEN:
        found |= {"400", "401", "403"}
    if PURPOSEFUL & set(operation.get("tags", ())):
        found |= {"422"}
    if operation.get("parameters"):
        found |= {"404", "422"}
    if method != "get" and path not in OPEN:
        found |= {"409", "422"}
    if "requestBody" in operation:
        found |= {"413", "415"}
    return found


def _refuses(answer: dict[str, Any]) -> bool:
    return MEDIA_TYPE in answer.get("content", {})


def _problem(own: dict[str, Any] | None, words: str = "") -> dict[str, Any]:
    """Describe a refusal; the words of the handler, if it has any, go before the common ones."""
    described = own["description"] if own and _refuses(own) else words
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": described, "content": content}


def _purpose() -> dict[str, Any]:
    return {
        "name": PURPOSE_HEADER.title(),
        "in": "header",
        "required": False,
        "description": "Why: needed wherever members' data are touched. Or ``?purpose=``.",
        "schema": {"type": "string", "enum": list(codes("purpose"))},
    }
