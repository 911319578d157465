# SPDX-License-Identifier: Apache-2.0
"""Classes of sounds for keys and signatures: what scribes and scripts confuse stands together."""

from __future__ import annotations

import numpy as np

from wasl.foundation.matching.kernels import Array
from wasl.foundation.matching.sounds import CODE, COUNT

# Broad classes make the key of a skeleton; a sound in none of them (vowels, h, w, y) is skipped.
BROAD = ("bpfv", "tdTDF", "szPMcSZCJjX", "kqgGx", "m", "nN", "lrRL")
FINE = ("bp", "fv", "tdTDF", "szPMXc", "SZCJj", "kqg", "xG", "m", "nN", "lL", "rR")
VOWELLED = ("aAeE9V", "iyY", "ouOUWw")


def _classes() -> Array:
    """Give uint8[3, sounds]: broad, fine (0 = skipped), and the class in a signature."""
    table = np.zeros((3, COUNT), np.uint8)
    table[2, :] = len(FINE)
    for row, groups, first in ((0, BROAD, 1), (1, FINE, 1), (2, (*FINE, *VOWELLED), 0)):
        for number, group in enumerate(groups, first):
            for sound in group:
                table[row, CODE[sound]] = number
    table.flags.writeable = False
    return table


CLASSES = _classes()
