# SPDX-License-Identifier: Apache-2.0
"""The index as its users see it: build, open, change, publish, refuse."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from wasl.foundation.matching import IndexBusy, IndexReadOnly, IndexUnreadable, NameIndex


def person(identity: str, name: str, *aliases: str, audience: bytes | None = None) -> dict:
    return {
        "id": identity,
        "type": "person",
        "name": name,
        "aliases": list(aliases),
        "birth": [],
        "audience": audience,
    }


def only(*bits: int) -> bytes:
    audience = bytearray(32)
    for bit in bits:
        audience[bit // 8] |= 1 << (7 - bit % 8)
    return bytes(audience)


def invented(number: int) -> str:
    """Give a surname unlike the others."""
    return "".join(
        "bdgkmnrstz"[int(d)] + "aeiou"[int(d) // 2] for d in f"{number * 7919 % 9973:04d}"
    )


PEOPLE = [
    person("a", "Amina Diallo Ferreira", "Amina Dialo"),
    person("b", "Bertrand Okonkwo"),
    person("c", "Chiara Montefusco", "Clara Montefusco"),
]


def ids(index: NameIndex, query: str, **more: object) -> list[str]:
    return [identity for identity, _ in index.search(query, "person", 10, **more)]


def test_build_works_on_the_class_and_on_an_instance() -> None:
    assert ids(NameIndex.build(PEOPLE), "Bertrand Okonkwo")[0] == "b"
    index = NameIndex()
    index.build(PEOPLE)
    assert ids(index, "Bertrand Okonkwo")[0] == "b"


def test_an_empty_index_and_an_empty_query_find_nothing() -> None:
    assert NameIndex().search("anybody", "person", 10) == []
    assert NameIndex.build(PEOPLE).search("", "person", 10) == []
    assert NameIndex.build([]).search("anybody", "person", 10) == []


def test_equal_folded_forms_and_nothing_else_score_one() -> None:
    index = NameIndex.build(PEOPLE)
    assert index.search("BERTRAND  okonkwo", "person", 1) == [("b", 1.0)]
    assert index.search("Bertrand Okonkwa", "person", 1)[0][1] < 1.0


def test_nothing_below_the_least_score_is_given() -> None:
    index = NameIndex.build(PEOPLE)
    every = index.search("Chiara Monteverde", "person", 10)
    bar = every[0][1]
    assert bar < 1.0
    assert index.search("Chiara Monteverde", "person", 10, least=bar) == every[:1]
    assert index.search("Chiara Monteverde", "person", 10, least=bar + 0.001) == []
    assert index.search("Chiara Montefusco", "person", 10, birth="1980", least=1.0) == [("c", 1.0)]


def test_another_type_is_not_found() -> None:
    assert NameIndex.build(PEOPLE).search("Bertrand Okonkwo", "organization", 10) == []


def test_added_and_removed_in_memory_are_seen_at_once() -> None:
    index = NameIndex.build(PEOPLE)
    index.add([person("d", "Dmitri Vasilenko")])
    assert ids(index, "Dmitri Vasilenko")[0] == "d"
    index.remove(["d", "unknown"])
    assert "d" not in ids(index, "Dmitri Vasilenko")
    index.add([person("b", "Benedikt Achterberg")])
    assert index.search("Bertrand Okonkwo", "person", 1)[:1] != [("b", 1.0)]
    assert ids(index, "Benedikt Achterberg")[0] == "b"


def test_what_a_writer_publishes_a_reader_sees_after_refresh(tmp_path: Path) -> None:
    writer = NameIndex.build(PEOPLE, tmp_path)
    reader = NameIndex.open(tmp_path)
    writer.add([person("d", "Dmitri Vasilenko")])
    writer.remove(["a"])
    writer.commit()
    assert ids(reader, "Amina Diallo Ferreira")[0] == "a"
    assert reader.refresh()
    assert not reader.refresh()
    assert ids(reader, "Dmitri Vasilenko")[0] == "d"
    assert "a" not in ids(reader, "Amina Diallo Ferreira")
    assert len(reader) == 3


def test_many_small_commits_stay_few_segments_and_lose_nothing(tmp_path: Path) -> None:
    writer = NameIndex.build(PEOPLE, tmp_path)
    for number in range(40):
        writer.add([person(f"n{number}", f"Nomsa {invented(number)}")])
        if number % 5 == 4:
            writer.remove([f"n{number - 2}"])
        writer.commit()
    reader = NameIndex.open(tmp_path)
    assert len(reader) == 3 + 40 - 8
    assert len(list(tmp_path.glob("*.seg"))) < 8
    before = reader.search(f"Nomsa {invented(6)}", "person", 1)
    writer.compact()
    assert reader.refresh()
    assert len(list(tmp_path.glob("*.seg"))) == 1
    assert not list(tmp_path.glob("*.gone"))
    assert reader.search(f"Nomsa {invented(6)}", "person", 1) == before
    assert len(reader) == 35


def test_one_writer_at_a_time_and_readers_cannot_write(tmp_path: Path) -> None:
    writer = NameIndex.build(PEOPLE, tmp_path)
    with pytest.raises(IndexBusy):
        NameIndex.open(tmp_path, writable=True)
    with pytest.raises(IndexReadOnly):
        NameIndex.open(tmp_path).add(PEOPLE)
    writer.close()
    second = NameIndex.open(tmp_path, writable=True)
    second.remove(["a"])
    second.commit()
    assert len(second) == 2


def test_files_of_another_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnreadable):
        NameIndex.open(tmp_path)
    NameIndex.build(PEOPLE, tmp_path).close()
    manifest = tmp_path / "manifest.json"
    good = manifest.read_text()
    manifest.write_text(json.dumps(json.loads(good) | {"format": 999}))
    with pytest.raises(IndexUnreadable):
        NameIndex.open(tmp_path)
    manifest.write_text("{")
    with pytest.raises(IndexUnreadable):
        NameIndex.open(tmp_path)
    manifest.write_text(good)
    segment = next(tmp_path.glob("*.seg"))
    segment.write_bytes(b"something else entirely")
    with pytest.raises(IndexUnreadable):
        NameIndex.open(tmp_path)
    assert ids(NameIndex.build(PEOPLE, tmp_path), "Bertrand Okonkwo")[0] == "b"


def test_a_hidden_entity_is_never_found_or_explained(tmp_path: Path) -> None:
    index = NameIndex.build(
        [
            person("seven", "Tomas Lindqvist", audience=only(7, 9)),
            person("nobody", "Tomas Lindqvist", audience=bytes(32)),
            person("unknown", "Tomas Lindqvist"),
        ],
        tmp_path,
    )
    assert ids(index, "Tomas Lindqvist", mask=7) == ["seven"]
    assert ids(index, "Tomas Lindqvist", mask=only(9)) == ["seven"]
    assert ids(index, "Tomas Lindqvist", mask=8) == []
    assert ids(index, "Tomas Lindqvist", mask=bytes(32)) == []
    assert len(ids(index, "Tomas Lindqvist")) == 3
    assert index.explain("Tomas Lindqvist", "seven", mask=7)
    assert index.explain("Tomas Lindqvist", "seven", mask=8) == []


def test_search_is_safe_while_another_thread_refreshes(tmp_path: Path) -> None:
    writer = NameIndex.build(PEOPLE, tmp_path)
    reader = NameIndex.open(tmp_path)
    wrong: list[list[str]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = ids(reader, "Bertrand Okonkwo")
            if found[:1] != ["b"]:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(15):
        writer.add([person(f"n{number}", f"Nomsa {invented(number)}")])
        writer.commit()
        reader.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


WRITER = textwrap.dedent("""
    import sys
    from wasl.foundation.matching import NameIndex
    index = NameIndex.open(sys.argv[1], writable=True)
    number = 0
    while True:
        number += 1
        name = f"Kofi {chr(97 + number % 26)}oluwe{number}"
        index.add([{"id": f"k{number}", "name": name}])
        index.commit()
        print(number, flush=True)
""")


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_writer_killed_at_any_instant_leaves_a_whole_index(tmp_path: Path, after: int) -> None:
    NameIndex.build(PEOPLE, tmp_path).close()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        for _ in range(after):
            acknowledged = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    index = NameIndex.open(tmp_path, writable=True)
    assert len(index) >= len(PEOPLE) + acknowledged
    letter = chr(97 + acknowledged % 26)
    assert ids(index, f"Kofi {letter}oluwe{acknowledged}")[0] == f"k{acknowledged}"
    index.add([person("after", "Aurelio Bianchini")])
    index.commit()
    assert ids(index, "Aurelio Bianchini")[0] == "after"
    index.close()
