"""What is known of single values: why one is missing, which are preliminary, which were revised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from analys.comparison.frame import Measure, Remarks
from analys.definitions.areas import ServiceArea, service_areas
from analys.efficiency.edition import Panel
from grund.formats import day
from kolada.missing import TEXTS, Reason, Series, reason
from kolada.queries import Revised, load_nulls, load_revised, load_series, load_unpublished
from kommuner.models import GroupMember

Key = tuple[str, str, int]  # key figure (by sex 'N15505:K'), municipality, year


@dataclass(frozen=True)
class Facts:
    """Everything that is told about the values of some key figures beside the values."""

    series: Mapping[str, Series]
    nulls: Mapping[Key, tuple[str, bool]]
    preliminary: Collection[Key]
    revised: Mapping[Key, Revised]
    unpublished: Collection[Key]
    unreported: Mapping[tuple[str, str], str]  # by key figure and municipality

    def of(self, measure: Measure, sex: str = "") -> Remarks:
        """The remarks on the values of a measure, as it writes its figures."""
        kpi = f"{measure.kpi}:{sex}" if sex else measure.kpi

        def missing(code: str, year: int) -> str:
            status, deleted = self.nulls.get((kpi, code, year), (None, False))
            why = reason(self.series.get(measure.kpi), year, status, deleted)
            if why == Reason.UNKNOWN and (measure.kpi, code) in self.unreported:
                return self.unreported[measure.kpi, code]
            if why == Reason.UNKNOWN and measure.is_index:
                return "RKA har inget index för kommunen det året"
            sentence = TEXTS[why]
            was = self.revised.get((kpi, code, year))
            if deleted and was and was.before is not None:
                return f"{sentence} {day(was.at)}, tidigare {measure.told(was.before)}"
            return sentence

        return Remarks(
            missing=missing,
            preliminary=frozenset((c, y) for k, c, y in self.preliminary if k == kpi),
            unpublished=frozenset((c, y) for k, c, y in self.unpublished if k == kpi),
            revised={
                (c, y): _revised(was, measure)
                for (k, c, y), was in self.revised.items()
                if k == kpi and was.now is not None
            },
        )

    def on(self, measure: Measure) -> Measure:
        """The measure with its remarks."""
        return replace(measure, remarks=self.of(measure))


def _revised(was: Revised, measure: Measure) -> str:
    if was.before is None:
        return f"kom {day(was.at)}, saknades tidigare"
    return f"reviderat {day(was.at)}, tidigare {measure.told(was.before)}"


def _facts(kpis: frozenset[str], panel: Panel, genders: str) -> Facts:
    return Facts(
        series=load_series(kpis),
        nulls=load_nulls(kpis, genders),
        preliminary=panel.preliminary,
        revised=load_revised(kpis, genders),
        unpublished=load_unpublished(kpis, genders),
        unreported=unreported(kpis),
    )


def unreported(kpis: frozenset[str]) -> dict[tuple[str, str], str]:
    """Whom key figures are by definition not reported for: {(key figure, municipality): why}."""
    told = [
        one for area in service_areas() for one in area.unreported if not kpis.isdisjoint(one.kpis)
    ]
    groups = {group for one in told for group in one.groups}
    if not groups:
        return {}
    members: dict[str, list[str]] = {}
    for group, code in GroupMember.objects.filter(group__in=groups).values_list(
        "group_id", "municipality_id"
    ):
        members.setdefault(group, []).append(code)
    return {
        (kpi, code): one.text
        for one in told
        for kpi in one.kpis
        for group in one.groups
        for code in members.get(group, ())
    }


@lru_cache(maxsize=16)
def area_facts(panel: Panel, area: ServiceArea) -> Facts:
    """The facts of all key figures of a verksamhet, totals only."""
    return _facts(frozenset(area.kpis()), panel, "T")


@lru_cache(maxsize=64)
def kpi_facts(panel: Panel, kpi: str) -> Facts:
    """The facts of one key figure, by sex too."""
    return _facts(frozenset([kpi]), panel, "TKM")
