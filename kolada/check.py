"""Asks the live API for a little of everything, and tells what is not as the portal expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from kolada import contract
from kolada.client import MAX_LIST, Json, KoladaClient
from kolada.errors import KoladaError, Malformed, SourceUnavailable
from kolada.models import Kpi, Value
from kolada.registry import wanted_kpis
from kolada.told import read_rows
from kommuner.models import Municipality


@dataclass
class Check:
    """One walk through the API. `differences` grows as it goes, a Swedish sentence each."""

    client: KoladaClient
    differences: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Read the lists, one key figure, the description, and whether version 2 is closed.

        Raises:
            SourceUnavailable: the API cannot be reached, or not to the end.
        """
        areas = self._list(contract.MUNICIPALITY, self.client.municipalities)
        self._areas(areas)
        groups = self._list(contract.GROUP, self.client.municipality_groups)
        self.differences += contract.of_shape(contract.MEMBER, _within("members", groups))
        if page := self._asked("kpi", lambda: self.client.first_page("/kpi")):
            self.differences += contract.of_page("kpi", page)
        kpis = self._list(contract.KPI, self.client.kpis)
        if kpis:
            self._wanted({str(kpi.get("id")): str(kpi.get("title")) for kpi in kpis})
        self._data(kpis, areas)
        if description := self._asked("openapi.json", self.client.description):
            prefix = urlsplit(self.client.base_url).path
            self.differences += contract.of_description(description, prefix)
        if self.client.base_url.endswith("/v3") and not self.client.is_version_2_closed():
            self.differences.append("Version 2 svarar inte 410 (stängd), som vi väntade.")

    def _asked(self, what: str, ask: Callable[[], Any]) -> Any:
        """The answer, or None where it differs so much that it cannot be read."""
        try:
            return ask()
        except SourceUnavailable:
            raise
        except KoladaError as error:
            self.differences.append(f"{what}: {error}")
        return None

    def _list(self, shape: contract.Shape, ask: Callable[[], list[Json]]) -> list[Json]:
        entries: list[Json] = self._asked(shape.name, ask) or []
        self.differences += contract.of_shape(shape, entries)
        return [entry for entry in entries if isinstance(entry, dict)]

    def _areas(self, areas: list[Json]) -> None:
        if not areas:
            return
        self.differences += contract.of_areas(areas)
        listed = {area.get("id") for area in areas}
        for municipality in Municipality.objects.in_kolada().exclude(code__in=listed - {None}):
            self.differences.append(
                f"municipality: {municipality.code} {municipality.name} saknas."
            )

    def _wanted(self, listed: dict[str, str]) -> None:
        """Compare with what is stored: a wanted key figure is gone, or has another title."""
        stored = dict(Kpi.objects.values_list("id", "title"))
        for kpi in wanted_kpis():
            if kpi not in listed:
                named = f"{kpi} ({stored[kpi]})" if kpi in stored else kpi
                self.differences.append(f"kpi: {named} finns inte i förteckningen.")
            elif stored.get(kpi, listed[kpi]) != listed[kpi]:
                self.differences.append(
                    f"kpi: {kpi} heter nu ”{listed[kpi]}”. I portalen heter det ”{stored[kpi]}”."
                )

    def _data(self, kpis: list[Json], areas: list[Json]) -> None:
        """Read one key figure for one list of municipalities, in all years."""
        kpi = _with_values(str(one.get("id")) for one in kpis)
        codes = [str(area["id"]) for area in areas if area.get("type") == "K" and "id" in area]
        if not kpi or not codes:
            return  # what is lacking was told
        pages = self._asked(
            f"data ({kpi})", lambda: list(self.client.data_pages([kpi], codes[:MAX_LIST]))
        )
        if pages is None:
            return
        rows = [row for page in pages for row in page]
        differences = [*contract.of_shape(contract.ROW, rows)]
        values = _within("values", rows)
        differences += contract.of_shape(contract.VALUE, values)
        if not values:
            differences.append(f"data: {kpi} gav inga värden, så deras form är inte prövad.")
        if not differences:
            # The shape is right; whether ingest would take it, ingest knows best.
            try:
                read_rows(kpi, rows, codes)
            except Malformed as error:
                differences.append(f"data: {error}")
        self.differences += differences


def _within(name: str, entries: Iterable[Any]) -> list[Any]:
    """What the lists of that name hold, in all entries; a list that is none was told already."""
    lists = (entry.get(name) for entry in entries if isinstance(entry, dict))
    return [one for found in lists if isinstance(found, list) for one in found]


def _with_values(listed: Iterable[str]) -> str | None:
    """A key figure that is wanted and listed, if possible one that has had values before."""
    possible = sorted(set(listed) & set(wanted_kpis()))
    known = Value.objects.filter(kpi__in=possible, value__isnull=False).order_by("kpi_id")
    first = known.values_list("kpi_id", flat=True).first()
    return first or next(iter(possible), None)
