"""The numbers of every page of 2022, compared where they are made, without HTTP and HTML.

`compare` runs inside a portal that has real figures (`manage.py shell`), and is given the file that
holds what `efficiency --municipality all --format json` prints. It prints what is wrong, and how many
numbers were compared.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analys.definitions.areas import service_areas
from analys.efficiency.edition import Edition, edition
from analys.efficiency.rows import NothingToShow
from analys.pages.area import AreaPage, area_page
from analys.pages.overview import Overview, overview
from grund.tables import Missing
from kommuner.models import Municipality
from tests.every_sentence import judge_area, judge_overview

YEAR = 2022
INDICES = ("efficiency_index", "resource_index", "quality_index")
_NO_FIGURE = re.compile(r"\b(nan|None|inf)\b")
Records = dict[tuple[str, str, int], dict[str, Any]]


class Compared:
    """Counts, so that a page that shows nothing is not a page that is right."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.numbers = 0

    def equal(self, where: str, shown: list[Any], true: list[Any]) -> None:
        self.numbers += len([value for value in true if value is not None])
        if shown != true:
            self.troubles.append(f"{where}: {shown} is not {true}")


def compare_area(compared: Compared, where: str, page: AreaPage, rows: dict[int, Any]) -> None:
    """`page` is an AreaPage of YEAR; `rows` the command's records of its years."""
    record = rows[YEAR]
    published = [record["published"][name] for name in INDICES]
    compared.equal(f"{where} indices", [index.value for index in page.indices], published)
    for index in page.indices:
        if (index.value is None) != bool(index.reason):
            compared.troubles.append(f"{where}: an index and a reason, or neither")
    compare_quadrant(compared, where, page.drawn["kvadrant"], published[1:])
    told = [rows[year]["published"]["efficiency_index"] for year in sorted(rows)]
    trace = own_trace(page.drawn["utveckling"])
    drawn = dict(zip(trace["x"], trace["y"], strict=True)) if trace else {}
    compared.equal(f"{where} trend", [drawn.get(year) for year in sorted(rows)], told)
    factors = [record[name] for name in ("result", "volume", "resource")]
    shown = [figure.value for figure in page.calculation.factors[:3]]
    compared.equal(f"{where} factors", shown, factors)
    whole = record["efficiency"]
    efficiency = page.calculation.efficiency
    compared.equal(f"{where} efficiency", [efficiency.value], [whole and whole * 1e6])
    if (whole is None) != bool(efficiency.reason):
        compared.troubles.append(f"{where}: an efficiency and a reason, or neither")
    for picture in page.pictures:
        compare_file(compared, f"{where} {picture.key}", picture)


def compare_quadrant(
    compared: Compared, where: str, picture: Any, here: list[float | None]
) -> None:
    trace = own_trace(picture)
    [row] = [r for r in picture.table.rows if r.kind == "own" and r.cells[1] == str(YEAR)]
    told = [None if isinstance(cell, Missing) else cell for cell in row.cells[2:4]]
    compared.equal(f"{where} quadrant's table", told, here)
    drawn = [trace["x"][0], trace["y"][0]] if trace else []
    compared.equal(f"{where} quadrant", drawn, [] if None in here else here)


def own_trace(picture: Any) -> Any:
    traces = picture.spec()["data"]
    return next((trace for trace in traces if trace.get("name") == "egen"), None)


def compare_file(compared: Compared, where: str, picture: Any) -> None:
    """The file has the figures of the table, all digits, and a word where there is none."""
    if bool(picture.figure) == bool(picture.reason):
        compared.troubles.append(f"{where}: a picture and a reason, or neither")
    table = picture.table
    text = table.csv().removeprefix("\ufeff")
    if found := _NO_FIGURE.search(text):
        compared.troubles.append(f"{where}: a figure that is none, {found[0]}")
    written = list(csv.reader(io.StringIO(text), delimiter=";"))
    for row, line in zip(table.rows, written[1:], strict=True):
        cells = [cell for cell in row.cells if isinstance(cell, int | float)]
        figures = [
            float(text.replace(",", "."))
            for text, cell in zip(line, row.cells, strict=False)
            if isinstance(cell, int | float)
        ]
        compared.equal(where, figures, cells)


def compare_overview(compared: Compared, where: str, page: Overview, by_key: Records) -> None:
    for row in page.rows:
        record = by_key[page.municipality.code, row.area.key, YEAR]
        published = [record["published"][name] for name in INDICES]
        shown = [index.value for index in row.indices]
        compared.equal(f"{where} {row.area.key}", shown, published)


def others(shown: Edition, count: int = 200) -> Iterator[tuple[str, AreaPage]]:
    """Pages of other years and groups, drawn with a fixed seed."""
    draw = random.Random(2022)
    municipalities = list(Municipality.objects.municipalities())
    codes = [municipality.code for municipality in municipalities]
    made = 0
    while made < count:
        municipality = draw.choice(municipalities)
        area, year = draw.choice(service_areas()), draw.choice(shown.years)
        chosen = ",".join(draw.sample(codes, draw.randint(1, 12)))
        group = draw.choice(["liknande", "lan", "kommungrupp", "alla", "riket", chosen])
        try:
            page = area_page(shown, municipality, area, year, group)
        except NothingToShow:
            continue  # a county of one, or a choice of oneself alone
        made += 1
        yield f"{municipality.slug}/{area.slug}/{year}/{group}", page


def pages(by_key: Records) -> Iterator[tuple[str, AreaPage | Overview, Any]]:
    """(what is compared, its page, what it is compared with) of every municipality."""
    shown = edition()
    for municipality in Municipality.objects.municipalities():
        code = municipality.code
        yield municipality.slug, overview(shown, municipality, YEAR, "", ""), by_key
        for area in service_areas():
            rows = {year: by_key[code, area.key, year] for year in range(2016, YEAR + 1)}
            page = area_page(shown, municipality, area, YEAR, "")
            yield f"{municipality.slug}/{area.slug}", page, rows


def compare(path: str) -> None:
    records = json.loads(Path(path).read_text(encoding="utf-8"))
    by_key = {(r["municipality"], r["service_area"], r["year"]): r for r in records}
    compared, count, shown = Compared(), 0, edition()
    said: list[str] = []
    for where, page, true in pages(by_key):
        if isinstance(page, Overview):
            compare_overview(compared, where, page, by_key)
            said += [f"{where}: {told}" for told in judge_overview(shown, page)]
        else:
            compare_area(compared, where, page, true)
            said += [f"{where}: {told}" for told in judge_area(shown, page)]
        count += 1
    read = 0
    for where, page in others(shown):
        said += [f"{where}: {told}" for told in judge_area(shown, page)]
        read += 1
    answer = {
        "pages": count,
        "others": read,
        "numbers": compared.numbers,
        "troubles": compared.troubles,
        "sentences": said,
    }
    print(json.dumps(answer))
