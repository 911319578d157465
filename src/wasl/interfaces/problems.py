# SPDX-License-Identifier: Apache-2.0
"""How an error is told at the edge: a status, a sentence, a problem document.

Source: RFC 9457. Nothing of the machine is told: an error that is not ours
becomes ``internal`` with a reference that the log repeats.
"""

import re
from collections.abc import Callable
from typing import Any

from wasl.foundation.errors import AppError, Invalid, Problem

MEDIA_TYPE = "application/problem+json"


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Mark a sentence for the catalogs."""
    return message


STATUS: dict[str, int] = {
    "access-denied": 403,
    "already-entered": 409,
    "audit-gap": 409,
    "body-too-large": 413,
    "catalog-missing": 500,
    "client-refused": 401,
    "code-refused": 422,
    "context-missing": 400,
    "country-unknown": 422,
    "cross-site-request": 403,
    "cursor-invalid": 400,
    "database-unknown": 404,
    "date-invalid": 422,
    "deletion-not-requested": 409,
    "deletion-requested": 409,
    "document-number-invalid": 422,
    "entity-not-found": 404,
    "error": 500,
    "feed-gap": 503,
    "import-broken": 500,
    "import-file-at-fault": 409,
    "import-file-missing": 410,
    "import-file-too-large": 413,
    "import-file-unreadable": 422,
    "import-finished": 409,
    "import-not-found": 404,
    "import-swept": 410,
    "index-busy": 503,
    "index-read-only": 503,
    "index-unreadable": 503,
    "internal": 500,
    "invalid": 422,
    "invitation-invalid": 410,
    "label-unknown": 500,
    "malformed": 400,
    "member-not-found": 404,
    "member-unknown": 422,
    "method-not-allowed": 405,
    "mrz-invalid": 422,
    "node-not-ready": 503,
    "not-available": 503,
    "not-found": 404,
    "not-owner": 403,
    "not-recorded": 503,
    "not-signed-in": 401,
    "nothing-to-confirm": 409,
    "office-not-found": 422,
    "other-site": 403,
    "own-account": 409,
    "page-invalid": 400,
    "passkey-not-found": 404,
    "passkey-refused": 422,
    "person-not-found": 404,
    "plate-invalid": 422,
    "principal-revoked": 409,
    "reason-needed": 403,
    "record-changed": 409,
    "record-not-found": 404,
    "reference-taken": 409,
    "role-not-given": 422,
    "same-person": 409,
    "second-factor-missing": 409,
    "second-factor-needed": 401,
    "second-person-needed": 409,
    "session-not-found": 404,
    "setting-invalid": 500,
    "spool-broken": 503,
    "storage-full": 507,
    "token-refused": 401,
    "too-large": 413,
    "too-many-requests": 429,
    "topic-unknown": 500,
    "united-nations-kept": 403,
    "unsupported-media-type": 415,
    "username-taken": 409,
    "vault-closed": 500,
    "vin-invalid": 422,
}

SENTENCE: dict[str, str] = {
    "access-denied": N_("Your role does not allow this. Ask your bureau's administrator."),
    "already-entered": N_(
        "Your bureau has a record of this already. Change that one, or give this one a"
        " reference of its own."
    ),
    "audit-gap": N_(
        "The hub is missing audit entries of {chain} before number {first}. Nothing was stored; it will be sent again."
    ),
    "body-too-large": N_("This is larger than {most} bytes, the most that is taken here."),
    "catalog-missing": N_(
        "The texts of a language are missing. Tell the operator to install the platform anew."
    ),
    "cells-wrong": N_("This row has {found} cells where the header has {expected}."),
    "client-refused": N_("The client id and secret are not accepted."),
    "code-refused": N_("This code is wrong, too old, or was used before. Wait for the next one."),
    "code-unknown": N_("{value} is not known. Known here: {known}."),
    "columns-missing": N_("The header lacks columns that are needed: {columns}."),
    "columns-repeated": N_("The header names columns twice: {columns}."),
    "columns-unknown": N_(
        "The header has columns that nobody knows: {columns}. Take the template."
    ),
    "context-missing": N_("Say the purpose of this access."),
    "control-character": N_(
        "Sign {position} ({sign}) is an invisible control character. Take it out."
    ),
    "country-unknown": N_("{value} is no country that is known here."),
    "cross-site-request": N_(
        "This came from a page of another site and was not done. Start again from here."
    ),
    "cursor-invalid": N_("This place in the list is not valid. Start again from the first page."),
    "database-unknown": N_("There is no database {database}."),
    "date-in-future": N_("{value} is yet to come."),
    "date-invalid": N_("{value} is not a date. Write 1979, 1979-03 or 1979-03-12."),
    "dates-out-of-order": N_("{later} lies before {earlier}."),
    "deletion-not-requested": N_("Nobody asked to delete this record."),
    "deletion-requested": N_(
        "Somebody asked to delete this record already. A second person must confirm it."
    ),
    "document-number-invalid": N_(
        "{value} is no document number: it needs 1 to 32 letters and digits."
    ),
    "encoding-undeclared": N_(
        "Line {line} is not in UTF-8. This looks like {guess}:"
        " send the file again and name its encoding."
    ),
    "encoding-unknown": N_("The encoding {encoding} is not known here."),
    "entity-not-found": N_("Your bureau has no such entity."),
    "entry-too-large": N_("The entry that begins in line {line} is larger than any record."),
    "error": N_("Something failed on our side. Nothing was saved."),
    "feed-gap": N_(
        "This node is missing changes between {expected} and {arrived} and is fetching them. Try again in a minute."
    ),
    "field-invalid": N_("This value cannot be read: {reason}"),
    "field-not-restrictable": N_("{field} cannot be hidden alone. Hide the whole record instead."),
    "field-unknown": N_("There is no such field."),
    "file-empty": N_("There are no records in this file."),
    "file-not-utf-8": N_(
        "Line {line} of the file is not in UTF-8. Save the file as UTF-8 and send it again."
    ),
    "format-not-for-database": N_("The United Nations list belongs into the database of persons."),
    "header-unreadable": N_("The header (line {line}) cannot be read."),
    "hidden-by-halves": N_("Say both which field is hidden and from which members."),
    "identifier-required": N_("A vehicle needs a vehicle number, a plate or an engine number."),
    "import-broken": N_(
        "Something failed on our side after {after} records; what is in stays in. Let the import"
        " go on; if it fails again, tell the operator: {reference}."
    ),
    "import-file-at-fault": N_(
        "This import stopped at a fault of its file, so it cannot go on. Put the file right and send it again; what is in stays in."
    ),
    "import-file-missing": N_("The file of this import is gone. Send it again."),
    "import-file-too-large": N_("This file is larger than {most} bytes. Send it in parts."),
    "import-file-unreadable": N_("This file cannot be read: {reason}."),
    "import-finished": N_("This import has ended already."),
    "import-format-unknown": N_("The name of the file must end in .csv, .jsonl or .xml: {value}."),
    "import-not-found": N_("Your bureau has no such import."),
    "import-swept": N_(
        "What was kept of this import was removed {days} days after its end. Send the file again."
    ),
    "index-busy": N_("The names are being written by another process. Try again in a minute."),
    "index-read-only": N_("The names can only be read here. Tell the operator."),
    "index-unreadable": N_(
        "The names of this node cannot be read. Tell the operator to run wasl node rebuild."
    ),
    "internal": N_("Something failed on our side. Nothing was saved. Reference: {reference}."),
    "invalid": N_("Some fields need your attention."),
    "invitation-invalid": N_(
        "This invitation was used, withdrawn, or is older than three days."
        " Ask your bureau's administrator for a new one."
    ),
    "issuer-no-member": N_(
        "Nobody issues documents under this code. Name the country or organization that did."
    ),
    "issuer-other": N_("Only {issuer} may add the documents that it issued."),
    "json-broken": N_("This is no valid JSON from byte {position} on."),
    "json-cut": N_("This JSON breaks off before its end."),
    "json-deep": N_("This JSON nests too deeply."),
    "json-encoding": N_("This JSON has bytes that are not UTF-8."),
    "label-unknown": N_(
        "A word is missing in a language. Tell the operator to install the platform anew."
    ),
    "length-wrong": N_("Write between {minimum} and {maximum} signs."),
    "limit-torn": N_(
        "Something is ticked here, and “no limit” is chosen too. Choose one of the two."
    ),
    "line-too-long": N_("This line is longer than {most} bytes."),
    "malformed": N_("What was sent cannot be read."),
    "member-not-found": N_("There is no member {member}."),
    "member-unknown": N_("There is no member {member}."),
    "members-with-all": N_("Open to all members and named members exclude each other. Choose one."),
    "method-not-allowed": N_("This cannot be done at this address."),
    "more-than": N_("At most {most} fit here."),
    "mrz-invalid": N_(
        "The machine-readable zone cannot be read (line {line}, position {position}). It has 2 lines of 44 or 36 signs, or 3 lines of 30, of A to Z, 0 to 9 and <."
    ),
    "mrz-lines-wrong": N_(
        "This is no machine-readable zone: it has 2 lines of 44 or 36 signs, or 3 lines of 30, of A to Z, 0 to 9 and <."
    ),
    "name-without-letters": N_("A name needs a letter."),
    "node-not-ready": N_(
        "This node has no whole copy of the databases yet, so nothing was checked. Try again in a minute."
    ),
    "not-available": N_("A part of the platform does not answer: {part}. Try again in a minute."),
    "not-found": N_("There is nothing at this address, or nothing that you may see."),
    "not-json": N_("This is not JSON."),
    "not-owner": N_("Only {owner} may do this: the record is theirs."),
    "not-recorded": N_(
        "The check could not be recorded, so it was not answered. Tell the operator: the disk may be full."
    ),
    "not-signed-in": N_("Sign in first."),
    "not-un-list": N_("This is not the consolidated list of the United Nations."),
    "not-xml": N_(
        "The file breaks off or is not XML: line {line}, column {column}. Nothing was imported."
    ),
    "nothing-to-check": N_(
        "Say what to check: a name, a document, machine-readable lines or a vehicle."
    ),
    "nothing-to-confirm": N_("No roles wait for this person."),
    "number-not-searchable": N_("{value} is too long for a number; it is kept but not searched."),
    "office-not-found": N_("Your bureau has no office {office}."),
    "other-site": N_(
        "Your access is bound to the site {site}; this is {here}. Nothing was checked."
    ),
    "own-account": N_("This is your own account. Ask another administrator."),
    "page-invalid": N_("This page address is not valid. Start again from the first page."),
    "passkey-not-found": N_("You have no such passkey."),
    "passkey-refused": N_("This passkey was not accepted. Try again."),
    "password-common": N_("This password is among the first that others try. Choose another one."),
    "password-long": N_("Use at most {maximum} signs."),
    "password-short": N_("Use at least {minimum} signs."),
    "person-not-found": N_("Your bureau has no such person or machine."),
    "plate-invalid": N_("{value} is no plate: it needs 1 to 16 letters and digits."),
    "plate-without-country": N_(
        "The plate has no country; plates of two countries may read the same."
    ),
    "primary-name-required": N_("One of the names must be the main name."),
    "principal-revoked": N_("This access was revoked for good. Make a new one."),
    "quote-open": N_("A quotation mark in this row is never closed."),
    "quotes-wrong": N_("The quotation marks in this row are not right."),
    "reason-needed": N_(
        "This opens only with a reason. Say in {minimum} to {maximum} signs why you need it."
    ),
    "record-changed": N_("Somebody changed this record meanwhile. Read it again, then change it."),
    "record-not-found": N_("There is no such record."),
    "reference-repeated": N_(
        "An earlier line of this file is about the same record, by its reference or number,"
        " and says something else. This line took its place."
    ),
    "reference-reserved": N_("A reference cannot begin with ~."),
    "reference-taken": N_("You have a record with the reference {reference} already."),
    "required": N_("This is needed."),
    "restriction-unclear": N_("This does not say clearly who may see the record."),
    "retention-out-of-range": N_("Choose a day from today to {last}."),
    "role-not-given": N_("The role {role} cannot be given here."),
    "row-empty": N_("This row is empty."),
    "same-person": N_("Somebody else must confirm this: deletion takes two people."),
    "script-unknown": N_("{value} is no code of a script, such as Latn or Arab."),
    "second-factor-missing": N_("This is your last second step. Add another one first."),
    "second-factor-needed": N_("Finish signing in with the second step."),
    "second-person-needed": N_("Another administrator must confirm this."),
    "session-not-found": N_("You have no such open session."),
    "setting-invalid": N_("The setting {name} cannot be {value}."),
    "signs-not-allowed": N_("This has signs that nobody can see. Take them out."),
    "spool-broken": N_(
        "The record of checks on this node does not fit its chain. Tell the operator and the overseer."
    ),
    "storage-full": N_(
        "The disk of the hub is full. Nothing was lost; tell the operator, then go on."
    ),
    "token-refused": N_("This token is not valid any more. Ask for a new one."),
    "too-deep": N_("The file nests deeper than {most} levels."),
    "too-few": N_("At least {least} are needed here."),
    "too-large": N_("This is larger than what is taken here."),
    "too-long": N_("This has {length} signs; at most {most} fit."),
    "too-many": N_("These are {length}; at most {most} fit."),
    "too-many-requests": N_("These were too many requests. Wait a moment."),
    "topic-unknown": N_("Something failed on our side. Nothing was saved."),
    "type-wrong": N_("This has the wrong form: {expected} is expected, not {given}."),
    "united-nations-kept": N_(
        "The General Secretariat keeps the records of the United Nations, their list above all, for every member. You need not send them: your checks search them already, and you find them among the records under the owner UNO. If something is missing or out of date, tell the General Secretariat."
    ),
    "unsupported-media-type": N_("This form of data is not taken here."),
    "username-invalid": N_("Use 2 to 64 of a to z, 0 to 9, dot and hyphen."),
    "username-taken": N_("Your bureau has a person {username} already."),
    "vault-closed": N_(
        "A secret of this site cannot be opened. Tell the operator to look for the key file."
    ),
    "vin-check-digit-wrong": N_(
        "The check digit (position {position}) is wrong: read the number again."
    ),
    "vin-forbidden-letter": N_("Position {position}: I, O and Q do not occur in a vehicle number."),
    "vin-invalid": N_("{value} is no vehicle number: it has 4 to 20 Latin letters and digits."),
    "vin-long": N_("Longer than 17 signs."),
    "vin-short": N_("Shorter than 17 signs: an old chassis number?"),
    "wrong-encoding": N_("Sign {column} does not fit the encoding {encoding}."),
    "wrong-type": N_("This has the wrong form; {expected} is expected."),
    "xml-forbidden": N_("The file defines document types or entities, which is not allowed."),
}


class _Values(dict[str, Any]):
    """Values for a sentence; one that is not given is left empty, so that telling never fails."""

    def __missing__(self, name: str) -> str:
        return ""


_BYTE = re.compile(r"\(byte (\d+)\)$")


class Malformed(Invalid):
    """What was sent is no JSON; its one problem says what is wrong, and where."""

    code = "malformed"

    def __init__(self, error: BaseException | None, field: str = "body") -> None:
        super().__init__([_broken(error, field)])


def _broken(error: BaseException | None, field: str) -> Problem:
    """Say what a decoder of JSON stumbled over."""
    if isinstance(error, RecursionError):
        return Problem(field, "json-deep")
    if isinstance(error, UnicodeDecodeError):
        return Problem(field, "json-encoding")
    if found := _BYTE.search(str(error)):
        return Problem(field, "json-broken", {"position": int(found[1])})
    return Problem(field, "json-cut")


def status_of(error: AppError) -> int:
    """Give the HTTP status of an error; 500 for one that nobody placed."""
    return STATUS.get(error.code, 500)


def sentence_of(
    code: str, data: dict[str, Any], translate: Callable[[str], str] = lambda text: text
) -> str:
    """Give the sentence of an error code, in the language of ``translate``."""
    text = translate(SENTENCE.get(code, code))
    return text.format_map(
        _Values({key: value for key, value in data.items() if value is not None})
    )


def document_of(
    error: AppError, translate: Callable[[str], str] = lambda text: text
) -> dict[str, Any]:
    """Give the problem document of an error.

    Returns:
        {"type", "title", "status", "detail", "code", "field"?, "errors"?, …values}.
    """
    detail = sentence_of(error.code, error.data, translate)
    document: dict[str, Any] = {
        "type": f"urn:wasl:problem:{error.code}",
        "title": detail.split(". ")[0].rstrip("."),
        "status": status_of(error),
        "detail": detail,
        "code": error.code,
    }
    if error.field:
        document["field"] = error.field
    if isinstance(error, Invalid):
        document["errors"] = [_line(problem, translate) for problem in error.problems]
    return document


def _line(problem: Problem, translate: Callable[[str], str]) -> dict[str, str]:
    return {
        "field": problem.field,
        "code": problem.code,
        "detail": sentence_of(problem.code, problem.data, translate),
    }
