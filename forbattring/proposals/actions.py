"""Actions on proposals: consequences, ranking, and the steering group's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from forbattring.causes.models import CauseNode
from forbattring.proposals.models import Assessment, Consequence, Verdict
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event
from projekt.meetings import actions as minutes
from projekt.models import Activity, Outcome


class ProposalRefused(PortalError):
    """The act is not possible with this proposal, or not now; the text says why."""


def _log_event(by: User | None, verb: Verb, node: CauseNode, **more: object) -> None:
    analysis = node.analysis
    log_event(by, verb, analysis.participation, analysis=analysis.pk, node=node.pk, **more)


def assessment_of(node: CauseNode) -> Assessment:
    """Return the proposal's assessment, or a new one that is not stored yet."""
    if node.kind != CauseNode.NodeKind.PROPOSAL:
        raise ProposalRefused("Bara förslag bedöms.")
    return Assessment.objects.filter(node=node).first() or Assessment(node=node, version=0)


_JUDGED = (
    "is_saving",
    "resources",
    "organisation",
    "groups",
    "balance_kpi",
    "balance",
    "effect",
    "effort",
    "reason",
)


def _locked(node: CauseNode) -> Assessment:
    """Lock the proposal and return its assessment: whoever puts or decides waits here in turn."""
    CauseNode.objects.select_for_update().get(pk=node.pk)
    return assessment_of(node)


@transaction.atomic
def assess(
    *,
    by: User | None,
    assessment: Assessment,
    based_on: int,
    consequences: Mapping[str, tuple[str, str]],
) -> Assessment:
    """Store the whole form; `consequences` are (if done, if nothing) by aspect.

    Raises ProposalRefused when somebody else has saved since `based_on`, or for a saving without a
    balancing measure.
    """
    node = assessment.node
    CauseNode.objects.select_for_update().get(pk=node.pk)
    now = Assessment.objects.filter(node=node).first()
    if (now.version if now else 0) != based_on:
        raise ProposalRefused(
            "Någon annan har ändrat bedömningen medan du skrev. Öppna den i ett nytt fönster och "
            "jämför. Din text står kvar här."
        )
    if assessment.is_saving and not (assessment.balance_kpi or assessment.balance):
        raise ProposalRefused(
            "En besparing behöver ett balanserande mått: något som inte får bli sämre."
        )
    assessment.version = based_on + 1
    if now is None:
        assessment.save()
    else:
        assessment.save(update_fields=[*_JUDGED, "version"])  # what was put stays put
    for aspect, (if_done, if_nothing) in consequences.items():
        Consequence.objects.update_or_create(
            assessment=assessment,
            aspect=aspect,
            defaults={"if_done": if_done, "if_nothing": if_nothing},
        )
    _log_event(by, Verb.JUDGED_PROPOSAL, node)
    return assessment


@transaction.atomic
def put(*, by: User | None, node: CauseNode, on: date) -> Assessment:
    """Put the proposal to the steering group. Raises unless effect and effort are judged."""
    assessment = _locked(node)
    if assessment.effect is None or assessment.effort is None:
        raise ProposalRefused("Bedöm effekt och insats först, så att styrgruppen kan jämföra.")
    if assessment.put_on is None:
        assessment.put_on, assessment.put_by = on, by
        assessment.save(update_fields=["put_on", "put_by"])
        _log_event(by, Verb.PROPOSED_TO_STEERING_GROUP, node)
    return assessment


@transaction.atomic
def take_back(*, by: User, node: CauseNode) -> Assessment:
    """Take the proposal back from the steering group. Raises once it has answered."""
    assessment = _locked(node)
    if assessment.verdict:
        raise ProposalRefused("Styrgruppen har redan svarat.")
    if assessment.put_on:
        assessment.put_on = assessment.put_by = None
        assessment.save(update_fields=["put_on", "put_by"])
        _log_event(by, Verb.WITHDREW_PROPOSAL, node)
    return assessment


@transaction.atomic
def decide(
    *,
    by: User,
    node: CauseNode,
    word: str,
    meeting: Activity | None,
    text: str = "",
    decision: Outcome | None = None,
) -> Verdict:
    """Record the steering group's verdict as a decision in its meeting's minutes.

    `decision` is one that stands in the minutes already; without it one is written there.
    """
    assessment = _locked(node)
    if assessment.put_on is None:
        raise ProposalRefused("Förslaget är inte lagt fram för styrgruppen.")
    newest = assessment.verdict
    if (
        newest
        and newest.word == word
        and newest.decision
        and (newest.decision == decision or newest.decision.text == text.strip())
    ):
        return newest  # sent twice
    if decision is None:
        if meeting is None or not text.strip():
            raise ProposalRefused("Välj mötet och skriv beslutet, eller välj ett infört beslut.")
        decision = minutes.save_outcome(
            by=by,
            outcome=Outcome(activity=meeting, kind=Outcome.OutcomeKind.DECISION, text=text.strip()),
        )
    verdict = Verdict.objects.create(assessment=assessment, word=word, decision=decision, by=by)
    _log_event(by, Verb.ENTERED_DECISION, node, entry=decision.pk)
    return verdict
