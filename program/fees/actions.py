"""Actions on fees: a municipality's rows are made, put on an invoice basis once, and credited."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from grund.errors import PortalError
from grund.formats import number
from grund.verbs import Verb
from konton.models import User
from program.cohorts.models import Cohort
from program.fees.method import split
from program.fees.models import FeeItem, InvoiceBasis
from program.participations.actions import locked, locked_cohort, log_event
from program.participations.models import Participation

Kind = FeeItem.FeeItemKind
Void = FeeItem.Void


class FeeRefused(PortalError):
    """The row of money may not be handled in this way; the text says why."""


def make_fees(participation: Participation) -> None:
    """Create one fee row a year by the cohort's rule, in kronor excl. VAT.

    Rows that exist already stay as they are.
    """
    cohort = participation.cohort
    shares = split(cohort.fee, cohort.fee_rule, cohort.fee_shares, cohort.starts_on, cohort.ends_on)
    FeeItem.objects.bulk_create(
        [
            FeeItem(
                participation=participation,
                kind=Kind.FEE,
                year=year,
                amount=amount,
                text=f"Deltagaravgift {year}, {cohort.name}",
                vat_percent=cohort.vat_percent,
            )
            for year, amount in shares.items()
            if amount
        ],
        # Safe to call again: the constraint `one_fee_a_year` keeps the row that is there, which
        # may have been billed or struck.
        ignore_conflicts=True,
    )


@transaction.atomic
def add_extra(
    *, by: User, participation: Participation, year: int, text: str, amount: Decimal
) -> FeeItem:
    """Add an extra cost, such as travel or premises, in kronor excl. VAT.

    Raises FeeRefused when the municipality does not take part.
    """
    own = locked(participation)
    if not own.is_accepted:
        raise FeeRefused(f"{own.municipality} deltar inte i omgången.")
    made = FeeItem.objects.create(
        participation=own,
        kind=Kind.EXTRA,
        year=year,
        text=text,
        amount=amount,
        vat_percent=own.cohort.vat_percent,
    )
    log_event(by, Verb.ADDED_EXPENSE, own, item=made.pk, amount=str(amount))
    return made


@transaction.atomic
def make_basis(*, by: User, cohort: Cohort, year: int) -> InvoiceBasis:
    """Put every waiting row of the year on one new invoice basis.

    Raises FeeRefused when no row waits.
    """
    # The basis gets the next number of the cohort. Two people who press the button at once must
    # not both count to the same one, so the second waits here and then finds nothing left.
    cohort = locked_cohort(cohort)
    waiting = FeeItem.objects.select_for_update(of=("self",)).filter(
        participation__cohort=cohort, year=year, basis=None, void=""
    )
    items = list(waiting.select_related("participation__cohort", "participation__municipality"))
    if not items:
        raise FeeRefused(f"Det finns inget att fakturera för {year}.")
    last = cohort.invoice_bases.order_by("-number").first()
    basis = InvoiceBasis.objects.create(
        cohort=cohort, year=year, number=last.number + 1 if last else 1, by=by
    )
    for item in items:
        item.basis = basis
        # Copied, since the reference on the record may change later and the file of this basis has
        # to stay as the ledger got it.
        item.reference = item.participation.invoice_reference
        item.save(update_fields=["basis", "reference"])
        log_event(
            by, Verb.PUT_ON_INVOICE_BASIS, item.participation, item=item.pk, basis=basis.number
        )
    return basis


@transaction.atomic
def credit(*, by: User, item: FeeItem, reason: str) -> FeeItem:
    """Take a billed row back by a credit row, which waits for the next basis.

    Raises FeeRefused when the row is not billed, is a credit itself, or is credited already.
    """
    item = FeeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.basis_id is None:
        raise FeeRefused("Raden är inte fakturerad. Stryk den i stället.")
    if item.kind == Kind.CREDIT or FeeItem.objects.filter(credits=item).exists():
        raise FeeRefused("Raden är redan krediterad. Den kan inte krediteras igen.")
    participation = locked(item.participation)
    made = FeeItem.objects.create(
        participation=participation,
        kind=Kind.CREDIT,
        year=item.year,
        credits=item,
        amount=-item.amount,
        text=f"Kreditering av underlag {item.basis.number if item.basis else ''}: {reason}"[:200],
        vat_percent=item.vat_percent,
    )
    log_event(by, Verb.CREDITED, participation, item=item.pk, amount=str(item.amount))
    return made


@transaction.atomic
def strike(
    *, by: User | None, item: FeeItem, reason: str, void: FeeItem.Void = Void.BY_HAND
) -> None:
    """Strike a row that is not billed yet; it stays visible and can be put back.

    Raises FeeRefused when the row is on an invoice basis.
    """
    item = FeeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.basis_id is not None:
        raise FeeRefused(
            f"Raden på {number(float(item.amount))} kr är redan fakturerad. "
            "Kreditera den i stället."
        )
    item.void, item.void_reason = void, reason
    item.save(update_fields=["void", "void_reason"])
    log_event(by, Verb.VOIDED_FEE_ITEM, locked(item.participation), item=item.pk)


@transaction.atomic
def put_back(*, by: User, item: FeeItem) -> None:
    """Undo `strike`, so that the row waits for the next basis again."""
    item = FeeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    item.void, item.void_reason = "", ""
    item.save(update_fields=["void", "void_reason"])
    log_event(by, Verb.RESTORED_FEE_ITEM, locked(item.participation), item=item.pk)
