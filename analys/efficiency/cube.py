"""A labelled block of values: key figure × municipality × year. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analys.definitions.expression import Array


@dataclass(frozen=True)
class Cube(Mapping[str, Array]):
    """`cube["U11901"]` is (municipalities, years), nan where there is no value.

    An unknown key figure is all nan, for a figure that was never fetched is
    missing everywhere.
    """

    kpis: Mapping[str, int]
    municipalities: Sequence[str]
    years: Sequence[int]
    block: Array  # (key figures + 1, municipalities, years); the last block is all nan

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, municipalities: Sequence[str], years: Sequence[int]
    ) -> Cube:
        """Build a cube of columns kpi, municipality (categories), year, value.

        A cell has one row at most. Rows of other municipalities or years are left out.
        """
        kpis = list(frame["kpi"].cat.categories)
        place = {code: i for i, code in enumerate(municipalities)}
        # By category and not by row: some 300 look-ups instead of 200,000.
        of_category = np.array(
            [place.get(code, -1) for code in frame["municipality"].cat.categories], dtype=np.intp
        )
        codes = frame["municipality"].cat.codes.to_numpy()
        row = of_category[codes] if len(of_category) else codes.astype(np.intp)
        column = frame["year"].to_numpy() - years[0]
        inside = (row >= 0) & (column >= 0) & (column < len(years))
        values = np.full((len(kpis) + 1, len(municipalities), len(years)), np.nan)
        place_of_kpi = frame["kpi"].cat.codes.to_numpy()
        values[place_of_kpi[inside], row[inside], column[inside]] = frame["value"].to_numpy()[
            inside
        ]
        return cls({kpi: i for i, kpi in enumerate(kpis)}, municipalities, years, values)

    def __getitem__(self, kpi: str) -> Array:
        return self.block[self.kpis.get(kpi, -1)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kpis)

    def __len__(self) -> int:
        return len(self.kpis)
