"""Pages for sharing a mapping and comparing with others, and of the cohort's template."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.mapping.access import of_mapping
from forbattring.mapping.actions import mappings as mapping_actions
from forbattring.mapping.actions import template as actions
from forbattring.mapping.forms import AnswerForm, Columns, ProposalForm, TemplateForm, Values
from forbattring.mapping.models import Mapping, MappingTemplate
from forbattring.mapping.queries import (
    Summed,
    comparison_of,
    comparison_table,
    page_of,
    template_of,
)
from forbattring.mapping.views.mappings import TAB, list_url, mapping_url
from forbattring.permissions import ForbattringPermission
from grund.downloads import table_file
from grund.errors import PortalError
from grund.forms import saved
from konton.models import Role, User
from konton.rules import places_of
from program.fields import all_valid
from program.models import Cohort, Participation
from program.participations.access import of_cohort, takes_part
from program.participations.queries import told_accepted
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

LAST = 1_000  # the place of a row that was given none


# --- sharing -------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_mapping(ForbattringPermission.SHARE_MAPPING)
def share_mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    """Show what others will see before anything is shared."""
    participation = mapping.participation
    if request.method == "POST":
        try:
            mapping_actions.share_mapping(by=cast(User, request.user), mapping=mapping)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Summorna i {mapping} är delade med omgångens kommuner.")
        return redirect(mapping_url(mapping))
    page = page_of(mapping, template_of(participation.cohort))
    context = {
        **of_own(participation, TAB).context,
        "mapping": mapping,
        "one": Summed(mapping, page.sums),
    }
    return render(request, "forbattring/mapping/share.html", context)


@require_POST
@of_mapping(ForbattringPermission.SHARE_MAPPING)
def take_back_mapping(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    mapping_actions.take_back_mapping(by=cast(User, request.user), mapping=mapping)
    messages.success(request, f"{mapping} delas inte längre. Det syns direkt för de andra.")
    return redirect(mapping_url(mapping))


@require_safe
@of_work(ForbattringPermission.SEE_MAPPING)
def compare(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, TAB).context,
        "found": comparison_of(participation),
        "may_share": request.user.has_perm(
            ForbattringPermission.SHARE_MAPPING, participation.municipality
        ),
    }
    return render(request, "forbattring/mapping/compare.html", context)


@require_safe
@of_work(ForbattringPermission.SEE_MAPPING)
def compare_file(request: HttpRequest, participation: Participation, kind: str) -> HttpResponse:
    table = comparison_table(participation, comparison_of(participation))
    return table_file(table=table, name=f"kartlaggningar-{participation.cohort.key}", kind=kind)


# --- the template --------------------------------------------------------------------------------
def _template_url(cohort: Cohort) -> str:
    return reverse("forbattring:mapping_template", args=[cohort.key])


@require_safe
@of_cohort(ForbattringPermission.SEE_TEMPLATE, also=takes_part)
def mapping_template(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    user = cast(User, request.user)
    template = template_of(cohort)
    mine = told_accepted(cohort.participations.filter(municipality__in=places_of(user, *Role)))
    proposer = next(
        (
            participation
            for participation in mine.select_related("municipality", "cohort")
            if user.has_perm(ForbattringPermission.PROPOSE_MAPPING, participation.municipality)
        ),
        None,
    )
    context = {
        "cohort": cohort,
        "template": template,
        "tab": "kartlaggning",
        "proposer": proposer,
        "proposals": template.proposals.select_related("participation__municipality"),
        "may_set": user.has_perm(ForbattringPermission.SET_TEMPLATE),
        "mine": mine.select_related("municipality").first(),
    }
    return render(request, "forbattring/mapping/template.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ForbattringPermission.SET_TEMPLATE)
def edit_template(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    template = template_of(cohort)
    version = template.version
    form = TemplateForm(request.POST or None, instance=template, initial={"based_on": version})
    values = Values(request.POST or None, instance=template, prefix="values")
    columns = Columns(request.POST or None, instance=template, prefix="columns")
    draft = f"{request.user.pk}:mall-{template.pk}"
    if request.method == "POST" and all_valid([form, values, columns]):
        changes = actions.Changes(
            *(_standing(part) for part in (values, columns)),
            *(_going(part) for part in (values, columns)),
        )
        try:
            actions.save_template(
                by=cast(User, request.user),
                template=form.instance,
                based_on=form.cleaned_data["based_on"],
                changes=changes,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, "Mallen är sparad.", draft=draft)
            return redirect(_template_url(cohort))
    context = {
        "cohort": cohort,
        "form": form,
        "tab": "kartlaggning",
        "draft": draft,
        "base": version,
        "parts": (("Värdeskala", values), ("Egna kolumner", columns)),
    }
    return render(request, "forbattring/mapping/edit_template.html", context)


def _standing(part: Any) -> list[Any]:
    """Return the rows that are to stand afterwards, in the form's order."""
    kept = [
        one.instance
        for one in part.forms
        if one not in part.deleted_forms and (one.instance.pk or one.has_changed())
    ]
    return sorted(kept, key=lambda one: one.order or LAST)


def _going(part: Any) -> list[Any]:
    return [one.instance for one in part.deleted_forms if one.instance.pk]


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.PROPOSE_MAPPING)
def propose(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = ProposalForm(request.POST or None)
    draft = f"{request.user.pk}:mallforslag-{participation.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(
                by=cast(User, request.user),
                participation=participation,
                template=template_of(participation.cohort),
                **form.cleaned_data,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, "Förslaget är lämnat till programkontoret.", draft=draft)
            return redirect(_template_url(participation.cohort))
    return form_page(
        request,
        of_own(participation, TAB),
        form,
        draft=draft,
        button="Lämna förslaget",
        heading="Föreslå en ändring av mallen",
        back=list_url(participation),
        lead="Alla kommuner i omgången ser förslaget och vilken kommun och roll som lämnat det.",
    )


@require_POST
@of_cohort(ForbattringPermission.SET_TEMPLATE)
def answer_proposal(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    template: MappingTemplate = template_of(cohort)
    proposal = get_object_or_404(template.proposals, pk=pk)
    proposal.template = template
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer(
            by=cast(User, request.user), proposal=proposal, given=form.cleaned_data["answer"]
        )
        messages.success(request, "Svaret är sparat.")
    return redirect(_template_url(cohort))
