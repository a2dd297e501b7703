"""Actions on a cause's evidence (belägg), and on what is judged of the cause."""

from __future__ import annotations

from django.db import transaction

from forbattring.causes.actions import CauseRefused
from forbattring.causes.models import CauseNode
from forbattring.evidence.models import Evidence
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event

Kind = CauseNode.NodeKind
Standing = CauseNode.Standing
_VERBS = {
    Standing.HYPOTHESIS: Verb.HELD_AS_HYPOTHESIS,
    Standing.PROVEN: Verb.HELD_AS_PROVEN,
}


def _log_event(by: User | None, verb: Verb, node: CauseNode) -> None:
    analysis = node.analysis
    log_event(by, verb, analysis.participation, analysis=analysis.pk, node=node.pk)


def _locked(node: CauseNode) -> CauseNode:
    now = CauseNode.objects.select_for_update().filter(pk=node.pk).first()
    if now is None:
        raise CauseRefused("Någon annan har tagit bort raden.")
    now.analysis = node.analysis
    return now


def _cause(node: CauseNode) -> CauseNode:
    now = _locked(node)
    if now.kind != Kind.CAUSE:
        raise CauseRefused("Bara en orsak kan vara hypotes eller belagd.")
    return now


@transaction.atomic
def add_evidence(*, by: User | None, evidence: Evidence) -> Evidence:
    """Add evidence to a cause, or to the problem it explains. Raises CauseRefused elsewhere."""
    if evidence.node.kind not in (Kind.CAUSE, Kind.PROBLEM):
        raise CauseRefused("Belägg läggs på en orsak eller ett problem.")
    evidence.by = by
    evidence.save()
    _log_event(by, Verb.ADDED_EVIDENCE, evidence.node)
    return evidence


@transaction.atomic
def remove_evidence(*, by: User, evidence: Evidence) -> bool:
    """Delete evidence. True when the cause rests on nothing now and is a hypothesis again."""
    node = _locked(evidence.node)
    evidence.delete()
    falls = node.standing == Standing.PROVEN and not node.evidence.exists()
    if falls:
        node.standing = Standing.HYPOTHESIS
        node.save(update_fields=["standing"])
    _log_event(by, Verb.REMOVED_EVIDENCE, node)
    return falls


@transaction.atomic
def judge(*, by: User, node: CauseNode, standing: str) -> CauseNode:
    """Judge a cause as hypothesis or proven. Raises CauseRefused for proven without evidence."""
    now = _cause(node)
    if standing == Standing.PROVEN and not now.evidence.exists():
        raise CauseRefused(
            "Lägg till minst ett belägg först: en siffra, en intervju eller egen statistik."
        )
    now.standing = standing
    now.save(update_fields=["standing"])
    _log_event(by, _VERBS[Standing(standing)], now)
    return now


@transaction.atomic
def tell_control(*, by: User, node: CauseNode, control: str) -> CauseNode:
    """Store whether the municipality can do something about the cause (rådighet), '' for
    unknown."""
    now = _cause(node)
    now.control = control
    now.save(update_fields=["control"])
    _log_event(by, Verb.SET_CONTROL, now)
    return now


@transaction.atomic
def tell_depth(*, by: User, node: CauseNode, depth: str) -> CauseNode:
    """Store the answer to 'orsak eller symtom?', which is asked once and can be changed."""
    now = _cause(node)
    now.depth = depth
    now.save(update_fields=["depth"])
    _log_event(by, Verb.ANSWERED_CAUSE_OR_SYMPTOM, now)
    return now
