# SPDX-License-Identifier: Apache-2.0
"""Machine readable zones of passports, cards and visas: ICAO Doc 9303 parts 3 to 7."""

from wasl.foundation.vocabulary.mrz.layouts import Format, check_digit
from wasl.foundation.vocabulary.mrz.lines import MrzInvalid, split_mrz
from wasl.foundation.vocabulary.mrz.make import Holder, make_mrz
from wasl.foundation.vocabulary.mrz.parse import Mrz, MrzProblem, parse_mrz

__all__ = [
    "Format",
    "Holder",
    "Mrz",
    "MrzInvalid",
    "MrzProblem",
    "check_digit",
    "make_mrz",
    "parse_mrz",
    "split_mrz",
]
