"""The figure pages in this process, on the tiny snapshot: addresses, files, queries, sources."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from analys.efficiency import actions
from kolada.actions import raise_version
from kolada.models import Kpi
from kolada.snapshot.folder import SnapshotFolder
from kommuner.models import GroupMember, Municipality
from konton.models import Role
from tests import small
from tests.analys.test_results import sync
from tests.conftest import serving
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]

AREA = "/kommuner/lekeberg/forskola/"


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_figure_carries_year_unit_and_source(client: Client, synced: Any) -> None:
    today = timezone.localdate()
    for path in ("/kommuner/lekeberg/", AREA, "/nyckeltal/U11901/?kommun=lekeberg"):
        page = text(client, path)
        assert f"Källa: Kolada, hämtad {today}" in page
        assert f"Egen beräkning på data från Kolada, hämtad {today}" in page
        assert "2022" in page
        assert "0–100" in page
        assert re.search(r"\bnan\b|\bNone\b|\binf\b", page) is None


def test_a_missing_index_says_which_part_is_missing(client: Client, synced: Any) -> None:
    page = text(client, "/kommuner/lekeberg/")
    assert page.count("Inget index") == 5
    assert "portalen har inte alla delar" in page


@pytest.mark.parametrize("area", ["forskola", "grundskola", "lss", "ekonomiskt-bistand"])
def test_a_page_of_a_verksamhet_without_any_figure_is_whole(
    client: Client, synced: Any, area: str
) -> None:
    page = text(client, f"/kommuner/lekeberg/{area}/")
    if area != "forskola":
        assert page.count("<b>Ingen bild</b>") == 5
        assert "Ingen karta" in page


def test_each_address_has_one_form(client: Client, synced: Any) -> None:
    moved = client.get("/kommuner/1814/forskola/?ar=2021")
    assert (moved.status_code, moved["Location"]) == (301, f"{AREA}?ar=2021")
    moved = client.get("/kommuner/1814/forskola/kvadrant.csv?ar=2021")
    assert moved["Location"] == f"{AREA}kvadrant.csv?ar=2021"
    moved = client.get("/kommuner/lekeberg/ekonomiskt_bistand/")
    assert moved["Location"].startswith("/kommuner/lekeberg/ekonomiskt-bistand/")
    assert client.get("/nyckeltal/u11901/")["Location"] == "/nyckeltal/U11901/"
    assert client.get("/nyckeltal/?q=u11901")["Location"] == "/nyckeltal/U11901/"
    chosen = client.get(f"{AREA}?egna=Flen, håbo")
    assert (chosen.status_code, chosen["Location"]) == (302, f"{AREA}?ar=2022&jamfor=0482,0305")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ar=1066", "2016–2022"),
        ("jamfor=zzz", "finns inte"),
        ("jamfor=G99", "finns inte"),
        ("jamfor=G30", "inga kommuner"),
        ("jamfor=9999", "Ingen kommun har koden"),
        ("jamfor=1814", "minst en annan"),
        ("jamfor=<script>alert(1)</script>", "finns inte"),
        ("jamfor=" + ",".join(f"{n:04d}" for n in range(10_000)), "högst 60"),
        ("jamfor=" + ",".join(f"{n:04d}" for n in range(70)), "högst 60"),
        ("egna=Atlantis", "Ingen kommun heter"),
        ("egna=,,,", "minst en kommun"),
        ("egna=" + "Flen," * 100, "högst 60"),
    ],
)
@pytest.mark.parametrize("path", ["/kommuner/lekeberg/", AREA])
def test_a_hand_made_address_gets_a_page_that_helps(
    client: Client, synced: Any, path: str, query: str, said: str
) -> None:
    page = text(client, f"{path}?{query}", 404)
    assert said in page
    assert "<script>alert" not in page
    assert f'href="{path}"' in page  # the way back


@pytest.mark.parametrize(
    "path",
    [
        "/nyckeltal/X99999/",
        "/nyckeltal/U119011/",
        "/kommuner/lekeberg/polis/",
        f"{AREA}kvadrant.pdf",
        f"{AREA}nagot.csv",
        "/kommuner/lekeberg/alla/kvadrant.csv",
        "/nyckeltal/U11901/?kommun=atlantis",
        "/nyckeltal/U11901/?ar=1066",
        "/nyckeltal/%00/",
    ],
)
def test_what_does_not_exist_is_a_swedish_page(client: Client, synced: Any, path: str) -> None:
    page = text(client, path, 404)
    assert "finns" in page or "heter" in page


@pytest.mark.parametrize("chosen", ["liknande", "alla", "riket", "G20", "0482,0643,0305"])
def test_every_comparison_names_its_mean(client: Client, synced: Any, chosen: str) -> None:
    page = text(client, f"{AREA}?jamfor={chosen}")
    assert ("vägda medel" if chosen == "riket" else "ovägt medel") in page
    assert f"jamfor={chosen}" in page  # links keep the choice


def test_two_chosen_are_shown_by_name(client: Client, synced: Any) -> None:
    page = text(client, f"{AREA}?jamfor=0482,0643")
    mains = page.split('id="huvudtal"')[1].split("</table>")[0]
    assert "Flen" in mains
    assert "medel för" not in mains
    assert "de valda kommunernas egna värden" in page


def test_a_county_of_one_is_offered_no_comparison(client: Client, synced: Any) -> None:
    assert 'value="lan"' not in text(client, AREA)
    assert "har bara en kommun" in text(client, f"{AREA}?jamfor=lan", 404)


# --- files ----------------------------------------------------------------------------------
def specs(page: str) -> dict[str, Any]:
    found = re.findall(
        r'data-picture="(\w+)".*?<script type="application/json" class="spec">(.*?)</script>',
        page,
        re.DOTALL,
    )
    return {key: json.loads(spec) for key, spec in found}


def test_page_files_and_json_hold_the_same_figures(client: Client, synced: Any) -> None:
    page = text(client, AREA)
    drawn = specs(page)
    assert set(drawn) == {"kvadrant", "utveckling", "staplar", "fordelning", "profil"}
    for key, spec in drawn.items():
        assert json.loads(text(client, f"{AREA}{key}.json")) == spec
        answer = client.get(f"{AREA}{key}.csv")
        assert answer["Content-Disposition"].endswith(f'{key}-2022.csv"')
        table = re.findall(r"<table><caption>.*?</table>", page.split(f'id="{key}"')[1], re.DOTALL)[
            0
        ]
        exact = re.findall(r'<data value="([^"]+)">', table)
        told = [
            cell.replace(",", ".")
            for line in answer.content.decode().splitlines()[1:]
            for cell in line.split(";")[:-1]
        ]
        figures = [cell for cell in told if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)]
        texts = re.findall(r">(\d+)</(?:td|th)>", table)  # years and codes are words
        assert sorted(exact + texts) == sorted(figures), key
        excel = client.get(f"{AREA}{key}.xlsx")
        assert excel.content.startswith(b"PK")


def test_the_overview_can_be_taken_along(client: Client, synced: Any) -> None:
    rows = text(client, "/kommuner/lekeberg/alla/oversikt.csv").splitlines()
    assert len(rows) == 7
    assert rows[1].startswith("Förskola;2022;")
    assert "Resursindex saknas" in rows[2]


# --- the catalogue ---------------------------------------------------------------------------
def test_the_catalogue_forgives_and_puts_the_useful_first(client: Client, synced: Any) -> None:
    assert "Kostnad kommunal förskola" in text(client, "/nyckeltal/?q=kostnad+forskola")
    assert "Nettokostnadsavvikelse" in text(client, "/nyckeltal/?q=nettokostnadsavikelse")
    assert "Effektivitetsindex" in text(client, "/nyckeltal/?q=effektivitet+index")
    assert "Inget nyckeltal liknar" in text(client, "/nyckeltal/?q=xyzxyzxyz")
    assert "Inget nyckeltal liknar" in text(client, "/nyckeltal/?q=%3F%3F")
    assert text(client, "/nyckeltal/?q=" + "a" * 5000)
    assert text(client, "/nyckeltal/?sida=abc&omrade=<b>")
    assert "<b>" not in text(client, "/nyckeltal/?omrade=<b>").split("<main")[1].split("<h1>")[0]


def test_a_key_figure_tells_what_it_is(client: Client, synced: Any) -> None:
    page = text(client, "/nyckeltal/N11032/?kommun=lekeberg")
    for words in (
        "Rad ett",
        "kr per barn",
        "Lägre är bättre",
        "2027-02-24",
        "avser 2023",
        "del av resursindex",
        "Nästa publicering enligt Kolada",
    ):
        assert words in page, words


def test_a_key_figure_without_values_says_why(client: Client, synced: Any) -> None:
    Kpi.objects.create(id="N99999", title="Något annat, antal")
    page = text(client, "/nyckeltal/N99999/?kommun=lekeberg")
    assert "Portalen hämtar inte värden" in page
    assert "ingår inte i någon" in page
    Kpi.objects.filter(pk="N99999").update(announced_title="Nytt namn")
    assert "har bytt namn" in text(client, "/nyckeltal/N99999/")


def test_values_by_sex_are_shown_where_they_exist(
    client: Client, folder: SnapshotFolder, settings: Any
) -> None:
    settings.PUBLIC_FIGURES = True
    rows = [small.row("N11032", code, 2022, 100.0 + i) for i, code in enumerate(small.CODES)]
    for row in rows:
        row["values"] += [
            {"gender": sex, "count": 1, "status": "", "value": value, "isdeleted": False}
            for sex, value in (("K", 7.0), ("M", 9.0))
        ]
    rows += [small.row("N11032", code, 2021, 100.5 + i) for i, code in enumerate(small.CODES)]
    folder.write_rows("N11032", rows)
    with serving(folder, settings):
        sync()
    page = text(client, "/nyckeltal/N11032/?kommun=lekeberg")
    # It counts children, so Kolada's K and M are girls and boys.
    assert "Pojkar har högre värde 2022" in page
    assert "kon" in specs(page)
    assert "kon" not in specs(text(client, "/nyckeltal/U11901/?kommun=lekeberg"))


# --- queries and what is kept ------------------------------------------------------------------
def first_visit(client: Client, path: str, counter: Any) -> int:
    """Queries of a page that nobody has asked for; the arrays of its version are loaded."""
    text(client, path.replace("lekeberg", "flen"))
    with counter as captured:
        text(client, path)
    return len(captured)


@pytest.mark.parametrize(
    "path",
    [
        "/kommuner/lekeberg/?jamfor=G20",
        f"{AREA}?jamfor=G20",
        "/nyckeltal/?q=kostnad",
        "/nyckeltal/N11032/?kommun=lekeberg&jamfor=G20",
    ],
)
def test_pages_cost_the_same_queries_at_any_size(
    client: Client, synced: Any, path: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person(Role.READER, "1814"))
    few = first_visit(client, path, django_assert_max_num_queries(30))
    new = [
        Municipality(
            code=f"18{n}",
            name=f"Kommun {n}",
            type="K",
            slug=f"k-{n}",
            sort_key=str(n),
            county_id="18",
        )
        for n in range(20, 50)
    ]
    Municipality.objects.bulk_create(new)
    GroupMember.objects.bulk_create(
        GroupMember(group_id="G20", municipality=municipality) for municipality in new
    )
    raise_version()
    actions.compute_all()
    many = first_visit(client, path, django_assert_max_num_queries(30))
    assert many == few
    assert few <= 22


def test_what_is_kept_belongs_to_a_version_and_to_nobody(client: Client, synced: Any) -> None:
    client.force_login(person(Role.READER, "1814", name="Unikt Namnlös"))
    assert "Unikt Namnlös" in text(client, "/kommuner/lekeberg/")
    kept = list(cast(Any, caches["pages"])._cache.values())
    assert kept
    assert all(b"Unikt" not in value for value in kept)
    before = text(Client(), "/kommuner/lekeberg/")
    assert "Unikt Namnlös" not in before
    Municipality.objects.filter(pk="1814").update(name="Lekebergs stad")
    raise_version()
    actions.compute_all()
    assert "Lekebergs stad" in text(Client(), "/kommuner/lekeberg/")


def test_a_revised_figure_is_on_the_page_that_was_kept_before(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    path = "/kommuner/lekeberg/"
    before = [text(client, path) for _ in range(2)]
    assert not any("37,3" in page for page in before)
    small.write_rows(synced, "U11901", {("1814", 2022): small.row("U11901", "1814", 2022, 37.3)})
    with serving(synced, settings):
        sync(full=True)
    assert "37,3" in text(client, path)


def test_a_new_name_in_the_catalogue_is_a_new_version(
    client: Client, synced: SnapshotFolder, settings: Any
) -> None:
    assert "Lekeberg" in text(client, "/kommuner/lekeberg/")
    areas = synced.metadata("municipality")
    for area in areas:
        if area["id"] == "0643":
            area["title"] = "Nya Habo"
    synced.write_metadata("municipality", areas)
    with serving(synced, settings):
        sync()
    assert "Nya Habo" in text(client, "/kommuner/lekeberg/forskola/")
