"""Why an index is missing, as one sentence that every page uses."""

from __future__ import annotations

import numpy as np

from analys.comparison.area_data import AreaData
from analys.comparison.measures import INDEX_TITLES
from analys.comparison.remarks import Facts, area_facts
from analys.definitions.areas import ServiceArea
from analys.efficiency import gaps
from analys.efficiency.compute import INDICES
from analys.efficiency.edition import Edition, Panel, area_panel, areas
from analys.efficiency.models import Efficiency
from kolada.missing import Reason


def reason_of(data: AreaData, name: str) -> str:
    """Why an index is missing, as a sentence; '' where it is not."""
    return _reason(data.area, data.stored, name, data.panel, data.facts, data.scene.row)


def why_no_index(edition: Edition, area: ServiceArea, row: Efficiency, name: str) -> str:
    """The same, for a page of many municipalities."""
    if getattr(row, f"published_{name}") is not None:
        return ""
    panel = area_panel(edition, area.key)
    facts = area_facts(panel, area)
    return _reason(area, row, name, panel, facts, areas(edition).places[row.municipality_id])


def _reason(
    area: ServiceArea, row: Efficiency, name: str, panel: Panel, facts: Facts, place: int
) -> str:
    """An effektivitetsindex lacks whatever its first missing half lacks."""
    if getattr(row, f"published_{name}") is not None:
        return ""
    if name == "efficiency_index":
        halves = (half for half in INDICES if getattr(row, f"published_{half}") is None)
        name = next(halves, name)
    # Asked of the recomputed index, because what it lacks is a component that can be named. That
    # RKA has published no index tells a reader nothing more.
    code, kpi = row.missing.get(f"computed.{name}") or ["", ""]
    title = INDEX_TITLES[name]
    if not kpi:
        told = row.missing.get(f"published.{name}")
        return f"{title} saknas: {gaps.text(told)}." if told else f"{title} saknas."
    what = _part(area, row.year, name, kpi)
    if code == Reason.NOT_COLLECTED:
        # The portal has nobody's values of this part, and yet others have the index: that is not
        # why.
        return (
            f"{title} saknas. Orsaken går inte att se här, för portalen har inte alla delar "
            f"({what}, {kpi})."
        )
    last = _last_year(panel, kpi, place, row.year)
    when = f"senast {last}" if last else f"inget värde {panel.years[0]}–{row.year}"
    by_definition = facts.unreported.get((kpi, row.municipality_id))
    if code != Reason.UNKNOWN:
        why = f"Orsak: {gaps.text((code, ''))}"
    else:
        why = f"Orsak: {by_definition}" if by_definition else "Kolada anger ingen orsak"
    return f"{title} saknas, för det finns inget värde för ”{what}” ({kpi}, {when}). {why}."


def _part(area: ServiceArea, year: int, name: str, kpi: str) -> str:
    """The name of the component in which the key figure is used."""
    spans = (span for span in getattr(area, name) if span.covers(year))
    parts = (part for span in spans for part in span.components)
    named = (part.name for part in parts if any(kpi in e.names for e in part.first_of))
    return next(named, INDEX_TITLES[name])


def _last_year(panel: Panel, kpi: str, place: int, before: int) -> int | None:
    """The newest year before `before` in which the municipality has a value, if it is shown."""
    values = panel.cube[kpi][place]
    years = [y for y, v in zip(panel.years, values, strict=True) if y < before and not np.isnan(v)]
    return years[-1] if years else None
