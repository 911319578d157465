# SPDX-License-Identifier: Apache-2.0
"""Whether a chain of audit entries holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from wasl.capabilities.oversight.model import Verdict
from wasl.foundation.ledger import ZERO, link

COLUMNS = ("operation", "actor", "member", "purpose", "database", "object")


def columns_agree(row: Mapping[str, Any]) -> bool:
    """Say whether the searchable columns repeat the chained text."""
    told = msgspec.json.decode(row["entry"])
    return all((told[name] or "") == (row[name] or "") for name in COLUMNS)


class Walk:
    """Follows one chain, entry by entry, and remembers the first fault."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.count = 0
        self.hash = ZERO
        self.fault: tuple[str, int] | None = None

    def step(self, row: Mapping[str, Any]) -> None:
        """Take the next entry: {seq, entry, hash and the repeated columns}."""
        if self.fault:
            return
        self.hash = link(self.hash, row["entry"])
        if row["seq"] != self.count + 1:
            self.fault = ("gap", self.count + 1)
        elif self.hash != row["hash"]:
            self.fault = ("altered", row["seq"])
        elif not columns_agree(row):
            self.fault = ("columns", row["seq"])
        else:
            self.count += 1

    def end(self, head: Mapping[str, Any] | None) -> Verdict:
        """Compare with the head {seq, hash} that the database keeps, and judge."""
        if self.fault is None and (
            head is None or head["seq"] != self.count or head["hash"] != self.hash
        ):
            self.fault = ("head", self.count + 1)
        code, at = self.fault or (None, None)
        return Verdict(self.chain, self.count, code, at)


def judge(
    rows: Iterable[Mapping[str, Any]], heads: Mapping[str, Mapping[str, Any]]
) -> Iterator[Verdict]:
    """Walk all chains.

    Args:
        rows: entries ordered by chain, then number.
        heads: chain -> {seq, hash}, as the database keeps them.

    Returns:
        A verdict for every chain that has entries or a head.
    """
    walk: Walk | None = None
    left = dict(heads)
    for row in rows:
        if walk is None or walk.chain != row["chain"]:
            if walk is not None:
                yield walk.end(left.pop(walk.chain, None))
            walk = Walk(row["chain"])
        walk.step(row)
    if walk is not None:
        yield walk.end(left.pop(walk.chain, None))
    for chain in sorted(left):
        yield Walk(chain).end(left[chain])
