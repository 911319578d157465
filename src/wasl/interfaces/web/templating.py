# SPDX-License-Identifier: Apache-2.0
"""Turns a template and values into a page, in the reader's language."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from wasl.foundation import vocabulary
from wasl.foundation.i18n import Locale
from wasl.interfaces.web.assets import asset
from wasl.interfaces.web.layouts import layout_of

_SHEETS = {
    "names.css": re.compile(
        r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
    ),
    "scripts.css": re.compile(
        r"[\u0530-\u05ff\u0780-\u07bf\u0900-\u10ff\u1200-\u139f\u1780-\u17ff]"
    ),
}
"""Sheets of fonts for names, and the letters that ask for each."""

_SCHEMES = {"database": "database", "document_type": "document_type", "type": "document_type"}
_DATE = re.compile(r"^\d{4}(-\d\d){0,2}~?$")
_DIGIT = re.compile(r"\d")
_BETWEEN = Markup(" · ")
_LETTERS = r"[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
_FROM_THE_RIGHT = re.compile(rf"({_LETTERS}(?:\s+{_LETTERS})*)")
"""Words of scripts written from the right; their digits, which are not, are left out."""


def icon(name: str, *, flip: bool = False) -> Markup:
    """Draw an icon; it is decoration, so it is hidden from readers of the screen."""
    side = " flip" if flip else ""
    address = asset("icons.svg")
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        side, address, name
    )


def name(text: str | None) -> Markup:
    """Write a name or free text so that its direction stays its own."""
    return Markup("<bdi>{}</bdi>").format(text or "")


def ident(text: str | None) -> Markup:
    """Write an identifier (number, plate, code) from left to right, with Arabic letters too.

    Letters written from the right stand apart each time: the digits of 48213-أ-6 would
    else follow the letter to its left.
    """
    parts = _FROM_THE_RIGHT.split(text or "")
    drawn = (name(part) if place % 2 else escape(part) for place, part in enumerate(parts))
    return Markup('<bdi dir="ltr">{}</bdi>').format(Markup("").join(drawn))


def headed(text: str, database: str) -> Markup:
    """Write what a record is called by: a person's name, a thing's number."""
    return name(text) if database == "persons" else ident(text)


def own_way(text: str) -> Markup:
    """Write what somebody typed, part by part: whatever has digits is an identifier."""
    parts = (
        ident(part) if _DIGIT.search(part) else name(part) for part in text.split(str(_BETWEEN))
    )
    return _BETWEEN.join(parts)


def _translator(method: str) -> Callable[..., str]:
    """Bind a catalog method to the locale of the page being written."""

    @pass_context
    def translate(context: Context, *arguments: Any) -> str:
        return str(getattr(context["locale"], method)(*arguments))

    return translate


@cache
def environment() -> Environment:
    """Give the templates of the console; undefined values raise, all text is escaped."""
    made = Environment(
        loader=PackageLoader("wasl.interfaces.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _translator("gettext"),
        _translator("ngettext"),
        newstyle=True,
        pgettext=_translator("pgettext"),
        npgettext=_translator("npgettext"),
    )
    made.globals.update(
        asset=asset,
        icon=icon,
        label=_label,
        say=_say,
        layout_of=layout_of,
        field_label=_field_label,
    )
    made.filters.update(name=name, ident=ident, headed=headed, own_way=own_way, lines=_lines)
    return made


@pass_context
def _label(context: Context, scheme: str, code: str | None, **values: Any) -> str:
    """Say a code in the reader's language; one without a label is written as it is."""
    if not code:
        return ""
    if not vocabulary.has_label(scheme, code):
        return code.replace("_", " ")
    return str(context["locale"].label(scheme, code, **values))


@pass_context
def _field_label(context: Context, path: str) -> str:
    """Name the field of a path such as ``names[0].text``; "" where there is no word for it."""
    named = [part.partition("[")[0] for part in path.split(".")]
    known = [part for part in named if vocabulary.has_label("field", part)]
    return context["locale"].label("field", known[0]) if known else ""


@pass_context
def _say(context: Context, scheme: str, code: str, values: dict[str, Any] | None = None) -> Markup:
    return say_markup(context["locale"], scheme, code, values or {})


def say_markup(locale: Locale, scheme: str, code: str, values: dict[str, Any]) -> Markup:
    """Say a code whose sentence has values, each kept in its own direction.

    Countries are named and dates written as the reader's language does.
    """
    if not vocabulary.has_label(scheme, code):
        code = code.removeprefix("name_")
    if not vocabulary.has_label(scheme, code):
        return escape(code.replace("_", " "))
    template = vocabulary.label_template(scheme, code, locale.tag, values)
    return escape(template).format_map(_Shown(values, locale))


class _Shown(dict[str, Markup]):
    """Values of a sentence as a reader sees them; one that is not given shows as a dash."""

    def __init__(self, values: dict[str, Any], locale: Locale) -> None:
        super().__init__({key: _shown(key, value, locale) for key, value in values.items()})

    def __missing__(self, key: str) -> Markup:
        return Markup("—")


def _shown(key: str, value: Any, locale: Locale) -> Markup:  # noqa: ANN401 - values are JSON
    """Write one value of a sentence as the reader's language does."""
    if value in (None, "", [], ()):
        return Markup("—")
    if isinstance(value, list | tuple):
        return name(locale.listed(str(_shown(key, one, locale).striptags()) for one in value))
    if isinstance(value, int | float) and key not in ("year", "position"):
        return name(locale.number(value))
    if key == "number":
        return ident(str(value))
    return name(_word(key, str(value), locale))


def _word(key: str, text: str, locale: Locale) -> str:
    """Say a coded value: a database, a type, a sex, a country or a date; else as it is."""
    scheme = _SCHEMES.get(key, "sex" if key in ("asked", "recorded") else "")
    if scheme and vocabulary.has_label(scheme, text):
        return locale.label(scheme, text)
    if key == "country" or vocabulary.is_country(text):
        return locale.country(text)
    return locale.partial_date(text) if _DATE.match(text) else text


def _lines(text: str | None) -> Markup:
    """Write free text with its line breaks."""
    return Markup("<bdi>{}</bdi>").format(Markup("<br>").join(escape(text or "").splitlines()))


def draw(template: str, values: dict[str, Any]) -> str:
    """Write a template; a page with names in rarer scripts asks for their fonts."""
    text = environment().get_template(template).render(values)
    links = "".join(
        f'<link rel="stylesheet" href="{asset(sheet)}">'
        for sheet, letters in _SHEETS.items()
        if letters.search(text)
    )
    return text.replace("</head>", f"{links}</head>", 1) if "</head>" in text else links + text
