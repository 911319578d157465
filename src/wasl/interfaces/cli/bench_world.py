# SPDX-License-Identifier: Apache-2.0
"""An invented world for measuring: many persons and documents, and questions about them."""

import json
import random
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wasl.capabilities.checks import LocalWriter
from wasl.capabilities.records import FeedState, get_kind
from wasl.foundation.vocabulary import Member, list_members

SEED = 20261121
PAGE = 5_000
_EVERYBODY = bytes([255]) * 32
_ONSETS = "b d f g h j k l m n p r s t v z ch sh th kh gr br st al".split()
_VOWELS = "a e i o u a i ou ee".split()
_CODAS = ["", "", "n", "r", "l", "s", "m", "d", "t", "k"]
_DENIED_SHARE = 0.05


def _word(dice: random.Random) -> str:
    parts = [dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in range(dice.choice((2, 2, 3)))]
    return ("".join(parts) + dice.choice(_CODAS)).capitalize()


class World:
    """Persons and documents by number, the same for the same seed.

    Args:
        persons: how many. documents: how many.
    """

    def __init__(self, persons: int, documents: int) -> None:
        self.persons = persons
        self.documents = documents
        dice = random.Random(SEED)  # noqa: S311 - invented names, not secrets
        self._given = sorted({_word(dice) for _ in range(4_000)})
        self._family = sorted({_word(dice) for _ in range(40_000)})
        self._members = [m for m in list_members() if m.code not in ("XGS", "UNO")]

    def name(self, number: int) -> tuple[str, str]:
        """Give name and date of birth of a person."""
        dice = random.Random(SEED + number)  # noqa: S311
        name = f"{dice.choice(self._given)} {dice.choice(self._given)} {dice.choice(self._family)}"
        born = datetime(1940, 1, 1, tzinfo=UTC) + timedelta(days=dice.randrange(25_000))
        return name, born.date().isoformat()

    def number(self, number: int) -> tuple[str, str]:
        """Give number and country of a document."""
        member = self._members[number % len(self._members)]
        return f"X{number * 7919 % 99_999_989:08d}", member.code

    def states(self) -> Iterator[FeedState]:
        """Give everything as the feed would say it."""
        dice = random.Random(SEED)  # noqa: S311
        for n in range(self.documents):
            number, country = self.number(n)
            kind = {"type": "passport", "fraud_type": "stolen"}
            held = {"number": number, "country": country, **kind}
            owner = self._members[n % len(self._members)]
            yield self._state("travel_documents", n, held, owner, dice)
        for n in range(self.persons):
            name, born = self.name(n)
            names = [{"text": name, "kind": "primary"}]
            body: dict[str, Any] = {"names": names, "birth_dates": [born]}
            owner = self._members[dice.randrange(len(self._members))]
            yield self._state("persons", n, {**body, "status": "wanted"}, owner, dice)

    def _state(
        self, database: str, n: int, body: dict[str, Any], owner: Member, dice: random.Random
    ) -> FeedState:
        kind = get_kind(database)
        made = msgspec.convert(body, kind.body)
        audience = self._audience(owner, dice)
        return FeedState(
            id=f"{'d' if database == 'travel_documents' else 'a'}0000000-0000-7000-8000-{n:012d}",
            version=1,
            database=database,
            owner=owner.code,
            audience=audience,
            keys=tuple((key.scheme, key.value, audience) for key in kind.keys(made)),
            names=tuple(kind.names(made)),
            birth=tuple(body.get("birth_dates", ())),
            body=body,
            purpose="locate_wanted",
            handling="h0",
            confidentiality="official_use_only",
            retention="2030-01-01",
            changed="2026-01-01T00:00:00+00:00",
        )

    def _audience(self, owner: Member, dice: random.Random) -> bytes:
        """Let everybody see most records; hide a few from some member."""
        if dice.random() > _DENIED_SHARE:
            return _EVERYBODY
        bits = bytearray(_EVERYBODY)
        denied = dice.choice(self._members)
        if denied.code != owner.code:
            bits[denied.bit >> 3] &= ~(0x80 >> (denied.bit & 7))
        return bytes(bits)

    def document_questions(self, count: int) -> Iterator[bytes]:
        """Ask about documents; one in ten is on record."""
        dice = random.Random(SEED + 1)  # noqa: S311
        for _ in range(count):
            number, country = self.number(dice.randrange(self.documents))
            if dice.random() > 0.1:  # noqa: PLR2004 - nine in ten are not on record
                number = f"Y{dice.randrange(10**8):08d}"
            yield _question({"documents": [{"number": number, "country": country}]})

    def person_questions(self, count: int) -> Iterator[bytes]:
        """Ask about persons; one in ten is on record, with a typing error in half of these."""
        dice = random.Random(SEED + 2)  # noqa: S311
        for _ in range(count):
            name, born = self.name(dice.randrange(self.persons))
            if dice.random() > 0.1:  # noqa: PLR2004
                name = f"{_word(dice)} {_word(dice)}"
            elif dice.random() > 0.5:  # noqa: PLR2004
                place = dice.randrange(len(name))
                name = name[:place] + name[place + 1 :]
            yield _question({"person": {"names": [name], "birth_date": born}}, ["persons"])

    def batches(self, count: int, size: int) -> Iterator[bytes]:
        """Ask about many documents at once."""
        dice = random.Random(SEED + 3)  # noqa: S311
        for _ in range(count):
            subjects = []
            for _ in range(size):
                number, country = self.number(dice.randrange(self.documents * 10))
                subjects.append({"documents": [{"number": number, "country": country}]})
            yield json.dumps(
                {"purpose": "border_control", "subjects": subjects, "databases": _DOCUMENTS}
            ).encode()


