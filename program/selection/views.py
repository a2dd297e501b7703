"""Pages of the selection: applicants, reviews, the decision, and its letters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files, outbox
from grund.downloads import table_file
from grund.formats import day
from grund.forms import saved
from konton.models import User
from program.applications.answers import as_text
from program.cohorts.models import Cohort, Criterion, Question
from program.facts.queries import facts
from program.fields import ReasonForm, all_valid, wrong_in
from program.participations.access import is_reviewer, of_cohort
from program.participations.actions import RecordRefused
from program.participations.models import Participation, SelectionDecision
from program.permissions import ProgramPermission
from program.selection import actions
from program.selection import applicants as queries
from program.selection.forms import ChoiceForm, ReviewersForm, ReviewForm
from program.selection.letters import as_document, file_name, letter, letter_key
from program.selection.method import Proposal
from program.selection.queries import conflict_of, last_day_of_review, left_to_review, unsent

Outcome = SelectionDecision.Outcome


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def applicants(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    found = queries.applicants(cohort)
    order, status = request.GET.get("ordning", "namn"), request.GET.get("lage", "")
    context = {
        "cohort": cohort,
        "found": found,
        "rows": queries.ordered(found.rows, order, status),
        "orders": [(key, name) for key, (name, _) in queries.ORDERS.items()],
        "order": order,
        "status": status,
        "statuses": Participation.Status.choices,
        "query": request.GET.urlencode(),
        "tab": "sokande",
    }
    return render(request, "program/selection/applicants.html", context)


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def applicants_file(request: HttpRequest, cohort: Cohort, kind: str) -> HttpResponse:
    found = queries.applicants(cohort)
    rows = queries.ordered(found.rows, request.GET.get("ordning", ""), request.GET.get("lage", ""))
    return table_file(table=queries.as_table(found, rows), name=f"sokande-{cohort.key}", kind=kind)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def reviewers(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    chosen = [reviewer.user_id for reviewer in cohort.reviewers.all()]
    form = ReviewersForm(
        cohort,
        request.POST or None,
        initial={"users": chosen, "last_day": _last_day_to_propose(cohort)},
    )
    if request.method == "POST" and form.is_valid():
        users = list(form.cleaned_data["users"])
        last_day = form.cleaned_data["last_day"]
        actions.set_reviewers(
            by=cast(User, request.user), cohort=cohort, users=users, last_day=last_day
        )
        messages.success(
            request,
            f"{len(users)} granskare är utsedda och granskar senast {day(last_day)}. "
            "De som är nya får ett brev.",
        )
        return redirect("program:office", cohort.key)
    context = {"cohort": cohort, "form": form, "tab": "kansli"}
    return render(request, "program/selection/reviewers.html", context)


def _last_day_to_propose(cohort: Cohort) -> date:
    """Return the last day as it is, or where none is set yet, one that is still to come."""
    return cohort.reviews_by or max(last_day_of_review(cohort), cohort.today + timedelta(days=14))


# --- reviews -------------------------------------------------------------------------------
@require_safe
@of_cohort(ProgramPermission.REVIEW, also=is_reviewer)
def reviews(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """List what the reviewer has left to mark."""
    user = cast(User, request.user)
    waiting = cohort.participations.filter(
        status__in=[Participation.Status.APPLIED, Participation.Status.RESERVE]
    ).select_related("municipality", "cohort")
    given = {review.participation_id: review for review in user.reviews.all()}
    # Those with a conflict stay in the list with the reason, so that nobody wonders where they
    # are.
    rows = [
        (participation, given.get(participation.pk), conflict_of(user, participation))
        for participation in waiting
    ]
    context = {
        "cohort": cohort,
        "rows": rows,
        "left": left_to_review(user, cohort),
        "tab": "granskning",
        "is_reviewer": is_reviewer(user, cohort),
    }
    return render(request, "program/selection/reviews.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.REVIEW, also=is_reviewer)
def review(request: HttpRequest, cohort: Cohort, slug: str) -> HttpResponse:
    """Show the application beside the marks; others' marks are shown once one's own are given."""
    user = cast(User, request.user)
    participation = _applicant(cohort, slug)
    before = participation.reviews.filter(reviewer=user).first()
    criteria = list(cohort.criteria.filter(source=Criterion.Source.REVIEWERS))
    initial = (
        {**{k: str(v) for k, v in before.marks.items()}, "note": before.note} if before else {}
    )
    form = ReviewForm(criteria, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_review(
                by=user,
                participation=participation,
                marks=form.marks,
                note=form.cleaned_data["note"],
            )
        except RecordRefused as error:
            form.add_error(None, str(error))
        else:
            saved(
                request,
                f"Din granskning av {participation.municipality} är sparad.",
                draft=f"{user.pk}:granskning-{participation.pk}",
            )
            return redirect("program:review", cohort.key, slug)
    conflict = before.conflict_reason if before and before.has_conflict else ""
    newest = participation.versions.exclude(submitted_at=None).first()
    given = before and not before.has_conflict
    known = facts([participation.municipality])
    context = {
        "cohort": cohort,
        "own": participation,
        "form": form,
        "before": before,
        "criteria": criteria,
        "conflict": conflict or conflict_of(user, participation),
        "reason": ReasonForm(),
        # Whoever has read the others' marks is no longer independent of them.
        "others": _others(participation, user, criteria) if given else [],
        "answers": _answers(cohort, newest.answers if newest else {}),
        "known": known,
        "facts": known.of(participation.municipality),
        "attachments": participation.attachments.filter(removed_at=None).select_related("file"),
        "tab": "granskning",
    }
    return render(request, "program/selection/review.html", context)


@require_safe
@of_cohort(ProgramPermission.REVIEW, also=is_reviewer)
def review_file(request: HttpRequest, cohort: Cohort, slug: str, pk: int) -> FileResponse:
    """Serve an attachment to a reviewer, who has no role in the municipality."""
    participation = _applicant(cohort, slug)
    attachments = participation.attachments.filter(removed_at=None).select_related("file")
    return files.answer(get_object_or_404(attachments, pk=pk).file)


def _applicant(cohort: Cohort, slug: str) -> Participation:
    participations = cohort.participations.select_related("cohort", "municipality__county")
    return get_object_or_404(
        # An interest without an application is not for reviewers: 404, as if it were not there.
        participations.exclude(status=Participation.Status.INTEREST),
        municipality__slug=slug,
    )


def _others(participation: Participation, user: User, criteria: list[Criterion]) -> list[Any]:
    found = participation.reviews.exclude(reviewer=user).select_related("reviewer")
    return [
        (
            review,
            [(c.name, review.marks.get(c.key), review.first_marks.get(c.key)) for c in criteria],
        )
        for review in found
    ]


def _answers(cohort: Cohort, answers: dict[str, Any]) -> list[tuple[Question, str]]:
    return [(q, as_text(q, answers.get(q.key))) for q in cohort.questions.all()]


@require_POST
@of_cohort(ProgramPermission.REVIEW, also=is_reviewer)
def step_aside(request: HttpRequest, cohort: Cohort, slug: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    participation = _applicant(cohort, slug)
    if not form.is_valid():
        messages.error(request, "Skriv varför du är jävig.")
        return redirect("program:review", cohort.key, slug)
    try:
        actions.step_aside(
            by=cast(User, request.user),
            participation=participation,
            reason=form.cleaned_data["reason"],
        )
    except RecordRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Du granskar inte {participation.municipality}.")
    return redirect("program:reviews", cohort.key)


# --- the decision ----------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def choose(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show the proposal with its spread, and take an outcome for each that is still open.

    A reviewer with marks left to give is turned away, because the points reveal the others' marks.
    """
    left = left_to_review(cast(User, request.user), cohort)
    if left:
        context = {"cohort": cohort, "left": left, "tab": "urval"}
        return render(request, "program/selection/not_yet.html", context)
    found = queries.applicants(cohort)
    proposal = queries.proposal_of(found)
    forms = _choice_forms(request, found, proposal)
    if request.method == "POST" and all_valid(forms):
        choices = [
            actions.Choice(
                form.applicant.participation,
                data["outcome"],
                data["reason"],
                data["reserve_place"] if data["outcome"] == Outcome.RESERVE else None,
            )
            for form in forms
            if (data := form.cleaned_data)["outcome"]
        ]
        try:
            number = actions.decide(by=cast(User, request.user), cohort=cohort, choices=choices)
        except RecordRefused as error:
            messages.error(request, str(error))
        else:
            saved(
                request,
                f"Beslut är fattat om {number} kommuner. Breven väntar.",
                draft=f"{request.user.pk}:urval-{cohort.pk}",
            )
            return redirect("program:letters", cohort.key)
    decided = [a for a in found.in_selection if a.decision]
    chosen = {ranked.candidate.code for ranked in proposal.chosen}
    everybody = [a.candidate for a in found.in_selection]
    context = {
        "cohort": cohort,
        "found": found,
        "proposal": proposal,
        "forms": forms,
        "wrong": wrong_in(forms),
        "decided": decided,
        "spread": queries.spread_rows(everybody, [c for c in everybody if c.code in chosen]),
        "waiting": proposal.waiting,
        "tab": "urval",
    }
    return render(request, "program/selection/choose.html", context)


