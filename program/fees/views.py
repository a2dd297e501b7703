"""Pages of a cohort's fees and invoice bases."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.downloads import table_file
from konton.models import User
from program.cohorts.models import Cohort
from program.fees import actions
from program.fees.forms import ExtraForm
from program.fees.models import FeeItem
from program.fees.queries import basis_table, money
from program.fields import ReasonForm
from program.participations.access import of_cohort
from program.permissions import ProgramPermission


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def fees(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """List all fee rows, and add an extra cost."""
    form = ExtraForm(cohort, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_extra(by=cast(User, request.user), **form.cleaned_data)
        except actions.FeeRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Utlägget är inlagt och väntar på nästa underlag.")
            return redirect("program:fees", cohort.key)
    context = {"cohort": cohort, "money": money(cohort), "form": form, "tab": "avgifter"}
    return render(request, "program/fees/page.html", context)


@require_POST
@of_cohort(ProgramPermission.MANAGE)
def make_basis(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    year = request.POST.get("year", "")
    try:
        basis = actions.make_basis(
            by=cast(User, request.user),
            cohort=cohort,
            # The year comes from a button, but anybody can send anything. 0 finds no rows and
            # gives the ordinary refusal.
            year=int(year) if year.isdecimal() and len(year) == 4 else 0,
        )
    except actions.FeeRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Underlag {basis.number} är gjort. Ladda ned det här nedanför.")
    return redirect("program:fees", cohort.key)


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def basis_file(request: HttpRequest, cohort: Cohort, number: int, kind: str) -> HttpResponse:
    """Serve a basis as a file, the same each time, because what is on a basis does not change."""
    basis = get_object_or_404(cohort.invoice_bases.select_related("cohort"), number=number)
    return table_file(table=basis_table(basis), name=f"underlag-{cohort.key}-{number}", kind=kind)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def change_item(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    """Credit a billed row or strike one that is not billed; the reason is asked for first."""
    item = get_object_or_404(
        FeeItem.objects.select_related("participation__municipality", "participation__cohort"),
        pk=pk,
        participation__cohort=cohort,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = actions.strike if item.basis_id is None else actions.credit
        try:
            act(by=cast(User, request.user), item=item, reason=form.cleaned_data["reason"])
        except actions.FeeRefused as error:
            form.add_error(None, str(error))
        else:
            done = "struken" if item.basis_id is None else "krediterad"
            messages.success(request, f"Raden är {done}.")
            return redirect("program:fees", cohort.key)
    context = {"cohort": cohort, "item": item, "form": form, "tab": "avgifter"}
    return render(request, "program/fees/change_item.html", context)


@require_POST
@of_cohort(ProgramPermission.MANAGE)
def put_back(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    item = get_object_or_404(FeeItem, pk=pk, participation__cohort=cohort)
    actions.put_back(by=cast(User, request.user), item=item)
    messages.success(request, "Raden är tillbaka och väntar på nästa underlag.")
    return redirect("program:fees", cohort.key)
