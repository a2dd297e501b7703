"""The page of a cohort's learning groups and mentors."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from konton.models import User
from program.cohorts.models import Cohort
from program.cohorts.queries import office_people
from program.fields import all_valid
from program.learning_groups import actions
from program.learning_groups.actions import set_mentor
from program.learning_groups.forms import GroupForm
from program.learning_groups.queries import groups_of
from program.participations.access import of_cohort
from program.permissions import ProgramPermission


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def groups(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show and store who learns with whom and who mentors whom.

    The suggestion fills in only what is empty, and stores nothing until it is saved.
    """
    mentors = list(office_people())
    found = groups_of(cohort, mentors)
    suggests = request.GET.get("forslag") == "ja"
    forms = []
    for placing in found.placings:
        participation = placing.own
        group = participation.learning_group.name if participation.learning_group else ""
        if suggests:
            group = group or placing.suggested_group
        initial = {"group": group, "mentor": participation.mentor_id}
        if suggests and not participation.mentor_id and placing.suggested_mentor:
            initial["mentor"] = placing.suggested_mentor.pk
        form = GroupForm(participation, mentors, request.POST or None, initial=initial)
        form.placing = placing  # type: ignore[attr-defined]
        forms.append(form)
    if request.method == "POST" and all_valid(forms):
        by = cast(User, request.user)
        placed = {form.own: form.cleaned_data["group"].strip() for form in forms}
        actions.set_groups(by=by, cohort=cohort, placed=placed)
        for form in forms:
            set_mentor(by=by, participation=form.own, mentor=form.cleaned_data["mentor"])
        messages.success(request, "Lärgrupper och mentorer är sparade.")
        return redirect("program:groups", cohort.key)
    context = {
        "cohort": cohort,
        "found": found,
        "forms": forms,
        "suggests": suggests,
        "tab": "grupper",
    }
    return render(request, "program/learning_groups/page.html", context)
