"""A whole cohort as plain data, so that the office owns a copy outside the portal."""

from __future__ import annotations

from typing import Any

from program.cohorts.models import Cohort
from program.fees.models import FeeItem
from program.participations.models import Participation
from program.record.models import MunicipalDecision


def export(cohort: Cohort) -> dict[str, Any]:
    """Return key, type, and municipalities with status, decision, promises and fees (kr excl.
    VAT)."""
    rows = (
        cohort.participations.select_related("municipality", "municipal_decision")
        .prefetch_related("commitments", "fee_items")
        .order_by("municipality_id")
    )
    return {
        "key": cohort.key,
        "type": cohort.type.key,
        "municipalities": [_municipality(row) for row in rows],
    }


def _municipality(row: Participation) -> dict[str, Any]:
    commitments = list(row.commitments.all())
    return {
        "code": row.municipality_id,
        "name": row.municipality.name,
        "status": str(row.status),
        "decision": _decision(row),
        "commitments": {
            "fulfilled": sum(c.fulfilled_on is not None for c in commitments),
            "of": len(commitments),
        },
        "fees": _fees(row.fee_items.all()),
    }


def _decision(row: Participation) -> dict[str, Any] | None:
    decision: MunicipalDecision | None = getattr(row, "municipal_decision", None)
    if decision is None:
        return None
    return {
        "body": decision.decided_by,
        "date": decision.decided_on.isoformat() if decision.decided_on else None,
        "diarienummer": decision.registry_number or None,
    }


def _fees(items: Any) -> dict[str, int | float]:
    """Return {year: kronor} of fees and their credits, without extras and what was struck."""
    fees: dict[str, int | float] = {}
    for item in items:
        if item.void or item.kind == FeeItem.FeeItemKind.EXTRA:
            continue
        is_of_fee = item.kind == FeeItem.FeeItemKind.FEE or _credits_fee(item, items)
        if is_of_fee:
            amount = fees.get(str(item.year), 0) + float(item.amount)
            fees[str(item.year)] = int(amount) if amount == int(amount) else amount
    return dict(sorted(fees.items()))


def _credits_fee(item: FeeItem, items: Any) -> bool:
    return any(
        other.pk == item.credits_id and other.kind == FeeItem.FeeItemKind.FEE for other in items
    )
