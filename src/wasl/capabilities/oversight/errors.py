# SPDX-License-Identifier: Apache-2.0
"""What oversight may refuse."""

from wasl.foundation.errors import AppError


class PageInvalid(AppError):
    """A page of the audit was asked for that cannot exist."""

    code = "page-invalid"

    def __init__(self, value: str) -> None:
        super().__init__(field="after", value=value)
