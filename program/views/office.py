"""Pages of the programme's office: types and cohorts."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.forms import saved
from konton.models import User
from konton.rules import asks
from program.actions import cohorts as actions
from program.actions import types as type_actions
from program.definition import BadDefinition
from program.forms import cohorts as forms
from program.forms import types as type_forms
from program.forms.fields import all_valid, name_rows, wrong_in
from program.models import Cohort, Participation, ProgrammeType
from program.queries.dates import dates_outside, moved_dates
from program.queries.export import export as exported
from program.views.access import of_cohort


@require_safe
@asks("program.manage")
def types(request: HttpRequest) -> HttpResponse:
    rows = ProgrammeType.objects.prefetch_related("cohorts")
    return render(request, "program/types.html", {"types": rows})


@require_http_methods(["GET", "POST"])
@asks("program.manage")
def edit_type(request: HttpRequest, key: str) -> HttpResponse:
    programme_type = get_object_or_404(ProgrammeType, key=key)
    form, parts = type_forms.type_forms(programme_type, request.POST or None)
    if request.method == "POST" and all_valid([form, *parts]):
        try:
            type_actions.change_type(
                by=cast(User, request.user),
                programme_type=programme_type,
                definition=type_forms.definition_of(programme_type, form, parts),
            )
        except BadDefinition as error:
            form.add_error(None, str(error))
        else:
            saved(
                request,
                f"{programme_type.name} är sparad. Omgångar som finns ändras inte.",
                draft=f"{request.user.pk}:typ-{programme_type.pk}",
            )
            return redirect("program:types")
    wrong = wrong_in([form, *parts])
    context = {"type": programme_type, "form": form, "parts": parts, "wrong": wrong}
    return render(request, "program/type.html", context)


@require_POST
@asks("program.manage")
def copy_type(request: HttpRequest, key: str) -> HttpResponse:
    original = get_object_or_404(ProgrammeType, key=key)
    number = 2
    while ProgrammeType.objects.filter(key=f"{original.key}-{number}").exists():
        number += 1
    made = type_actions.copy_type(
        by=cast(User, request.user),
        programme_type=original,
        key=f"{original.key}-{number}",
        name=f"{original.name} ({number})",
    )
    messages.success(request, f"{made.name} är en kopia av {original.name}. Ändra det som skiljer.")
    return redirect("program:edit_type", made.key)


@require_http_methods(["GET", "POST"])
@asks("program.manage")
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
    return render(request, "program/new_cohort.html", {"form": form})


@require_safe
@of_cohort("program.manage")
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
    return render(request, "program/office.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def edit(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    form = forms.CohortForm(request.POST or None, instance=cohort)
    return _edit(request, cohort, form, forms.DATES, "andra")


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def edit_plan(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return _edit(request, cohort, None, forms.PLAN, "plan")


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
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
    return render(request, "program/edit_cohort.html", context)


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
@of_cohort("program.manage")
def publish(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    try:
        actions.publish(by=cast(User, request.user), cohort=cohort)
    except actions.CohortRefused as error:
        messages.error(request, str(error))
        return redirect("program:edit", cohort.key)
    messages.success(request, "Inbjudan är publicerad. Den stänger av sig själv efter sista dagen.")
    return redirect("program:office", cohort.key)


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
def unpublish(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Ask first, saying what happens and what does not, then hide the invitation."""
    if request.method == "POST":
        actions.unpublish(by=cast(User, request.user), cohort=cohort)
        messages.success(
            request, "Inbjudan är dold. De kommuner som redan är med märker ingen skillnad."
        )
        return redirect("program:office", cohort.key)
    context = {"cohort": cohort, "count": cohort.participations.count(), "tab": "kansli"}
    return render(request, "program/unpublish.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort("program.manage")
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
    return render(request, "program/delete_draft.html", {"cohort": cohort, "tab": "kansli"})


@require_safe
@of_cohort("program.manage")
def export(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    answer = JsonResponse(exported(cohort), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{cohort.key}.json"'
    return answer
