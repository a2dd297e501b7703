"""Pages of home tasks: the list of those who give them, and a municipality's answer."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files
from grund.errors import PortalError
from grund.forms import saved
from konton.models import Role, User
from konton.rules import Person, has_role, is_administrator
from program.models import Cohort, Participation
from program.participations.access import mentors_in, of_cohort
from projekt.home_tasks import actions, forms
from projekt.home_tasks.models import HomeTask
from projekt.home_tasks.queries import OwnTask, given_tasks, own_tasks, receivers, talk
from projekt.meetings.decisions import outcomes_of
from projekt.meetings.models import Outcome
from projekt.organisation.receivers import reachable, receiver_choices
from projekt.permissions import ProjektPermission
from projekt.work.access import of_work
from projekt.work.pages import Frame, cohort_url, form_page, of_own


@require_safe
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def home_tasks(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    only = reachable(request.user, cohort)
    context = {"cohort": cohort, "tab": "hemuppgifter", "found": given_tasks(cohort, only)}
    return render(request, "projekt/home_tasks/list.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def new_home_task(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    return _task(request, HomeTask(cohort=cohort))


@require_http_methods(["GET", "POST"])
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def edit_home_task(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    return _task(request, _given(request, cohort, pk))


def _given(request: HttpRequest, cohort: Cohort, pk: int) -> HomeTask:
    """Return a task that the visitor may change: the office any, a mentor those it reaches."""
    task = get_object_or_404(cohort.home_tasks, pk=pk, withdrawn_at=None)
    task.cohort = cohort
    only = reachable(request.user, cohort)
    reached = set(receivers(task).values_list("pk", flat=True))
    if only is not None and not reached & only:
        raise Http404
    if only is not None and not (task.learning_group_id or task.participation_id):
        raise PermissionDenied("Uppgifter till hela omgången ändras av programkontoret.")
    return task


def _task(request: HttpRequest, task: HomeTask) -> HttpResponse:
    cohort = task.cohort
    only = reachable(request.user, cohort)
    form = forms.HomeTaskForm(
        request.POST or None, instance=task, receivers=receiver_choices(cohort, only)
    )
    draft = f"{request.user.pk}:hemuppgift-{cohort.pk}-{task.pk or 'ny'}"
    if request.method == "POST" and form.is_valid():
        stored = actions.save_task(by=cast(User, request.user), task=form.received())
        saved(request, f"{stored} är sparad och visas i kommunernas listor.", draft=draft)
        return redirect("projekt:home_tasks", cohort.key)
    return form_page(
        request,
        Frame(cohort, None),
        form,
        button="Spara hemuppgiften",
        draft=draft,
        heading="Ändra hemuppgiften" if task.pk else "Ge en hemuppgift",
        back=cohort_url("home_tasks", cohort),
    )


@require_POST
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def withdraw_home_task(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    task = _given(request, cohort, pk)
    actions.withdraw(by=cast(User, request.user), task=task)
    messages.success(request, f"{task} gäller inte längre. Det som är inlämnat finns kvar.")
    return redirect("projekt:home_tasks", cohort.key)


@require_safe
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def home_task(request: HttpRequest, cohort: Cohort, pk: int) -> HttpResponse:
    """Show to those who gave the task who has handed in."""
    task = get_object_or_404(cohort.home_tasks, pk=pk)
    task.cohort = cohort
    only = reachable(request.user, cohort)
    reached = [
        participation
        for participation in receivers(task)
        if only is None or participation.pk in only
    ]
    if not reached:
        raise Http404
    handed = {h.participation_id: h for h in task.hand_ins.select_related("by")}
    rows = [OwnTask(task, participation, handed.get(participation.pk)) for participation in reached]
    may_change = only is None or task.learning_group_id or task.participation_id
    context = {
        "cohort": cohort,
        "tab": "hemuppgifter",
        "task": task,
        "rows": rows,
        "may_change": may_change and task.withdrawn_at is None,
    }
    return render(request, "projekt/home_tasks/task.html", context)


# --- a municipality's answer ---------------------------------------------------------------------
def _own_task(participation: Participation, pk: int) -> OwnTask:
    found = next(
        (own_task for own_task in own_tasks([participation]) if own_task.task.pk == pk), None
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.SEE_WORK)
def own_task(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    """Show the task, the answer and the comments; POST hands in."""
    shown = _own_task(participation, pk)
    may_hand_in = request.user.has_perm(ProjektPermission.HAND_IN, participation.municipality)
    form = _hand_in_form(request, shown)
    if request.method == "POST":
        if not may_hand_in:
            raise PermissionDenied("Projektledare och projektmedlemmar lämnar in.")
        if form.is_valid() and _hand_in(request, shown, form):
            return redirect(
                "projekt:own_task", participation.cohort.key, participation.municipality.slug, pk
            )
    return _page(request, shown, form, may_hand_in=may_hand_in)


def _page(
    request: HttpRequest,
    shown: OwnTask,
    form: forms.HandInForm,
    *,
    may_hand_in: bool,
    comment: forms.TaskCommentForm | None = None,
) -> HttpResponse:
    participation, user = shown.own, request.user
    context = {
        **of_own(participation, "uppgifter").context,
        "shown": shown,
        "task": shown.task,
        "handed": shown.handed,
        "form": form,
        "talk": talk(shown.task, participation),
        "comment_form": comment or forms.TaskCommentForm(prefix="kommentar"),
        "judge_form": forms.JudgeForm(),
        "may_hand_in": may_hand_in,
        "may_judge": _judges(user, participation),
        "may_comment": user.has_perm(ProjektPermission.COMMENT_TASK, participation.municipality),
    }
    return render(request, "projekt/home_tasks/own_task.html", context)


def _judges(user: Person, participation: Participation) -> bool:
    return is_administrator(user) or has_role(user, participation.municipality, Role.MENTOR)


def _hand_in_form(request: HttpRequest, shown: OwnTask) -> forms.HandInForm:
    handed = shown.handed
    initial = {"based_on": handed.revision if handed else 0, "text": handed.text if handed else ""}
    if request.method == "POST":
        return forms.HandInForm(request.POST, request.FILES, initial=initial)
    return forms.HandInForm(initial=initial)


def _hand_in(request: HttpRequest, shown: OwnTask, form: forms.HandInForm) -> bool:
    by, data = cast(User, request.user), form.cleaned_data
    try:
        file = files.store(upload=data["upload"], by=by.pk) if data["upload"] else None
        actions.hand_in(
            by=by,
            task=shown.task,
            participation=shown.own,
            text=data["text"],
            file=file,
            based_on=data["based_on"],
        )
    except PortalError as error:
        form.add_error("upload" if isinstance(error, files.FileRefused) else None, str(error))
        return False
    saved(
        request, "Tack! Svaret är inlämnat.", draft=f"{by.pk}:svar-{shown.task.pk}-{shown.own.pk}"
    )
    return True


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def hand_in_file(request: HttpRequest, participation: Participation, pk: int) -> FileResponse:
    handed = _own_task(participation, pk).handed
    if handed is None or handed.file is None:
        raise Http404
    return files.answer(handed.file)


@require_POST
@of_work(ProjektPermission.SET_HOME_TASKS)
def judge(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    if not _judges(request.user, participation):
        raise PermissionDenied("Mentorn och programkontoret bedömer.")
    handed = _own_task(participation, pk).handed
    form = forms.JudgeForm(request.POST)
    if handed is None or not form.is_valid():
        messages.error(request, "Välj om svaret är klart eller ska kompletteras.")
    else:
        handed.participation = participation
        actions.judge(by=cast(User, request.user), handed=handed, state=form.cleaned_data["state"])
        messages.success(request, f"Bedömningen är sparad: {handed.get_state_display()}.")
    return redirect(
        "projekt:own_task", participation.cohort.key, participation.municipality.slug, pk
    )


@require_POST
@of_work(ProjektPermission.COMMENT_TASK)
def comment_task(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    shown = _own_task(participation, pk)
    form = forms.TaskCommentForm(request.POST, prefix="kommentar")
    if not form.is_valid():
        may_hand_in = request.user.has_perm(ProjektPermission.HAND_IN, participation.municipality)
        empty = forms.HandInForm(initial={"based_on": 0})
        return _page(request, shown, empty, may_hand_in=may_hand_in, comment=form)
    actions.comment(
        by=cast(User, request.user),
        task=shown.task,
        participation=participation,
        text=form.cleaned_data["text"],
    )
    saved(
        request,
        "Kommentaren är sparad.",
        draft=f"{request.user.pk}:kommentar-{pk}-{participation.pk}",
    )
    return redirect(
        "projekt:own_task", participation.cohort.key, participation.municipality.slug, pk
    )


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def tasks(request: HttpRequest, participation: Participation) -> HttpResponse:
    """List home tasks and tasks from meetings, the open ones first."""
    found: Any = outcomes_of(participation, Outcome.OutcomeKind.TASK)
    context = {
        **of_own(participation, "uppgifter").context,
        "home_tasks": own_tasks([participation]),
        "open": found.filter(done_on=None).order_by("due_on", "pk"),
        "done": found.exclude(done_on=None).order_by("-done_on", "pk"),
        "today": participation.cohort.today,
    }
    return render(request, "projekt/home_tasks/tasks.html", context)
