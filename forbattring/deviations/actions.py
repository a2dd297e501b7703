"""Actions on guided deviation analyses (avvikelseanalyser)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from forbattring.causes.actions import add, save_analysis
from forbattring.causes.models import CauseAnalysis
from forbattring.deviations.method import STEPS
from forbattring.deviations.models import Deviation, DeviationStep
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event


class DeviationRefused(PortalError):
    """The act is not possible here, or not now; the text says why and what to do."""


@transaction.atomic
def begin(
    *, by: User | None, deviation: Deviation, prefill: Mapping[int, str] | None = None
) -> Deviation:
    """Open the ten steps; `prefill` is what the figures say now, by the step's number."""
    deviation.created_by = by
    deviation.save()
    said = prefill or {}
    DeviationStep.objects.bulk_create(
        DeviationStep(deviation=deviation, number=step.number, prefill=said.get(step.number, ""))
        for step in STEPS
    )
    log_event(by, Verb.BEGAN_DEVIATION, deviation.participation, deviation=deviation.pk)
    return deviation


@transaction.atomic
def write_step(
    *, by: User, step: DeviationStep, text: str, skipped: str, based_on: int
) -> DeviationStep:
    """Store a step's text, or the reason why it is skipped.

    Raises DeviationRefused when somebody else has saved since `based_on`.
    """
    now = DeviationStep.objects.select_for_update().get(pk=step.pk)
    if now.version != based_on:
        raise DeviationRefused(
            "Någon annan har skrivit i steget medan du skrev. Öppna det i ett nytt fönster och "
            "jämför. Din text står kvar här."
        )
    now.text, now.skipped, now.version = text, skipped.strip(), now.version + 1
    now.by, now.at = by, timezone.now()
    now.save()
    deviation = step.deviation
    log_event(by, Verb.WROTE_DEVIATION, deviation.participation, deviation=deviation.pk)
    return now


@transaction.atomic
def open_analysis(*, by: User, deviation: Deviation) -> CauseAnalysis:
    """Open the cause analysis that begins with the deviation; asked again, return the same one."""
    deviation = (
        Deviation.objects.select_for_update(of=("self",))
        .select_related("analysis", "participation__cohort", "participation__municipality")
        .get(pk=deviation.pk)
    )
    # Read under the lock: two who press the button at once would otherwise open an analysis
    # each.
    if deviation.analysis:
        return deviation.analysis
    participation = deviation.participation
    analysis = save_analysis(
        by=by,
        analysis=CauseAnalysis(
            participation=participation,
            title=f"Orsaksanalys: {deviation.name}"[:150],
        ),
    )
    topic = deviation.title or deviation.name
    area = add(by=by, analysis=analysis, parent=None, kind="area", text=topic)
    add(by=by, analysis=analysis, parent=area, kind="problem", text=deviation.name)
    deviation.analysis = analysis
    deviation.save(update_fields=["analysis"])
    log_event(
        by, Verb.OPENED_CAUSE_ANALYSIS, participation, deviation=deviation.pk, analysis=analysis.pk
    )
    return analysis


@transaction.atomic
def remove(*, by: User, deviation: Deviation) -> None:
    """Delete an analysis that nothing is written in. Raises DeviationRefused otherwise."""
    if deviation.analysis_id or deviation.steps.exclude(text="", skipped="").exists():
        raise DeviationRefused("Det står något i analysen, så den kan inte tas bort.")
    pk = deviation.pk
    deviation.delete()
    log_event(by, Verb.REMOVED_DEVIATION, deviation.participation, deviation=pk)
