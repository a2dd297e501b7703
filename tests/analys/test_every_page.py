"""Every page of 2022 on real figures.

290 municipalities × 6 verksamheter and their overviews are compared with the command where they are
made (every_page); sixty pages by class, every key figure with values and every fiftieth of the rest
are read as the running portal serves them: each answers, no picture is empty without its reason, and
the numbers of the table, the picture, the file and the command are the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from analys.definitions.areas import service_areas
from tests.browsing import ENGLISH
from tests.services import Portal, get

pytestmark = pytest.mark.snapshot

YEAR = 2022
INDICES = ("efficiency_index", "resource_index", "quality_index")
_PICTURE = re.compile(r'<figure class="picture card[^"]*" id="(\w+)".*?</figure>', re.DOTALL)
_SPEC = re.compile(r'class="spec">(.*?)</script>', re.DOTALL)
_DATA = re.compile(r'<data (?:class="value" )?value="([^"]+)">([^<]*)</data>')
# nan, None, NaN or inf as a word; begun with its letter, to which the search can jump.
_NO_FIGURE = re.compile(r"(?:n(?<!\wn)an|N(?<!\wN)(?:one|aN)|i(?<!\wi)nf)\b")
_OUTSIDE = re.compile(r'(?:src|href|action)="(?:https?:)?//')
_TAGS = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]+>", re.DOTALL)


@dataclass
class Page:
    path: str
    status: int
    html: str

    def pictures(self) -> Iterator[tuple[str, str]]:
        for found in _PICTURE.finditer(self.html):
            yield found[1], found[0]

    @cached_property
    def specs(self) -> dict[str, Any]:
        return {
            key: json.loads(spec[1])
            for key, part in self.pictures()
            if (spec := _SPEC.search(part))
        }


def fetch(portal: Portal, paths: list[str], look: Callable[[Page], list[str]]) -> list[str]:
    """What `look` finds on the pages; two at a time, for the portal has few threads."""

    def one(path: str) -> list[str]:
        page = Page(path, *get(portal.url + path))
        if page.status != 200:
            return [f"{path}: {page.status}"]
        return [f"{path}: {trouble}" for trouble in (*plain_troubles(page), *look(page))]

    with ThreadPoolExecutor(2) as pool:
        return [trouble for troubles in pool.map(one, paths) for trouble in troubles]


def plain_troubles(page: Page) -> Iterator[str]:
    if found := _OUTSIDE.search(page.html):
        yield f"leaves the portal: {found[0]}"
    text = _TAGS.sub(" ", page.html)
    if found := _NO_FIGURE.search(page.html):
        yield f"a figure that is none: {page.html[found.start() - 40 : found.end() + 20]}"
    # Kolada's own descriptions stand in .told; they are not the interface.
    if found := ENGLISH.search(text):
        yield f"English: {found[0]}"
    for key, part in page.pictures():
        drawn = 'class="spec">' in part or "<svg" in part
        reason = re.search(r"<b>Ing(?:en bild|en karta)</b>\s*\S", part)
        if drawn == bool(reason):
            yield f"{key}: a picture and a reason, or neither"


@pytest.fixture(scope="module")
def by_key(records: list[dict[str, Any]]) -> dict[tuple[str, str, int], dict[str, Any]]:
    return {(r["municipality"], r["service_area"], r["year"]): r for r in records}


@pytest.fixture(scope="module")
def slugs(synced_portal: Portal) -> dict[str, str]:
    script = (
        "import json\nfrom kommuner.models import Municipality\n"
        "print(json.dumps(dict(Municipality.objects.municipalities()"
        ".values_list('code', 'slug'))))"
    )
    found: dict[str, str] = synced_portal.json("shell", "--no-imports", "--command", script)
    return found


def compared_in_portal(portal: Portal, records: list[dict[str, Any]], folder: Path) -> Any:
    """What tests.every_page says of the running portal's figures, in a process of its own."""
    path = folder / "records.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    script = f"from tests.every_page import compare; compare({str(path)!r})"
    return portal.json("shell", "--no-imports", "--command", script)


