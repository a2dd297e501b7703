"""Pages of activities that are wider than one municipality: cohort's, learning group's,
mentor's."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from konton.models import User
from program.models import Cohort
from program.participations.access import mentors_in, of_cohort
from projekt.forms.activities import WiderActivityForm
from projekt.forms.home_tasks import receiver_choices
from projekt.models import Activity
from projekt.views.activities import store_new
from projekt.views.home_tasks import reachable
from projekt.views.page import Frame, cohort_url, form_page, to_activity

# Target groups to choose from: each word reaches the groups of its kind in every municipality.
TARGETS = [
    "Projektledare",
    "Projektgrupp",
    "Styrgrupp",
    "Projektägare",
    "Analysgrupp",
    "Mentorgrupp",
]


@require_safe
@of_cohort("projekt.set_home_tasks", also=mentors_in)
def cohort_activities(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    found = cohort.activities.filter(participation=None).select_related(
        "kind", "step", "learning_group", "mentor", "cohort"
    )
    only = reachable(request.user, cohort)
    if only is not None:
        groups: set[int | None] = set(
            cohort.participations.filter(pk__in=only).values_list("learning_group", flat=True)
        )
        found = [a for a in found if _mine(a, request.user.pk or 0, groups)]  # type: ignore[assignment]
    context = {"cohort": cohort, "tab": "aktiviteter", "found": found}
    return render(request, "projekt/cohort_activities.html", context)


def _mine(activity: Activity, mentor: int, groups: set[int | None]) -> bool:
    if activity.mentor_id:
        return activity.mentor_id == mentor
    return activity.learning_group_id is None or activity.learning_group_id in groups


@require_http_methods(["GET", "POST"])
@of_cohort("projekt.set_home_tasks", also=mentors_in)
def new_cohort_activity(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    activity = Activity(cohort=cohort)
    only = reachable(request.user, cohort)
    choices = [c for c in receiver_choices(cohort, only) if not c[0].startswith("own-")]
    if only is not None:
        choices.insert(0, ("mine", "Kommunerna som jag är mentor för"))
    form = WiderActivityForm(
        request.POST or None,
        instance=activity,
        groups=TARGETS,
        receivers=choices,
        shows_clash="accept_clash" in request.POST,
    )
    if request.method == "POST" and form.is_valid():
        form.receive(cast(User, request.user))
        made = store_new(request, form)
        if made:
            return to_activity(made)
    return form_page(
        request,
        Frame(cohort, None),
        form,
        heading="Planera en gemensam aktivitet",
        button="Spara",
        draft=f"{request.user.pk}:aktivitet-{cohort.pk}",
        back=cohort_url("cohort_activities", cohort),
        lead="Den visas hos alla kommuner som den gäller.",
    )