def _choice_forms(
    request: HttpRequest, found: queries.Applicants, proposal: Proposal
) -> list[ChoiceForm]:
    """Build the forms in the proposal's order, filled in as it says.

    Those that wait for reviews come last and are left empty.
    """
    ranked = {r.candidate.code: r for r in proposal.ranked}
    cap = proposal.cap or len(ranked)
    open_ones = [
        a
        for a in found.in_selection
        if a.participation.status in (Participation.Status.APPLIED, Participation.Status.RESERVE)
    ]
    open_ones.sort(key=lambda a: _place(ranked, a))
    forms = []
    for applicant in open_ones:
        one = ranked.get(applicant.participation.municipality_id)
        initial: dict[str, Any] = {}
        # A reserve has an outcome already. Filled in again, saving the page would decide once more
        # on the whole reserve list.
        if one and applicant.participation.status == Participation.Status.APPLIED:
            initial = _proposed(one.place, cap) | {"reason": one.reason}
        form = ChoiceForm(applicant, request.POST or None, initial=initial)
        form.ranked = one  # type: ignore[attr-defined]
        forms.append(form)
    return forms


def _place(ranked: dict[str, Any], applicant: queries.Applicant) -> int:
    one = ranked.get(applicant.participation.municipality_id)
    return one.place if one else len(ranked) + 1


