# SPDX-License-Identifier: Apache-2.0
"""Read the data of the invented world, once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from wasl.foundation.vocabulary import list_member_countries


@cache
def load(name: str) -> dict[str, Any]:
    """Read one of the files in `data/`, such as "names"."""
    place = files("wasl.interfaces.demo.world").joinpath(f"data/{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


@cache
def languages() -> dict[str, str]:
    """Give the language in which each member's bureau writes."""
    told = load("phrases")["languages"]
    found = {member.code: "en" for member in list_member_countries()}
    return found | {code: tag for tag, members in told.items() for code in members.split()}


@cache
def phrases(kind: str) -> dict[str, Any]:
    """Give the texts of a kind by member: a list of marks, a note, a street."""
    texts = load("phrases")[kind]
    return {member: texts[tag] for member, tag in languages().items()}