def test_the_numbers_and_the_words_of_every_page(
    synced_portal: Portal, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    """290 overviews and 1,740 pages of verksamheter, compared with the command where they are
    made, and their headings with the figures, as are those of 200 pages of other years and groups;
    how a page shows its numbers is compared page by page below."""
    answer = compared_in_portal(synced_portal, records, tmp_path)
    assert answer["troubles"] == []
    assert answer["sentences"] == []
    assert (answer["pages"], answer["others"]) == (290 * 7, 200)
    assert answer["numbers"] > 900_000


def pages_by_class(by_key: Any, slugs: dict[str, str]) -> dict[str, tuple[str, str]]:
    """At least nine pages of each verksamhet, address → (code, verksamhet): whole ones; those that lack the
    index, a part of it or the efficiency; the fewest; against Riket and against the county."""
    found = {}
    for area in service_areas():
        rows = [by_key[code, area.key, YEAR] for code in sorted(slugs)]
        published = {r["municipality"]: [r["published"][name] for name in INDICES] for r in rows}
        whole = [r for r in rows if None not in published[r["municipality"]] and r["efficiency"]]
        lacking = [r for r in rows if published[r["municipality"]][0] is None]
        partly = [r for r in lacking if any(published[r["municipality"]][1:])]
        without = [r for r in rows if r["efficiency"] is None]
        few = sorted((r for r in rows if r["volume"]), key=lambda r: float(r["volume"]))
        chosen = [(r, "") for r in (*whole[::45][:6], *lacking[:1], *partly[:1], *without[:1])]
        chosen += [(r, "") for r in few[:1]]
        chosen += [(whole[1], "&jamfor=riket"), (whole[2], "&jamfor=lan")]
        for record, group in chosen:
            code = record["municipality"]
            found[f"/kommuner/{slugs[code]}/{area.slug}/?ar={YEAR}{group}"] = (code, area.key)
    return found


def test_pages_of_every_class_show_their_numbers(
    synced_portal: Portal, by_key: Any, slugs: dict[str, str]
) -> None:
    assert len(slugs) == 290
    wanted = pages_by_class(by_key, slugs)
    assert len(wanted) >= 54

    def look(page: Page) -> list[str]:
        code, area = wanted[page.path]
        rows = {year: by_key[code, area, year] for year in range(2016, YEAR + 1)}
        return [
            *headline_troubles(page, rows[YEAR]),
            *quadrant_troubles(page, rows[YEAR]),
            *trend_troubles(page, rows),
            *product_troubles(page, rows[YEAR]),
            *file_troubles(synced_portal, page),
        ]

    assert fetch(synced_portal, list(wanted), look) == []


def headline_troubles(page: Page, record: Any) -> Iterator[str]:
    head = page.html.split('<dl class="figures">')[1].split("</dl>")[0]
    told = [float(exact) for exact, _ in _DATA.findall(head)]
    published = [v for name in INDICES if (v := record["published"][name]) is not None]
    if told != published:
        yield f"indices {told} are not {published}"
    if head.count("Inget index") != 3 - len(published):
        yield "an index is missing without a word"


def quadrant_troubles(page: Page, record: Any) -> Iterator[str]:
    trace = _trace(page, "kvadrant", "egen")
    here = tuple(record["published"][name] for name in INDICES[1:])
    if None in here:
        if trace:
            yield "a place in the quadrant without both indices"
        return
    drawn = trace and (trace["x"][0], trace["y"][0])
    row = re.search(r'<tr class="own"><th scope="row">[^<]+</th><td>2022</td>(.*?)</tr>', page.html)
    table = row and tuple(float(exact) for exact, _ in _DATA.findall(row[1]))
    if not drawn == table == here:
        yield f"quadrant {drawn}, table {table}, command {here}"


def trend_troubles(page: Page, rows: Any) -> Iterator[str]:
    trace = _trace(page, "utveckling", "egen")
    drawn = {y: v for y, v in zip(trace["x"], trace["y"], strict=True) if y} if trace else {}
    told = {
        year: value
        for year, r in rows.items()
        if (value := r["published"]["efficiency_index"]) is not None
    }
    if drawn != told:
        yield f"trend {drawn} is not {told}"


def product_troubles(page: Page, record: Any) -> Iterator[str]:
    part = page.html.split("Programmets mått</h3>")[1].split("</dl>")[0]
    told = {float(exact) for exact, _ in _DATA.findall(part)}
    factors = {record[name] for name in ("result", "volume", "resource")} - {None}
    if not factors <= told:
        yield f"factors {told} lack {factors - told}"
    if ("Ingen effektivitet" in part) != (record["efficiency"] is None):
        yield "the efficiency is told where there is none, or the other way round"


def file_troubles(portal: Portal, page: Page) -> Iterator[str]:
    """The CSV of each picture: the figures of the table, all digits."""
    path, query = page.path.split("?")
    for key, part in page.pictures():
        if key == "karta":
            continue
        status, body = get(f"{portal.url}{path}{key}.csv?{query}")
        if status != 200:
            yield f"{key}.csv: {status}"
            continue
        table = part.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in part else ""
        exact = [value for value, _ in _DATA.findall(table)]
        rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))[1:]
        cells = [c.replace(",", ".") for row in rows for c in row[:-1] if _is_figure(c)]
        if sorted(exact) != sorted(c for c in cells if not re.fullmatch(r"\d{4}", c) or c in exact):
            yield f"{key}.csv holds other figures than the table"


