"""Pages of the organisation: chart, groups, people, history."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.errors import PortalError
from konton.letters import way_of
from konton.models import Role, User
from program.models import Participation
from projekt.actions import organisation as actions
from projekt.forms import organisation as forms
from projekt.models import Assignment, ProjectGroup
from projekt.queries.organisation import organisation_of
from projekt.views.access import of_work
from projekt.views.page import form_page, of_own, to_work, work_url

_TAB = "organisation"


@require_safe
@of_work("projekt.see_work")
def organisation(request: HttpRequest, own: Participation) -> HttpResponse:
    shown = organisation_of(own, own.cohort.today)
    user = request.user
    context = {
        **of_own(own, _TAB).context,
        "shown": shown,
        "chart": shown.chart,
        "may": {
            "organise": user.has_perm("projekt.organise", own.municipality),
            "invite": user.has_perm("projekt.invite_person", own.municipality),
        },
    }
    return render(request, "projekt/organisation.html", context)


@require_POST
@of_work("projekt.organise")
def seed_groups(request: HttpRequest, own: Participation) -> HttpResponse:
    """Create the four groups that every project has, in an empty organisation."""
    if not own.groups.exists():
        actions.seed_groups(by=cast(User, request.user), own=own)
    return to_work("organisation", own)


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def add_group(request: HttpRequest, own: Participation) -> HttpResponse:
    return _group(request, own, ProjectGroup(cohort=own.cohort, participation=own))


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def edit_group(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    return _group(request, own, get_object_or_404(own.groups, pk=pk))


def _group(request: HttpRequest, own: Participation, group: ProjectGroup) -> HttpResponse:
    form = forms.GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_group(by=cast(User, request.user), group=form.instance)
        except PortalError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{saved} är sparad.")
            return to_work("organisation", own, f"grupp-{saved.pk}")
    heading = f"Ändra {group.name}" if group.pk else "Lägg till en grupp"
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=heading,
        button="Spara gruppen",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def end_group(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    group = get_object_or_404(own.groups, pk=pk, ends_on=None)
    form = forms.EndForm(request.POST or None, today=own.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_group(by=cast(User, request.user), group=group, **form.cleaned_data)
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, f"{group} är avslutad. Den finns kvar i historiken.")
            return to_work("organisation", own)
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=f"Avsluta {group}",
        lead="Alla uppdrag i gruppen avslutas samma dag. Historiken finns kvar.",
        button="Avsluta gruppen",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def assign(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    group = get_object_or_404(own.groups, pk=pk, ends_on=None)
    form = forms.AssignForm(own.people.all(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, person = form.cleaned_data, form.chosen(own.cohort, own)
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
            return to_work("organisation", own, f"grupp-{group.pk}")
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=f"Vem är med i {group}?",
        lead="Samma person kan vara med i flera grupper, och komma från en annan organisation.",
        button="Lägg till",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def end_assignment(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    found = Assignment.objects.select_related("group__cohort", "group__participation", "person")
    assignment = get_object_or_404(found, pk=pk, group__participation=own, ends_on=None)
    assignment.group.participation = own
    form = forms.EndForm(request.POST or None, today=own.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_assignment(
                by=cast(User, request.user), assignment=assignment, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, f"Uppdraget för {assignment.person} är avslutat.")
            return to_work("organisation", own, f"grupp-{assignment.group_id}")
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        button="Avsluta uppdraget",
        heading=f"Avsluta uppdraget för {assignment.person} i {assignment.group}",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def edit_person(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(own.people, pk=pk)
    form = forms.PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_person(by=cast(User, request.user), person=form.instance)
        except PortalError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, "Uppgifterna är sparade.")
            return to_work("organisation", own, "personer")
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=f"Ändra {person.name}",
        button="Spara",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.organise")
def leave(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(own.people, pk=pk, left_on=None)
    person.participation = own
    form = forms.EndForm(request.POST or None, today=own.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            left = actions.leave(by=cast(User, request.user), person=person, **form.cleaned_data)
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            more = f" {left} öppna uppgifter behöver en ny ägare." if left else ""
            messages.success(request, f"{person} har slutat i projektet.{more}")
            return to_work("organisation", own, "personer")
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=f"Slutar {person} i projektet?",
        lead="Uppdragen avslutas, och senare möten väntar inte längre på svar. Det som personen "
        "har gjort finns kvar.",
        button="Ja, avsluta",
        back=work_url("organisation", own),
    )


@require_http_methods(["GET", "POST"])
@of_work("projekt.invite_person")
def invite_person(request: HttpRequest, own: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(own.people.select_related("user"), pk=pk)
    person.participation = own
    form = forms.InvitePersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite_person(
                by=cast(User, request.user),
                person=person,
                role=Role(form.cleaned_data["role"]),
                base_url=request.build_absolute_uri("/"),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, way_of(made))
            return to_work("organisation", own, "personer")
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading=f"Bjud in {person} till portalen",
        lead=f"Inbjudan skickas till {person.email or 'personens e-post'}.",
        button="Skicka inbjudan",
        back=work_url("organisation", own),
    )
