# SPDX-License-Identifier: Apache-2.0
"""Between the fields of a form and the body of a record, for any database with a layout.

Repeated parts travel as parallel fields (``names.text``, ``names.kind``); rows
that were left empty are dropped, and the form is filled again from what remains,
so that a fault at ``names[1].text`` stands beside the second row shown.
"""

import re
from typing import Any

from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import Input, Layout

MOST_ROWS = 50
_INDEX = re.compile(r"\[\d+\]$")


def body_of(layout: Layout, form: Form) -> dict[str, Any]:
    """Read a body from a form; empty fields are left out, unless a record cannot do without."""
    found = {name: _read(each, form) for name, each in layout.inputs.items()}
    return {
        name: value
        for name, value in found.items()
        if value not in ("", [], {}, None) or layout.inputs[name].required
    }


def _read(each: Input, form: Form) -> Any:  # noqa: ANN401 - a body is JSON
    if each.parts:
        rows = _rows(each, form)
        if each.several:
            return rows
        return rows[0] if rows else None
    if not each.several:
        return form.get(each.name)
    if each.what == "country":
        return form.words(each.name)
    return form.all(each.name)


def _rows(each: Input, form: Form) -> list[dict[str, str]]:
    columns = {part.name: form.values.get(f"{each.name}.{part.name}", []) for part in each.parts}
    rows = []
    for place in range(min(max(map(len, columns.values())), MOST_ROWS)):
        row = {
            name: values[place]
            for name, values in columns.items()
            if place < len(values) and values[place]
        }
        chosen = {part.name for part in each.parts if part.what == "code"}
        if row.keys() - chosen:
            rows.append({part.name: "" for part in each.parts if part.required} | row)
    return rows


def fill(layout: Layout, form: Form, body: dict[str, Any]) -> None:
    """Put a body into the fields of a form, in place of what they held."""
    for name, each in layout.inputs.items():
        value = body.get(name)
        if each.parts:
            rows = value if isinstance(value, list | tuple) else [value] if value else []
            for part in each.parts:
                form.values[f"{name}.{part.name}"] = [str(row.get(part.name) or "") for row in rows]
        elif each.several:
            form.values[name] = [str(one) for one in value or ()]
        else:
            form.values[name] = [str(value)] if value else []


def rows_shown(each: Input, form: Form, more: str) -> int:
    """Say how many rows of a repeated field to show: those filled, and one more when asked."""
    key = f"{each.name}.{each.parts[0].name}" if each.parts else each.name
    filled = len(form.values.get(key, []))
    return max(filled + (1 if more == each.name else 0), 1)


def place_of(layout: Layout, path: str) -> str:
    """Give the form's field for a path of the service: ``nationalities[1]`` is one field."""
    name = _INDEX.sub("", path)
    each = layout.inputs.get(name)
    joined = each is not None and each.several and each.what in ("country", "code")
    return name if joined and not (each and each.parts) else path
