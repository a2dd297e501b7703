"""Computing from the figures at hand, and storing the results with their data version."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator

import numpy as np
from django.db import transaction
from django.utils import timezone

from analys.definitions.areas import (
    FIRST_YEAR,
    ServiceArea,
    computed_kpis,
    definitions_version,
    service_areas,
)
from analys.definitions.expression import Array
from analys.efficiency.compute import INDICES, AreaResult, IndexSteps, compute
from analys.efficiency.cube import Cube
from analys.efficiency.gaps import GapFinder, find_gaps
from analys.efficiency.models import Computation, Efficiency, IndexScale
from kolada.models import Feed
from kolada.queries import active_sync, load_nulls, load_series, load_totals
from kommuner.models import Municipality

log = logging.getLogger(__name__)


def is_stale() -> bool:
    """Whether figures or definitions have changed since the stored results were computed."""
    feed = Feed.objects.first()
    return feed is not None and not Computation.objects.filter(version=_version(feed)).exists()


def _version(feed: Feed) -> str:
    return f"{feed.version}-{definitions_version()}"


def compute_if_stale() -> bool:
    """Compute unless the results are current or a sync is about to change the figures again."""
    if not is_stale() or active_sync():
        return False
    compute_all()
    return True


def compute_all() -> None:
    """Compute everything and replace the stored results in one transaction.

    Readers see the old results until then. When the figures change during
    the computing, what was computed is stored under the version it came from,
    and so counts as stale.
    """
    # Read before the figures: if these change meanwhile, the results belong to a version that is
    # no longer the feed's, and are computed again.
    feed = Feed.objects.get()
    kpis = computed_kpis()
    # One year before the first, because the year before may stand in for a year that nobody
    # measured.
    frame = load_totals(kpis, FIRST_YEAR - 1)
    if frame.empty:
        return
    codes = list(
        Municipality.objects.municipalities().order_by("code").values_list("code", flat=True)
    )
    years = range(FIRST_YEAR - 1, int(frame["year"].max()) + 1)
    cube = Cube.from_frame(frame, codes, years)
    results = compute(service_areas(), cube)
    finder = GapFinder(cube, load_series(kpis), load_nulls(kpis))
    rows = [row for area in service_areas() for row in _rows(area, results[area.key], finder)]
    scales = [s for area in service_areas() for s in _scales(area, results[area.key], cube)]
    with transaction.atomic():
        # Two that compute at once would both delete and then insert the same rows. The lock makes
        # the second wait; it then replaces what the first has stored.
        Computation.objects.select_for_update().first()
        Efficiency.objects.all().delete()
        IndexScale.objects.all().delete()
        Efficiency.objects.bulk_create(rows, batch_size=1000)
        IndexScale.objects.bulk_create(scales, batch_size=1000)
        Computation.objects.update_or_create(
            id=1,
            defaults={
                "version": _version(feed),
                "computed_at": timezone.now(),
                "first_year": FIRST_YEAR,
                "last_year": years[-1],
                "shown_year": _shown_year(results, cube),
            },
        )
    log.info("Beräknade %s rader ur dataversion %s", len(rows), feed.version)


def _shown_year(results: dict[str, AreaResult], cube: Cube) -> int:
    """The newest year in which any municipality has a published effektivitetsindex."""
    published = np.stack([r.published["efficiency_index"] for r in results.values()])
    with_index = np.flatnonzero(~np.isnan(published).all(axis=(0, 1)))
    return int(cube.years[with_index[-1]] if len(with_index) else cube.years[-1])


def _rows(area: ServiceArea, result: AreaResult, finder: GapFinder) -> Iterator[Efficiency]:
    gaps = find_gaps(area, result, finder)
    fields = {
        "result": result.result,
        "volume": result.volume,
        "resource": result.resource,
        "efficiency": result.efficiency,
        **{f"published_{name}": values for name, values in result.published.items()},
        **{f"computed_{name}": values for name, values in result.computed.items()},
    }
    lists = {name: _none_for_nan(values) for name, values in fields.items()}
    for row, code in enumerate(finder.cube.municipalities):
        for column, year in enumerate(finder.cube.years):
            if year >= FIRST_YEAR:
                yield Efficiency(
                    municipality_id=code,
                    service_area=area.key,
                    year=year,
                    missing=gaps.get((row, column), {}),
                    **{name: values[row][column] for name, values in lists.items()},
                )


def _none_for_nan(values: Array) -> list[list[float | None]]:
    """The values as lists, with None where one is missing: nan never leaves the arrays."""
    return [[None if math.isnan(v) else v for v in row] for row in values.tolist()]


def _scales(area: ServiceArea, result: AreaResult, cube: Cube) -> Iterator[IndexScale]:
    for index in INDICES:
        for steps in result.steps[index]:
            for column, year in enumerate(cube.years):
                if year >= FIRST_YEAR and steps.span.covers(year):
                    yield from _scales_of_year(area.key, index, steps, column, year)


def _scales_of_year(
    key: str, index: str, steps: IndexSteps, column: int, year: int
) -> Iterator[IndexScale]:
    parts = [(i, c.scale, int(c.filled_from[column])) for i, c in enumerate(steps.components)]
    if steps.scale is not None:
        parts.append((-1, steps.scale, 0))
    for part, scale, filled_from in parts:
        if scale.count[column]:
            yield IndexScale(
                service_area=key,
                index=index,
                year=year,
                part=part,
                low=float(scale.low[column]),
                high=float(scale.high[column]),
                count=int(scale.count[column]),
                filled_from=filled_from or None,
            )
