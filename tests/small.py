"""A tiny snapshot folder for tests that need to see every row: seven areas, six key figures.

Invented values; the codes are real so that slugs, counties and groups behave as they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kolada.snapshot.folder import SnapshotFolder

AREAS = [
    ("0000", "Riket", "L"),
    ("0018", "Region Örebro län", "L"),
    ("0305", "Håbo", "K"),
    ("0482", "Flen", "K"),
    ("0643", "Habo", "K"),
    ("0980", "Gotland", "K"),
    ("1281", "Lund", "K"),
    ("1814", "Lekeberg", "K"),
]
CODES = [code for code, _, kind in AREAS if kind == "K"]
YEARS = (2020, 2021, 2022)
KPIS = {
    "N11024": "Nettokostnadsavvikelse förskola, (%)",
    "N11032": "Kostnad kommunal förskola, kr/inskrivet barn",
    "N11732": "Antal barn på förskola, lägeskommun, antal",
    "U11001": "Resursindex förskola",
    "U11404": "Kvalitetsindex förskola",
    "U11901": "Effektivitetsindex förskola",
}


def row(kpi: str, area: str, year: int, value: float | None, **more: Any) -> dict[str, Any]:
    one = {"gender": "T", "count": 1, "status": "", "value": value, "isdeleted": False, **more}
    return {"values": [one], "kpi": kpi, "period": year, "municipality": area}


def value_of(kpi: str, area: str, year: int) -> float:
    """Some figure that differs from every other; indices stay within 0–100."""
    place = CODES.index(area)
    if kpi == "N11032":
        return 150_000.0 + 1000 * place + 10 * (year - 2020)
    if kpi == "N11732":
        return 300.0 + 50 * place + (year - 2020)
    if kpi == "N11024":
        return -10.0 + 4 * place + (year - 2020) / 4
    return 10.0 + 14 * place + (year - 2020) + len(kpi) * int(kpi[-1])


def kpi_entry(kpi: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "id": kpi,
        "title": title,
        "description": "Rad ett\\nrad två",
        "is_divided_by_gender": False,
        "municipality_type": "K",
        "auspice": None,
        "operating_area": "Förskola",
        "perspective": "",
        "prel_publication_date": None,
        "publication_date": "2027-02-24",
        "publ_period": "2023",
        "has_ou_data": False,
        **more,
    }


def make(path: Path, more: int = 0, **entries: dict[str, Any]) -> SnapshotFolder:
    """Write the folder, with so many more key figures (N90001 …).

    `entries` overrides fields of a key figure's metadata.
    """
    kpis = KPIS | {f"N{90001 + i}": f"Prov {i}, antal" for i in range(more)}
    folder = SnapshotFolder(path)
    folder.write_metadata("municipality", [{"id": c, "title": n, "type": t} for c, n, t in AREAS])
    names = {code: name for code, name, _ in AREAS}

    def group(group_id: str, title: str, members: list[str]) -> dict[str, Any]:
        told = [{"member_id": code, "member_title": names[code]} for code in members]
        return {"id": group_id, "title": title, "members": told}

    groups = [
        group("G10", "Liknande kommuner förskola, Lekeberg, 2024", ["0305", "0482", "0643"]),
        group("G11", "Liknande kommuner förskola, Lekeberg, 2022", ["0980", "1281"]),
        group("G18", "Örebro läns kommuner (ovägt medel)", ["1814"]),
        group("G20", "Alla i provet (ovägt medel)", CODES),
        group("G30", "Tom grupp", []),
    ]
    folder.write_metadata("municipality_groups", groups)
    folder.write_metadata(
        "kpi", [kpi_entry(k, title, **entries.get(k, {})) for k, title in kpis.items()]
    )
    for kpi in kpis:
        write_rows(folder, kpi, {})
    return folder


def write_rows(
    folder: SnapshotFolder, kpi: str, changed: Mapping[tuple[str, int], dict[str, Any] | None]
) -> None:
    """The key figure's rows, with some replaced by others or (None) left out."""
    rows = []
    for year in YEARS:
        for area in CODES:
            told = changed.get((area, year), row(kpi, area, year, value_of(kpi, area, year)))
            if told is not None:
                rows.append(told)
    folder.write_rows(kpi, rows)
