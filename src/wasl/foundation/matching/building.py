# SPDX-License-Identifier: Apache-2.0
"""Building a segment: entities in, arrays out, in one pass over the entities."""

from __future__ import annotations

import gc
import zlib
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from wasl.foundation.matching.analysis import JOINED, TYPES, Word, split, word
from wasl.foundation.matching.compiled import kernel
from wasl.foundation.matching.kernels import COMPARED, Array, Words
from wasl.foundation.matching.keying import LONGEST, MAX_KEYS, consonants, word_keys
from wasl.foundation.matching.packed import pack
from wasl.foundation.matching.sight import AUDIENCE, SIZE, TOKEN, TYPE
from wasl.foundation.matching.skeletons import CLASSES
from wasl.foundation.matching.text import variants

NOBODY = bytes(32)
_KIND_NAMES = tuple(TYPES)


class Builder:
    """Collects entities; ``arrays`` gives what a segment file holds."""

    def __init__(self) -> None:
        self._lexicon: dict[tuple[str, int], int] = {}
        self._words: list[Word] = []
        self._start, self._word, self._owner = array("I", [0]), array("I"), array("I")
        self._joined_word, self._joined_name = array("I"), array("I")
        self._ids, self._texts, self._births = Texts(), Texts(), Texts()
        self._spellings = array("I", [0])
        self._type, self._audience = array("B"), array("I")
        self._masks: dict[bytes, int] = {NOBODY: 0}

    def add(self, entity: Mapping[str, Any]) -> None:
        """Take one entity in; an unknown type counts as a person."""
        kind = TYPES.get(entity.get("type") or "person", 0)
        names = [entity.get("name") or "", *(entity.get("aliases") or ())]
        seen: set[tuple[int, ...]] = set()
        for name in names:
            self._texts.add(name)
            for spelling in variants(name):
                self._spelling(spelling, kind, seen)
        self._spellings.append(len(self._texts))
        self._ids.add(str(entity["id"]))
        self._births.add("|".join(b for b in entity.get("birth") or () if b))
        self._type.append(kind)
        audience = bytes(entity.get("audience") or NOBODY)
        self._audience.append(self._masks.setdefault(audience, len(self._masks)))

    def _spelling(self, name: str, kind: int, seen: set[tuple[int, ...]]) -> None:
        found = [(self._place(pair), pair[1] == JOINED) for pair in split(name, kind)]
        compared = tuple([place for place, joined in found if not joined])[:COMPARED]
        if not compared or compared in seen:
            return
        seen.add(compared)
        number = len(self._owner)
        self._word.extend(compared)
        self._start.append(len(self._word))
        self._owner.append(len(self._type))
        for place, joined in found:
            if joined:
                self._joined_word.append(place)
                self._joined_name.append(number)

    def _place(self, pair: tuple[str, int]) -> int:
        place = self._lexicon.get(pair)
        if place is None:
            place = self._lexicon[pair] = len(self._words)
            self._words.append(word(*pair))
        return place

    def arrays(self) -> dict[str, Array]:
        """Give the arrays of the segment, by name."""
        order = np.argsort(orders(CLASSES, pack(self._words)), kind="stable")
        words = pack([self._words[place] for place in order.tolist()])
        result = {f"words_{name}": value for name, value in words._asdict().items()}
        masks = np.frombuffer(b"".join(self._masks), np.uint64).reshape(-1, 4)
        owners = np.array(self._type, np.uint8), np.array(self._audience, np.uint32)
        names = self._names(order)
        names["names_look"], who = _looks(names, owners)
        seen, masks = _seen(names["names_posted"], who, masks)
        result |= _keys(words) | names
        result |= {
            "seen": seen,
            "owners_type": owners[0],
            "owners_audience": owners[1],
            "owners_masks": masks,
            "spellings": np.array(self._spellings, np.uint32),
        }
        for name, texts in (("ids", self._ids), ("texts", self._texts), ("births", self._births)):
            result |= texts.arrays(name)
        hashes = np.array(self._ids.hashes, np.uint32)
        order = np.argsort(hashes, kind="stable")
        result["id_hash"], result["id_row"] = hashes[order], order.astype(np.uint32)
        return result

    def _names(self, order: Array) -> dict[str, Array]:
        words = len(order)
        place = np.empty(words, np.uint32)
        place[order] = np.arange(words, dtype=np.uint32)
        start = np.array(self._start, np.uint32)
        word = place[np.array(self._word, np.uint32)]
        joined = place[np.array(self._joined_word, np.uint32)]
        number = np.repeat(np.arange(len(start) - 1, dtype=np.uint64), np.diff(start))
        pairs = np.concatenate([
            word.astype(np.uint64) << np.uint64(32) | number,
            joined.astype(np.uint64) << np.uint64(32)
            | np.array(self._joined_name, np.uint64),
        ])  # fmt: skip
        pairs = np.unique(pairs)
        posted = np.searchsorted(pairs >> np.uint64(32), np.arange(words + 1, dtype=np.uint64))
        return {
            "names_start": start,
            "names_word": word,
            "names_owner": np.array(self._owner, np.uint32),
            "names_posted": posted.astype(np.uint32),
            "names_posting": pairs.astype(np.uint32),
        }


