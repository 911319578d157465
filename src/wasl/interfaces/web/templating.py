# SPDX-License-Identifier: Apache-2.0
"""Turns a template and values into a page, in the reader's language."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from wasl.interfaces.web.assets import asset

_CJK = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]")


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
    """Write an identifier (number, plate, code) so that Arabic text does not reorder it."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text or "")


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
    made.globals.update(asset=asset, icon=icon)
    made.filters.update(name=name, ident=ident, lines=_lines)
    return made


def _lines(text: str | None) -> Markup:
    """Write free text with its line breaks."""
    return Markup("<bdi>{}</bdi>").format(Markup("<br>").join(escape(text or "").splitlines()))


def draw(template: str, values: dict[str, Any]) -> str:
    """Write a template; a page with Chinese, Japanese or Korean names asks for their fonts."""
    text = environment().get_template(template).render(values)
    if not _CJK.search(text):
        return text
    link = f'<link rel="stylesheet" href="{asset("names.css")}">'
    return text.replace("</head>", f"{link}</head>", 1) if "</head>" in text else link + text
