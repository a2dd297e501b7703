"""The demo's way from a deviation to an effect: invented, in own words and about roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from forbattring.causes.models import CauseNode
from forbattring.current_state.models import Finding
from forbattring.deviations.actions import begin
from forbattring.deviations.models import Deviation
from forbattring.evidence import actions as evidence
from forbattring.evidence.models import Evidence
from forbattring.frozen.queries import figure_now
from forbattring.improvements import actions as improvements
from forbattring.improvements.models import FollowUp, Improvement
from forbattring.own_figures import actions as own_figures
from forbattring.own_figures.models import OwnFigure
from forbattring.proposals import actions as proposals
from forbattring.proposals.models import Verdict
from program.models import Participation
from projekt.models import Activity, Outcome, ProjectPerson

_STEPS = {
    1: "Kolada visar kostnaden för lokaler per elev, men inte hur lokalerna används. "
    "Fastighetsbolaget har uppgifter om ytor och uthyrning.",
    2: "Vi vill veta hur mycket av kostnaden som är lokaler som inte används fullt ut.",
    3: "Lokalerna kostar mer än i jämförbara kommuner, och har gjort det i flera år.",
}
_SKIPPED = {4: "Det finns ingen statistik att granska för det här påståendet."}
_VALUES = (
    (date(2022, 1, 31), 410),
    (date(2022, 2, 28), 402),
    (date(2022, 3, 31), 396),
    (date(2022, 4, 30), 371),
    (date(2022, 5, 31), 365),
    (date(2022, 8, 31), 352),
)
_PROPOSALS = (
    ("Följ vikarierna varje vecka och dela personal mellan enheterna", 4, 2),
    ("Schemalägg efter behoven i verksamheten", 5, 4),
    ("Gå igenom uppgifterna tillsammans med HR", 2, 2),
    ("Kräv en plan för befintliga lokaler före beslut", 3, 1),
    ("Se över städningen tillsammans med teknik och service", 3, 3),
)
_MEETING = date(2022, 8, 22)


@transaction.atomic
def load_demo_effect(cohort_key: str, code: str) -> None:
    """Load it once, after the analyses, the nulägesbild and the meetings, which it refers to."""
    participation = (
        Participation.objects.filter(cohort__key=cohort_key, municipality=code)
        .select_related("cohort", "municipality")
        .first()
    )
    if participation is None or participation.deviations.exists():
        return
    _deviation(participation)
    figure = _figure(participation)
    _evidence(participation, figure)
    for text, effect, effort in _PROPOSALS:
        _assess(participation, text, effect, effort)
    _decide(participation, figure)


def _node(participation: Participation, text: str) -> CauseNode:
    return CauseNode.objects.select_related("analysis__participation").get(
        analysis__participation=participation, text=text
    )


def _deviation(participation: Participation) -> None:
    title = "Lokalerna kostar mer än i andra kommuner"
    finding = Finding.objects.filter(state__participation=participation, title=title).first()
    made = begin(
        by=None,
        deviation=Deviation(
            participation=participation,
            name="Varför kostar skolans lokaler mer än i andra kommuner?",
            finding=finding,
            analysis=participation.cause_analyses.filter(title__contains="lokaler").first(),
        ),
    )
    for row in made.steps.all():
        row.text, row.skipped = _STEPS.get(row.number, ""), _SKIPPED.get(row.number, "")
        if row.text or row.skipped:
            row.at = timezone.now()
            row.save()


def _figure(participation: Participation) -> OwnFigure:
    figure = own_figures.save_figure(
        by=None,
        figure=OwnFigure(
            participation=participation,
            title="Vikarietimmar i särskilt boende",
            unit="timmar per vecka",
            good="low",
            release=OwnFigure.Release.MENTOR,
            definition="Påhittade värden för demon. Timmar som bokas av bemanningen, medel för "
            "månadens veckor.",
        ),
    )
    for on, value in _VALUES:
        own_figures.put_value(by=None, figure=figure, on=on, value=value)
    return figure


def _evidence(participation: Participation, figure: OwnFigure) -> None:
    habit = _node(participation, "Vikarier bokas av vana")
    frozen = figure_now(Evidence, participation.municipality, figure)
    frozen.node, frozen.kind = habit, Evidence.EvidenceKind.FIGURE
    evidence.add_evidence(by=None, evidence=frozen)
    evidence.add_evidence(
        by=None,
        evidence=Evidence(
            node=habit,
            kind=Evidence.EvidenceKind.INTERVIEW,
            role="Enhetschefer i särskilt boende",
            text="Passen bokas ofta innan någon har sett efter om grannenheten har folk.",
        ),
    )
    CauseNode.objects.filter(pk=habit.pk).update(
        standing=CauseNode.Standing.PROVEN,
        control=CauseNode.Control.OWN,
        depth=CauseNode.Depth.CAUSE,
    )


def _assess(participation: Participation, text: str, effect: int, effort: int) -> None:
    assessment = proposals.assessment_of(_node(participation, text))
    assessment.effect, assessment.effort = effect, effort
    proposals.assess(by=None, assessment=assessment, based_on=0, consequences={})


def _decide(participation: Participation, figure: OwnFigure) -> None:
    """Let one proposal go all the way to an åtgärd; another waits for the next meeting."""
    node = _node(participation, _PROPOSALS[0][0])
    assessment = proposals.put(by=None, node=node, on=date(2022, 8, 15))
    proposals.put(
        by=None, node=_node(participation, _PROPOSALS[3][0]), on=participation.cohort.today
    )
    meeting = Activity.objects.filter(
        participation=participation, on=_MEETING, kind__key="styrgruppsmote"
    ).first()
    decision = None
    if meeting:
        text = "Vikarierna följs varje vecka, och enheterna delar personal."
        decision = Outcome.objects.create(
            activity=meeting, kind=Outcome.OutcomeKind.DECISION, text=text
        )
        Verdict.objects.create(assessment=assessment, word=Verdict.Word.YES, decision=decision)
    owner = ProjectPerson.objects.filter(
        participation=participation, name__contains="omsorgen"
    ).first()
    made = figure_now(Improvement, participation.municipality, figure)
    first = figure.values.order_by("on").first()
    if first:
        made.on, made.value = first.on, first.value
        made.told = (
            f"{participation.municipality} hade {first.value:g} timmar per vecka den {first.on}."
        )
    made.participation, made.node, made.decision, made.owner = participation, node, decision, owner
    made.name = "Följ vikarierna varje vecka och dela personal"
    made.starts_on, made.ends_on = date(2022, 9, 1), date(2023, 3, 31)
    made.status, made.money = Improvement.Status.ONGOING, Improvement.Money.NONE
    made.good, made.target, made.target_year = "low", 300, 2023
    made.balance = "Kontinuitet i särskilt boende, i egen mätning"
    improvements.save(by=None, improvement=made)
    improvements.follow_up(
        by=None,
        note=FollowUp(
            improvement=made,
            on=date(2022, 9, 5),
            text="Listan över lediga pass delas mellan husen.",
        ),
    )
