"""Why a value is missing, and what to mind about one: on pages, in tables and in files."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from analys.comparison.remarks import unreported
from analys.definitions.areas import breaks_of, service_area
from analys.pages.key_figure import reported_by, sexes_of
from kolada.actions import raise_version
from kolada.models import Kpi, Value
from kolada.snapshot.folder import SnapshotFolder
from kommuner.models import GroupMember, MunicipalityGroup
from tests import small
from tests.analys.test_figure_pages import AREA, text
from tests.conftest import serving
from tests.syncing import sync

KPI = "/nyckeltal/N11032/?kommun=lekeberg"
pytestmark = pytest.mark.django_db


def again(folder: SnapshotFolder, settings: Any, **changed: Any) -> None:
    """Read the folder once more after Lekeberg's cost of 2022 became another row."""
    row = small.row("N11032", "1814", 2022, None) | changed
    small.write_rows(folder, "N11032", {("1814", 2022): row})
    with serving(folder, settings):
        sync(full=True)


def told(value: float | None, status: str = "", deleted: bool = False) -> dict[str, Any]:
    one = {"gender": "T", "count": 1, "status": status, "value": value, "isdeleted": deleted}
    return {"values": [one]}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("Missing", "uppgift saknas enligt Kolada"),
        ("Privacy", "för få eller sekretess enligt Kolada"),
        ("Not applicable", "inte tillämpligt för kommunen enligt Kolada"),
    ],
)
def test_every_part_of_the_page_says_why_a_value_is_missing(
    client: Client, synced: SnapshotFolder, settings: Any, status: str, why: str
) -> None:
    again(synced, settings, **told(None, status))
    page = text(client, KPI + "&ar=2022")
    assert f"Lekeberg har inget värde 2022: {why}." in page
    assert f"<title>Lekeberg: inget värde, {why}</title>" in page
    for key in ("utveckling", "staplar", "karta"):
        part = page.split(f'id="{key}"')[1].split("</figure>")[0]
        assert f'<span class="none">{why}</span>' in part, key
        assert why in text(client, f"/nyckeltal/N11032/{key}.csv?kommun=lekeberg&ar=2022"), key
    area = text(client, AREA)
    assert area.count(why) >= 3  # huvudtal, bars, heat table
    assert why in text(client, f"{AREA}varmetabell.csv")


def test_the_table_by_sex_says_why(client: Client, synced: SnapshotFolder, settings: Any) -> None:
    """Each sex has its own reason: one may be secret where the total is not."""
    row = small.row("N11032", "1814", 2022, 7.0)
    row["values"] += [
        {"gender": "K", "count": 0, "status": "Privacy", "value": None, "isdeleted": False},
        {"gender": "M", "count": 9, "status": "", "value": 9.0, "isdeleted": False},
    ]
    again(synced, settings, **row)
    page = text(client, KPI + "&ar=2022")
    part = page.split('id="kon"')[1].split("</figure>")[0]
    assert "för få eller sekretess enligt Kolada" in part
    assert "sekretess" in text(client, "/nyckeltal/N11032/kon.csv?kommun=lekeberg&ar=2022")


