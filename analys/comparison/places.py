"""Where effektivitetsindex lies among the comparison, and what a heading may say of it.

One rule for every page: the start pages and the overview give the same answer to where to begin.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from analys.comparison.against import Against, against
from analys.comparison.among import Among, among
from analys.comparison.frame import Group, Scene
from analys.comparison.groups import similar_groups
from analys.comparison.measures import index_measure, main_measure
from analys.comparison.noise import Side, Usual
from analys.comparison.scenes import scene
from analys.comparison.spread import indices_of, usual_of
from analys.definitions.areas import ServiceArea, service_areas
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan
from analys.efficiency.edition import Edition, area_panel, areas
from kommuner.models import Municipality


@dataclass(frozen=True)
class Place:
    """An effektivitetsindex among the others of its group; distances are in index points."""

    area: ServiceArea
    group: Group
    value: float | None
    against: Against  # the mean that the pages of the verksamhet show
    counted: int  # others that have it
    lacking: int
    among: Among | None
    side: Side  # of the mean on which the value clearly lies

    @property
    def mean(self) -> float | None:
        return none_for_nan(self.against.value)

    @property
    def distance(self) -> float | None:
        if self.value is None or self.mean is None:
            return None
        return self.value - self.mean

    @property
    def extreme(self) -> Side:
        """Clearly lower or higher than all, where at least half of the group has the index."""
        enough = self.counted >= self.lacking
        return self.among.extreme if self.among and enough else Side.UNKNOWN


def place_of(own: Scene, area: ServiceArea, now: Array, usual: Usual) -> Place:
    """The place of the municipality's index; `now` is everybody's in the scene's year."""
    value, others = float(now[own.row]), now[own.peers]
    some = known(others)
    compared = against(own, now)
    return Place(
        area=area,
        group=own.group,
        value=none_for_nan(value),
        against=compared,
        counted=len(some),
        lacking=len(others) - len(some),
        among=among(value, others, usual),
        side=usual.side(value, compared.value),
    )


def index_usual(edition: Edition, area: ServiceArea, column: int) -> Usual:
    """What the effektivitetsindex of a verksamhet usually changes in a year."""
    panel = area_panel(edition, area.key)
    return usual_of(panel, index_measure(area, "efficiency_index"), column)


def worst_first(place: Place) -> tuple[bool, float, int]:
    """A key for sorting: furthest below the comparison first, without an index last.

    Where nothing can be compared, by the index itself.
    """
    # The middle of the scale takes the place of a mean that is not there.
    away = place.distance if place.distance is not None else (place.value or 0.0) - 50
    return place.value is None, away, place.area.order


def standings(
    edition: Edition, municipalities: Collection[Municipality], year: int
) -> dict[str, tuple[Place, ...]]:
    """Places among similar municipalities, by code, worst first.

    It takes as many queries for thirty municipalities as for one.
    """
    known_areas, column = areas(edition), edition.years.index(year)
    groups = similar_groups([m.code for m in municipalities])
    indices = [
        (
            area,
            indices_of(edition, area)["efficiency_index"][:, column],
            index_usual(edition, area, column),
        )
        for area in service_areas()
    ]
    found = {}
    for municipality in municipalities:
        code, (by_area, _) = municipality.code, groups[municipality.code]
        places = [
            place_of(
                scene(edition, known_areas, code, year, by_area[area.key], raw_source=""),
                area,
                now,
                usual,
            )
            for area, now, usual in indices
        ]
        found[code] = tuple(sorted(places, key=worst_first))
    return found


@dataclass(frozen=True)
class UsualRow:
    """What a verksamhet's index and cost usually change in a year."""

    area: ServiceArea
    sizes: tuple[Usual, Usual]  # of the effektivitetsindex, and of the cost


@dataclass(frozen=True)
class UsualTable:
    year: int
    rows: tuple[UsualRow, ...]
    source: str


def usual_table(edition: Edition) -> UsualTable:
    """What counts as a difference this year, for the page that explains it."""
    year = edition.stored.shown_year
    column = edition.years.index(year)
    rows = []
    for area in service_areas():
        cost = main_measure(next(figure for figure in area.main if figure.kpi == area.cost.kpi))
        of_cost = usual_of(area_panel(edition, area.key), cost, column)
        rows.append(UsualRow(area, (index_usual(edition, area, column), of_cost)))
    return UsualTable(year, tuple(rows), edition.feed.own_source())
