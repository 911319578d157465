# SPDX-License-Identifier: Apache-2.0
"""How surely a record is about the subject, and why.

Only what the reader may see comes in here: the caller hands over the visible
state of a record, so a hidden field can neither raise nor lower a score.

A score begins with the strongest identification (an equal document, VIN or
plate; else the names) and moves by what else agrees or disagrees. Support
closes a part of the gap to 1; doubt takes a part of the score away. What is
not known on either side does nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wasl.capabilities.checks.model import Reason
from wasl.capabilities.checks.rules.reading import Asked, Document, Thing
from wasl.capabilities.records import FeedState
from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.dates import DateMatch, compare, find_date
from wasl.foundation.vocabulary.documents import document_number_keys, normalize_document_number
from wasl.foundation.vocabulary.plates import normalize_plate, plate_keys

LEAST = 0.5
"""Below this a record is not shown."""

WORDS = ((0.95, "same"), (0.85, "very_likely"), (0.7, "likely"), (0.0, "possible"))

EQUAL_DOCUMENT = 1.0
NUMBER_ALONE = 0.75
OTHER_TYPE = 0.9
EQUAL_VIN = 1.0
EQUAL_PLATE = 0.95
PLATE_ALONE = 0.7
EQUAL_ENGINE = 0.8
HOLDER_DOCUMENT = 0.97
HOLDER_NUMBER = 0.8

_BIRTH = {
    DateMatch.SAME: ("birth_same", 0.5, True),
    DateMatch.COMPATIBLE: ("birth_compatible", 0.25, True),
    DateMatch.SWAPPED: ("birth_swapped", 0.3, True),
    DateMatch.NEAR: ("birth_near", 0.1, True),
    DateMatch.CONTRADICT: ("birth_differs", -0.35, False),
}
_SEX_DIFFERS = -0.12
_SEX_SAME = 0.03
_NATIONALITY_SAME = 0.12
_NATIONALITY_DIFFERS = -0.05
_BOOKLETS = frozenset(
    {
        *("passport", "diplomatic_passport", "service_passport", "emergency_passport"),
        *("refugee_travel_document", "stateless_travel_document", "laissez_passer"),
    }
)
_NO_SEX = (None, "", "unknown", "unspecified", "other")


@dataclass(slots=True)
class Candidate:
    """A record that came up, while its evidence is gathered.

    Attributes:
        state: the record as the reader may see it.
        score: 0..1 so far.
        spelling: the name asked for that the record's names met; "" if none did.
    """

    state: FeedState
    score: float = 0.0
    spelling: str = ""
    reasons: list[Reason] = field(default_factory=list)

    def meet(self, score: float) -> None:
        """Take in one more independent identification."""
        self.score = 1.0 - (1.0 - self.score) * (1.0 - score) if self.score else score

    def weigh(self, weight: float) -> None:
        """Close a part of the gap to 1, or take a part of the score away (``weight`` below 0)."""
        if weight > 0:
            self.score += (1.0 - self.score) * weight
        else:
            self.score *= 1.0 + weight


def counts(candidate: Candidate, today: date) -> bool:
    """Say whether a candidate is shown: alike enough, and not past its last day of keeping."""
    last = candidate.state.retention
    return candidate.score >= LEAST and (not last or last >= today.isoformat())


def words_of(score: float, by_name: bool) -> str:
    """Give the score in words (scheme ``match_words``).

    A name alone is at most very likely the same: many people share one.
    """
    code = next(code for least, code in WORDS if score >= least)
    return "very_likely" if by_name and code == "same" else code


def support_person(candidate: Candidate, asked: Asked) -> None:
    """Let birth, sex and nationality speak for or against a person."""
    body = candidate.state.body
    _weigh_birth(candidate, asked, body.get("birth_dates") or ())
    recorded = body.get("sex")
    if asked.sex not in _NO_SEX and recorded not in _NO_SEX:
        same = asked.sex == recorded
        candidate.weigh(_SEX_SAME if same else _SEX_DIFFERS)
        code = "sex_same" if same else "sex_differs"
        candidate.reasons.append(Reason(code, same, {"asked": asked.sex, "recorded": recorded}))
    nationalities = body.get("nationalities") or ()
    if asked.nationalities and nationalities:
        _weigh_nationality(candidate, asked.nationalities, nationalities)


def _weigh_birth(candidate: Candidate, asked: Asked, recorded: Iterable[str]) -> None:
    dates = [date for text in recorded if (date := find_date(text)) is not None]
    if asked.birth is None or not dates:
        return
    order = list(_BIRTH)
    match, best = min(
        ((compare(asked.birth, date), date) for date in dates),
        key=lambda pair: order.index(pair[0]),
    )
    code, weight, supports = _BIRTH[match]
    candidate.weigh(weight)
    values = {"asked": str(asked.birth), "recorded": str(best)}
    if match is DateMatch.COMPATIBLE and asked.birth == best:
        code, values = "birth_year_supports", {"year": str(best)}
    candidate.reasons.append(Reason(code, supports, values))


def _weigh_nationality(
    candidate: Candidate, asked: frozenset[str], recorded: Iterable[str]
) -> None:
    known = list(recorded)
    common = sorted(asked & set(known))
    candidate.weigh(_NATIONALITY_SAME if common else _NATIONALITY_DIFFERS)
    if common:
        reason = Reason("nationality_same", True, {"country": common[0]})
    else:
        values = {"asked": sorted(asked)[0], "recorded": known[0]}
        reason = Reason("nationality_differs", False, values)
    candidate.reasons.append(reason)


def meet_document(candidate: Candidate, document: Document) -> bool:
    """Take in an equal document number.

    Returns:
        False where the record is of another country, so the number says nothing.
    """
    if candidate.state.database == "persons":
        return _meet_holder(candidate, document)
    body = candidate.state.body
    score = _document_score(document, body.get("country"), body.get("type"))
    if score is None:
        return False
    candidate.meet(score)
    candidate.reasons.append(_document_reason(document, body))
    fraud = body.get("fraud_type")
    if fraud:
        values = {"country": body.get("country", ""), "since": body.get("theft_date") or ""}
        candidate.reasons.append(Reason(f"document_{fraud}", None, values))
    return True


def _meet_holder(candidate: Candidate, document: Document) -> bool:
    """Take in a document that a person holds or used."""
    best: tuple[float, dict[str, Any]] | None = None
    for held in candidate.state.body.get("documents") or ():
        if not set(document.keys) & set(_document_keys(held.get("number", ""))):
            continue
        score = _document_score(document, held.get("country"), held.get("type"))
        if score is not None and (best is None or score > best[0]):
            best = (score, held)
    if best is None:
        return False
    candidate.meet(HOLDER_DOCUMENT if best[0] >= OTHER_TYPE else HOLDER_NUMBER)
    candidate.reasons.append(_document_reason(document, best[1]))
    return True


def _document_score(document: Document, country: str | None, kind: str | None) -> float | None:
    """Score an equal number by country and type; None where the countries differ."""
    if not document.country or not country:
        return NUMBER_ALONE
    if document.country != country:
        return None
    return EQUAL_DOCUMENT if _same_type(document.type, kind) else OTHER_TYPE


def _same_type(asked: str | None, recorded: str | None) -> bool:
    """Say whether two types do not speak against each other; a zone's P is any booklet."""
    if not asked or not recorded or asked == recorded or "other" in (asked, recorded):
        return True
    return asked in _BOOKLETS and recorded in _BOOKLETS


