"""Pages of the organisation: chart, groups, history; and those of the programme's own."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.errors import PortalError
from konton.models import User
from program.models import Cohort, Participation
from program.participations.access import of_cohort
from program.permissions import ProgramPermission
from projekt.organisation import actions, forms
from projekt.organisation.models import Assignment, ProjectGroup
from projekt.organisation.queries import mentors_of, organisation_of, programme_groups
from projekt.permissions import ProjektPermission
from projekt.work.access import of_work
from projekt.work.pages import Frame, cohort_url, form_page, of_own, to_work, work_url

_TAB = "organisation"


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def organisation(request: HttpRequest, participation: Participation) -> HttpResponse:
    shown = organisation_of(participation, participation.cohort.today)
    user = request.user
    context = {
        **of_own(participation, _TAB).context,
        "shown": shown,
        "chart": shown.chart,
        "may": {
            "organise": user.has_perm(ProjektPermission.ORGANISE, participation.municipality),
            "invite": user.has_perm(ProjektPermission.INVITE_PERSON, participation.municipality),
        },
    }
    return render(request, "projekt/organisation/page.html", context)


@require_POST
@of_work(ProjektPermission.ORGANISE)
def seed_groups(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Create the four groups that every project has, in an empty organisation."""
    if not participation.groups.exists():
        actions.seed_groups(by=cast(User, request.user), participation=participation)
    return to_work("organisation", participation)


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def add_group(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _group(
        request,
        participation,
        ProjectGroup(cohort=participation.cohort, participation=participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def edit_group(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    return _group(request, participation, get_object_or_404(participation.groups, pk=pk))


def _group(request: HttpRequest, participation: Participation, group: ProjectGroup) -> HttpResponse:
    form = forms.GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_group(by=cast(User, request.user), group=form.instance)
        except PortalError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{saved} är sparad.")
            return to_work("organisation", participation, f"grupp-{saved.pk}")
    heading = f"Ändra {group.name}" if group.pk else "Lägg till en grupp"
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=heading,
        button="Spara gruppen",
        back=work_url("organisation", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def end_group(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    group = get_object_or_404(participation.groups, pk=pk, ends_on=None)
    form = forms.EndForm(request.POST or None, today=participation.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_group(by=cast(User, request.user), group=group, **form.cleaned_data)
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, f"{group} är avslutad. Den finns kvar i historiken.")
            return to_work("organisation", participation)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Avsluta {group}",
        lead="Alla uppdrag i gruppen avslutas samma dag. Historiken finns kvar.",
        button="Avsluta gruppen",
        back=work_url("organisation", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def assign(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    group = get_object_or_404(participation.groups, pk=pk, ends_on=None)
    form = forms.AssignForm(participation.people.all(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, person = form.cleaned_data, form.chosen(participation.cohort, participation)
        try:
            actions.assign_somebody(
                by=cast(User, request.user),
                group=group,
                person=person,
                role=data["role"],
                starts_on=data["starts_on"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{person} är med i {group}.")
            return to_work("organisation", participation, f"grupp-{group.pk}")
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Vem är med i {group}?",
        lead="Samma person kan vara med i flera grupper, och komma från en annan organisation.",
        button="Lägg till",
        back=work_url("organisation", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def end_assignment(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    assignments = Assignment.objects.select_related(
        "group__cohort", "group__participation", "person"
    )
    assignment = get_object_or_404(
        assignments, pk=pk, group__participation=participation, ends_on=None
    )
    assignment.group.participation = participation
    form = forms.EndForm(request.POST or None, today=participation.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_assignment(
                by=cast(User, request.user), assignment=assignment, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, f"Uppdraget för {assignment.person} är avslutat.")
            return to_work("organisation", participation, f"grupp-{assignment.group_id}")
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        button="Avsluta uppdraget",
        heading=f"Avsluta uppdraget för {assignment.person} i {assignment.group}",
        back=work_url("organisation", participation),
    )


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def programme(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    context = {
        "cohort": cohort,
        "tab": "organisation",
        "groups": programme_groups(cohort, cohort.today),
        "mentors": mentors_of(cohort),
    }
    return render(request, "projekt/organisation/programme.html", context)


def _back(cohort: Cohort) -> HttpResponse:
    return redirect("projekt:programme", cohort.key)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
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
@of_cohort(ProgramPermission.MANAGE)
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
@of_cohort(ProgramPermission.MANAGE)
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
