"""Computing, storing and reading results in this process, on the tiny snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from analys.comparison.products import checked_group, compare, factors_of
from analys.definitions.areas import service_area
from analys.efficiency import actions
from analys.efficiency.edition import edition
from analys.efficiency.gaps import text
from analys.efficiency.rows import NothingToShow, checked_year, computation
from analys.models import Computation, Efficiency, IndexScale
from analys.pages.area import AreaPage, area_page
from analys.pages.overview import overview
from grund.models import Job
from kolada.actions import enqueue, raise_version, run_here
from kolada.models import Feed
from kolada.snapshot.folder import SnapshotFolder
from kommuner.models import Municipality
from tests import slow_twin, small
from tests.conftest import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def synced(folder: SnapshotFolder, settings: Any) -> SnapshotFolder:
    with serving(folder, settings):
        sync()
    return folder


def sync(full: bool = False) -> None:
    job = run_here(kpis=list(small.KPIS), full=full)
    assert job.state == Job.JobState.DONE, job.message


def page(area: str, year: int = 2022, chosen: str = "") -> AreaPage:
    found = service_area(area)
    assert found is not None
    return area_page(edition(), Municipality.objects.get(pk="1814"), found, year, chosen)


def test_a_sync_is_followed_by_computing(synced: SnapshotFolder) -> None:
    assert Computation.objects.get().version.startswith(Feed.objects.get().version)
    assert not actions.is_stale()
    assert Efficiency.objects.count() == 6 * 6 * 7  # municipalities, verksamheter, 2016–2022
    assert Computation.objects.get().shown_year == 2022


def test_a_new_version_is_computed_from_once(synced: SnapshotFolder) -> None:
    raise_version()
    assert actions.is_stale()
    assert actions.compute_if_stale() is True
    assert actions.compute_if_stale() is False


def test_results_of_other_definitions_are_stale(
    synced: SnapshotFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "definitions_version", lambda: "another")
    assert actions.is_stale()
    actions.compute_all()
    assert not actions.is_stale()


def test_nothing_is_computed_while_a_sync_runs(synced: SnapshotFolder) -> None:
    raise_version()
    enqueue(by=None, kpis=[], full=False)
    assert actions.compute_if_stale() is False


def test_results_follow_a_revision(synced: SnapshotFolder, settings: Any) -> None:
    before = Efficiency.objects.get(municipality="1814", service_area="forskola", year=2022)
    with serving(synced, settings, "revised=N11032/1814"):
        sync()
    after = Efficiency.objects.get(municipality="1814", service_area="forskola", year=2022)
    assert before.resource is not None
    assert after.resource == before.resource + small.value_of("N11732", "1814", 2022)


def test_indices_equal_the_twin(synced: SnapshotFolder) -> None:
    for year in small.YEARS:
        cells = {
            kpi: {code: small.value_of(kpi, code, year) for code in small.CODES}
            for kpi in small.KPIS
        }
        twin = slow_twin.index([(cells["N11032"], "low", 1), (cells["N11024"], "low", 1)])
        told = Efficiency.objects.filter(service_area="forskola", year=year)
        assert {r.municipality_id: r.computed_resource_index for r in told} == pytest.approx(twin)


def test_gaps_have_typed_reasons(folder: SnapshotFolder, settings: Any) -> None:
    small.write_rows(
        folder,
        "U11404",
        {
            ("1814", 2022): small.row("U11404", "1814", 2022, None, count=0, status="Private"),
            ("0482", 2022): None,
        },
    )
    small.write_rows(folder, "N11032", {("1281", 2022): small.row("N11032", "1281", 2022, 0.0)})
    with serving(folder, settings):
        sync()
    missing = {
        code: Efficiency.objects.get(municipality=code, service_area="forskola", year=2022).missing
        for code in ("1814", "0482", "1281")
    }
    assert text(missing["1814"]["efficiency"]) == "U11404: för få eller sekretess enligt Kolada"
    assert text(missing["0482"]["result"]) == "U11404: saknas i Kolada, orsak okänd"
    assert text(missing["1281"]["efficiency"]) == (
        "resursen är noll eller negativ, vilket är ett fel i data"
    )
    lss = Efficiency.objects.get(municipality="1814", service_area="lss", year=2022).missing
    assert text(lss["volume"]) == "N28801: nyckeltalet finns inte i hämtningen"
    early = Efficiency.objects.get(municipality="1814", service_area="forskola", year=2016).missing
    assert text(early["published.efficiency_index"]) == "U11901: serien börjar senare"


def test_all_equal_values_give_a_reason_not_an_index(folder: SnapshotFolder, settings: Any) -> None:
    for kpi in ("N11032", "N11024"):
        same = {(c, y): small.row(kpi, c, y, 5.0) for c in small.CODES for y in small.YEARS}
        small.write_rows(folder, kpi, same)
    with serving(folder, settings):
        sync()
    r = Efficiency.objects.get(municipality="1814", service_area="forskola", year=2022)
    assert r.computed_resource_index is None
    assert "alla kommuner har samma värde" in text(r.missing["computed.resource_index"])


def test_the_page_compares_with_the_newest_similar_group_of_that_verksamhet(
    synced: SnapshotFolder,
) -> None:
    told = page("forskola").calculation.comparison
    assert told.title == "Liknande kommuner förskola, 2024"
    assert (told.members, told.counted) == (3, 3)

    def factors(code: str) -> tuple[float, float, float]:
        volume = small.value_of("N11732", code, 2022)
        result, cost = small.value_of("U11404", code, 2022), small.value_of("N11032", code, 2022)
        return result, volume, cost * volume

    r, v, resource = factors("1814")
    group = slow_twin.group_efficiency(factors(code) for code in ("0305", "0482", "0643"))
    assert told.relative == pytest.approx(100 * (r * v / resource) / group)
    assert "ingen grupp av liknande" in page("grundskola").calculation.comparison.reason


def test_every_step_is_shown(synced: SnapshotFolder) -> None:
    traces = page("forskola", 2021).calculation.traces
    trace = next(t for t in traces if t.name == "resource_index")
    assert [step.kpis for step in trace.steps] == ["N11032", "N11024"]
    assert trace.mean == pytest.approx(sum(step.z or 0 for step in trace.steps) / 2)
    assert trace.difference == pytest.approx(
        (trace.computed.value or 0) - (trace.published.value or 0)
    )
    scale = IndexScale.objects.get(
        service_area="forskola", index="resource_index", year=2021, part=0
    )
    assert scale.count == 6


@pytest.mark.parametrize(
    "year", ["1066", "2023", "abc", "<script>", "20222022", "²²²²", "２０２２"]
)
def test_years_outside_are_refused(synced: SnapshotFolder, year: str) -> None:
    with pytest.raises(NothingToShow, match="2016–2022"):
        checked_year(year, computation())


def test_groups_too_small_are_refused(synced: SnapshotFolder) -> None:
    with pytest.raises(NothingToShow, match="bara en kommun"):
        checked_group("G18")
    with pytest.raises(NothingToShow, match="inga kommuner"):
        checked_group("G30")
    with pytest.raises(NothingToShow, match="finns inte"):
        checked_group("G99")
    assert checked_group("g20").members.count() == 6


def test_a_comparison_says_why_it_is_missing(synced: SnapshotFolder) -> None:
    rows = list(Efficiency.objects.filter(service_area="forskola", year=2022))
    nobody, one, all_six = (factors_of(some) for some in ([], rows[:1], rows))
    assert compare(1.0, "g", nobody, 0).reason.startswith("ingen kommun i jämförelsegruppen")
    assert compare(1.0, "g", one, 1).reason.startswith("bara en kommun")
    assert compare(None, "g", all_six, 6).reason == "kommunens egen effektivitet saknas"
    assert compare(1.0, "g", all_six, 6).reason == ""


def test_the_heading_says_no_more_than_the_figures(synced: SnapshotFolder) -> None:
    lekeberg = Municipality.objects.get(pk="1814")
    # The highest of six: nothing lies below.
    told = overview(edition(), lekeberg, 2022, "", "")
    assert told.heading == (
        "Förskolan i Lekeberg ligger klart över liknande kommuner i effektivitetsindex"
    )
    assert told.rows[0].area.key == "forskola"
    early = overview(edition(), lekeberg, 2016, "", "")
    assert early.heading == "Lekeberg har inget effektivitetsindex 2016"
    assert early.findings == ()
    assert all(row.index.reason for row in early.rows)