def _document_reason(document: Document, recorded: dict[str, Any]) -> Reason:
    country = recorded.get("country") or ""
    values = {"number": recorded.get("number", ""), "country": country}
    if not document.country or not country:
        return Reason("document_number_alone", True, values)
    if not _same_type(document.type, recorded.get("type")):
        types = {"asked": document.type, "recorded": recorded["type"]}
        return Reason("document_other_type", True, values | types)
    return Reason("document_same", True, values)


def _document_keys(number: str) -> tuple[str, ...]:
    try:
        return document_number_keys(normalize_document_number(number))
    except AppError:
        return ()


def _plate_keys(plate: dict[str, Any]) -> tuple[str, ...]:
    try:
        return plate_keys(normalize_plate(plate.get("number", "")), plate.get("country"))
    except AppError:
        return ()


def meet_thing(candidate: Candidate, thing: Thing) -> bool:
    """Take in an equal VIN, plate or engine number; False where the countries differ."""
    if thing.scheme == "vin":
        candidate.meet(EQUAL_VIN)
        candidate.reasons.append(Reason("vin_same", True, {"number": thing.number}))
        return True
    if thing.scheme == "engine":
        candidate.meet(EQUAL_ENGINE)
        candidate.reasons.append(Reason("engine_same", True, {"number": thing.number}))
        return True
    return _meet_plate(candidate, thing)


def _meet_plate(candidate: Candidate, thing: Thing) -> bool:
    countries = [
        plate.get("country")
        for plate in candidate.state.body.get("plates") or ()
        if set(thing.keys) & set(_plate_keys(plate))
    ]
    if not countries:
        return False
    values = {"number": thing.number, "country": thing.country or ""}
    if thing.country and thing.country in countries:
        candidate.meet(EQUAL_PLATE)
        candidate.reasons.append(Reason("plate_same", True, values))
        return True
    if thing.country and None not in countries:
        return False
    candidate.meet(PLATE_ALONE)
    candidate.reasons.append(Reason("plate_alone", True, values))
    return True
