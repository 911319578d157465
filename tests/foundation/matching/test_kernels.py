# SPDX-License-Identifier: Apache-2.0
"""How kernels are kept between runs, and that a search scores as ``score`` does."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wasl.foundation import matching
from wasl.foundation.matching import NameIndex, score, warm
from wasl.foundation.matching.measure import invented, run

SETS = Path(__file__).parents[4] / "shared" / "names"


def test_a_search_scores_as_the_pair_does() -> None:
    people = list(invented(300))
    index = NameIndex.build(people)
    names = {entity["id"]: entity["name"] for entity in people}
    for entity in people[:40]:
        query = entity["name"][:-1]
        for identity, value in index.search(query, "person", 5):
            assert value == pytest.approx(score(query, names[identity]), abs=1e-5)


def test_warm_leaves_nothing_to_compile() -> None:
    warm()
    index = NameIndex.build(list(invented(50)))
    started = time.thread_time()
    index.search("ka mori", "person", 10, mask=3)
    index.search("ka mori", "person", 10)
    assert time.thread_time() - started < 0.2


@pytest.mark.slow
def test_a_read_only_package_keeps_its_kernels_in_the_users_cache(tmp_path: Path) -> None:
    """Root may write everywhere, so the folder beside the source is made unusable by a file."""
    package = Path(matching.__file__).parents[2]
    copy = tmp_path / "site" / "wasl"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "web", "locale"))
    (copy / "foundation" / "matching" / "__pycache__").write_text("in the way")
    environment = {
        **{k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"},
        "PYTHONPATH": str(copy.parent),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = "from wasl.foundation.matching import score; print(score('Amina', 'Amina'))"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1.0"
    assert list((tmp_path / "cache" / "wasl").glob("kernels-*"))


def test_the_bench_reads_a_list_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(
        '{"id": "1", "name": "Amina Diallo Ferreira", "aliases": ["Aminah Dialo Ferrera"]}\n\n'
        '{"id": "2", "name": "Bertrand Okonkwo", "aliases": ["Bertran Okonkvo"]}\n'
    )
    assert '"recall_at_1": 1.0' in run(path, json=True)
    assert "spellings" in run(path)
    path.write_text('{"id": "1"}\n')
    with pytest.raises(ValueError, match="line 1"):
        run(path)


@pytest.mark.skipif(not SETS.exists(), reason="development sets of names are not here")
def test_the_development_sets_stay_reached() -> None:
    done = subprocess.run(
        [sys.executable, str(SETS / "measure.py"), "pairs", "wasl.foundation.matching:score",
         "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert float(done.stdout.split('"macro_f1": ')[1].split(",")[0]) > 0.9
