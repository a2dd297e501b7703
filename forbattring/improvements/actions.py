"""Actions on åtgärder and their follow-up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forbattring.improvements.models import FollowUp, Improvement
from forbattring.own_figures.method import words
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event


class ImprovementRefused(PortalError):
    """The åtgärd may not be stored like this; the text says why and what to do."""


@transaction.atomic
def save(*, by: User | None, improvement: Improvement, based_on: int = 0) -> Improvement:
    """Store a new or changed åtgärd, whose baseline is a frozen figure that the caller has put in.

    Raises ImprovementRefused for an unsound goal, or when somebody else has saved since
    `based_on`.
    """
    check_goal(improvement)
    verb = Verb.CHANGED_IMPROVEMENT if improvement.pk else Verb.ADDED_IMPROVEMENT
    if improvement.pk:
        now = Improvement.objects.select_for_update().filter(pk=improvement.pk).first()
        if now is None or now.version != based_on:
            raise ImprovementRefused(
                "Någon annan har ändrat åtgärden medan du skrev. Öppna den i ett nytt fönster och "
                "jämför. Din text står kvar här."
            )
        improvement.version = now.version + 1
    else:
        improvement.created_by = by
    improvement.touched_at = timezone.now()
    improvement.save()
    log_event(by, verb, improvement.participation, improvement=improvement.pk)
    return improvement


def check_goal(improvement: Improvement) -> None:
    """Raise ImprovementRefused unless there is a figure with baseline, a target no worse than it,
    the year expected, and a balancing measure."""
    if not (improvement.balance_kpi or improvement.balance):
        raise ImprovementRefused(
            "Ange ett balanserande mått: något som inte får bli sämre medan ni förbättrar."
        )
    if not improvement.has_figure or improvement.value is None:
        raise ImprovementRefused("Välj det nyckeltal som effekten ska synas i.")
    if improvement.target is None or improvement.target_year is None:
        raise ImprovementRefused("Ange mål och år då effekten väntas.")
    # `is False`: None means that neither way is better, or that the target holds the value
    # where it is, and both are sound goals.
    if words.is_better(improvement.good, improvement.value, improvement.target) is False:
        way = "högre" if improvement.good == "high" else "lägre"
        raise ImprovementRefused(
            f"Målet är sämre än utgångsläget. För det här nyckeltalet är {way} bättre."
        )
    # A key figure has one value a year; an own figure can reach its goal within the year.
    first = (improvement.year or 0) + (improvement.on is None)
    if improvement.year and improvement.target_year < first:
        raise ImprovementRefused(
            f"Effekten kan inte väntas före utgångsläget, som är från {improvement.year}."
        )


@transaction.atomic
def follow_up(*, by: User | None, note: FollowUp, status: str = "") -> FollowUp:
    """Add a note to the åtgärd's line, and perhaps set another status."""
    improvement = Improvement.objects.select_for_update().get(pk=note.improvement_id)
    note.by = by
    note.save()
    if status:
        improvement.status = status
    improvement.touched_at = timezone.now()
    # A form that is open holds the old status; without a new version, saving it would undo this
    # one.
    improvement.version += 1
    improvement.save(update_fields=["status", "touched_at", "version"])
    log_event(
        by, Verb.FOLLOWED_UP_IMPROVEMENT, improvement.participation, improvement=improvement.pk
    )
    return note


@transaction.atomic
def remove(*, by: User, improvement: Improvement) -> None:
    """Delete an åtgärd without notes. Raises otherwise: what was begun is stopped, not
    forgotten."""
    if improvement.follow_ups.exists():
        raise ImprovementRefused(
            "Åtgärden har anteckningar och kan inte tas bort. Sätt läget till avbruten i stället."
        )
    pk = improvement.pk
    improvement.delete()
    log_event(by, Verb.REMOVED_IMPROVEMENT, improvement.participation, improvement=pk)
