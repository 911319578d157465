# SPDX-License-Identifier: Apache-2.0
"""One check of each kind, about the people and things made by hand."""

from datetime import date
from typing import Any

from wasl.foundation.vocabulary import Format, Holder, make_mrz

_PURPOSE = "border_control"


def sample_checks() -> list[tuple[str, dict[str, Any]]]:
    """Give title and question of each sample, meant to be asked by a French officer.

    Returns:
        Questions in the shape of POST /v1/checks. The last one asks for a person whose
        record is hidden from France: it finds nothing.
    """
    return [
        _sample(
            "A person, spelt another way: Mahdi Karimy, 1979",
            person=_person("Mahdi Karimy", "1979"),
        ),
        _sample("The same in Arabic: مهدي الكريمي", person=_person("مهدي الكريمي", None)),
        _sample(
            "A passport number: 19CV48213, France",
            documents=[{"number": "19CV48213", "country": "FRA", "type": "passport"}],
        ),
        _sample("A passport read by machine", mrz=list(_zone())),
        _sample(
            "A number plate: 48213-أ-6, Morocco",
            vehicles=[{"plate": "48213-أ-6", "country": "MAR"}],
        ),
        _sample("A vehicle number: 1M8GDM9AXKP042788", vehicles=[{"vin": "1M8GDM9AXKP042788"}]),
        _sample(
            "A record hidden from France: Lucas Voorbeeld", person=_person("Lucas Voorbeeld", None)
        ),
    ]


def _sample(title: str, **subject: object) -> tuple[str, dict[str, Any]]:
    return title, {"purpose": _PURPOSE, "subject": subject}


def _person(name: str, birth: str | None) -> dict[str, Any]:
    return {"names": [name]} | ({"birth_date": birth} if birth else {})


def _zone() -> tuple[str, ...]:
    """Print the zone of the invented passport of Mahdi Al-Karimi."""
    return make_mrz(
        Format.TD3,
        Holder(
            primary="AL-KARIMI",
            secondary="MAHDI",
            number="XD0079213",
            issuing_country="MAR",
            nationality="MAR",
            birth_date=date(1979, 3, 12),
            sex="male",
            expiry_date=date(2026, 5, 3),
        ),
    )
