"""All indices and efficiencies, for all municipalities and years at once. No Django.

Cube in, arrays out: every array is (municipalities, years) with nan for a
missing value. Components of all verksamheter are normalised in one stack, and
so are the indices made of them, because sorting many columns at once costs
little more than sorting one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analys.definitions.areas import Component, IndexSpan, ServiceArea
from analys.definitions.expression import Array, Expression
from analys.efficiency import product
from analys.efficiency.cube import Cube
from analys.efficiency.normalise import Scale, normalise, orient, scale_of

INDICES = ("resource_index", "quality_index")


@dataclass(frozen=True)
class ComponentSteps:
    """One component of an index on its way: raw value, limits, z, and years filled in."""

    component: Component
    raw: Array
    z: Array
    scale: Scale
    filled_from: NDArray[np.intp]  # (years,): the year whose values stand in, 0 for the year's own


@dataclass(frozen=True)
class IndexSteps:
    """An index within one span: components, their weighted mean, its limits, the index."""

    span: IndexSpan
    components: tuple[ComponentSteps, ...]
    mean: Array
    scale: Scale | None  # None: one component, whose z is the index
    index: Array


@dataclass(frozen=True)
class AreaResult:
    """Everything about one verksamhet. published and computed are keyed by index name."""

    result: Array
    volume: Array
    resource: Array
    efficiency: Array
    published: Mapping[str, Array]
    computed: Mapping[str, Array]
    steps: Mapping[str, tuple[IndexSteps, ...]]


def first_of(expressions: tuple[Expression, ...], values: Mapping[str, Array]) -> Array:
    """Cell by cell, the value of the first expression that has one."""
    found = expressions[0].evaluate(values)
    for expression in expressions[1:]:
        found = np.where(np.isnan(found), expression.evaluate(values), found)
    return found


def fill_years(
    values: Array, fill: str, wanted: NDArray[np.bool_]
) -> tuple[Array, NDArray[np.intp]]:
    """Let a neighbouring year stand in where a component was not measured, by RKA's exceptions.

    `wanted` (years,) says in which years the index is to be computed at all: a year that no
    component was measured in gets no copy of another. 'own' (LSS) gives each municipality that
    lacks a value its own of the year before. 'adjacent' (äldreomsorg) fills only a year that was
    measured nowhere: from the next year if that was measured, else from the one before. Returns the
    values and, for each year, the offset of the year that stands in for everybody (0 for none).
    """
    years = values.shape[-1]
    offsets = np.zeros(years, dtype=np.intp)
    if fill == "own":
        before = np.concatenate([np.full_like(values[:, :1], np.nan), values[:, :-1]], axis=1)
        return np.where(np.isnan(values) & wanted, before, values), offsets
    if fill == "none":
        return values, offsets
    measured = np.asarray(~np.isnan(values).all(axis=0))
    filled = values.copy()
    for year in np.flatnonzero(~measured & wanted):
        for offset in (1, -1):
            other = year + offset
            if 0 <= other < years and measured[other]:
                filled[:, year] = values[:, other]
                offsets[year] = offset
                break
    return filled, offsets


def compute(areas: tuple[ServiceArea, ...], cube: Cube) -> dict[str, AreaResult]:
    """All factors, and the published and recomputed indices, of each verksamhet by its key."""
    steps = _index_steps(areas, cube)
    computed = {key: _merge(spans) for key, spans in steps.items()}
    published = {
        (area.key, name): cube[kpi] for area in areas for name, kpi in area.published.items()
    }
    # RKA's effektivitetsindex is made of the published halves and normalised again; their plain
    # mean is another figure than the published one.
    means = np.stack(
        [
            (published[area.key, "resource_index"] + published[area.key, "quality_index"]) / 2
            for area in areas
        ]
    )
    efficiency_indices = normalise(means)
    results = {}
    for i, area in enumerate(areas):
        factors = _factors(area, cube)
        results[area.key] = AreaResult(
            **factors,
            efficiency=product.efficiency(**factors),
            published={name: published[area.key, name] for name in area.published},
            computed={name: computed[area.key, name] for name in INDICES}
            | {"efficiency_index": efficiency_indices[i]},
            steps={name: steps[area.key, name] for name in INDICES},
        )
    return results


def _factors(area: ServiceArea, cube: Cube) -> dict[str, Array]:
    volume = first_of(area.volume.first_of, cube)
    names = {n: cube[n] for e in area.resource.first_of for n in e.names if n != "volume"}
    return {
        "result": first_of(area.result.first_of, cube),
        "volume": volume,
        "resource": first_of(area.resource.first_of, {**names, "volume": volume}),
    }


@dataclass(frozen=True)
class _Draft:
    """A component before normalisation, and to which index and span it belongs."""

    key: tuple[str, str]
    span: IndexSpan
    component: Component
    raw: Array
    filled_from: NDArray[np.intp]


def _drafts(areas: tuple[ServiceArea, ...], cube: Cube) -> list[_Draft]:
    years = np.asarray(cube.years)
    drafts = []
    for area in areas:
        for name in INDICES:
            for span in getattr(area, name):
                outside = ~np.array([span.covers(int(year)) for year in years])
                cells = [first_of(component.first_of, cube) for component in span.components]
                any_measured = np.asarray(~np.isnan(np.stack(cells)).all(axis=(0, 1)))
                for component, own_values in zip(span.components, cells, strict=True):
                    raw, offsets = fill_years(own_values, span.fill, any_measured)
                    # Outside the span other components make the index, so these must not count in
                    # its limits.
                    if outside.any():
                        raw = np.where(outside, np.nan, raw)
                    filled_from = np.where(offsets == 0, 0, years + offsets)
                    drafts.append(_Draft((area.key, name), span, component, raw, filled_from))
    return drafts


def _index_steps(
    areas: tuple[ServiceArea, ...], cube: Cube
) -> dict[tuple[str, str], tuple[IndexSteps, ...]]:
    drafts = _drafts(areas, cube)
    oriented = np.stack([orient(draft.raw, draft.component.good) for draft in drafts])
    scales = scale_of(oriented)
    z = normalise(oriented, scales)
    spans: dict[tuple[tuple[str, str], int], list[int]] = {}
    for i, draft in enumerate(drafts):
        spans.setdefault((draft.key, draft.span.first), []).append(i)
    means = np.stack([_mean(z, drafts, members) for members in spans.values()])
    mean_scales = scale_of(means)
    again = normalise(means, mean_scales)
    result: dict[tuple[str, str], tuple[IndexSteps, ...]] = {}
    for row, ((key, _), members) in enumerate(spans.items()):
        # The z of a single component is the index. Only a mean of several is normalised again.
        alone = len(members) == 1
        steps = IndexSteps(
            span=drafts[members[0]].span,
            components=tuple(
                ComponentSteps(
                    drafts[i].component, drafts[i].raw, z[i], _at(scales, i), drafts[i].filled_from
                )
                for i in members
            ),
            mean=means[row],
            scale=None if alone else _at(mean_scales, row),
            index=means[row] if alone else again[row],
        )
        result[key] = (*result.get(key, ()), steps)
    return result


def _mean(z: Array, drafts: list[_Draft], members: list[int]) -> Array:
    """The weighted mean of the components; nan for a municipality that lacks one of them."""
    weights = np.array([drafts[i].component.weight for i in members])
    mean: Array = np.tensordot(weights / weights.sum(), z[members], axes=1)
    return mean


def _at(scale: Scale, i: int) -> Scale:
    return Scale(scale.low[i], scale.high[i], scale.count[i])


def _merge(spans: tuple[IndexSteps, ...]) -> Array:
    """One index out of its spans, which do not overlap, so that each year has one of them."""
    merged = spans[0].index
    for steps in spans[1:]:
        merged = np.where(np.isnan(merged), steps.index, merged)
    return merged