class Texts:
    """Strings laid end to end, lone surrogates included."""

    def __init__(self) -> None:
        self._data, self._offset = bytearray(), array("I", [0])
        self.hashes = array("I")

    def __len__(self) -> int:
        """Count the strings."""
        return len(self._offset) - 1

    def add(self, text: str) -> None:
        """Append one string."""
        data = text.encode("utf-8", "surrogatepass")
        self._data += data
        self._offset.append(len(self._data))
        self.hashes.append(zlib.crc32(data))

    def arrays(self, name: str) -> dict[str, Array]:
        """Give the bytes and their offsets."""
        return {
            f"{name}_data": np.frombuffer(bytes(self._data), np.uint8),
            f"{name}_offset": np.array(self._offset, np.uint32),
        }


def built(entities: Iterable[Mapping[str, Any]]) -> dict[str, Array]:
    """Build the arrays of a segment from entities."""
    builder = Builder()
    # Nothing here is cyclic; the collector would walk the growing lexicon again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for entity in entities:
            builder.add(entity)
    finally:
        if collecting:
            gc.enable()
    return builder.arrays()


def _looks(names: dict[str, Array], owners: tuple[Array, Array]) -> tuple[Array, Array]:
    """Give what a search asks of the name of each posting, and its mask and type alone."""
    kind, audience = owners
    size = np.diff(names["names_start"])
    owner = names["names_owner"]
    who = audience[owner] << np.uint32(AUDIENCE) | kind[owner].astype(np.uint32)
    look = who | size << np.uint32(SIZE)
    return look[names["names_posting"]], who[names["names_posting"]]


def _seen(posted: Array, who: Array, masks: Array) -> tuple[Array, Array]:
    """Give, for each word and type, 1 + the row of the mask of all who see a name with it.

    The last type is any type; the rows are those of the masks returned, ``masks`` and more.
    """
    words = len(posted) - 1
    word = np.repeat(np.arange(words, dtype=np.uint64), np.diff(posted))
    pairs = np.unique(word << np.uint64(32) | who)
    types = np.uint64(TOKEN + 1)
    anyone = (pairs >> np.uint64(32)) * types + np.uint64(TOKEN)
    cells = np.concatenate([anyone, anyone - np.uint64(TOKEN) + (pairs & np.uint64(TYPE))])
    order = np.argsort(cells, kind="stable")
    cells, first = np.unique(cells[order], return_index=True)
    seen = np.zeros(words * (TOKEN + 1), np.uint32)
    if not words:
        return seen, masks
    row = np.tile(pairs.astype(np.uint32) >> np.uint32(AUDIENCE), 2)[order]
    unions = np.bitwise_or.reduceat(masks[row], first)
    table, place = np.unique(unions.view("S32").ravel(), return_inverse=True)
    seen[cells] = 1 + len(masks) + place
    return seen, np.concatenate([masks, table.view(np.uint64).reshape(-1, 4)])


@kernel
def orders(classes: Array, words: Words) -> Array:
    """Give numbers to sort words by, so that those with the same consonants stand together.

    A search looks at such words one after the other: they had better share a page.
    """
    found = np.zeros(len(words.script), np.uint64)
    for i in range(len(found)):
        f = words.start[i]
        if f < words.start[i + 1]:
            broad = consonants(classes, words.codes[words.offset[f] : words.offset[f + 1]])[0]
            for k in range(LONGEST):
                found[i] = (found[i] << np.uint64(4)) | np.uint64((broad >> (4 * k)) & 15)
    return found


@kernel
def keys_of_words(classes: Array, words: Words, out: Array, sign: Array) -> int:
    """Write ``key << 32 | word`` of all words and the signature that goes with each; count them."""
    count = 0
    keys, signs = np.empty(MAX_KEYS, np.uint32), np.empty(MAX_KEYS, np.uint64)
    for i in range(len(words.script)):
        for k in range(word_keys(classes, words, i, keys, signs)):
            out[count] = (np.uint64(keys[k]) << np.uint64(32)) | np.uint64(i)
            sign[count] = signs[k]
            count += 1
    return count


def _keys(words: Words) -> dict[str, Array]:
    most = len(words.script) * 2 + (len(words.offset) - 1) * 14
    out, sign = np.empty(most, np.uint64), np.empty(most, np.uint64)
    count = keys_of_words(CLASSES, words, out, sign)
    pairs, place = np.unique(out[:count], return_index=True)
    key, first = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_index=True)
    return {
        "keys_key": key,
        "keys_offset": np.append(first, len(pairs)).astype(np.uint32),
        "keys_word": pairs.astype(np.uint32),
        "keys_sign": sign[place],
    }
