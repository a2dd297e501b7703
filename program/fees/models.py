"""Models of what is to be invoiced. The portal makes the basis; invoices are made elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from konton.models import User
from program.cohorts.models import Cohort
from program.participations.models import Participation


class InvoiceBasis(models.Model):
    """A list of fee rows that has gone to invoicing; a row on it is never on another."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="invoice_bases")
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_basis_of_a_number")
        ]

    def __str__(self) -> str:
        return f"Underlag {self.number}"


class FeeItem(models.Model):
    """A row of money, excl. VAT: the year's fee, an extra cost, or a credit of either."""

    class FeeItemKind(models.TextChoices):
        FEE = "fee", "avgift"
        EXTRA = "extra", "utlägg"
        CREDIT = "credit", "kreditering"

    class Void(models.TextChoices):
        """How a row was struck before it was billed: what leaving struck comes back on return."""

        WITHDRAWN = "withdrawn", "struken när kommunen drog sig ur"
        BY_HAND = "by_hand", "struken av programkontoret"

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="fee_items"
    )
    kind = models.CharField(max_length=6, choices=FeeItemKind)
    year = models.PositiveSmallIntegerField("år")
    text = models.CharField("text", max_length=200)
    amount = models.DecimalField("belopp, kr exkl. moms", max_digits=10, decimal_places=2)
    # Copied when the row is made and when it is put on a basis, so that a later change of the
    # cohort or the record does not alter a file that has gone to invoicing.
    vat_percent = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    basis = models.ForeignKey(
        InvoiceBasis, null=True, on_delete=models.PROTECT, related_name="items"
    )
    credits = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="credited_by"
    )
    void = models.CharField(max_length=9, choices=Void, blank=True)  # '': it stands
    void_reason = models.CharField(max_length=300, blank=True)  # for people to read, never a state
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["participation__municipality__sort_key", "year", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "year"], condition=Q(kind="fee"), name="one_fee_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind="credit", amount__lt=0, credits__isnull=False)
                | (~Q(kind="credit") & Q(amount__gte=0, credits__isnull=True)),
                name="a_credit_takes_back",
            ),
            models.CheckConstraint(
                condition=Q(void="") | Q(basis__isnull=True), name="what_is_billed_is_not_void"
            ),
            models.CheckConstraint(
                condition=Q(void_reason="") | ~Q(void=""),
                name="what_stands_has_no_reason_to_be_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.year}: {self.amount}"

    @property
    def is_open(self) -> bool:
        """Tell whether the row waits to be billed."""
        return self.basis_id is None and not self.void
