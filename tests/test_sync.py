"""The sync as a whole, in this process, against the snapshot server with faults."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from grund.models import AuditEvent, Job
from grund.verbs import Verb
from kolada.models import Feed, Kpi, Revision, Value
from kolada.snapshot.folder import SnapshotFolder
from kommuner.actions import store_areas
from kommuner.models import Municipality, MunicipalityGroup
from tests import small
from tests.conftest import serving
from tests.syncing import ALL, stored, sync

pytestmark = pytest.mark.django_db


def test_a_sync_stores_areas_groups_and_values(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings):
        job = sync()
    assert job.state == Job.JobState.DONE, job.message
    assert (job.done, job.total, job.result["new"]) == (6, 6, 6 * 18)
    assert Municipality.objects.municipalities().count() == 6
    similar = MunicipalityGroup.objects.get(pk="G10")
    assert (similar.kind, similar.theme, similar.owner_id, similar.year) == (
        "similar",
        "förskola",
        "1814",
        2024,
    )
    assert MunicipalityGroup.objects.get(pk="G18").kind == "county"
    assert stored() == {
        (a, y): small.value_of("U11901", a, y) for a in small.CODES for y in small.YEARS
    }
    assert Kpi.objects.get(pk="U11901").description == "Rad ett\nrad två"


def test_raw_files_are_kept_and_can_be_served(
    folder: SnapshotFolder, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path  # the processes beside this one have jobs of the same number
    with serving(folder, settings):
        job = sync()
    raw = SnapshotFolder(next((settings.VAR_DIR / "raw").glob(f"*-{job.pk}")))
    raw.check()
    assert raw.kpis() == sorted(ALL)
    value = Value.objects.select_related("fetch").first()
    assert value is not None
    assert (settings.VAR_DIR / "raw" / value.fetch.raw_file).exists()


def test_the_version_is_drawn_anew_only_when_a_figure_changes(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        sync()
        first = Feed.objects.get().version
        sync(full=True)
        assert Feed.objects.get().version == first
    with serving(folder, settings, "revised=U11901/1814"):
        job = sync()
    assert job.result["revised"] == 3
    assert Feed.objects.get().version != first
    assert Revision.objects.count() == 3


def test_only_changes_are_asked_for_after_the_first_time(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings) as server:
        sync()
        assert not [path for path in server.requests if "from_date" in path]
        server.requests.clear()
        sync()
        asked = [path for path in server.requests if "/data" in path]
        day = timezone.localdate() - timedelta(days=3)
        assert asked
        assert all(path.endswith(f"from_date={day}") for path in asked)
        server.requests.clear()
        sync(full=True)
        assert not [path for path in server.requests if "from_date" in path]


def test_a_new_key_figure_is_read_whole_beside_the_others_changes(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings) as server:
        sync(kpis=["U11901"])
        server.requests.clear()
        sync(kpis=["U11901", "U11001"])
        asked = [path for path in server.requests if "/data" in path]
    assert ["from_date" in path for path in asked] == [False, True]
    assert len(stored("U11001")) == 18


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("wrong-title=U11901", "bytt namn"),
        ("vanished=U11901", "försvunnit"),
        ("410=U11901", "410"),
        ("html=U11901", "HTML"),
        ("truncated=U11901", "trasig JSON"),
        ("malformed=U11901", "next_url"),
        ("short=U11901", "rader"),
        ("422=U11901", "422"),
    ],
)
def test_a_fault_stops_one_key_figure_and_the_old_values_survive(
    folder: SnapshotFolder, settings: Any, fault: str, said: str
) -> None:
    with serving(folder, settings):
        sync()
    before = stored()
    for kpi in ALL:
        small.write_rows(folder, kpi, {("1814", 2022): small.row(kpi, "1814", 2022, 99.0)})
    with serving(folder, settings, fault):
        job = sync(full=True)
    assert job.state == Job.JobState.DONE
    assert [refused["kpi"] for refused in job.result["refused"]] == ["U11901"]
    assert said in job.result["refused"][0]["reason"]
    assert stored() == before
    assert stored("U11001")["1814", 2022] == 99.0  # the others went on
    assert "1 nyckeltal stoppades" in job.message


def test_a_broken_file_in_the_folder_stops_its_key_figure_and_is_named(
    folder: SnapshotFolder, settings: Any
) -> None:
    path = folder.data_file("U11901")
    path.write_bytes(path.read_bytes()[:60])
    with serving(folder, settings):
        job = sync()
    assert job.state == Job.JobState.DONE
    (refused,) = job.result["refused"]
    assert refused["kpi"] == "U11901"
    assert str(path) in refused["reason"]
    assert len(stored("U11001")) == 18


def test_null_rows_and_deletions_arrive(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings, "null=U11901/1814"):
        job = sync()
        assert job.result["missing"] == 3
        assert set(Value.objects.filter(value=None).values_list("status", flat=True)) == {"Private"}
    with serving(folder, settings, "deleted=U11001/0482"):
        sync()
    assert Value.objects.filter(kpi="U11001", municipality="0482", deleted=True).count() == 3


def test_passing_trouble_does_no_harm(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings, "500=/data*1", "429=/kpi*1"):
        assert sync().state == Job.JobState.DONE
    assert len(stored()) == 18


def test_an_outage_stops_the_sync_and_changes_nothing(
    folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        sync()
        before, version = stored(), Feed.objects.get().version
    with serving(folder, settings, "500=/data"):
        job = sync(full=True)
    assert job.state == Job.JobState.FAILED
    assert "Sparade värden är orörda" in job.message
    assert (stored(), Feed.objects.get().version) == (before, version)


def test_a_municipality_with_another_name_keeps_its_address() -> None:
    store_areas(small.AREAS)
    store_areas([(code, f"Nya {name}", kind) for code, name, kind in small.AREAS])
    found = Municipality.objects.in_bulk(["1814", "0305", "0643"])
    assert found["1814"].name == "Nya Lekeberg"
    assert {code: one.slug for code, one in found.items()} == {
        "1814": "lekeberg",
        "0305": "habo-0305",
        "0643": "habo",
    }


def test_a_catalogue_that_shrinks_is_not_believed(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings):
        sync()
    folder.write_metadata("kpi", folder.metadata("kpi")[:2])
    with serving(folder, settings):
        job = sync()
    assert job.state == Job.JobState.FAILED
    assert "Förteckningen" in job.message
    assert not Kpi.objects.filter(vanished_at__isnull=False).exists()


def test_unknown_and_empty_key_figures_are_told_and_the_rest_goes_on(
    folder: SnapshotFolder, settings: Any
) -> None:
    folder.write_rows("U11404", [])
    with serving(folder, settings):
        job = sync(kpis=["U99999", "U11404", "U11901"])
    assert job.state == Job.JobState.DONE
    assert [r["kpi"] for r in job.result["refused"]] == ["U99999"]
    assert job.result["empty"] == ["U11404"]
    assert len(stored()) == 18


def test_a_new_title_waits_until_it_is_accepted(
    folder: SnapshotFolder, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(folder, settings):
        sync()
    with serving(folder, settings, "wrong-title=U11901"):
        sync()
        assert Kpi.objects.get(pk="U11901").title == small.KPIS["U11901"]
        call_command("sync_kolada", accept_title="U11901")
        assert sync(full=True).result["refused"] == []
    assert Kpi.objects.get(pk="U11901").title == "Ett helt annat mått, antal"
    assert Kpi.objects.get(pk="U11901").unit == "antal"
    assert AuditEvent.objects.filter(verb=Verb.APPROVED_NEW_NAME, noun_id="U11901").exists()
    with pytest.raises(CommandError, match="väntar inte"):
        call_command("sync_kolada", accept_title="U11901")


def test_a_key_figure_that_comes_back_is_read_again(folder: SnapshotFolder, settings: Any) -> None:
    with serving(folder, settings):
        sync()
    with serving(folder, settings, "vanished=U11901"):
        sync()
        assert Kpi.objects.get(pk="U11901").vanished_at is not None
    with serving(folder, settings):
        assert sync().result["refused"] == []
    assert Kpi.objects.get(pk="U11901").vanished_at is None
