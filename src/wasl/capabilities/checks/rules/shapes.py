# SPDX-License-Identifier: Apache-2.0
"""What a decoder says about JSON of the wrong shape, as a coded problem with its place."""

import re

from wasl.foundation.errors import Problem

_LENGTH = re.compile(r"of length (<=|>=) (\d+)")
_REQUIRED = re.compile(r"missing required field `([^`]+)`")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


def shape_problem(error: Exception, within: str = "") -> Problem:
    """Turn a decoder's error into a problem.

    Args:
        error: as msgspec raises it.
        within: path of the part that was decoded; "" for the whole.

    Returns:
        Code ``required``, ``field-unknown``, ``more-than``, ``too-few``, ``type-wrong``
        or, for anything else, ``field-invalid`` with the decoder's own reason.
    """
    what, _, where = str(error).partition(" - at `$")
    path = (within + where.rstrip("`")).lstrip(".")
    if found := _REQUIRED.search(what):
        return Problem(_join(path, found[1]), "required")
    if found := _UNKNOWN.search(what):
        return Problem(_join(path, found[1][:40]), "field-unknown", {"field": found[1][:40]})
    if found := _LENGTH.search(what):
        code = "more-than" if found[1] == "<=" else "too-few"
        return Problem(path, code, {"most": int(found[2]), "least": int(found[2])})
    if found := _TYPE.search(what):
        return Problem(path, "type-wrong", {"expected": found[1], "given": found[2]})
    return Problem(path, "field-invalid", {"reason": what[:120]})


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
