"""The sample: through the same server, client, worker and ingest, and marked everywhere."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import small
from tests.services import PATIENCE, ROOT, Portal, free_port, get, stop, wait_until_served

pytestmark = pytest.mark.services
SAMPLE = "Exempeldata – påhittade värden"


@pytest.fixture(scope="module")
def portal(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.begin_with(sample)
    yield portal
    portal.close()


@pytest.fixture(scope="module")
def rows(portal: Portal) -> list[dict[str, Any]]:
    return portal.json("efficiency", "--municipality", "all", "--format", "json")


def test_indices_are_computed_from_components(rows: list[dict[str, Any]]) -> None:
    """Not invented: recomputing them gives what is 'published', everywhere."""
    pairs = [
        (r["published"][name], r["computed"][name])
        for r in rows
        for name in r["published"]
        if r["published"][name] is not None and r["computed"][name] is not None
    ]
    assert len(pairs) > 20_000
    assert max(abs(a - b) for a, b in pairs) < 1e-6


def test_no_index_for_a_year_that_nobody_measured(rows: list[dict[str, Any]]) -> None:
    """Volumes are a year ahead of costs and surveys; last year's index is not this year's."""
    newest = [r for r in rows if r["year"] == 2025]
    assert any(r["volume"] is not None for r in newest)
    assert all(value is None for r in newest for value in r["computed"].values())


def test_gaps_of_every_kind(rows: list[dict[str, Any]]) -> None:
    reasons = Counter(text.split(": ", 1)[-1] for r in rows for text in r["missing"].values())
    for said in (
        "för få eller sekretess",
        "uppgift saknas",
        "inte tillämpligt",
        "inte publicerat",
        "orsak okänd",
        "hur indexet är sammansatt",
    ):
        assert any(said in reason for reason in reasons), said


def test_revisions_preliminary_values_sexes_and_closed_series(portal: Portal) -> None:
    script = (
        "from kolada.models import *\n"
        "print(json.dumps({\n"
        " 'revisions': Revision.objects.count(),\n"
        " 'deleted': Value.objects.filter(deleted=True).count(),\n"
        " 'preliminary': sorted(set(Value.objects.filter(preliminary=True).values_list('year', flat=True))),\n"
        " 'sexes': sorted(set(Value.objects.values_list('gender', flat=True).distinct())),\n"
        " 'closed': Kpi.objects.filter(closed_after=2024).count(),\n"
        " 'null': Value.objects.filter(value=None, deleted=False).count(),\n"
        " 'kind': Feed.objects.get().source_kind}))"
    )
    told = portal.asked(script)
    assert told["revisions"] > 20
    assert told["deleted"] == 2
    assert told["preliminary"] == [2024]
    assert told["sexes"] == ["K", "M", "T"]
    assert told["closed"] >= 5
    assert told["null"] > 5000
    assert told["kind"] == "sample"


def test_a_second_load_fetches_nothing(portal: Portal) -> None:
    count = "from grund.models import Job\nprint(json.dumps(Job.objects.count()))"
    before = portal.asked(count)
    assert portal.command("load_demo").returncode == 0
    assert portal.asked(count) == before == 2


def test_what_is_saved_of_it_says_so(portal: Portal, tmp_path: Path) -> None:
    done = portal.command("save_snapshot", str(tmp_path / "saved"), "--kpi", "N11032")
    assert done.returncode == 0, done.stderr
    assert "1 nyckeltal sparade" in done.stdout
    assert "påhittade" in done.stdout


def test_every_page_and_file_is_marked(portal: Portal, rows: list[dict[str, Any]]) -> None:
    assert {r["source"] for r in rows} == {SAMPLE}
    table = portal.command("efficiency", "--municipality", "Lekeberg", "--format", "table")
    assert SAMPLE in table.stdout
    assert "Kolada" not in table.stdout.replace("enligt Kolada", "").replace("saknas i Kolada", "")
    port = free_port()
    command = ["-m", "gunicorn", "effektiv.wsgi", "--bind", f"127.0.0.1:{port}"]
    web = portal.start(*command)
    try:
        wait_until_served(f"http://127.0.0.1:{port}")
        for path in (
            "/",
            "/kommuner/",
            "/kommuner/lekeberg/",
            "/kommuner/lekeberg/?ar=2016",
            "/konto/login/",
        ):
            status, page = get(f"http://127.0.0.1:{port}{path}")
            assert (status, SAMPLE in page) == (200, True), path
            assert "Källa: Kolada" not in page
            assert "data från Kolada" not in page
        assert json.loads(get(f"http://127.0.0.1:{port}/halsa/")[1])["figures"]["kind"] == "sample"
    finally:
        stop(web)


def test_real_figures_are_refused_by_a_database_with_the_sample(
    portal: Portal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = small.make(tmp_path_factory.mktemp("real"))
    done = portal.manage("sync_kolada", "--now", KOLADA_SNAPSHOT=str(folder.path))
    assert (done.returncode, "exempeldata" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_dry_run_changes_nothing(portal: Portal) -> None:
    count = "from grund.models import Job\nprint(json.dumps(Job.objects.count()))"
    before = portal.asked(count)
    done = portal.command("sync_kolada", "--dry-run")
    assert "Skulle hämta 111 nyckeltal från exempeldata: 0 helt, 111 bara ändringar" in done.stdout
    assert portal.asked(count) == before


def test_bad_options_get_a_sentence(portal: Portal) -> None:
    done = portal.command("sync_kolada", "--now", "--kpi", "förskola")
    assert (done.returncode, "inget nyckeltals-id" in done.stderr) == (1, True)
    for empty in (
        ["sync_kolada", "--kpi", ""],
        ["efficiency", "--municipality", "1814", "--year", ""],
    ):
        done = portal.command(*empty)  # a script's unset variable does not mean everything
        assert (done.returncode, done.stdout) == (1, "")
    done = portal.command("efficiency")
    assert (done.returncode, "Något i kommandoraden" in done.stderr) == (2, True)
    assert "required" not in done.stderr


def test_a_queue_that_is_down_loses_nothing(tmp_path: Path, tables: Path) -> None:
    portal = Portal(tmp_path, {"REDIS_URL": "redis://127.0.0.1:9/0"})
    portal.begin_with(tables)
    done = portal.command("sync_kolada")
    assert (done.returncode, "väntar på arbetaren" in done.stdout) == (0, True), done.stderr
    assert "Kön svarar inte" in done.stderr
    states = "from grund.models import Job\nprint(json.dumps([j.state for j in Job.objects.all()]))"
    assert portal.asked(states) == ["queued"]  # the sweep sends it again
    portal.close()


@pytest.fixture(scope="module")
def empty(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """That has its tables, and reads from a folder that its test makes or does not."""
    folder = tmp_path_factory.mktemp("empty")
    portal = Portal(folder, {"KOLADA_SNAPSHOT": str(folder / "snapshot")})
    portal.begin_with(tables)
    yield portal
    portal.close()


def test_an_empty_database_says_what_to_do(empty: Portal) -> None:
    done = empty.command("efficiency", "--municipality", "1814", "--format", "json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "sync_kolada --now" in done.stderr


def test_a_broken_snapshot_folder_is_named(empty: Portal) -> None:
    place = empty.folder / "snapshot"
    for is_there, said in ((True, "municipality.json.gz"), (False, "finns inte")):
        if is_there:
            place.mkdir()
            (place / "municipality.json.gz").write_bytes(b"x")
        done = empty.command("sync_kolada", "--now")
        assert (done.returncode, said in done.stderr) == (1, True)
        assert "Traceback" not in done.stderr
        shutil.rmtree(place, ignore_errors=True)


AT_WORK = """
import time
from grund.models import Job
until = time.monotonic() + {patience}
while (state := Job.objects.latest("id").state) == "queued" and time.monotonic() < until:
    time.sleep(0.1)
