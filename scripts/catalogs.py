# SPDX-License-Identifier: Apache-2.0
"""Keeps the catalogs of the four languages in step with the sentences of the program.

``python scripts/catalogs.py extract`` writes new sentences into every catalog;
``python scripts/catalogs.py check`` fails when that would change anything, when a
sentence has no translation, when placeholders differ, or when a plural form is empty.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from wasl.foundation.i18n import LANGUAGES, PLURALS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "wasl"
METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("interfaces/**.py", "python"),
    ("foundation/i18n/*.py", "python"),
]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
HEADER = "# Sentences of Wasl. SPDX-License-Identifier: Apache-2.0"


def path_of(tag: str) -> Path:
    """Give the catalog file of a language."""
    return SOURCE / "locale" / tag / "LC_MESSAGES" / "wasl.po"


def extract() -> Catalog:
    """Read every sentence of the program; equal ones of several files are one."""
    template = Catalog(fuzzy=False)
    found = extract_from_dir(
        str(SOURCE),
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for filename, _, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        template.add(
            message,
            None,
            [(filename.replace("\\", "/"), 0)],
            auto_comments=comments,
            context=context,
        )
    return template


def renew(tag: str, template: Catalog) -> tuple[Catalog, bytes]:
    """Give a language's catalog with exactly the sentences of the program, and its file."""
    old = _read(tag)
    new = Catalog(locale=tag, header_comment=HEADER, fuzzy=False, charset="utf-8")
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        new.add(
            message.id,
            _english(message) if tag == "en" else (known.string if known else None),
            [(name, 0) for name in sorted({name for name, _ in message.locations})],
            flags=message.flags - {"fuzzy"},
            auto_comments=sorted(set(message.auto_comments)),
            context=message.context,
        )
    return new, _written(tag, new)


def _english(message: Message) -> str | tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else str(message.id)


def _read(tag: str) -> Catalog:
    if not path_of(tag).exists():
        return Catalog(locale=tag)
    with path_of(tag).open("rb") as source:
        return read_po(source, locale=tag)


def _written(tag: str, catalog: Catalog) -> bytes:
    """Write a catalog without times and line numbers, which would differ each time."""
    body = io.BytesIO()
    write_po(body, catalog, width=100, omit_header=True, include_lineno=False)
    head = (
        f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: {tag}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[tag]}\\n"\n\n'
    )
    return head.encode() + body.getvalue()


def faults_of(tag: str, catalog: Catalog) -> list[str]:
    """List what is wrong with the translations of one language."""
    faults = []
    forms = int(PLURALS[tag].split("nplurals=")[1][0])
    for message in catalog:
        ids, strings = _texts(message.id), _texts(message.string)
        if not ids[0]:
            continue
        if message.pluralizable and len(strings) != forms:
            faults.append(f"{tag}: {len(strings)} of {forms} plural forms: {ids[0]!r}")
        if not all(strings):
            faults.append(f"{tag}: not translated: {ids[0]!r}")
            continue
        faults += [
            f"{tag}: placeholders differ: {ids[0]!r} / {text!r}"
            for place, text in enumerate(strings)
            if not _agrees(ids[-1], text, place, len(strings))
        ]
    return faults


def _texts(value: object) -> list[str]:
    return (
        [str(one or "") for one in value] if isinstance(value, list | tuple) else [str(value or "")]
    )


def _agrees(wanted_text: str, text: str, place: int, forms: int) -> bool:
    """Tell whether a form names the values of its sentence; few forms may leave the count out."""
    wanted = set(PLACEHOLDER.findall(wanted_text))
    given = set(PLACEHOLDER.findall(text))
    may_omit_count = forms > 1 and place < (3 if forms > 2 else 1)  # noqa: PLR2004 - zero, one and two of six
    missing = wanted - given
    return given <= wanted and (not missing or (may_omit_count and len(missing) == 1))


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 0 when all is well."""
    command = arguments[0] if arguments else "check"
    template = extract()
    faults = []
    for tag in LANGUAGES:
        catalog, written = renew(tag, template)
        if command == "extract":
            path_of(tag).parent.mkdir(parents=True, exist_ok=True)
            path_of(tag).write_bytes(written)
        elif not path_of(tag).exists() or path_of(tag).read_bytes() != written:
            faults.append(f"{tag}: out of step; run scripts/catalogs.py extract")
        faults += faults_of(tag, catalog)
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write(f"{len(template)} sentences, {len(faults)} faults\n")
    return 0 if command == "extract" or not faults else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
