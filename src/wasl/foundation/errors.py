# SPDX-License-Identifier: Apache-2.0
"""The one family of errors that travels through the house.

An error carries a stable code and the values a sentence needs. The sentence
and the HTTP status belong to the edge: ``wasl.interfaces.problems``.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar


class AppError(Exception):
    """Base of every error that a user may be told about.

    Attributes:
        code: stable, hyphenated name; also the last part of the problem type.
        data: values for the sentence; JSON-safe, never secrets, never members' data.
        field: path of the input at fault, such as ``birth_date`` or ``subject.mrz``.
    """

    code: ClassVar[str] = "error"

    def __init__(self, *, field: str | None = None, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data
        self.field = field

    def __str__(self) -> str:
        """Name the code and its values, for logs."""
        values = " ".join(f"{key}={value!r}" for key, value in self.data.items())
        return f"{self.code} {values}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of an input.

    Attributes:
        field: path of the field, such as ``names[0].text``.
        code: stable code with a sentence in four languages.
        data: values for that sentence.
    """

    field: str
    code: str
    data: dict[str, Any] = dataclasses.field(default_factory=dict)


class Invalid(AppError):
    """An input has one or more fields at fault; all are named at once."""

    code = "invalid"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class ContextMissing(AppError):
    """A unit of work was used without saying who acts and for what purpose."""

    code = "context-missing"


class NotAvailable(AppError):
    """A part of the platform that this act needs does not answer."""

    code = "not-available"

    def __init__(self, part: str) -> None:
        super().__init__(part=part)
