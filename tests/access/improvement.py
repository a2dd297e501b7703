"""The improvement: a row of everything, its addresses, and what each view that writes is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forbattring.cause_bank.queries import fingerprint
from forbattring.causes import actions as causes
from forbattring.current_state import actions as state
from forbattring.frozen.queries import figure_now
from forbattring.mapping.actions import mappings
from forbattring.mapping.actions import template as templates
from forbattring.mapping.queries import template_of
from forbattring.models import (
    CauseAnalysis,
    CauseNode,
    CurrentState,
    Finding,
    FindingFigure,
    Mapping,
    MappingRow,
    OwnValue,
    Workshop,
    WorkshopNote,
)
from forbattring.workshop.actions import leader as workshop
from forbattring.workshop.actions import phones
from grund.models import StoredFile
from konton.models import User
from program.models import Participation
from tests import improving
from tests.access.forms import Fields
from tests.access.people import LEADER
from tests.improving import KPI, Whole

TABLE = "Område\tProblem\tOrsak\tFörslag\nA\tP\tO\tF\n"
MAPPING_TABLE = "Nivå\tUppgift\nEnhet\tRinger\n"
# What is sent, by view, and what its address names after the cohort and the municipality.
Sent = tuple[list[Any], Fields]


def make_whole(own: Participation, people: dict[str, User]) -> Whole:
    """One of everything, linked from a figure to an effect, and a file as evidence."""
    made = improving.whole(own, people[LEADER])
    made.evidence.file = StoredFile.objects.filter(name="bilaga.txt").first()
    made.evidence.save(update_fields=["file"])
    return made


def make_node(own: Participation, people: dict[str, User]) -> CauseNode:
    """A problem beside another in an analysis with a workshop; an empty analysis beside it."""
    by = people[LEADER]
    made = causes.save_analysis(by=by, analysis=CauseAnalysis(participation=own, title="Prov"))
    area = causes.add(by=by, analysis=made, parent=None, kind="area", text="A")
    problem = causes.add(by=by, analysis=made, parent=area, kind="problem", text="B")
    causes.add(by=by, analysis=made, parent=area, kind="problem", text="C")
    causes.save_analysis(by=by, analysis=CauseAnalysis(participation=own, title="Tom"))
    room = workshop.start(by=by, analysis=made, question="Varför?", votes_each=3)
    phone = phones.join(code=room.code, secret="hemlig")
    assert phone
    phones.put_up(phone=phone, notes=[phones.Written(uuid4(), "Lapp")])
    return problem


def make_row(own: Participation, people: dict[str, User]) -> MappingRow:
    """A task in a shared mapping, beside an empty one, and a proposal about the template."""
    by = people[LEADER]
    template = template_of(own.cohort)
    made = mappings.save_mapping(by=by, mapping=Mapping(participation=own, title="Prov"))
    task = MappingRow(mapping=made, level="unit", task="A", hours=5)
    mappings.save_row(by=by, row=task, based_on=1)
    mappings.share_mapping(by=by, mapping=made)
    mappings.save_mapping(by=by, mapping=Mapping(participation=own, title="Tom"))
    templates.propose(by=by, participation=own, template=template, text="Prov")
    return task


def make_finding(own: Participation, people: dict[str, User]) -> Finding:
    picture = CurrentState(participation=own, department="Socialförvaltningen")
    state.save_state(by=people[LEADER], state=picture)
    made = Finding(
        state=picture,
        kind="weakness",
        title="Särskilt boende är dyrt",
        interviews="Enhetschefer säger att schemat styr.",
    )
    return state.save_finding(by=people[LEADER], finding=made, based_on=0)


@dataclass(frozen=True)
class Improvement:
    """A row of everything of the improvement."""

    whole: Whole
    node: CauseNode
    row: MappingRow
    finding: Finding
    figure: FindingFigure
    chosen: Finding  # is in focus


def make_improvement(own: Participation, people: dict[str, User]) -> Improvement:
    by = people[LEADER]
    finding = make_finding(own, people)
    figure = figure_now(FindingFigure, own.municipality, improving.kpi())
    state.take_in(by=by, finding=finding, figure=figure)
    other = Finding(state=finding.state, kind="strength", title="Annan")
    other.file = StoredFile.objects.filter(name="bilaga.txt").first()
    chosen = state.save_finding(by=by, based_on=0, finding=other)
    state.choose_focus(by=by, finding=chosen, on=own.cohort.today, reason="", decision=None)
    whole, node = make_whole(own, people), make_node(own, people)
    return Improvement(whole, node, make_row(own, people), finding, figure, chosen)


# --- addresses -----------------------------------------------------------------------------------
def address(view: str, own: Participation, args: list[Any]) -> str:
    return reverse(f"forbattring:{view}", args=[own.cohort.key, own.municipality.slug, *args])


def read(made: Improvement) -> dict[str, list[Any]]:
    """By view that only reads: what its address names."""
    whole, node = made.whole, made.node
    cause = [whole.cause.analysis_id, whole.cause.pk]
    room = [node.analysis_id, Workshop.objects.get().pk]
    mapping = made.row.mapping_id
    return {
        "states": [],
        "state": [made.finding.state_id],
        "finding_file": [made.finding.state_id, made.chosen.pk],
        "node": cause,
        "evidence_file": [*cause, whole.evidence.pk],
        "ranking": [],
        "ranking_file": ["csv"],
        "deviations": [],
        "deviation": [whole.deviation.pk],
        "own_figures": [],
        "own_figure": [whole.own_figure.pk],
        "improvements": [],
        "improvements_file": ["xlsx"],
        "improvement": [whole.improvement.pk],
        "chain": ["cause", whole.cause.pk],
        "analyses": [],
        "analysis": [node.analysis_id],
        "analysis_file": [node.analysis_id, "csv"],
        "workshop": room,
        "workshop_wall": room,
        "workshop_board": room,
        "mappings": [],
        "mapping": [mapping],
        "mapping_file": [mapping, "csv"],
        "compare_mappings": [],
        "compare_file": ["csv"],
    }


def sent(made: Improvement) -> dict[str, Sent]:
    return {
        **_sent_of_state(made),
        **sent_on_the_way(made.whole),
        **sent_of_causes(made.node),
        **sent_of_mapping(made.row),
    }


def _sent_of_state(made: Improvement) -> dict[str, Sent]:
    one, finding = [made.finding.state_id], made.finding.pk
    changed = {"kind": "strength", "title": "Ny", "based_on": "1", "upload": _file()}
    today = made.whole.own.cohort.today.isoformat()
    return {
        "new_state": ([], {"department": "Ny"}),
        "edit_state": (one, {"department": "Ny"}),
        "new_finding": (one, {"kind": "strength", "title": "Ny", "based_on": "0"}),
        "edit_finding": ([*one, finding], changed),
        "remove_finding": ([*one, finding], {}),
        "add_figure": ([*one, made.chosen.pk], {"figure": KPI.lower()}),
        "remove_figure": ([*one, finding, made.figure.pk], {}),
        "choose_focus": ([*one, finding], {"on": today}),
        "take_back_focus": ([*one, made.chosen.pk], {}),
    }


def sent_on_the_way(whole: Whole) -> dict[str, Sent]:
    """From a deviation to an effect."""
    node = [whole.cause.analysis_id, whole.cause.pk]
    proposal = [whole.proposal.analysis_id, whole.proposal.pk]
    figure, made = [whole.own_figure.pk], [whole.improvement.pk]
    value = OwnValue.objects.filter(figure=whole.own_figure).latest("pk").pk
    today = whole.own.cohort.today.isoformat()
    goal = {
        "based_on": whole.improvement.version,
        "name": "Ny",
        "goal": KPI,
        "target": "1",
        "target_year": "2030",
        "good": "low",
        "balancing": "Nöjda",
        "status": "planned",
        "money": "none",
    }
    own_figure = {"title": "Nytt", "unit": "kr", "good": "low", "definition": "Så."}
    comment = {"text": "Hej", "signed": "Chef"}
    return {
        "add_evidence": ([*node, "statistics"], {"text": "", "upload": _file()}),
        "remove_evidence": ([*node, whole.evidence.pk], {}),
        "judge": (node, {"standing": "proven"}),
        "assess": (proposal, {"effect": "5", "effort": "1", "based_on": "1"}),
        "put": (proposal, {"undo": ""}),
        "decide": (proposal, {"word": "later", "decision": str(whole.verdict.decision_id)}),
        "new_deviation": ([], {"name": "Varför?", "figure": KPI}),
        "deviation_step": ([whole.deviation.pk, 1], {"text": "Klart.", "based_on": "1"}),
        "open_causes": ([whole.deviation.pk], {}),
        "remove_deviation": ([whole.deviation.pk], {}),
        "new_own_figure": ([], own_figure),
        "edit_own_figure": (figure, {**own_figure, "unit": "timmar"}),
        "remove_own_figure": (figure, {}),
        "put_own_value": (figure, {"on": today, "value": "12,5"}),
        "withdraw_own_value": ([*figure, value], {}),
        "release_own_figure": (figure, {"to": "cohort"}),
        "comment_own_figure": (figure, comment),
        "comment_kpi": ([KPI], comment),
        "withdraw_comment": ([whole.comment.pk], {}),
        "new_improvement": ([], {**goal, "based_on": "0"}),
        "edit_improvement": (made, goal),
        "follow_up": (made, {"on": today, "text": "Börjat.", "status": "ongoing"}),
        "remove_improvement": (made, {}),
    }


def sent_of_causes(node: CauseNode) -> dict[str, Sent]:
    note = str(WorkshopNote.objects.get().pk)
    one, row = [node.analysis_id], [node.analysis_id, node.pk]
    room = [node.analysis_id, Workshop.objects.get().pk]
    return {
        "new_analysis": ([], {"title": "Ny"}),
        "edit_analysis": (one, {"title": "Ändrad"}),
        "remove_analysis": ([CauseAnalysis.objects.get(title="Tom").pk], {}),
        "import": ([], {"pasted": TABLE, "store": ""}),
        "add_area": (one, {"kind": "area", "text": "Ny"}),
        "add_below": (row, {"kind": "cause", "text": "Ny"}),
        "edit_node": (row, {"text": "Ny", "based_on": "1"}),
        "move_node": (row, {"way": "down"}),
        "remove_node": (row, {}),
        "share_analysis": (one, {"seen": fingerprint(node.analysis)}),
        "take_back_analysis": (one, {}),
        "workshops": (one, {"question": "Varför?", "votes_each": "3"}),
        "switch_workshop": (room, {"state": "voting"}),
        "hide_note": (room, {"hide": note}),
        "make_causes": (room, {"notes": note, "parent": str(node.pk)}),
    }


def sent_of_mapping(row: MappingRow) -> dict[str, Sent]:
    one = [row.mapping_id]
    task = {"level": "unit", "task": "Ny", "per": "year", "based_on": "1"}
    return {
        "new_mapping": ([], {"title": "Ny"}),
        "edit_mapping": (one, {"title": "Ändrad"}),
        "remove_mapping": ([Mapping.objects.get(title="Tom").pk], {}),
        "import_mapping": (one, {"pasted": MAPPING_TABLE, "store": ""}),
        "new_row": (one, task),
        "edit_row": ([*one, row.pk], task),
        "remove_row": ([*one, row.pk], {}),
        "share_mapping": (one, {}),
        "take_back_mapping": (one, {}),
        "propose_mapping": ([], {"text": "En kolumn"}),
    }


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", b"hej")
