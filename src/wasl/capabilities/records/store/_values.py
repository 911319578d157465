# SPDX-License-Identifier: Apache-2.0
"""How values of records look in PostgreSQL, and back."""

from functools import cache, lru_cache
from typing import Any

import msgspec

from wasl.capabilities.records.kinds import kinds
from wasl.capabilities.records.model import AUDIENCE_BYTES, Record, Restriction

BITS = AUDIENCE_BYTES * 8
ERASED = "{}"


@lru_cache(maxsize=4096)
def to_bits(audience: bytes) -> str:
    """Write 32 bytes as a bit string of 256 signs."""
    return format(int.from_bytes(audience, "big"), f"0{BITS}b")


@lru_cache(maxsize=4096)
def from_bits(bits: str) -> bytes:
    """Read a bit string of 256 signs."""
    return int(bits, 2).to_bytes(AUDIENCE_BYTES, "big")


def to_json(value: object) -> str:
    """Write a value as compact JSON."""
    return msgspec.json.encode(value).decode()


def hex_audiences(audiences: dict[str, bytes]) -> str:
    """Write the audiences of fields as JSON."""
    return to_json({name: seen.hex() for name, seen in audiences.items()})


@cache
def _decoder(database: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kinds()[database].body)


def to_body(database: str, text: str) -> Any:  # noqa: ANN401 - each kind has its own Struct
    """Read a body; None for an erased one."""
    return None if text == ERASED else _decoder(database).decode(text)


def to_record(row: dict[str, Any]) -> Record:
    """Make a record of a row that has ``COLUMNS``."""
    return Record(
        id=row["id"],
        database=row["database"],
        owner=row["owner"],
        version=row["version"],
        body=to_body(row["database"], row["body"]),
        audience=from_bits(row["audience"]),
        audiences={name: bytes.fromhex(seen) for name, seen in row["audiences"].items()},
        restriction=msgspec.convert(row["restriction"], Restriction),
        purpose=row["purpose"],
        handling=row["handling"],
        confidentiality=row["confidentiality"],
        retention=row["retention"],
        source_reference=row["source_reference"],
        case=row["case_reference"],
        state=row["state"],
        entered_at=row["entered_at"],
        entered_by=row["entered_by"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
        import_id=row["import_id"],
    )
