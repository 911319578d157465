# SPDX-License-Identifier: Apache-2.0
"""The API for a reader: one page made from the OpenAPI document, without scripts.

The usual viewers run scripts that a strict content security policy forbids, or
fetch them from elsewhere; a table of operations needs neither.
"""

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from litestar import MediaType, Request, Response, get
from markupsafe import Markup, escape

from wasl.interfaces.api.document import METHODS, complete
from wasl.interfaces.api.headers import STYLED

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE = Path(__file__).with_name("templates").joinpath("docs.css").read_text(encoding="utf-8")


def shape(schema: dict[str, Any]) -> str:
    """Give a schema in a word or two: ``string``, ``Answer``, ``list of Hit``, ``A or B``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return " or ".join(shape(part) for part in schema[key])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {shape(schema.get('items', {}))}"
    if isinstance(kind, list):
        return " or ".join(kind)
    if "const" in schema:
        return json.dumps(schema["const"])
    return str(schema.get("format", kind))


def link(text: str) -> Markup:
    """Link each shape that the page describes; plain words stay plain."""
    words = [
        Markup('<a href="#shape-{0}">{0}</a>').format(word) if word[:1].isupper() else escape(word)
        for word in text.split(" ")
    ]
    return Markup(" ").join(words)


TEMPLATES.filters["shape"] = shape
TEMPLATES.globals["link"] = link


def body_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """Give media type and shape of each form a body may take."""
    return [{"media": media, "shape": shape(c.get("schema", {}))} for media, c in content.items()]


def operations(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Group the operations of an OpenAPI document by their first tag, in order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                group = (operation.get("tags") or ["Other"])[0]
                groups.setdefault(group, []).append(
                    {
                        **operation,
                        "method": method.upper(),
                        "path": path,
                        "body": body_of(operation.get("requestBody", {}).get("content", {})),
                        "answers": {
                            status: {**answer, "body": body_of(answer.get("content", {}))}
                            for status, answer in operation.get("responses", {}).items()
                        },
                    }
                )
    return dict(sorted(groups.items()))


def fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the fields of an object schema: name, shape, whether required, description."""
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "shape": shape(part),
            "required": name in required,
            "description": part.get("description", ""),
        }
        for name, part in schema.get("properties", {}).items()
    ]


@get("/docs", include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def read_docs(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the API to a reader."""
    document = complete(request.app.openapi_schema.to_schema())
    schemas = {
        name: {"fields": fields(schema), "description": schema.get("description", "")}
        for name, schema in sorted(document.get("components", {}).get("schemas", {}).items())
        if schema.get("properties")
    }
    page = TEMPLATES.get_template("docs.html").render(
        info=document["info"], groups=operations(document), schemas=schemas
    )
    headers = {"content-security-policy": STYLED}
    return Response(page, media_type=MediaType.HTML, headers=headers)


@get("/docs.css", include_in_schema=False, media_type="text/css", sync_to_thread=False)
def read_style() -> str:
    """Give the page its looks."""
    return STYLE


routes = [read_docs, read_style]
