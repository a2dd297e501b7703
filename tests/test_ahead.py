"""What is missing is told before anything long begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import lacking
from tests import __main__ as whole
from tests.services import ROOT


def test_bench_names_what_is_missing_before_its_first_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = lacking(("pages", "paegs"), tmp_path / "none")
    assert [sentence.split()[0] for sentence in told] == ["There", "KOLADA_SNAPSHOT", "Chromium"]
    (tmp_path / "chromium").touch(0o755)
    assert lacking(("pages",), tmp_path) == []
    assert lacking(("ingest",), tmp_path) == []


def test_bench_says_so_and_runs_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "KOLADA_SNAPSHOT": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "ingest"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "KOLADA_SNAPSHOT must name the folder with saved figures.\n"


def test_a_run_without_real_folders_says_what_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def call(command: list[str]) -> int:
        asked.append(command)
        return 0

    monkeypatch.setattr(whole.subprocess, "call", call)
    monkeypatch.setenv("KOLADA_SNAPSHOT", "/somewhere")
    monkeypatch.delenv("SEEDS_DIR", raising=False)
    assert whole.main() == 0
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("SEEDS_DIR is not set")
    assert len(asked) == 1
