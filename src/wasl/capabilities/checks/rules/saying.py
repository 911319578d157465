# SPDX-License-Identifier: Apache-2.0
"""Codes of an answer in the reader's language, by the reviewed labels of the vocabulary."""

from wasl.capabilities.checks.model import Reason, Remark
from wasl.foundation.vocabulary import country_name, has_label, label

_VALUE_SCHEMES = {"sex_same": "sex", "sex_differs": "sex", "document_other_type": "document_type"}
_NATIONALITY = frozenset({"nationality_same", "nationality_differs"})


def say_reason(reason: Reason, language: str) -> str:
    """Give the sentence of a reason; the bare code where no label is known."""
    if not has_label("reason", reason.code):
        return reason.code
    values = {name: _said(reason.code, name, v, language) for name, v in reason.values.items()}
    return label("reason", reason.code, language, **values)


def say_remark(remark: Remark, language: str) -> str:
    """Give the sentence of a remark."""
    for scheme in ("remark", "mrz_problem"):
        if has_label(scheme, remark.code):
            values = {n: _said(remark.code, n, v, language) for n, v in remark.values.items()}
            return label(scheme, remark.code, language, **values)
    return remark.code


def _said(code: str, name: str, value: object, language: str) -> object:
    """Say one value of a sentence: countries, sexes, types and databases by name."""
    if not isinstance(value, str) or not value:
        return value
    if name == "country" or code in _NATIONALITY:
        return country_name(value, language)
    scheme = "database" if name == "database" else _VALUE_SCHEMES.get(code)
    if scheme and name in ("asked", "recorded", "database") and has_label(scheme, value):
        return label(scheme, value, language)
    return value