def test_a_revised_value_is_marked_where_it_stands(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    before = small.value_of("N11032", "1814", 2022)
    assert "reviderat" not in text(client, KPI)
    again(synced, settings, **told(before + 7000))
    mark = "tidigare 155\u00a0020\u00a0kr"
    for path in (KPI, AREA, f"{AREA}staplar.csv", f"{AREA}varmetabell.csv"):
        page = text(client, path)
        assert "reviderat 20" in page, path
        assert mark in page.replace("&nbsp;", "\u00a0"), path
    # Somebody who compares with Lekeberg is told too.
    assert "Lekeberg (reviderat" in text(client, "/nyckeltal/N11032/?kommun=habo&jamfor=alla")


def test_a_deleted_value_says_that_it_was_taken_away(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    again(synced, settings, **told(None, "", True))
    page = text(client, KPI + "&ar=2022")
    assert "borttaget i Kolada 20" in page
    assert "tidigare 155\u00a0020\u00a0kr" in page
    assert "borttaget i Kolada 20" in text(client, AREA)


def test_what_is_preliminary_is_marked_in_tables_and_files_and_for_others(
    client: Client, synced: SnapshotFolder
) -> None:
    Value.objects.filter(kpi="N11032", year=2022, municipality="0482").update(preliminary=True)
    raise_version()
    shown = text(client, "/kommuner/lekeberg/forskola/?jamfor=alla")
    assert "En av fem i jämförelsen har preliminära värden." in shown
    assert "Några värden är preliminära" not in shown
    assert "Flen (preliminärt)" in shown
    assert ";preliminärt" in text(client, f"{AREA}staplar.csv?jamfor=alla")


def test_what_an_edition_no_longer_begins_with_is_kept_and_marked(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    left_out = {(code, 2020): None for code in small.CODES}
    small.write_rows(synced, "N11032", left_out)
    with serving(synced, settings):
        sync(full=True)
    page = text(client, KPI + "&ar=2020")
    assert "Värdet för 2020: inte längre publicerat." in page
    assert "inte längre publicerat" in text(
        client, "/nyckeltal/N11032/staplar.csv?kommun=lekeberg&ar=2020"
    )
    assert "inte längre publicerat" not in text(client, f"{AREA}staplar.csv")


def test_a_vanished_key_figure_says_so_and_promises_nothing(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    kpis = [k for k in synced.metadata("kpi") if k["id"] != "N11732"]
    synced.write_metadata("kpi", kpis)
    with serving(synced, settings):
        sync()
    page = text(client, "/nyckeltal/N11732/?kommun=lekeberg")
    assert "finns inte längre i Kolada" in page
    assert "Finns inte längre i Kolada" in page
    assert "publicering enligt Kolada" not in page


def test_a_day_of_publication_that_has_passed_says_so(client: Client, synced: Any) -> None:
    Kpi.objects.filter(pk="N11032").update(publication_date="2022-02-24")
    page = text(client, KPI)
    assert "Planerad publicering enligt Kolada" in page
    assert "Dagen har passerat" in page


def test_whoever_doubts_a_figure_is_told_what_to_do(client: Client, synced: Any) -> None:
    Kpi.objects.filter(pk="N11032").update(description="Kostnad. Källa: SCB.")
    page = text(client, KPI)
    part = page.split('id="stammer-inte"')[1].split("</details>")[0]
    for words in ("Stämmer inte siffran?", "Läs definitionen", "SCB", "hämtad", "kommentera"):
        assert words in part
    assert "#stammer-inte" in text(client, AREA)


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("Text. Källa: SCB.", "SCB"),
        ("Text.\nKälla: Skolverket (Siris).  ", "Skolverket (Siris)"),
        ("Källor: SKR och SCB", "SKR och SCB"),
        ("Text utan.", "anges inte av Kolada"),
        ("", "anges inte av Kolada"),
    ],
)
def test_who_reports(description: str, told: str) -> None:
    assert reported_by(description) == told


@pytest.mark.parametrize(
    ("title", "area", "women"),
    [
        ("Elever i åk. 9, meritvärde", "Grundskola åk 0-9 inkl förskoleklass", "flickor"),
        ("Inskrivna barn 1-5 år i förskola, andel (%)", "Förskoleverksamhet", "flickor"),
        ("Heltidsanställd personal, andel (%)", "Förskoleverksamhet", "kvinnor"),
        ("Brukare 65+ i särskilt boende", "Äldre och funktionshinder", "kvinnor"),
        ("Vuxna med barn, antal", "Individ- och familjeomsorg", "kvinnor"),
    ],
)
def test_children_are_girls_and_boys(title: str, area: str, women: str) -> None:
    assert sexes_of(Kpi(title=title, operating_area=area)).women == women


def test_whom_a_figure_is_by_definition_not_reported_for(synced: Any) -> None:
    group = MunicipalityGroup.objects.create(id="G148074", title="Ett förbund", kind="other")
    GroupMember.objects.create(group=group, municipality_id="1814")
    why = unreported(frozenset({"N17007"}))
    assert why == {("N17007", "1814"): "kostnaden redovisas inte för kommuner i gymnasieförbund"}
    assert unreported(frozenset({"N11032"})) == {}


def test_breaks_stand_on_the_key_figure_and_on_the_verksamhet() -> None:
    assert [b.year for b in breaks_of("N11024")] == [2019]
    assert [b.year for b in breaks_of("N21702")] == [2021]
    care = service_area("aldreomsorg")
    assert care is not None
    # The volume's break is none of the index.
    assert [b.year for b in care.index_breaks] == [2019, 2023]


@pytest.mark.parametrize(
    ("field", "group"),
    [
        ("Grundskola åk 0-9 inkl förskoleklass", "grundskola"),
        ("Förskoleverksamhet", "förskola, 2024"),
        ("Demokrati", "Liknande kommuner"),
    ],
)
def test_a_figure_that_nobody_uses_is_compared_within_its_field(
    client: Client, synced: SnapshotFolder, settings: Any, field: str, group: str
) -> None:
    Kpi.objects.create(id="N99990", title="Prov, antal", operating_area=field)
    Value.objects.filter(kpi="N11732").update(kpi="N99990")
    raise_version()
    titles = [g.title for g in MunicipalityGroup.objects.filter(owner="1814")]
    assert "Liknande kommuner förskola, Lekeberg, 2024" in titles
    page = text(client, "/nyckeltal/N99990/?kommun=lekeberg")
    told = page.split('id="staplar"')[1].split("</figure>")[0]
    assert (group in told) == (group == "förskola, 2024")


def test_unadjusted_costs_have_no_better_way() -> None:
    for key in ("grundskola", "gymnasieskola", "aldreomsorg", "ekonomiskt_bistand"):
        area = service_area(key)
        assert area is not None
        assert next(f for f in area.main if f.kpi == area.cost.kpi).good == "none"


def test_a_reading_that_changes_nothing_moves_the_day_it_was_read(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    assert "hämtad 2027-03-01" not in text(client, AREA)
    with time_machine.travel("2027-03-01 12:00", tick=True), serving(synced, settings):
        sync(full=True, kpis=[])
    page = text(client, AREA)
    assert "Källa: Kolada, hämtad 2027-03-01" in page
    assert "reviderat" not in page
