"""Ids of key figures as people type them."""

import re
from collections.abc import Iterable

from kolada.errors import KoladaError


def parse_kpi_ids(given: Iterable[str]) -> list[str]:
    """['U11901,n11032'] → ['U11901', 'N11032']. Raises KoladaError for anything else."""
    ids = [part.strip().upper() for text in given for part in text.split(",") if part.strip()]
    for kpi in ids:
        if not re.fullmatch(r"[NU]\d{5}", kpi):
            raise KoladaError(
                f"”{kpi}” är inget nyckeltals-id. Ett sådant är N eller U och fem siffror."
            )
    return list(dict.fromkeys(ids))