def _is_figure(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(,\d+)?(e-?\d+)?", cell) is not None


def _trace(page: Page, key: str, name: str) -> Any:
    spec = page.specs.get(key)
    return spec and next((t for t in spec["data"] if t.get("name") == name), None)


def test_overviews_show_their_numbers(
    synced_portal: Portal, by_key: Any, slugs: dict[str, str]
) -> None:
    some = sorted(slugs.items())[::14]
    paths = {f"/kommuner/{slug}/?ar={YEAR}": code for code, slug in some}
    assert len(paths) >= 20

    def look(page: Page) -> Iterator[str]:
        code = paths[page.path]
        for area in service_areas():
            published = by_key[code, area.key, YEAR]["published"]
            row = page.html.split(f'<tbody role="rowgroup" id="{area.slug}">')[1]
            told = [float(exact) for exact, _ in _DATA.findall(row.split("<details>")[0])]
            wanted = [v for name in INDICES if (v := published[name]) is not None]
            if told != wanted:
                yield f"{area.key}: {told} is not {wanted}"

    assert fetch(synced_portal, list(paths), lambda page: list(look(page))) == []


@pytest.mark.usefixtures("snapshot")
def test_every_key_figure(synced_portal: Portal) -> None:
    script = (
        "import json\nfrom kolada.models import Kpi, Value\n"
        "have = set(Value.objects.values_list('kpi_id', flat=True).distinct())\n"
        "ids = list(Kpi.objects.order_by('id').values_list('id', flat=True))\n"
        "rest = [k for k in ids if k not in have][::50]\n"
        "print(json.dumps([sorted(have), rest]))"
    )
    have, rest = synced_portal.json("shell", "--no-imports", "--command", script)
    assert len(have) >= 85
    assert len(rest) >= 100
    paths = [f"/nyckeltal/{kpi}/?kommun=lekeberg" for kpi in have]
    paths += [f"/nyckeltal/{kpi}/" for kpi in (*have, *rest)]
    with_values = set(paths[: 2 * len(have)])

    def look(page: Page) -> list[str]:
        shown = list(page.pictures())
        troubles = [] if (page.path in with_values) == bool(shown) else ["pictures"]
        if page.path not in with_values and "Portalen hämtar inte värden" not in page.html:
            troubles.append("no values and no reason")
        return troubles

    assert fetch(synced_portal, paths, look) == []
