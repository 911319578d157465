# SPDX-License-Identifier: Apache-2.0
"""Make the table that joins traditional and simplified Chinese characters.

    python bench/names_variants.py TSCharacters.txt

reads the dictionary of that name of OpenCC (Apache-2.0) and writes
``src/wasl/foundation/matching/data/han_variants.txt``: one line of traditional characters, one of
the simplified ones that each is written as.
"""

from __future__ import annotations

import sys
from pathlib import Path

OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/han_variants.txt"


def main() -> None:
    """Write both lines."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line]
    found = [(old, new.split()[0]) for old, new in pairs if len(old) == 1 and old != new.split()[0]]
    kept = [(old, new) for old, new in found if len(new) == 1]
    OUT.write_text("".join(old for old, _ in kept) + "\n" + "".join(new for _, new in kept) + "\n",
                   encoding="utf-8")  # fmt: skip
    print(len(kept), "characters")


if __name__ == "__main__":
    main()
