"""What is missing or wrong is told before anything long begins, in a sentence."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from bench.__main__ import lacking
from effektiv import demo, port
from kolada.models import Feed
from kolada.snapshot.folder import SnapshotFolder
from tests import __main__ as whole
from tests.conftest import serving
from tests.services import ROOT, Portal


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

    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setenv("KOLADA_SNAPSHOT", "/somewhere")
    monkeypatch.delenv("SEEDS_DIR", raising=False)
    assert whole.main() == 0
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("SEEDS_DIR is not set")
    assert len(asked) == 1


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may do everything, so where we are it, somebody else does this."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


# --- the port ---------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [-1, 0, 65_536, 99_999])
def test_what_is_no_port_is_told(number: int) -> None:
    assert port.obstacle(number) == port.WRONG


def test_a_port_that_is_taken_and_one_that_is_for_root_are_told_apart() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert port.obstacle(taken).startswith(f"Port {taken} är upptagen")
    assert port.obstacle(taken) == ""
    first_free = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if first_free > 80:
        with as_nobody():
            assert "root" in port.obstacle(80)


@pytest.mark.parametrize("value", ["abc", "0", "99999", "-1"])
def test_a_wrong_port_is_told_before_anything_is_installed(tmp_path: Path, value: str) -> None:
    asked = [sys.executable, "effektiv/port.py"]
    environment = {**os.environ, "PORT": value}
    done = subprocess.run(
        asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, f"{port.WRONG}\n")


def test_the_settings_refuse_a_wrong_port(tmp_path: Path) -> None:
    done = Portal(tmp_path, {"PORT": "99999"}).manage("check")
    assert (done.returncode, done.stderr) == (1, f"{port.WRONG}\n")
    rules = (ROOT / "Makefile").read_text()
    assert "\nrun: port setup " in rules


# --- folders ----------------------------------------------------------------------------------
def test_a_folder_for_files_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    file = ROOT / "effektiv" / "settings" / "embedded.py"
    code = compile(file.read_text(), file, "exec")

    def settings_with(folder: Path) -> Any:
        monkeypatch.setattr("effektiv.settings.base.VAR_DIR", folder)
        monkeypatch.setattr("effektiv.settings.base.STATIC_ROOT", folder / "static")
        read = {"__name__": "effektiv.settings.embedded", "__package__": "effektiv.settings"}
        with as_nobody():
            exec(code, read)
        return read

    # Not a folder of this user's alone, into which nobody else may even look.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        base = Path(name)
        base.chmod(0o755)
        for part, mode in (("mine", 0o777), ("closed", 0o555)):
            (base / part).mkdir()
            (base / part).chmod(mode)
        (base / "file").touch()
        monkeypatch.setenv("SECRET_KEY", "x")
        assert settings_with(base / "mine")["VAR_DIR"] == base / "mine"
        for wrong in ("file", "file/below", "closed", "closed/below"):
            with pytest.raises(ImproperlyConfigured, match="går att skriva i"):
                settings_with(base / wrong)


@pytest.mark.django_db
def test_a_snapshot_is_not_saved_where_nobody_can_write(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="går inte att skapa"):
        call_command("save_snapshot", str(tmp_path / "file" / "below"))


# --- commands that have done nothing ----------------------------------------------------------
@pytest.mark.django_db
def test_a_sync_that_could_fetch_nothing_that_was_asked_for_has_failed(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        with pytest.raises(CommandError, match="Inget av det som skulle hämtas"):
            call_command("sync_kolada", now=True, kpi=["N00000"], stderr=io.StringIO())
        out = io.StringIO()
        both = ["N00000", "U11901"]
        call_command("sync_kolada", now=True, kpi=both, stdout=out, stderr=io.StringIO())
    assert "1 nyckeltal stoppades" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "told"), [("Möte\tmars\n", "refused"), ("bara text\n", "ingen tabell")]
)
@pytest.mark.parametrize("command", ["import_activities", "import_causes"])
def test_a_table_without_a_row_that_can_be_read_has_failed(
    tmp_path: Path, command: str, text: str, told: str
) -> None:
    table = tmp_path / "a.txt"
    heading = "" if "bara" in text else "Aktivitet\tDatum\n"
    table.write_text(heading + text, "utf-8")
    with pytest.raises(CommandError, match="Ingen rad gick att läsa in"):
        call_command(command, str(table), municipality="1814", dry_run=True, stdout=io.StringIO())


# --- what is told while the portal starts -----------------------------------------------------
@pytest.mark.django_db
def test_what_is_fetched_and_what_it_is() -> None:
    assert demo.is_missing()
    assert "hämtar värden" in demo.what_is_fetched()
    assert demo.what_there_is() == ""
    now = timezone.now()
    Feed.objects.create(source_kind=Feed.Kind.SAMPLE, changed_at=now, last_success_at=now)
    assert "andra utgåva" in demo.what_is_fetched()
    assert "siffrorna påhittade" in demo.what_there_is()
    Feed.objects.update(source_kind=Feed.Kind.REAL)
    assert demo.what_there_is() == "Värdena kommer från Kolada."
