# SPDX-License-Identifier: Apache-2.0
"""The catalogs hold exactly the sentences of the program, whole, in four languages."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "catalogs.py"


@pytest.fixture(scope="module")
def catalogs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_out_of_step_missing_or_uneven(
    catalogs: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert catalogs.main(["check"]) == 0, capsys.readouterr().out


FLAWS = [
    ("Owner", "", "not translated"),
    ("%(name)s stays", "bleibt", "placeholders differ"),
    ("{value} stays", "{wert} bleibt", "placeholders differ"),
    (("%(n)s hit", "%(n)s hits"), ("%(n)s",) * 5, "5 of 6 plural forms"),
    (("%(n)s hit", "%(n)s hits"), ("لا", "واحد", "اثنان", "بضعة", "%(n)s", "%(n)s"), "differ"),
]


@pytest.mark.parametrize(("said", "translated", "fault"), FLAWS)
def test_each_flaw_of_a_translation_is_named(
    catalogs: ModuleType, said: str, translated: str, fault: str
) -> None:
    catalog = Catalog(locale="ar")
    catalog.add(said, translated)
    assert any(fault in line for line in catalogs.faults_of("ar", catalog))


def test_zero_one_and_two_need_not_say_the_number(catalogs: ModuleType) -> None:
    catalog = Catalog(locale="ar")
    catalog.add(("%(n)s hit", "%(n)s hits"), ("لا", "واحد", "اثنان", *("%(n)s",) * 3))
    assert catalogs.faults_of("ar", catalog) == []
