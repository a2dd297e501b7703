"""The folders of real figures and reports: missing, they never make a run green by making it less."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kolada.snapshot.folder import SnapshotFolder
from tests.conftest import saved_figures, saved_report
from tests.services import ROOT


def test_a_folder_without_a_report_is_told_of(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(pytest.fail.Exception, match=r"SEEDS_DIR is set to .* is missing"):
            saved_report(str(folder))
    (tmp_path / "004_a.txt").touch()
    assert saved_report(str(tmp_path)).name == "004_a.txt"


def test_a_folder_without_figures_is_told_of(tmp_path: Path, folder: SnapshotFolder) -> None:
    for wrong in (tmp_path / "none", ROOT):
        with pytest.raises(pytest.fail.Exception, match="KOLADA_SNAPSHOT is set, but holds no"):
            saved_figures(str(wrong))
    assert saved_figures(str(folder.path)) == folder.path.resolve()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script, and a `make` that tells what it was asked and with what."""
    here = tmp_path / "portal"
    (here / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", here / ".ci" / "run")
    make = tmp_path / "bin" / "make"
    make.parent.mkdir()
    make.write_text('#!/bin/sh\necho "$1 $KOLADA_SNAPSHOT $SEEDS_DIR"\n')
    make.chmod(0o755)
    return here


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    path = f"{checkout.parent / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [checkout / ".ci" / "run"],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_either_folder_nothing_is_run(checkout: Path) -> None:
    shared = checkout.parent / "shared"
    for name, there in (("kolada", "seeds"), ("seeds", "kolada")):
        shutil.rmtree(shared, ignore_errors=True)
        (shared / there).mkdir(parents=True)
        done = run(checkout)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"The folder ../shared/{name} is missing")
        assert done.stderr.count("\n") == 1


def test_with_both_everything_is(checkout: Path) -> None:
    shared = (checkout.parent / "shared").resolve()
    for name in ("kolada", "seeds"):
        (shared / name).mkdir(parents=True)
    done = run(checkout)
    folders = f"{shared / 'kolada'} {shared / 'seeds'}"
    assert done.stdout.splitlines() == [f"check {folders}", f"test {folders}"]
