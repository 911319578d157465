# SPDX-License-Identifier: Apache-2.0
"""Names as United Nations lists write them.

One alias often holds several spellings parted by ``;``, a spelling in another
script in brackets, an abbreviation, or a remark ("formerly listed as"). Search
needs the single spellings; what was written is kept as the note of the first.
"""

import re
import unicodedata
from dataclasses import dataclass

_ORIGINAL = re.compile(r"(?:original script|in arabic(?: script)?)\s*:?\s*", re.IGNORECASE)
_FORMER = re.compile(r"(?:formerly|previously) listed as|f\.k\.a", re.IGNORECASE)
_NICKNAME = re.compile(r"nom de guerre|combat name|call sign", re.IGNORECASE)
_BORN = re.compile(r",?\s*\(?\bborn\b.*$", re.IGNORECASE)
_LETTERED = re.compile(r"(?:^|\s)[a-f]\)\s+")
_MOST_ACRONYM = 8
_QUALITY = {"good": "good", "low": "low"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of one name, with what the list says of it."""

    text: str
    kind: str = "primary"
    quality: str | None = None
    note: str | None = None

    def fields(self) -> dict[str, str | None]:
        """Give the fields of a person's name."""
        return {
            "text": self.text,
            "kind": self.kind,
            "quality": self.quality,
            "note": self.note,
        }


def listed_names(
    written: str, note: str | None = None, quality: str | None = None, kind: str = "alias"
) -> list[Spelling]:
    """Take the spellings out of a listed name.

    Args:
        written: one line.
        note: the list's remark; may hold the original script or further spellings.
        quality: ``Good``, ``Low``, ``a.k.a.``, ``f.k.a.`` or None.
        kind: of the first spelling.

    Returns:
        At least one spelling, the main one first.
    """
    remark = f"{note or ''} {quality or ''}"
    if kind == "alias" and _FORMER.search(f"{remark} {written}"):
        kind = "former"
    if kind == "alias" and _NICKNAME.search(f"{remark} {written}"):
        kind = "nickname"
    texts = _spellings(written) + (_from_note(written, note) if note else [])
    texts = list(dict.fromkeys(texts)) or [written]
    kept = [written] if texts != [written] else []
    first_note = " | ".join(text for text in (*kept, note) if text) or None
    rated = _QUALITY.get((quality or "").lower())
    rest = "alias" if kind == "primary" else kind
    first = Spelling(texts[0], kind, rated, first_note)
    return [first, *(Spelling(text, rest, rated) for text in texts[1:])]


def _spellings(written: str) -> list[str]:
    outside, groups, after = _brackets(_BORN.sub("", written) or written)
    if after:
        return _several(written)
    if groups and not outside:
        return _several("; ".join(groups))
    found = _several(outside)
    for group in groups:
        inner = _useful(outside, group)
        if inner is None and not _is_remark(group):
            return _several(written)
        found += inner or []
    return found


def _brackets(text: str) -> tuple[str, list[str], str]:
    """Part a text into what stands before its brackets, in them, and after the last."""
    outside, groups, current, depth = "", [], "", 0
    for sign in text:
        if sign == "(":
            depth += 1
            if depth == 1:
                current = ""
                continue
        if sign == ")" and depth:
            depth -= 1
            if depth == 0:
                groups.append(current.strip())
                current = ""
                continue
        if depth or groups:
            current += sign
        else:
            outside += sign
    after = current.strip(" ,.;")
    return outside.strip(" ,;"), groups, after


def _several(text: str) -> list[str]:
    """Part at ``;``, at letters like ``b)``, and where the script changes."""
    pieces = [piece for part in text.split(";") for piece in _LETTERED.split(part)]
    found = [run for piece in pieces for run in _by_script(piece.strip(" ,"))]
    return [text for text in found if any(sign.isalpha() for sign in text)]


def _by_script(text: str) -> list[str]:
    runs: list[tuple[bool | None, list[str]]] = []
    for word in text.split():
        latin = _is_latin(word)
        if not runs or (latin is not None and runs[-1][0] not in (None, latin)):
            runs.append((latin, [word]))
        else:
            before = runs[-1][0]
            runs[-1] = (latin if before is None else before, [*runs[-1][1], word])
    return [" ".join(words) for _, words in runs]


def _is_latin(text: str) -> bool | None:
    """Tell whether the first letter is Latin; None without letters."""
    for sign in text:
        if sign.isalpha():
            return unicodedata.name(sign, "").startswith(("LATIN", "MODIFIER"))
    return None


def _useful(outside: str, group: str) -> list[str] | None:
    """Give the spellings in brackets, or None where they hold no name."""
    bare = re.sub(r"\(original script\)", "", group)
    if _ORIGINAL.match(bare):
        return _several(_ORIGINAL.sub("", bare))
    if ";" in bare or (_is_latin(bare) is not None and _is_latin(bare) != _is_latin(outside)):
        return _several(bare.split(" - ")[0])
    return [bare] if _is_acronym(outside, bare) else None


def _is_acronym(outside: str, group: str) -> bool:
    initials = {word[0].upper() for word in re.findall(r"[^\W\d_]+", outside)}
    letters = [sign for sign in group if sign.isalpha()]
    return (
        1 < len(letters) <= _MOST_ACRONYM
        and " " not in group
        and sum(sign.isupper() for sign in letters) * 2 > len(letters)
        and {sign for sign in letters if sign.isupper()} <= initials | {"A", "E"}
        and letters[0] in initials
    )


def _is_remark(group: str) -> bool:
    """Tell whether brackets say something about a name rather than being part of it."""
    words = group.split()
    return any(sign.isdigit() for sign in group) or bool(
        _FORMER.search(group)
        or _NICKNAME.search(group)
        or re.fullmatch(r"(?i)birth name|third|false identity.*|martyrs", group)
        or (len(words) == 1 and group.istitle())
    )


def _from_note(written: str, note: str) -> list[str]:
    found = _ORIGINAL.search(note)
    if found:
        return _several(re.split(r"[.;]", note[found.end() :])[0])
    if _is_latin(written) is False:
        listed = note[1:].split(")")[0] if note.startswith("(") else note
        if ";" in listed and not any(sign.isdigit() for sign in listed):
            return _several(listed)
    return []
