# SPDX-License-Identifier: Apache-2.0
"""What comes out of the one box: readings of a text, the likeliest first."""

from dataclasses import dataclass, field
from typing import Any

from wasl.foundation.vocabulary.mrz import Mrz

SURE, LIKELY, POSSIBLE = "sure", "likely", "possible"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a text.

    Attributes:
        kind: "mrz", "document", "vin", "plate", "engine", "person" or "nothing".
        certainty: "sure", "likely" or "possible" (scheme `certainty`).
        code: sentence that says what was understood (scheme `understood`).
        values: for that sentence: "country" and "document_type" as codes,
            "birth_date" as ISO text, "line" and "position" as numbers.
        subject: what to check, in the shape of a check's `subject`; empty where
            there is nothing to check. A country that was only guessed is in
            `values` and never here, because it would hide records of others.
        mrz: the zone, for kind "mrz".
    """

    kind: str
    certainty: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    subject: dict[str, Any] = field(default_factory=dict)
    mrz: Mrz | None = None


NOTHING = Reading("nothing", SURE, "nothing")


@dataclass(frozen=True, slots=True)
class Understanding:
    """All readings of a text, likeliest first; never empty."""

    text: str
    readings: tuple[Reading, ...]

    @property
    def best(self) -> Reading:
        """The likeliest reading."""
        return self.readings[0]

    @property
    def alternatives(self) -> tuple[Reading, ...]:
        """The other readings."""
        return self.readings[1:]

    @property
    def is_ambiguous(self) -> bool:
        """No reading is sure, and there are several."""
        return len(self.readings) > 1 and self.best.certainty != SURE
