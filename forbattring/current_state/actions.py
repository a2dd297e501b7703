"""Actions on a nulägesbild, and on the steering group's choice of focus."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from forbattring.causes.actions import add, save_analysis
from forbattring.causes.models import CauseAnalysis
from forbattring.current_state.models import CurrentState, Finding, FindingFigure, Focus
from grund.errors import PortalError
from grund.unique import named_once, or_refuse
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import locked, log_event
from projekt.models import Outcome


class StateRefused(PortalError):
    """The act is not possible here, or not now; the text says why and what to do."""


@transaction.atomic
def save_state(*, by: User, state: CurrentState) -> CurrentState:
    if state.pk:  # before the participation, as whoever writes in it does
        CurrentState.objects.select_for_update().get(pk=state.pk)
    locked(state.participation)
    others = CurrentState.objects.filter(participation=state.participation).exclude(pk=state.pk)
    taken = StateRefused(f"Det finns redan en nulägesbild för {state.department}.")
    verb = Verb.CHANGED_CURRENT_STATE if state.pk else Verb.BEGAN_CURRENT_STATE
    with named_once(state.department, others.values_list("department", flat=True), taken):
        state.save()
    log_event(by, verb, state.participation, state=state.pk)
    return state


@transaction.atomic
def save_finding(*, by: User, finding: Finding, based_on: int) -> Finding:
    """Store a new or changed finding. Raises when somebody else has saved since `based_on`."""
    if finding.pk:
        now = Finding.objects.select_for_update().filter(pk=finding.pk).first()
        if now is None or now.version != based_on:
            raise StateRefused(
                "Någon annan har ändrat eller tagit bort iakttagelsen medan du skrev. Öppna den i "
                "ett nytt fönster och jämför. Din text står kvar här."
            )
        finding.version = now.version + 1
    else:
        # Whoever adds one waits here for the one before.
        picture = CurrentState.objects.select_for_update().get(pk=finding.state_id)
        last = picture.findings.order_by("-order").first()
        finding.order = last.order + 1 if last else 1
    verb = Verb.CHANGED_OBSERVATION if finding.pk else Verb.ADDED_OBSERVATION
    finding.save()
    participation = finding.state.participation
    log_event(by, verb, participation, state=finding.state_id, finding=finding.pk)
    return finding


@transaction.atomic
def remove_finding(*, by: User, finding: Finding) -> None:
    if Focus.objects.filter(finding=finding).exists():
        raise StateRefused("Styrgruppen har valt iakttagelsen som fokus. Ta tillbaka valet först.")
    participation, pk, state = finding.state.participation, finding.pk, finding.state_id
    finding.delete()
    log_event(by, Verb.REMOVED_OBSERVATION, participation, state=state, finding=pk)


def _named(figure: FindingFigure) -> dict[str, object]:
    """Return which figure it is, for the details of the audit log."""
    return {"kpi": figure.kpi_id} if figure.kpi_id else {"own_figure": figure.own_figure_id}


@transaction.atomic
def take_in(*, by: User, finding: Finding, figure: FindingFigure) -> None:
    """Store a frozen figure beside the finding. Raises StateRefused for one that is there."""
    figure.finding = finding
    with or_refuse(StateRefused(f"Siffran för {figure.year} finns redan i iakttagelsen.")):
        figure.save()
    participation = finding.state.participation
    log_event(by, Verb.TOOK_IN_FIGURE, participation, finding=finding.pk, **_named(figure))


@transaction.atomic
def leave_out(*, by: User, figure: FindingFigure) -> None:
    finding = figure.finding
    figure.delete()
    participation = finding.state.participation
    log_event(by, Verb.REMOVED_FIGURE, participation, finding=finding.pk, **_named(figure))


@transaction.atomic
def choose_focus(
    *, by: User, finding: Finding, on: date, reason: str, decision: Outcome | None
) -> Focus:
    """Record the steering group's choice, and open a cause analysis of the finding."""
    participation = finding.state.participation
    if Focus.objects.filter(finding=finding).exists():
        raise StateRefused("Iakttagelsen är redan vald.")
    analysis = save_analysis(
        by=by,
        analysis=CauseAnalysis(
            participation=participation,
            title=f"Orsaksanalys: {finding.title}"[:150],
            department=finding.state.department,
        ),
    )
    area = add(by=by, analysis=analysis, parent=None, kind="area", text=finding.state.department)
    add(by=by, analysis=analysis, parent=area, kind="problem", text=finding.title)
    focus = Focus.objects.create(
        finding=finding,
        chosen_on=on,
        reason=reason.strip(),
        decision=decision,
        analysis=analysis,
        by=by,
    )
    log_event(by, Verb.CHOSE_FOCUS, participation, finding=finding.pk, analysis=analysis.pk)
    return focus


@transaction.atomic
def take_back_focus(*, by: User, focus: Focus) -> None:
    """Undo the choice; the analysis stays, with what is written in it."""
    participation = focus.finding.state.participation
    pk = focus.finding_id
    focus.delete()
    log_event(by, Verb.UNDID_FOCUS, participation, finding=pk)
