# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with records and imports, as typed errors."""

from wasl.foundation.errors import AppError


class RecordNotFound(AppError):
    """There is no such record for this reader: never was, erased, or denied. All look the same."""

    code = "record-not-found"

    def __init__(self, record: object) -> None:
        super().__init__(record=str(record))


class ReasonNeeded(AppError):
    """The reader sees that there is such a record, but it opens only with a reason.

    Attributes:
        data: ``minimum`` and ``maximum`` signs of the reason.
    """

    code = "reason-needed"

    def __init__(self, minimum: int, maximum: int) -> None:
        super().__init__(field="reason", minimum=minimum, maximum=maximum)


class RecordChanged(AppError):
    """Somebody changed the record since it was read; nothing was written."""

    code = "record-changed"

    def __init__(self, record: object, version: int, by: str, at: str) -> None:
        super().__init__(record=str(record), version=version, by=by, at=at)


class ReferenceTaken(AppError):
    """The owner already has a record in this database under this source reference."""

    code = "reference-taken"

    def __init__(self, reference: str) -> None:
        super().__init__(reference=reference, field="source_reference")


class AlreadyEntered(AppError):
    """The owner already has a record with these identifiers, or this very content."""

    code = "already-entered"


class NotOwner(AppError):
    """Only the owner of a record may do this."""

    code = "not-owner"

    def __init__(self, owner: str) -> None:
        super().__init__(owner=owner)


class UnitedNationsKept(AppError):
    """The General Secretariat alone sends what is of the United Nations, their list above all."""

    code = "united-nations-kept"


class DatabaseUnknown(AppError):
    """There is no such database."""

    code = "database-unknown"

    def __init__(self, database: str) -> None:
        super().__init__(database=database[:40], field="database")


class CursorInvalid(AppError):
    """The place in a list to go on from was not given out by that list."""

    code = "cursor-invalid"

    def __init__(self) -> None:
        super().__init__(field="after")


class DeletionRequested(AppError):
    """The record already waits for a second person to confirm its deletion."""

    code = "deletion-requested"


class DeletionNotRequested(AppError):
    """Nobody asked to delete this record."""

    code = "deletion-not-requested"


class SamePerson(AppError):
    """Deletion takes two people; the one who asked cannot also confirm."""

    code = "same-person"


class ImportNotFound(AppError):
    """There is no such import for this reader."""

    code = "import-not-found"

    def __init__(self, job: object) -> None:
        super().__init__(job=str(job))


class ImportFinished(AppError):
    """The import has already ended, so this can no longer be done."""

    code = "import-finished"

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class ImportFileAtFault(AppError):
    """The import failed by its file; to go on with the same one can only fail again."""

    code = "import-file-at-fault"


class ImportFileUnreadable(AppError):
    """A file as a whole cannot be read.

    Attributes:
        data: ``reason`` (a code with a sentence of its own) and what that sentence needs,
            such as ``line``, ``column``, ``encoding``.
    """

    code = "import-file-unreadable"

    def __init__(self, reason: str, **data: int | str) -> None:
        super().__init__(field=None, reason=reason, **data)


class ImportFileTooLarge(AppError):
    """An upload is larger than the hub takes."""

    code = "import-file-too-large"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class ImportBroken(AppError):
    """An import met a fault of our own that nobody foresaw.

    Attributes:
        data: ``after`` (records settled before it), ``reference`` (the log repeats it).
    """

    code = "import-broken"

    def __init__(self, after: int, reference: str) -> None:
        super().__init__(after=after, reference=reference)


class ImportSwept(AppError):
    """The lines that were kept of an import have been removed.

    Attributes:
        data: ``days`` that they are kept.
    """

    code = "import-swept"

    def __init__(self, days: int) -> None:
        super().__init__(days=days)


class ImportFileMissing(AppError):
    """The stored file of an import is gone from the disk; send it again."""

    code = "import-file-missing"


class StorageFull(AppError):
    """The disk is full. Nothing was half written."""

    code = "storage-full"
