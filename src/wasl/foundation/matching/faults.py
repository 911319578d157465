# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with an index; a query never raises, whatever text it holds."""

from wasl.foundation.errors import AppError


class IndexUnreadable(AppError):
    """The files are not an index that this program understands: rebuild it from the records."""

    code = "index-unreadable"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path=path, why=why)


class IndexBusy(AppError):
    """Another process is the writer of this index; there is one at a time."""

    code = "index-busy"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)


class IndexReadOnly(AppError):
    """A change was asked of an index opened for reading."""

    code = "index-read-only"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
