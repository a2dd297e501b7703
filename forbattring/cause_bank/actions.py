"""Sharing a cause analysis to the cause bank, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forbattring.cause_bank.queries import fingerprint
from forbattring.causes.actions import CauseRefused
from forbattring.causes.models import CauseAnalysis
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event


def _locked(analysis: CauseAnalysis) -> CauseAnalysis:
    return (
        CauseAnalysis.objects.select_for_update(of=("self",))
        .select_related("participation__cohort", "participation__municipality")
        .get(pk=analysis.pk)
    )


@transaction.atomic
def share_analysis(*, by: User, analysis: CauseAnalysis, seen: str) -> None:
    """Share the analysis to the cause bank, as its rows stand now.

    `seen` is the fingerprint of what the page showed. Raises CauseRefused when it has no problem
    yet, or has changed since it was read: nothing is shared that nobody has read.
    """
    analysis = _locked(analysis)
    if not analysis.nodes.filter(kind="problem").exists():
        raise CauseRefused("Analysen har inget problem än, så det finns inget att dela.")
    # Asked under the lock that writing takes too, so no word can slip in between what the
    # leader read and what is shared.
    if seen != fingerprint(analysis):
        raise CauseRefused(
            "Analysen har ändrats sedan du öppnade sidan. Läs igenom det som visas nu, och dela "
            "sedan."
        )
    analysis.shared_at, analysis.shared_by = timezone.now(), by
    analysis.save(update_fields=["shared_at", "shared_by"])
    log_event(by, Verb.SHARED_CAUSE, analysis.participation, analysis=analysis.pk)


@transaction.atomic
def take_back_analysis(*, by: User, analysis: CauseAnalysis) -> None:
    """Take the analysis back: it is gone from the bank at once.

    What somebody has already read cannot be taken back.
    """
    analysis = _locked(analysis)
    analysis.shared_at = analysis.shared_by = None
    analysis.save(update_fields=["shared_at", "shared_by"])
    log_event(by, Verb.UNSHARED_CAUSE, analysis.participation, analysis=analysis.pk)
