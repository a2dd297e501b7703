"""Where figures may come from, and that real ones never meet the sample."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grund.models import Job
from kolada import client as http
from kolada import folder_client, sources
from kolada.errors import Refused, SourceMixed, SourceUnavailable
from kolada.models import Feed, Kpi, Value
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.server import running
from kommuner.models import MunicipalityGroup
from tests import small
from tests.conftest import serving
from tests.syncing import stored, sync

pytestmark = pytest.mark.django_db


def test_the_folder_comes_first(folder: SnapshotFolder, settings: Any) -> None:
    settings.KOLADA_SNAPSHOT = str(folder.path)
    assert sources.choose().folder == folder.path


def test_a_wrong_folder_is_an_error(tmp_path: Any, settings: Any) -> None:
    settings.KOLADA_SNAPSHOT = str(tmp_path / "none")
    with pytest.raises(SourceUnavailable, match="KOLADA_SNAPSHOT"):
        sources.choose()


def test_the_path_of_the_version_is_added(settings: Any) -> None:
    settings.KOLADA_URL = "http://127.0.0.1:9999"
    assert sources.api_url() == "http://127.0.0.1:9999/v3"
    settings.KOLADA_URL = ""
    assert sources.api_url() == "https://api.kolada.se/v3"


def test_real_figures_never_meet_the_sample(folder: SnapshotFolder, settings: Any) -> None:
    now = timezone.now()
    Feed.objects.create(source_kind="sample", version="x", changed_at=now, last_success_at=now)
    settings.KOLADA_SNAPSHOT = str(folder.path)
    with pytest.raises(SourceMixed, match="exempeldata"):
        sources.choose()
    job = sync()
    assert (job.state, Value.objects.count()) == (Job.JobState.FAILED, 0)


def test_with_real_figures_an_unreachable_source_is_an_error(settings: Any) -> None:
    Feed.objects.create(source_kind="real", version="x", changed_at=timezone.now())
    job = sync()
    assert job.state == Job.JobState.FAILED
    assert "svarar inte som den ska" in job.message
    assert (Feed.objects.get().version, Kpi.objects.count()) == ("x", 0)


def test_production_never_takes_the_sample(folder: SnapshotFolder, settings: Any) -> None:
    settings.EMBEDDED = False
    assert sync().state == Job.JobState.FAILED  # nothing answers, and no sample steps in
    mark(folder)
    with serving(folder, settings):
        job = sync()
    assert (job.state, "exempeldata" in job.message) == (Job.JobState.FAILED, True)
    assert not Feed.objects.exists()


def mark(folder: SnapshotFolder) -> None:
    """Make the folder one of invented values, as `save_snapshot` of a demo would give."""
    kpis = folder.metadata("kpi")
    folder.write_metadata("kpi", [{**kpi, "operating_area": sources.SAMPLE_MARK} for kpi in kpis])


def test_a_copy_of_the_sample_is_known_however_it_comes(
    folder: SnapshotFolder, settings: Any, tmp_path: Any
) -> None:
    with serving(folder, settings):
        sync()
    before = stored()
    copy = small.make(tmp_path / "copy")
    mark(copy)
    with serving(copy, settings):
        job = sync(full=True)
    assert (job.state, "exempeldata" in job.message) == (Job.JobState.FAILED, True)
    settings.KOLADA_SNAPSHOT = str(copy.path)
    with pytest.raises(SourceMixed):
        sources.choose()
    assert stored() == before
    Feed.objects.all().delete()
    assert sources.choose().kind == "sample"


def test_another_source_is_read_whole(folder: SnapshotFolder, settings: Any) -> None:
    """What a saved folder lacked is not among the changes of the live API."""
    with serving(folder, settings) as server:
        sync(kpis=[])
        assert Feed.objects.get().source == server.url
        server.requests.clear()
        sync(kpis=[])
        assert [path for path in server.requests if "from_date" in path]
    with serving(folder, settings) as server:
        sync(kpis=[])
        assert not [path for path in server.requests if "from_date" in path]


def test_a_missed_monthly_reading_is_made_up_for(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings) as server:
        sync(kpis=[])
        Feed.objects.update(last_full_at=timezone.now() - timedelta(days=40))
        server.requests.clear()
        sync(kpis=[])
        assert not [path for path in server.requests if "from_date" in path]
    full_at = Feed.objects.get().last_full_at
    assert full_at is not None
    assert timezone.now() - full_at < timedelta(minutes=5)


def test_a_reading_with_faults_does_not_count_as_the_monthly_one(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings, "html=/data"):
        sync(kpis=[])
    feed = Feed.objects.get()
    assert (feed.last_success_at, feed.last_full_at) == (None, None)


def test_one_odd_entry_of_the_catalogue_stops_only_itself(
    folder: SnapshotFolder, settings: Any
) -> None:
    kpis = folder.metadata("kpi")
    kpis[0]["publ_period"] = "2025/26"
    folder.write_metadata("kpi", kpis)
    with serving(folder, settings):
        job = sync()
    assert job.state == Job.JobState.DONE
    assert [r["kpi"] for r in job.result["refused"]] == [kpis[0]["id"]]
    assert "går inte att läsa" in job.result["refused"][0]["reason"]


def test_groups_that_vanish_all_at_once_are_not_believed(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        sync()
    folder.write_metadata("municipality_groups", [])
    with serving(folder, settings):
        assert "grupper" in sync().message
    assert MunicipalityGroup.objects.count() == 5


def test_undated_rows_count_from_when_their_file_was_written(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        sync()
    small.write_rows(folder, "U11901", {("1814", 2022): small.row("U11901", "1814", 2022, 99.0)})
    with serving(folder, settings):
        assert sync().result["revised"] == 1
    old = (timezone.now() - timedelta(days=30)).timestamp()
    small.write_rows(folder, "U11901", {("1814", 2022): small.row("U11901", "1814", 2022, 11.0)})
    os.utime(folder.data_file("U11901"), (old, old))
    with serving(folder, settings):
        assert sync().result["revised"] == 0
        assert sync(full=True).result["revised"] == 1


@pytest.mark.parametrize("since", ["", "2024-06-01"])
@pytest.mark.parametrize("with_changes", [True, False])
def test_a_folder_answers_as_its_server_does(
    folder: SnapshotFolder, with_changes: bool, since: str
) -> None:
    folder.write_changes(
        [{"changed": "2024-07-01", "row": small.row("U11901", "1814", 2022, 55.5)}]
    )
    for kpi in small.KPIS:  # the day a row without a date counts as changed
        os.utime(folder.data_file(kpi), (1_700_000_000, 1_700_000_000))
    kpis, areas = list(small.KPIS), [code for code, _, _ in small.AREAS]
    with (
        running(folder.path, with_changes=with_changes) as server,
        http.connected(server.url, requests_per_second=0) as over_http,
        folder_client.reading(folder.path, with_changes=with_changes) as at_once,
    ):
        for client in (over_http, at_once):
            assert client.kpis() == folder.metadata("kpi")
        assert at_once.municipalities() == over_http.municipalities()
        assert at_once.municipality_groups() == over_http.municipality_groups()
        rows, expected = (
            [row for page in client.data_pages(kpis, areas, since) for row in page]
            for client in (at_once, over_http)
        )
    assert rows == expected
    revised = {row["values"][0]["value"] for row in rows} >= {55.5}
    assert revised == with_changes
    assert len(rows) == (int(with_changes) if since else len(expected))


def test_a_broken_file_of_a_folder_is_refused_by_its_name(folder: SnapshotFolder) -> None:
    path = folder.data_file("U11901")
    path.write_bytes(path.read_bytes()[:-9])
    with folder_client.reading(folder.path, with_changes=True) as client:
        pages = client.data_pages(["N11032", "U11901"], ["1814"])
        assert len(next(pages)) == len(small.YEARS)
        with pytest.raises(Refused, match=r"U11901\.jsonl\.gz är trasig"):
            next(pages)
    (folder.path / "kpi.json.gz").unlink()
    with (
        pytest.raises(SourceUnavailable, match=r"kpi\.json\.gz saknas"),
        folder_client.reading(folder.path, with_changes=True),
    ):
        pass
