"""Pages for writing an application: the form, its versions, and the attachments."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files
from grund.errors import PortalError
from grund.forms import saved
from grund.richtext import Change
from konton.models import User
from konton.rules import refusal_of
from program.applications import actions
from program.applications.answers import as_text, compare
from program.applications.forms import ApplicationForm, AttachmentForm
from program.applications.models import Attachment
from program.applications.queries import attachments_of, last_day, newest_version, why_closed
from program.cohorts.models import Question, Stage
from program.facts.queries import facts
from program.participations.access import back, of_record
from program.participations.models import Participation
from program.permissions import ProgramPermission

_SUBMIT = ProgramPermission.SUBMIT


def questions_of(participation: Participation) -> list[Question]:
    return list(participation.cohort.questions.filter(stage=Stage.StageKind.APPLICATION))


@require_http_methods(["GET", "POST"])
@of_record(ProgramPermission.WRITE_APPLICATION)
def application(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Save the application as often as one likes, and send it in when all is there.

    A refusal loses nothing: what was written stands in the form.
    """
    may_submit = request.user.has_perm(_SUBMIT, participation.municipality)
    if "submit" in request.POST and not may_submit:
        raise PermissionDenied(refusal_of(_SUBMIT))
    questions = questions_of(participation)
    newest = newest_version(participation)
    initial = {**(newest.answers if newest else {}), "based_on": newest.number if newest else 0}
    # A copy, since the version that the form builds upon is changed below when somebody else
    # has saved.
    data = request.POST.copy() or None
    form = ApplicationForm(questions, data, initial=initial)
    changes: list[tuple[Question, list[Change]]] = []
    if data and form.is_valid():
        try:
            return _save(request, participation, form)
        except actions.SavedMeanwhile as error:
            changes = compare(questions, error.newest.answers, form.answers)
            # The next save is on top of what somebody else saved, which is shown beside it.
            data["based_on"] = str(error.newest.number)
            form.add_error(None, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
    known = facts([participation.municipality])
    context = {
        "cohort": participation.cohort,
        "own": participation,
        "form": form,
        "newest": newest,
        "changes": changes,
        "closed": why_closed(participation),
        "last": last_day(participation, Stage.StageKind.APPLICATION),
        "today": participation.cohort.today,
        "known": known,
        "facts": known.of(participation.municipality),
        "upload": AttachmentForm(),
        "attachments": attachments_of(participation),
        "may_submit": may_submit,
    }
    return render(request, "program/applications/page.html", context)


def _save(
    request: HttpRequest, participation: Participation, form: ApplicationForm
) -> HttpResponse:
    """Save first and send in then, so that a refusal to send does not lose what was written."""
    by = cast(User, request.user)
    made = actions.save_application(
        by=by,
        participation=participation,
        answers=form.answers,
        based_on=form.cleaned_data["based_on"],
    )
    draft = f"{by.pk}:ansokan-{participation.pk}"
    if "submit" not in request.POST:
        saved(
            request,
            f"Ansökan är sparad som version {made.number}. Den är inte inskickad än.",
            draft=draft,
        )
        return redirect(
            "program:application", participation.cohort.key, participation.municipality.slug
        )
    try:
        actions.submit(by=by, participation=participation)
    except PortalError as error:
        # The text is saved although it is not sent in, so the browser's draft ends here too: the
        # tag tells the page which draft to drop.
        messages.error(request, str(error), extra_tags=draft)
        return redirect(
            "program:application", participation.cohort.key, participation.municipality.slug
        )
    saved(request, "Ansökan är inskickad. Ni får ett kvitto i e-posten.", draft=draft)
    return back(participation)


@require_safe
@of_record(ProgramPermission.SEE_RECORD)
def versions(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show every version and compare two, by default the newest with the one before it."""
    application_versions = list(participation.versions.select_related("by"))
    numbers = {str(version.number): version for version in application_versions}
    new = numbers.get(
        request.GET.get("ny", ""), application_versions[0] if application_versions else None
    )
    earlier = [v for v in application_versions if new and v.number < new.number]
    old = numbers.get(request.GET.get("gammal", ""), earlier[0] if earlier else None)
    questions = list(participation.cohort.questions.all())
    context = {
        "cohort": participation.cohort,
        "own": participation,
        "versions": application_versions,
        "new": new,
        "old": old,
        "changes": compare(questions, old.answers, new.answers) if old and new else [],
        "answers": [(q, as_text(q, new.answers.get(q.key))) for q in questions] if new else [],
    }
    return render(request, "program/applications/versions.html", context)


# --- files -----------------------------------------------------------------------------------
@require_POST
@of_record(ProgramPermission.WRITE_APPLICATION)
def attach(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Välj en fil först.")
    else:
        try:
            made = actions.attach(
                by=cast(User, request.user),
                participation=participation,
                upload=form.cleaned_data["file"],
            )
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{made.file.name} är bifogad.")
    return _to_files(participation)


def _to_files(participation: Participation) -> HttpResponse:
    answer = redirect(
        "program:application", participation.cohort.key, participation.municipality.slug
    )
    answer["Location"] += "#bilagor"
    return answer


def _attachment(participation: Participation, pk: int) -> Attachment:
    return get_object_or_404(
        participation.attachments.select_related("file", "participation"), pk=pk
    )


@require_POST
@of_record(ProgramPermission.WRITE_APPLICATION)
def detach(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    """Hide a file, or (undo) put it back."""
    found = _attachment(participation, pk)
    by = cast(User, request.user)
    try:
        if "undo" in request.POST:
            actions.restore(by=by, attachment=found)
            messages.success(request, f"{found.file.name} är tillbaka.")
        else:
            actions.detach(by=by, attachment=found)
            messages.success(request, f"{found.file.name} är borttagen ur ansökan.")
    except PortalError as error:
        messages.error(request, str(error))
    return _to_files(participation)


@require_safe
@of_record(ProgramPermission.SEE_RECORD)
def attachment(request: HttpRequest, participation: Participation, pk: int) -> FileResponse:
    found = _attachment(participation, pk)
    return files.answer(found.file)
