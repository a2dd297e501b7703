"""Pages of one person of the project."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from grund.errors import PortalError
from konton.letters import way_of
from konton.models import Role, User
from program.models import Participation
from projekt.organisation.forms import EndForm
from projekt.people import actions, forms
from projekt.permissions import ProjektPermission
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own, to_work, work_url

_TAB = "organisation"


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def edit_person(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(participation.people, pk=pk)
    form = forms.PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(by=cast(User, request.user), person=form.instance)
        except PortalError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, "Uppgifterna är sparade.")
            return to_work("organisation", participation, "personer")
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Ändra {person.name}",
        button="Spara",
        back=work_url("organisation", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.ORGANISE)
def leave(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(participation.people, pk=pk, left_on=None)
    person.participation = participation
    form = EndForm(request.POST or None, today=participation.cohort.today)
    if request.method == "POST" and form.is_valid():
        try:
            left = actions.leave(by=cast(User, request.user), person=person, **form.cleaned_data)
        except PortalError as error:
            form.add_error("on", str(error))
        else:
            more = f" {left} öppna uppgifter behöver en ny ägare." if left else ""
            messages.success(request, f"{person} har slutat i projektet.{more}")
            return to_work("organisation", participation, "personer")
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Slutar {person} i projektet?",
        lead="Uppdragen avslutas, och senare möten väntar inte längre på svar. Det som personen "
        "har gjort finns kvar.",
        button="Ja, avsluta",
        back=work_url("organisation", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.INVITE_PERSON)
def invite_person(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    person = get_object_or_404(participation.people.select_related("user"), pk=pk)
    person.participation = participation
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
            return to_work("organisation", participation, "personer")
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Bjud in {person} till portalen",
        lead=f"Inbjudan skickas till {person.email or 'personens e-post'}.",
        button="Skicka inbjudan",
        back=work_url("organisation", participation),
    )
