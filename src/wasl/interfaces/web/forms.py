# SPDX-License-Identifier: Apache-2.0
"""What a form holds on its way between the reader and a service: values, faults, warnings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.interfaces.problems import sentence_of

MAX_VALUE = 20_000
"""Characters of one field that are read; more is cut, and the service refuses it as too long."""


@dataclass(slots=True)
class Form:
    """Values of a form by field, and what is wrong with them.

    Attributes:
        values: texts by name of field, in the order sent.
        errors: sentences by path of field, in the reader's language; "" for the form as a whole.
        warnings: sentences that do not block.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[tuple[str, Any]]) -> "Form":
        """Read the pairs of a submitted form; files are left out."""
        form = cls()
        for key, value in items:
            if isinstance(value, str):
                text = value[:MAX_VALUE].replace("\r\n", "\n").strip()
                form.values.setdefault(key, []).append(text)
        return form

    @classmethod
    def filled(cls, values: Mapping[str, Any]) -> "Form":
        """Fill a form with what is on record; None and "" leave a field empty."""
        form = cls()
        for key, value in values.items():
            many = value if isinstance(value, list | tuple | set | frozenset) else [value]
            form.values[key] = [str(one) for one in many if one is not None]
        return form

    def get(self, key: str, default: str = "") -> str:
        """Give the first value of a field."""
        return next(iter(self.values.get(key, [])), default)

    def all(self, key: str) -> list[str]:
        """Give every value of a field that is not empty."""
        return [value for value in self.values.get(key, []) if value]

    def at(self, key: str, place: int) -> str:
        """Give the value of a repeated field at a place; "" past the end."""
        values = self.values.get(key, [])
        return values[place] if place < len(values) else ""

    def words(self, key: str) -> list[str]:
        """Give the words of a field that takes several, parted by commas."""
        text = ",".join(self.values.get(key, [])).replace("،", ",").replace(";", ",")
        return [word.strip() for word in text.split(",") if word.strip()]

    def error(self, key: str) -> str:
        """Give the sentence at a field, or ""."""
        return self.errors.get(key, "")

    def fail(
        self,
        error: AppError,
        locale: Locale,
        place: Callable[[str], str] = lambda path: path,
    ) -> None:
        """Keep what a service refused, at the fields of this form.

        Args:
            error: what was raised; ``Invalid`` names several fields.
            locale: language of the sentences.
            place: gives the form's field for a path of the service's.
        """
        problems = (
            error.problems
            if isinstance(error, Invalid)
            else [Problem(error.field or "", error.code, error.data)]
        )
        self.errors.update(self.told(problems, locale, place))

    def warn(self, problems: Iterable[Problem], locale: Locale) -> None:
        """Keep what a service only warned of."""
        self.warnings.update(self.told(problems, locale, str))

    @staticmethod
    def told(
        problems: Iterable[Problem], locale: Locale, place: Callable[[str], str]
    ) -> dict[str, str]:
        """Give one sentence for each field at fault."""
        sentences: dict[str, str] = {}
        for problem in problems:
            key = place(problem.field)
            sentence = sentence_of(problem.code, problem.data, locale.gettext)
            sentences[key] = f"{sentences[key]} {sentence}" if key in sentences else sentence
        return sentences
