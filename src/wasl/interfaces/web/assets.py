# SPDX-License-Identifier: Apache-2.0
"""Style sheets, scripts, icons and fonts: built by ``assets/``, served for ever by hash."""

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter

FOLDER = Path(__file__).parent / "static" / "vendor"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@cache
def manifest() -> dict[str, str]:
    """Map the name of each asset to the name that carries its hash; empty before the build."""
    path = FOLDER / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """Give the address of an asset; a page without built assets still reads."""
    return f"/static/{manifest().get(name, name)}"


@cache
def _served() -> frozenset[str]:
    return frozenset(manifest().values())


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@get("/static/{name:str}", include_in_schema=False, exclude_from_auth=True, sync_to_thread=False)
def serve(
    request: Request[Any, Any, Any],
    name: Annotated[str, Parameter(max_length=120)],
) -> Response[bytes]:
    """Serve one asset, compressed where the browser takes it and it was worth it."""
    if name not in _served() or not (FOLDER / name).exists():
        raise NotFoundException
    accepted = request.headers.get("accept-encoding", "")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    found = name
    for coding, suffix in _ENCODINGS:
        if coding in accepted and (FOLDER / f"{name}{suffix}").exists():
            found, headers["content-encoding"] = f"{name}{suffix}", coding
            break
    return Response(_content(found), media_type=TYPES[Path(name).suffix], headers=headers)
