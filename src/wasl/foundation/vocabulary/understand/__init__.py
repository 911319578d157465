# SPDX-License-Identifier: Apache-2.0
"""The one box: what did the officer type, paste or scan?"""

from wasl.foundation.vocabulary.understand.model import (
    LIKELY,
    POSSIBLE,
    SURE,
    Reading,
    Understanding,
)
from wasl.foundation.vocabulary.understand.read import understand

__all__ = ["LIKELY", "POSSIBLE", "SURE", "Reading", "Understanding", "understand"]