_DOCUMENTS = ["travel_documents"]


def _question(subject: dict[str, Any], databases: list[str] | None = None) -> bytes:
    asked = {"purpose": "border_control", "subject": subject}
    return json.dumps({**asked, "databases": databases or _DOCUMENTS}).encode()


class Signer:
    """A machine that may check, and the key that signs its tokens."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()
        self._x = urlsafe_b64encode(self._private.public_key().public_bytes_raw())

    def states(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Give what a copy must hold to let the machine in."""
        now = datetime.now(UTC)
        key = {
            "id": "bench",
            "x": self._x.rstrip(b"=").decode(),
            "not_before": (now - timedelta(days=1)).isoformat(),
            "expires_at": (now + timedelta(days=1)).isoformat(),
        }
        fra = next(m for m in list_members() if m.code == "FRA")
        machine = {
            "id": "bench",
            "kind": "machine",
            "member": fra.code,
            "bit": fra.bit,
            "roles": ["officer"],
            "databases": None,
            "purposes": None,
            "may_write": False,
            "site": None,
            "name": "Bench",
            "state": "active",
        }
        return [("key", "bench", key), ("principal", "bench", machine)]

    def token(self) -> str:
        """Sign a token of ten minutes."""
        now = int(time.time())
        claims = {"iss": "wasl", "sub": "bench", "iat": now, "exp": now + 600, "jti": str(now)}
        return jwt.encode(claims, self._private, algorithm="EdDSA", headers={"kid": "bench"})


def fill(folder: Path, world: World, signer: Signer) -> float:
    """Fill a node's folder; give the seconds it took."""
    began = time.perf_counter()
    writer = LocalWriter(folder)
    try:
        writer.begin_rebuild()
        writer.fill(signer.states())
        for page in _pages(world.states()):
            writer.fill([("record", state.id, state) for state in page])
        writer.finish_rebuild(0, datetime.now(UTC).isoformat())
    finally:
        writer.close()
    return time.perf_counter() - began


def _pages(states: Iterable[FeedState]) -> Iterator[list[FeedState]]:
    source = iter(states)
    while page := list(islice(source, PAGE)):
        yield page
