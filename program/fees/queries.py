"""The fees of a cohort, as a list and as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from grund.tables import Column, Row, Table
from program.cohorts.models import Cohort
from program.fees.method import vat
from program.fees.models import FeeItem, InvoiceBasis


@dataclass(frozen=True)
class Money:
    items: tuple[FeeItem, ...]
    bases: tuple[InvoiceBasis, ...]

    @property
    def open_years(self) -> list[tuple[int, Decimal, int]]:
        """Return (year, kronor excl. VAT, rows) of what waits for a basis."""
        waiting = [item for item in self.items if item.is_open]
        years = sorted({item.year for item in waiting})
        return [
            (
                year,
                sum((i.amount for i in waiting if i.year == year), Decimal(0)),
                sum(i.year == year for i in waiting),
            )
            for year in years
        ]


def money(cohort: Cohort) -> Money:
    """Return every fee row of the cohort and its bases, in two queries."""
    items = FeeItem.objects.filter(participation__cohort=cohort).select_related(
        "participation__municipality", "basis", "credited_by"
    )
    return Money(tuple(items), tuple(cohort.invoice_bases.all()))


def basis_table(basis: InvoiceBasis) -> Table:
    """Return the file of a basis: a row per fee item, the fees before extras and credits."""
    items = basis.items.select_related("participation__municipality").order_by(
        "participation__municipality__sort_key", "kind", "pk"
    )
    columns = (
        Column("Underlag"),
        Column("Kommun"),
        Column("Kommunkod"),
        Column("Fakturareferens"),
        Column("Fakturaadress"),
        Column("Slag"),
        Column("År"),
        Column("Text"),
        Column("Belopp exkl. moms", "kr", 2),
        Column("Moms", "%", 0),
        Column("Moms", "kr", 2),
        Column("Belopp inkl. moms", "kr", 2),
    )
    source = f"{basis.cohort.name}, fakturaunderlag {basis.number} för {basis.year}"
    return Table(source, columns, tuple(_rows(items)), source)


_ORDER = {FeeItem.FeeItemKind.FEE: 0, FeeItem.FeeItemKind.EXTRA: 1, FeeItem.FeeItemKind.CREDIT: 2}


def _rows(items: Iterable[FeeItem]) -> Iterable[Row]:
    # Extras and credits stand apart below the fees, as they are invoiced apart from them. `sorted`
    # keeps the order by municipality within each kind.
    for item in sorted(items, key=lambda item: _ORDER[FeeItem.FeeItemKind(item.kind)]):
        participation = item.participation
        tax = vat(item.amount, item.vat_percent)
        yield Row(
            (
                str(item.basis.number) if item.basis else None,
                participation.municipality.name,
                participation.municipality_id,
                item.reference or None,
                " ".join(participation.invoice_address.split()) or None,
                item.get_kind_display(),
                str(item.year),
                item.text,
                float(item.amount),
                item.vat_percent,
                float(tax),
                float(item.amount + tax),
            )
        )
