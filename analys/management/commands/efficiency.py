"""Print indices and efficiencies: a JSON array or a table, and nothing else, on stdout."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.management.base import CommandParser

from analys.comparison import products
from analys.efficiency import actions
from analys.efficiency import rows as query
from analys.efficiency.models import Efficiency
from grund.commands import PortalCommand
from grund.formats import number, significant
from kolada.queries import feed_state


class Command(PortalCommand):
    help = "Visar index och effektivitet per verksamhet och år."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", required=True, help="kommunkod, namn eller all")
        parser.add_argument("--year", help="ett år, till exempel 2022 (annars alla)")
        parser.add_argument("--service-area", help="verksamhet, till exempel forskola")
        parser.add_argument("--group", help="jämför med en grupps id, till exempel G33625")
        parser.add_argument("--format", choices=["json", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        # Never results of other figures or definitions than those at hand (docs/decisions/0006).
        if actions.is_stale():
            self.stderr.write("Räknar om: värdena har ändrats sedan den senaste beräkningen.")
            actions.compute_all()
        stored = query.computation()
        chosen = options["municipality"]
        code = None if chosen == "all" else query.checked_municipality(chosen).code
        chosen_area, chosen_year = options["service_area"], options["year"]
        area = None if chosen_area is None else query.checked_area(chosen_area).key
        # An option that is given but empty is a mistake, and must not mean all years.
        year = None if chosen_year is None else query.checked_year(chosen_year or "?", stored)
        rows = list(query.efficiency_rows(municipality=code, year=year, area=area))
        feed = feed_state()
        source = feed.own_source() if feed else ""
        records = [query.as_record(row, source) for row in rows]
        if options["group"] is not None:
            _add_comparison(records, rows, options["group"])
        if options["format"] == "json":
            self.stdout.write(orjson.dumps(records).decode())
        else:
            self.stdout.write(_table(records, source))


def _add_comparison(records: list[dict[str, Any]], rows: list[Efficiency], text: str) -> None:
    """Add the group's efficiency to each record, and the own one where the group's is 100."""
    group = products.checked_group(text)
    members = products.group_rows(group)
    size = group.members.filter(type="K").count()
    for record, row in zip(records, rows, strict=True):
        peers = members.get((row.service_area, row.year), [])
        product_comparison = products.compare(
            row.efficiency, group.title, products.factors_of(peers), size
        )
        record["comparison"] = {
            "group": group.pk,
            "title": product_comparison.title,
            "members": product_comparison.members,
            "counted": product_comparison.counted,
            "efficiency": product_comparison.group_efficiency,
            "relative": product_comparison.relative,
            "reason": product_comparison.reason,
        }


_RELATIVE = "gruppen = 100"
_HEADS = (
    "kommun",
    "verksamhet",
    "år",
    "effektivitetsindex",
    "resursindex",
    "kvalitetsindex",
    "effektivitet per mnkr",
)


def _table(records: list[dict[str, Any]], source: str) -> str:
    comparison = next((r["comparison"] for r in records if "comparison" in r), None)
    heads = (*_HEADS, _RELATIVE) if comparison else _HEADS
    rows = [heads, *(_cells(record) for record in records)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    gaps = [
        f"{r['municipality']} {r['service_area']} {r['year']}, {field}: {reason}"
        for r in records
        for field, reason in r["missing"].items()
        if field.startswith("published") or field == "efficiency"
    ]
    gaps += [
        f"{r['municipality']} {r['service_area']} {r['year']}, jämförelse: {reason}"
        for r in records
        if (reason := r.get("comparison", {}).get("reason"))
    ]
    if gaps:
        lines += ["", "Saknas:", *gaps]
    if comparison:
        lines += ["", f"Gruppen är {comparison['title']}, {comparison['members']} kommuner."]
    lines += [
        "",
        "Index 0–100, publicerade av RKA. Resursindex 100 betyder lägst kostnad.",
        source,
    ]
    return "\n".join(lines)


def _cells(record: dict[str, Any]) -> tuple[str, ...]:
    published, efficiency = record["published"], record["efficiency"]
    order = ("efficiency_index", "resource_index", "quality_index")
    cells = (
        record["municipality"],
        record["service_area"],
        str(record["year"]),
        *("saknas" if (v := published[name]) is None else number(v, 1) for name in order),
        "saknas" if efficiency is None else significant(efficiency * 1e6),
    )
    if "comparison" not in record:
        return cells
    relative = record["comparison"]["relative"]
    return (*cells, "saknas" if relative is None else number(relative))
