# SPDX-License-Identifier: Apache-2.0
"""How fast files become records: rows a second through the whole import, audit included.

Run: ``python -m bench.imports [--records N] [--json]``. Starts a PostgreSQL of its own.
"""

import argparse
import asyncio
import csv
import io
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, ImportJob, ImportOrder
from wasl.foundation.access import Actor
from wasl.foundation.db import Database, migrate
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import get_member
from wasl.interfaces.host.postgres import start_postgres

PURPOSE = "criminal_investigation"
GIVEN = ("Zephyrine", "Aldous", "Maarit", "Ibrahim", "Yusra", "Oleksandr", "Wen", "Ngozi")
FAMILY = ("Oakhollow", "Brindlemere", "Kaltstein", "Al-Waha", "Petrenko", "Tamsin", "Okonjo")


def documents(count: int) -> str:
    """Write a table of invented travel documents."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["number", "country", "type", "fraud_type", "issued", "theft_date"])
    for n in range(count):
        day = f"20{10 + n % 15}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        rows.writerow([f"{n % 90 + 10}XT{n:07d}", "FRA", "passport", "stolen", day, "2025-07"])
    return out.getvalue()


def persons(count: int) -> str:
    """Write a table of invented persons."""
    chance = random.Random(7)  # noqa: S311 - no secret
    out = io.StringIO()
    rows = csv.writer(out)
    head = ["source_reference", "name", "aliases", "birth_dates", "sex", "nationalities"]
    rows.writerow([*head, "documents", "status"])
    for n in range(count):
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        born = f"{1950 + n % 55}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        alias = f"{given[:4]} {family};{family} {given}"
        passport = f"passport:FRA:{n:09d}"
        row = [f"P/{n}", f"{given} {family} {n}", alias, born, "female", "FRA;ESP", passport]
        rows.writerow([*row, "wanted"])
    return out.getvalue()


async def once(text: str) -> AsyncIterator[bytes]:
    """Give a file in one piece."""
    yield text.encode()


async def measure(units: Units, database: str, text: str, folder: Path) -> ImportJob:
    """Take in a file and run its import to the end."""
    form: Literal["csv"] = "csv"
    order = ImportOrder(
        database=database,
        owner="FRA",
        format=form,
        filename=f"{database}.csv",
        purpose="locate_wanted",
        restriction=EVERYBODY,
    )
    roles = frozenset({"supervisor"})
    actor = Actor("bench", "machine", "FRA", get_member("FRA").bit, roles)
    job = await records.imports.receive(units, (actor, PURPOSE), order, once(text), folder)
    return await records.run_import(units, job.id, folder)


async def figures(count: int, folder: Path) -> list[dict[str, Any]]:
    """Measure each database new, and the same file again."""
    server = start_postgres(folder / "postgres")
    try:
        migrate(server.dsn())
        database = Database(server.dsn(), size=4)
        await database.open()
        units = Units(database)
        found = []
        for name, text in (("travel_documents", documents(count)), ("persons", persons(count))):
            for run in ("new", "same file again"):
                begun, spent = time.perf_counter(), time.process_time()
                job = await measure(units, name, text, folder / "imports")
                seconds = time.perf_counter() - begun
                found.append(
                    {
                        "import": name,
                        "run": run,
                        "records": job.lines,
                        "new": job.new,
                        "unchanged": job.unchanged,
                        "rejected": job.rejected,
                        "seconds": round(seconds, 2),
                        "per_second": round(job.lines / seconds),
                        "python_cpu_seconds": round(time.process_time() - spent, 2),
                    }
                )
        await database.close()
        return found
    finally:
        server.stop()


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=50_000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wasl-bench-"))
    try:
        found = asyncio.run(figures(chosen.records, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if chosen.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for row in found:
        sys.stdout.write(
            f"{row['import']:<18} {row['run']:<16} {row['records']:>8} records"
            f" {row['per_second']:>7}/s ({row['python_cpu_seconds']} s of Python)\n"
        )


if __name__ == "__main__":
    main()
