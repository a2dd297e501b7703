"""Pages on which the programme's office makes, changes and follows cohorts."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.forms import saved
from konton.models import User
from konton.rules import asks
from program.cohorts.models import Cohort
from program.fields import all_valid, name_rows, wrong_in
from program.office import actions, forms
from program.office.dates import dates_outside, moved_dates
from program.office.export import export as exported
from program.participations.access import of_cohort
from program.participations.models import Participation
from program.permissions import ProgramPermission


@require_http_methods(["GET", "POST"])
@asks(ProgramPermission.MANAGE)
def create(request: HttpRequest) -> HttpResponse:
    form = forms.NewCohortForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        cohort = actions.create_cohort(
            by=cast(User, request.user),
            programme_type=data["type"],
            key=data["key"],
            name=data["name"],
            arranger=data["arranger"],
            starts_on=data["starts_on"],
        )
        messages.success(
            request,
            f"{cohort.name} är skapad som utkast. Kontrollera datumen och fyll i kontakten.",
        )
        return redirect("program:edit", cohort.key)
    return render(request, "program/office/new_cohort.html", {"form": form})


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def overview(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show how many municipalities are where in the cohort, and what waits."""
    statuses = list(cohort.participations.values_list("status", flat=True))
    counts = [
        (label, statuses.count(value))
        for value, label in Participation.Status.choices
        if value in statuses
    ]
    taking, applying = statuses.count("accepted"), statuses.count("applied")
    context = {
        "cohort": cohort,
        "finding": f"{taking} kommuner deltar" if taking else f"{applying} kommuner har ansökt",
        "counts": counts,
        "stages": cohort.stages.all(),
        "outside": dates_outside(cohort),
        "reviewers": cohort.reviewers.select_related("user"),
        "tab": "kansli",
    }
    return render(request, "program/office/overview.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def edit(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    form = forms.CohortForm(request.POST or None, instance=cohort)
    return _edit(request, cohort, form, forms.DATES, "andra")


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def edit_plan(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return _edit(request, cohort, None, forms.PLAN, "plan")


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def edit_questions(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return _edit(request, cohort, None, forms.QUESTIONS, "fragor")


def _edit(request: HttpRequest, cohort: Cohort, form: Any, parts: Any, page: str) -> HttpResponse:
    """Show the cohort's own form and the rows that belong to it; all are saved together or
    none."""
    sets = []
    for heading, prefix, rows in parts:
        one = rows(request.POST or None, instance=cohort, prefix=prefix)
        one.heading = heading
        name_rows(one)
        sets.append(one)
    checked = [*([form] if form else []), *sets]
    is_valid = request.method == "POST" and all_valid(checked)
    asks_to_move = is_valid and form and form.moved and form.moves_all is None
    if is_valid and not asks_to_move:
        refusal = _save(cast(User, request.user), cohort, form, sets)
        if not refusal:
            saved(
                request,
                "Ändringarna är sparade.",
                draft=f"{request.user.pk}:omgang-{cohort.pk}-{page}",
            )
            return redirect("program:office", cohort.key)
        if form:
            form.add_error("cap" if "Taket" in refusal else None, refusal)
        else:
            messages.error(request, refusal)
    context = {"cohort": cohort, "form": form, "parts": sets, "page": page, "tab": "andra"}
    context["wrong"] = wrong_in(checked)
    if asks_to_move:
        context["move"] = moved_dates(cohort, form.moved, kept=_changed_rows(sets))
        context["move_days"] = form.moved.days
    return render(request, "program/office/edit_cohort.html", context)


def _changed_rows(sets: list[Any]) -> frozenset[int]:
    """Return the stages whose dates the visitor has written, which stay as they are written."""
    return frozenset(row.instance.pk for one in sets for row in one.forms if row.has_changed())


def _save(by: User, cohort: Cohort, form: Any, sets: list[Any]) -> str:
    """Save and return '', or return why nothing was saved."""
    changed = list(form.changed_data) if form else []
    changed += [one.heading for one in sets if one.has_changed()]
    # Handed over unsaved, so that the action runs them inside its own transaction.
    rows = [one.save for one in sets]
    if form and form.moved and form.moves_all:
        kept = _changed_rows(sets)
        rows.append(partial(actions.move_dates, cohort=cohort, by_days=form.moved, kept=kept))
        changed.append("alla datum")
    try:
        actions.save_cohort(by=by, cohort=cohort, changed=changed, rows=rows)
    except actions.CohortRefused as error:
        return str(error)
    return ""


@require_POST
@of_cohort(ProgramPermission.MANAGE)
def publish(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    try:
        actions.publish(by=cast(User, request.user), cohort=cohort)
    except actions.CohortRefused as error:
        messages.error(request, str(error))
        return redirect("program:edit", cohort.key)
    messages.success(request, "Inbjudan är publicerad. Den stänger av sig själv efter sista dagen.")
    return redirect("program:office", cohort.key)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def unpublish(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Ask first, saying what happens and what does not, then hide the invitation."""
    if request.method == "POST":
        actions.unpublish(by=cast(User, request.user), cohort=cohort)
        messages.success(
            request, "Inbjudan är dold. De kommuner som redan är med märker ingen skillnad."
        )
        return redirect("program:office", cohort.key)
    context = {"cohort": cohort, "count": cohort.participations.count(), "tab": "kansli"}
    return render(request, "program/office/unpublish.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def delete_draft(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Ask first, then delete a cohort that nobody outside has seen."""
    if request.method == "POST":
        try:
            actions.delete_draft(by=cast(User, request.user), cohort=cohort)
        except actions.CohortRefused as error:
            messages.error(request, str(error))
            return redirect("program:office", cohort.key)
        messages.success(request, f"Utkastet {cohort.name} är raderat.")
        return redirect("program:programmes")
    return render(request, "program/office/delete_draft.html", {"cohort": cohort, "tab": "kansli"})


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def export(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    answer = JsonResponse(exported(cohort), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{cohort.key}.json"'
    return answer
