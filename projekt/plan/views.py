"""Pages of the project's steps and its milestones."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.formats import day
from konton.models import User
from program.models import Participation
from projekt.permissions import ProjektPermission
from projekt.plan import actions, forms
from projekt.plan.models import Milestone, StepPlan
from projekt.plan.queries import plan_of
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own, to_work, work_url


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def steps(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, "steg").context,
        "plan": plan_of(participation),
        "milestones": list(participation.milestones.all()),
        "today": participation.cohort.today,
        "may_plan": request.user.has_perm(ProjektPermission.PLAN_STEPS, participation.municipality),
    }
    return render(request, "projekt/plan/steps.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_STEPS)
def plan_step(request: HttpRequest, participation: Participation, number: int) -> HttpResponse:
    step = get_object_or_404(participation.cohort.steps, number=number)
    found = StepPlan.objects.filter(participation=participation, step=step).first()
    plan = found or StepPlan(participation=participation, step=step)
    form = forms.StepPlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        actions.plan_step(by=cast(User, request.user), plan=form.instance)
        messages.success(request, f"Planen för steg {step.number} är sparad.")
        return to_work("steps", participation)
    return form_page(
        request,
        of_own(participation, "steg"),
        form,
        heading=f"Er plan för steg {step}",
        lead=f"Programmets tid är {day(step.starts_on)} till {day(step.ends_on)}. "
        "Lämna tomt det som följer programmet.",
        button="Spara planen",
        back=work_url("steps", participation),
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_STEPS)
def add_milestone(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _milestone(request, participation, Milestone(participation=participation))


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_STEPS)
def edit_milestone(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    milestone = get_object_or_404(participation.milestones, pk=pk)
    milestone.participation = participation
    return _milestone(request, participation, milestone)


def _milestone(
    request: HttpRequest, participation: Participation, milestone: Milestone
) -> HttpResponse:
    form = forms.MilestoneForm(request.POST or None, instance=milestone)
    if request.method == "POST" and form.is_valid():
        actions.save_milestone(by=cast(User, request.user), milestone=form.instance)
        messages.success(request, "Milstolpen är sparad.")
        return to_work("steps", participation, "milstolpar")
    return form_page(
        request,
        of_own(participation, "steg"),
        form,
        button="Spara milstolpen",
        heading="Ändra milstolpen" if milestone.pk else "Lägg till en milstolpe",
        lead="En dag då något ska vara klart, till exempel att nämnden har fått nulägesbilden.",
        back=work_url("steps", participation),
    )


@require_POST
@of_work(ProjektPermission.PLAN_STEPS)
def reach_milestone(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    """Mark a milestone as reached today or not reached, or remove it: which button was pressed."""
    milestone = get_object_or_404(participation.milestones, pk=pk)
    milestone.participation = participation
    by = cast(User, request.user)
    if "remove" in request.POST:
        actions.remove_milestone(by=by, milestone=milestone)
        messages.success(request, f"{milestone} är borttagen.")
    else:
        on = None if milestone.done_on else participation.cohort.today
        actions.reach_milestone(by=by, milestone=milestone, on=on)
        messages.success(request, f"{milestone} är {'klar' if on else 'inte längre klar'}.")
    return to_work("steps", participation, "milstolpar")