def _proposed(place: int, cap: int) -> dict[str, Any]:
    if place <= cap:
        return {"outcome": Outcome.ACCEPTED}
    return {"outcome": Outcome.RESERVE, "reserve_place": place - cap}


# --- letters -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def letters(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show each letter before it goes; POST sends all that wait."""
    if request.method == "POST":
        number = actions.send_letters(by=cast(User, request.user), cohort=cohort)
        messages.success(request, f"{number} brev är på väg. Kommunerna ser nu sitt besked.")
        return redirect("program:letters", cohort.key)
    sent = (
        SelectionDecision.objects.filter(participation__cohort=cohort)
        .exclude(letter_at=None)
        .select_related("participation__municipality", "participation__cohort")
    )
    waiting = [(decision, letter(decision)) for decision in unsent(cohort)]
    posted = outbox.by_prefix([letter_key(decision) for decision in sent])
    context = {
        "cohort": cohort,
        "waiting": waiting,
        "sent": [(decision, posted[letter_key(decision)]) for decision in sent],
        "tab": "urval",
    }
    return render(request, "program/selection/letters.html", context)


@require_safe
@of_cohort(ProgramPermission.MANAGE)
def letter_file(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    decision = get_object_or_404(
        SelectionDecision.objects.select_related(
            "participation__municipality", "participation__cohort"
        ),
        pk=pk,
        participation__cohort=cohort,
    )
    answer = HttpResponse(
        as_document(letter(decision)), content_type=files.KINDS["docx"].content_type
    )
    answer["Content-Disposition"] = f'attachment; filename="{file_name(decision)}"'
    return answer