print(json.dumps(state))
"""


def test_the_portal_starts_once_and_on_a_free_port(
    tmp_path: Path, sample: Path, tables: Path
) -> None:
    port = free_port()
    portal = Portal(tmp_path, {"PORT": str(port)}, port)
    portal.begin_with(sample)
    # As a shell script's background process: SIGINT is inherited as ignored.
    ignoring = f"trap '' INT; exec {sys.executable} manage.py portal"
    first = subprocess.Popen(
        ["sh", "-c", ignoring],
        cwd=ROOT,
        env=portal.env(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_served(portal.url)
        (tmp_path / "other").mkdir()
        other = Portal(tmp_path / "other", {"PORT": str(port)})
        other.begin_with(tables)
        second = portal.manage("portal")
        assert (second.returncode, "körs redan" in second.stderr) == (1, True)
        taken = other.manage("portal")
        assert (taken.returncode, "upptagen" in taken.stderr) == (1, True)
        # The worker is at work when it is stopped.
        assert "väntar på arbetaren" in portal.command("sync_kolada", "--full").stdout
        assert portal.asked(AT_WORK.format(patience=PATIENCE)) == "running"
    finally:
        portal.close()
        first.send_signal(signal.SIGINT)
        try:
            first.wait(PATIENCE)
        finally:
            stop(first)
    assert get(f"{portal.url}/halsa/")[0] == 0  # web server and worker went with it
    left = [p for p in Path("/proc").glob("[0-9]*/environ") if str(tmp_path) in _read(p)]
    assert left == []


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # gone meanwhile
        return ""
