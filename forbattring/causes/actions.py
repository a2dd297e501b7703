"""Actions on cause analyses: writing, moving and removing rows, and importing a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forbattring.causes.method.table import CauseRow
from forbattring.causes.method.tree import BELOW, is_circle
from forbattring.causes.models import CauseAnalysis, CauseNode
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.models import Participation
from program.participations.actions import log_event

Kind = CauseNode.NodeKind
Parents = Mapping[int, int | None]
MOST = 1000  # of an analysis: far more than anybody can read
MOST_LEVELS = 12  # from the area down; who asks why so often has lost the thread


class CauseRefused(PortalError):
    """The row may not be put there, or not now; the text says why and what to do."""


class ChangedMeanwhile(CauseRefused):
    """Somebody else has written since; `current` is what stands there now, '' where it is gone."""

    def __init__(self, text: str, current: str) -> None:
        super().__init__(text)
        self.current = current


@transaction.atomic
def save_analysis(*, by: User | None, analysis: CauseAnalysis) -> CauseAnalysis:
    verb = Verb.CHANGED_ANALYSIS if analysis.pk else Verb.BEGAN_ANALYSIS
    if analysis.pk is None:
        analysis.created_by = by
        analysis.save()
    else:
        # Not the whole row: the leader may have taken back the sharing meanwhile.
        analysis.save(update_fields=["title", "department", "service_area"])
    log_event(by, verb, analysis.participation, analysis=analysis.pk)
    return analysis


@transaction.atomic
def remove_analysis(*, by: User, analysis: CauseAnalysis) -> None:
    """Delete an analysis that nothing is written in. Raises CauseRefused otherwise."""
    if analysis.nodes.exists():
        raise CauseRefused("Det står något i analysen, så den kan inte tas bort.")
    if analysis.workshops.exists():
        raise CauseRefused("Analysen har en workshop, så den kan inte tas bort.")
    pk = analysis.pk
    analysis.delete()
    log_event(by, Verb.REMOVED_ANALYSIS, analysis.participation, analysis=pk)


def _locked(analysis: CauseAnalysis) -> CauseAnalysis:
    """Lock the analysis: whoever changes the shape of its tree waits here in turn."""
    return (
        CauseAnalysis.objects.select_for_update(of=("self",))
        .select_related("participation__cohort", "participation__municipality")
        .get(pk=analysis.pk)
    )


@transaction.atomic
def add(
    *, by: User | None, analysis: CauseAnalysis, parent: CauseNode | None, kind: str, text: str
) -> CauseNode:
    """A new node, last among its siblings."""
    analysis = _locked(analysis)
    if analysis.nodes.count() >= MOST:
        raise CauseRefused(f"Analysen har {MOST} rader. Börja en ny för nästa område.")
    _check_place(kind, parent)
    _check_depth(dict(analysis.nodes.values_list("pk", "parent_id")), parent, 1)
    made = _put(by, analysis, parent, kind, text)
    log_event(by, Verb.WROTE_CAUSE, analysis.participation, analysis=analysis.pk, node=made.pk)
    return made


def _put(
    by: User | None, analysis: CauseAnalysis, parent: CauseNode | None, kind: str, text: str
) -> CauseNode:
    last = analysis.nodes.filter(parent=parent).order_by("-order").first()
    return CauseNode.objects.create(
        analysis=analysis,
        parent=parent,
        kind=kind,
        text=text,
        changed_by=by,
        order=last.order + 1 if last else 1,
    )


def _check_place(kind: str, parent: CauseNode | None) -> None:
    if kind not in BELOW[parent.kind if parent else None]:
        where = f"under {parent.get_kind_display()}" if parent else "överst"
        raise CauseRefused(f"{Kind(kind).label.capitalize()} kan inte ligga {where}.")


def _check_depth(parents: Parents, parent: CauseNode | None, more: int) -> None:
    """Refuses what would hang deeper than anybody can follow; `more` levels come below
    `parent`."""
    level, above = 0, parent.pk if parent else None
    while above is not None and level <= MOST_LEVELS:
        level, above = level + 1, parents.get(above)
    if level + more > MOST_LEVELS:
        raise CauseRefused(f"Högst {MOST_LEVELS} led. Börja ett nytt problem i stället.")


def _height(parents: Parents, top: int) -> int:
    """How many levels there are from `top` down, itself included."""
    level, row = 0, {top}
    while row:
        level += 1
        row = {node for node, parent in parents.items() if parent in row}
    return level


@transaction.atomic
def write(*, by: User, node: CauseNode, text: str, based_on: int) -> CauseNode:
    """Change the text of a row; when it has been moved meanwhile, where it is now.

    Raises:
        ChangedMeanwhile: somebody else has changed or removed it since `based_on`.
    """
    _locked(node.analysis)  # who shares the analysis to the bank shares what has been read
    now = CauseNode.objects.select_for_update().filter(pk=node.pk).first()
    if now is None:
        raise ChangedMeanwhile(
            "Någon annan har tagit bort raden medan du skrev. Kopiera din text och lägg den där "
            "den ska vara.",
            "",
        )
    if now.version != based_on:
        raise ChangedMeanwhile(
            "Någon annan har ändrat texten medan du skrev. Jämför, och spara sedan din.", now.text
        )
    now.text, now.version = text, now.version + 1
    now.changed_by, now.changed_at = by, timezone.now()
    now.save(update_fields=["text", "version", "changed_by", "changed_at"])
    analysis = node.analysis
    log_event(by, Verb.CHANGED_CAUSE, analysis.participation, analysis=analysis.pk, node=now.pk)
    return now


@transaction.atomic
def move(*, by: User, node: CauseNode, parent: CauseNode | None, before: int | None) -> CauseNode:
    """Hang the row, with all below it, under `parent`, before the sibling `before` or last.

    Raises CauseRefused for a place that is gone, below itself, too deep or of the wrong kind.
    """
    analysis = _locked(node.analysis)
    moved = CauseNode.objects.select_for_update().filter(pk=node.pk).first()
    if moved is None:
        raise CauseRefused("Någon annan har tagit bort raden.")
    parents: Parents = dict(analysis.nodes.values_list("pk", "parent_id"))
    target = parent.pk if parent else None
    if target is not None and target not in parents:
        raise CauseRefused("Raden som du flyttar till finns inte längre i analysen.")
    if is_circle(parents, moved.pk, target):
        raise CauseRefused("En orsak kan inte ligga under sig själv.")
    _check_place(moved.kind, parent)
    _check_depth(parents, parent, _height(parents, moved.pk))
    siblings = [
        cause_node
        for cause_node in analysis.nodes.filter(parent=parent)
        if cause_node.pk != moved.pk
    ]
    place = next(
        (n for n, cause_node in enumerate(siblings) if cause_node.pk == before), len(siblings)
    )
    siblings.insert(place, moved)
    moved.parent = parent
    for order, cause_node in enumerate(siblings, start=1):
        cause_node.order = order
    # All siblings are numbered anew, so that gaps and equal numbers from earlier moves do not
    # matter.
    CauseNode.objects.bulk_update(siblings, ["order", "parent"])
    log_event(by, Verb.MOVED_CAUSE, analysis.participation, analysis=analysis.pk, node=moved.pk)
    return moved


@transaction.atomic
def step(*, by: User, node: CauseNode, way: str) -> CauseNode:
    """Move the row one place up or down, in under the row above, or out beside its parent.

    From where it is now, for somebody may have moved it since the page was read.
    """
    _locked(node.analysis)
    now = CauseNode.objects.select_related("parent__parent").filter(pk=node.pk).first()
    if now is None:
        raise CauseRefused("Någon annan har tagit bort raden.")
    node = now
    siblings = list(CauseNode.objects.filter(analysis=node.analysis, parent=node.parent))
    here = next(n for n, cause_node in enumerate(siblings) if cause_node.pk == node.pk)
    parent = node.parent
    if way == "in":
        above = [
            cause_node for cause_node in siblings[:here] if node.kind in BELOW[cause_node.kind]
        ]
        if not above:
            raise CauseRefused("Det finns ingen orsak ovanför att lägga den under.")
        return move(by=by, node=node, parent=above[-1], before=None)
    if way == "out":
        if parent is None or node.kind not in BELOW[parent.parent.kind if parent.parent else None]:
            raise CauseRefused("Raden kan inte flyttas längre ut.")
        after = list(CauseNode.objects.filter(analysis=node.analysis, parent=parent.parent))
        place = next(n for n, cause_node in enumerate(after) if cause_node.pk == parent.pk) + 1
        before = after[place].pk if place < len(after) else None
        return move(by=by, node=node, parent=parent.parent, before=before)
    place = here - 1 if way == "up" else here + 2
    if place < 0 or here + (1 if way == "down" else 0) >= len(siblings):
        return node
    before = siblings[place].pk if place < len(siblings) else None
    return move(by=by, node=node, parent=parent, before=before)


@transaction.atomic
def remove(*, by: User, node: CauseNode) -> int:
    """Delete the row and what hangs below it. Returns how many rows went.

    Raises CauseRefused when one of them is put to the steering group or has an åtgärd.
    """
    analysis = _locked(node.analysis)
    pk = node.pk
    going = _below(dict(analysis.nodes.values_list("pk", "parent_id")), pk)
    kept = CauseNode.objects.filter(pk__in=going).filter(
        Q(assessment__put_on__isnull=False) | Q(improvements__isnull=False)
    )
    if first := kept.first():
        raise CauseRefused(
            f"”{first}” är framlagt för styrgruppen eller har en åtgärd. Flytta det först om raden "
            "ska tas bort."
        )
    count = CauseNode.objects.filter(pk=pk).delete()[1].get("forbattring.CauseNode", 0)
    log_event(by, Verb.REMOVED_CAUSE, analysis.participation, analysis=analysis.pk, node=pk)
    return count


def _below(parents: Parents, top: int) -> set[int]:
    """The node and everything that hangs below it."""
    numbers, row = {top}, {top}
    while row:
        row = {node for node, parent in parents.items() if parent in row} - numbers
        numbers |= row
    return numbers


# --- import --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ImportedCauses:
    analyses: tuple[CauseAnalysis, ...]
    new: int  # rows that brought something
    known: int


@transaction.atomic
def import_causes(
    *, by: User | None, participation: Participation, rows: Iterable[CauseRow]
) -> ImportedCauses:
    """Store what is new, in an analysis for each heading of the report.

    The same text at the same place is the same row, so a second import adds none.
    """
    targets: dict[str, CauseAnalysis] = {}
    new = known = 0
    for row in rows:
        if row.heading not in targets:
            targets[row.heading] = _locked(_analysis(by, participation, row.heading))
        brought = _import(by, targets[row.heading], row)
        new, known = new + brought, known + (not brought)
    for analysis in targets.values():
        if new:
            log_event(by, Verb.IMPORTED_CAUSES, participation, analysis=analysis.pk)
    return ImportedCauses(tuple(targets.values()), new, known)


def _analysis(by: User | None, participation: Participation, heading: str) -> CauseAnalysis:
    words = heading.split()
    title = " ".join(words[2:] if words[:1] == ["Bilaga"] else words)[:150] or "Orsaksanalys"
    cause_analysis = CauseAnalysis.objects.filter(participation=participation, title=title).first()
    department = title.removeprefix("Orsaksanalys").strip()[:120]
    return cause_analysis or CauseAnalysis.objects.create(
        participation=participation, title=title, department=department, created_by=by
    )


def _import(by: User | None, analysis: CauseAnalysis, row: CauseRow) -> bool:
    brought, parent = False, None
    for kind, text in (
        (Kind.AREA, row.area),
        (Kind.PROBLEM, row.problem),
        (Kind.CAUSE, row.cause),
        (Kind.PROPOSAL, row.proposal),
    ):
        if not text:
            continue
        cause_node = analysis.nodes.filter(parent=parent, kind=kind, text=text).first()
        brought = brought or cause_node is None
        parent = cause_node or _put(by, analysis, parent, kind, text)
    return brought
