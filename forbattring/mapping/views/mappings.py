"""Pages of a municipality's mapping: the list, one with its sums, its tasks, the import."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.mapping.access import of_mapping, of_row
from forbattring.mapping.actions import mappings as actions
from forbattring.mapping.forms import MappingForm, MappingImportForm, RowForm
from forbattring.mapping.method.table import TaskRow, key_of, read
from forbattring.mapping.models import Mapping, MappingRow, MappingTemplate
from forbattring.mapping.queries import (
    mappings_of,
    page_of,
    shape_of,
    shared_in,
    table_of,
    template_of,
)
from forbattring.permissions import ForbattringPermission
from grund import grids
from grund.downloads import table_file
from grund.errors import PortalError
from grund.formats import significant
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

TAB = "kartlaggning"


def list_url(participation: Participation) -> str:
    return reverse(
        "forbattring:mappings", args=[participation.cohort.key, participation.municipality.slug]
    )


def mapping_url(mapping: Mapping) -> str:
    participation = mapping.participation
    args = [participation.cohort.key, participation.municipality.slug, mapping.pk]
    return reverse("forbattring:mapping", args=args)


def _may(request: HttpRequest, participation: Participation) -> dict[str, bool]:
    place, user = participation.municipality, request.user
    return {
        "may_map": user.has_perm(ForbattringPermission.MAP, place),
        "may_share": user.has_perm(ForbattringPermission.SHARE_MAPPING, place),
        "may_propose": user.has_perm(ForbattringPermission.PROPOSE_MAPPING, place),
    }


# --- the list ------------------------------------------------------------------------------------
@require_safe
@of_work(ForbattringPermission.SEE_MAPPING)
def mappings(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, TAB).context,
        **_may(request, participation),
        "found": mappings_of(participation),
        "others": shared_in(participation).values("participation").distinct().count(),
    }
    return render(request, "forbattring/mapping/list.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.MAP)
def new_mapping(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _mapping(request, Mapping(participation=participation))


@require_http_methods(["GET", "POST"])
@of_mapping(ForbattringPermission.MAP)
def edit_mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    return _mapping(request, mapping)


def _mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    participation, is_new = mapping.participation, mapping.pk is None
    back = list_url(participation) if is_new else mapping_url(mapping)
    form = MappingForm(request.POST or None, instance=mapping)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_mapping(by=cast(User, request.user), mapping=form.instance)
        except PortalError as error:
            form.add_error("title", str(error))
        else:
            messages.success(request, f"{made} är sparad.")
            return redirect(mapping_url(made))
    return form_page(
        request,
        of_own(participation, TAB),
        form,
        button="Spara",
        back=back,
        heading="Börja en kartläggning" if is_new else "Ändra namnet",
    )


@require_POST
@of_mapping(ForbattringPermission.MAP)
def remove_mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    try:
        actions.remove_mapping(by=cast(User, request.user), mapping=mapping)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect(mapping_url(mapping))
    messages.success(request, "Kartläggningen är borttagen.")
    return redirect(list_url(mapping.participation))


# --- one of them ---------------------------------------------------------------------------------
@require_safe
@of_mapping(ForbattringPermission.SEE_MAPPING)
def mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    participation = mapping.participation
    template = template_of(participation.cohort)
    context = {
        **of_own(participation, TAB).context,
        **_may(request, participation),
        "mapping": mapping,
        "page": page_of(mapping, template),
        "template": template,
    }
    return render(request, "forbattring/mapping/page.html", context)


@require_safe
@of_mapping(ForbattringPermission.SEE_MAPPING)
def mapping_file(request: HttpRequest, mapping: Mapping, kind: str) -> HttpResponse:
    page = page_of(mapping, template_of(mapping.participation.cohort))
    return table_file(table=table_of(page), name=f"kartlaggning-{mapping.pk}", kind=kind)


# --- tasks ---------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_mapping(ForbattringPermission.MAP)
def new_row(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    """Begin with level, unit and function of the task before, for they are written unit by
    unit."""
    last = mapping.rows.order_by("-order").first()
    same = ("level", "unit", "function")
    row = MappingRow(
        mapping=mapping, **({name: getattr(last, name) for name in same} if last else {})
    )
    return _row(request, row)


@require_http_methods(["GET", "POST"])
@of_row(ForbattringPermission.MAP)
def edit_row(request: HttpRequest, row: MappingRow) -> HttpResponse:
    return _row(request, row)


def _row(request: HttpRequest, row: MappingRow) -> HttpResponse:
    """Show and store a task. What somebody else saved meanwhile is shown, and not overwritten."""
    mapping, base, is_new = row.mapping, row.version, row.pk is None
    participation = mapping.participation
    draft = f"{request.user.pk}:kartlaggning-{mapping.pk}-{row.pk or 0}"
    form = RowForm(
        request.POST or None,
        instance=row,
        template=template_of(participation.cohort),
        initial={"based_on": row.version},
    )
    notes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_row(
                by=cast(User, request.user),
                row=form.instance,
                based_on=form.cleaned_data["based_on"],
            )
        except actions.RowChanged as error:
            form.add_error(None, str(error))
            if error.current:
                base = error.current.version
                data = form.data.copy()  # type: ignore[attr-defined]
                data["based_on"] = str(base)
                form.data = data
                notes = [f"Det här står nu: {_told(error.current)}"]
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, f"”{made}” är sparad.", draft=draft)
            return redirect(f"{mapping_url(mapping)}#uppgift-{made.pk}")
    return form_page(
        request,
        of_own(participation, TAB),
        form,
        draft=draft,
        base=base,
        notes=notes,
        button="Spara",
        heading="Lägg till en uppgift" if is_new else "Ändra uppgiften",
        lead=str(mapping),
        back=mapping_url(mapping),
    )


def _told(row: MappingRow) -> str:
    hours = (
        "timmar inte uppskattade"
        if row.hours is None
        else (f"{significant(float(row.hours))} timmar per år")
    )
    parts = (
        row.task,
        row.get_level_display(),
        row.unit,
        row.function,
        row.for_whom,
        hours,
        row.value.label if row.value else "inte bedömt",
        *row.answers.values(),
    )
    return ", ".join(part for part in parts if part)


@require_http_methods(["GET", "POST"])
@of_row(ForbattringPermission.MAP)
def remove_row(request: HttpRequest, row: MappingRow) -> HttpResponse:
    mapping = row.mapping
    if request.method == "POST":
        actions.remove_row(by=cast(User, request.user), row=row)
        messages.success(request, "Uppgiften är borttagen.")
        return redirect(mapping_url(mapping))
    context = {
        **of_own(mapping.participation, TAB).context,
        "row": row,
        "mapping": mapping,
        "told": _told(row),
    }
    return render(request, "forbattring/mapping/remove_row.html", context)


# --- import --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_mapping(ForbattringPermission.MAP)
def import_mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    """Show what was understood and what was refused; then import the same table."""
    participation = mapping.participation
    template = template_of(participation.cohort)
    form = MappingImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        **of_own(participation, TAB).context,
        "form": form,
        "mapping": mapping,
        "template": template,
    }
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source()
            reading = read(grids.from_text(source), shape_of(template), _existing(mapping))
            if "store" in request.POST:
                return _store(request, mapping, template, [*reading.understood, *reading.known])
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            context |= {"reading": reading, "source": source}
    return render(request, "forbattring/mapping/import.html", context)


def _existing(mapping: Mapping) -> set[tuple[str, ...]]:
    fields = ("level", "unit", "function", "task", "for_whom")
    return {key_of(*cells) for cells in mapping.rows.values_list(*fields)}


def _store(
    request: HttpRequest, mapping: Mapping, template: MappingTemplate, rows: list[TaskRow]
) -> HttpResponse:
    done = actions.import_rows(
        by=cast(User, request.user), mapping=mapping, template=template, rows=rows
    )
    known = f" {done.known} fanns redan." if done.known else ""
    messages.success(request, f"{done.new} uppgifter är importerade.{known}")
    return redirect(mapping_url(mapping))
