# SPDX-License-Identifier: Apache-2.0
"""Log files stay small while those who write to them keep them open."""

from pathlib import Path

from wasl.interfaces.host.logs import cut_logs


def test_a_large_log_is_moved_aside_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "hub.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old line\n" * 10)
        cut_logs(tmp_path, largest=50)
        writer.write(b"new line\n")
    assert log.read_bytes() == b"new line\n"
    assert (tmp_path / "hub.log.1").read_bytes() == b"old line\n" * 10


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hub.log").write_text("line\n")
    cut_logs(tmp_path, largest=50)
    assert not (tmp_path / "hub.log.1").exists()
