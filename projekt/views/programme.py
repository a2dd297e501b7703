"""Pages of the programme's own organisation: working group, mentors, reference persons."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from grund.errors import PortalError
from konton.models import User
from program.models import Cohort
from program.participations.access import of_cohort
from projekt.actions import organisation as actions
from projekt.forms import organisation as forms
from projekt.models import Assignment, ProjectGroup
from projekt.queries.organisation import mentors_of, programme_groups
from projekt.views.page import Frame, cohort_url, form_page


@require_safe
@of_cohort("program.manage")
def programme(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    context = {
        "cohort": cohort,
        "tab": "organisation",
        "groups": programme_groups(cohort, cohort.today),
        "mentors": mentors_of(cohort),
    }
    return render(request, "projekt/programme.html", context)


def _back(cohort: Cohort) -> HttpResponse:
    return redirect("projekt:programme", cohort.key)


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def programme_group(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    form = forms.GroupForm(
        request.POST or None, instance=ProjectGroup(cohort=cohort), initial={"kind": "own"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_group(by=cast(User, request.user), group=form.instance)
        except PortalError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{form.instance} är sparad.")
            return _back(cohort)
    return _form(request, cohort, form, "Lägg till en grupp i programmet", "Spara gruppen")


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def programme_assign(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    group = get_object_or_404(cohort.groups, pk=pk, participation=None, ends_on=None)
    group.cohort = cohort
    form = forms.AssignForm(cohort.people.filter(participation=None), request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, data = cast(User, request.user), form.cleaned_data
        try:
            actions.assign_somebody(
                by=by,
                group=group,
                person=form.chosen(cohort, None),
                role=data["role"],
                starts_on=data["starts_on"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Uppdraget i {group} är sparat.")
            return _back(cohort)
    return _form(request, cohort, form, f"Vem är med i {group}?", "Lägg till")


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def programme_end(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    assignment = get_object_or_404(
        Assignment.objects.select_related("group__cohort", "person"),
        pk=pk,
        group__cohort=cohort,
        group__participation=None,
        ends_on=None,
    )
    form = forms.EndForm(request.POST or None, today=cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_assignment(
                by=cast(User, request.user), assignment=assignment, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, f"Uppdraget för {assignment.person} är avslutat.")
            return _back(cohort)
    heading = f"Avsluta uppdraget för {assignment.person} i {assignment.group}"
    return _form(request, cohort, form, heading, "Avsluta uppdraget")


def _form(
    request: HttpRequest, cohort: Cohort, form: object, heading: str, button: str
) -> HttpResponse:
    back = cohort_url("programme", cohort)
    return form_page(request, Frame(cohort, None), form, heading=heading, button=button, back=back)
