"""Models of cause analyses, each of them one tree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forbattring.causes.method import tree
from konton.models import User
from program.models import Participation


class CauseAnalysis(models.Model):
    """Orsaksanalys of a förvaltning, or of whatever the municipality wants to understand."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="cause_analyses"
    )
    title = models.CharField("rubrik", max_length=150)
    department = models.CharField("förvaltning", max_length=120, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Key of a verksamhet (analys.definitions.areas), by which others narrow the cause bank.
    service_area = models.CharField("verksamhet", max_length=40, blank=True)
    # While it is set, others see without names what stood in the rows then, and no later text.
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class CauseNode(models.Model):
    """An area, a problem, a cause or a proposal.

    What may hang below what, forbattring.causes.method.tree says.
    """

    class NodeKind(models.TextChoices):
        AREA = tree.AREA, "område"
        PROBLEM = tree.PROBLEM, "problem"
        CAUSE = tree.CAUSE, "orsak"
        PROPOSAL = tree.PROPOSAL, "förslag"

    class Standing(models.TextChoices):
        """A cause is a hypothesis until something shows it."""

        HYPOTHESIS = "hypothesis", "hypotes"
        PROVEN = "proven", "belagd"

    class Control(models.TextChoices):
        """Rådighet: whether the municipality can do something about the cause."""

        OWN = "own", "egen rådighet"
        SHARED = "shared", "delad rådighet"
        NONE = "none", "ingen rådighet"

    class Depth(models.TextChoices):
        """The answer to the question that is asked once: is this the cause or a symptom of it?"""

        CAUSE = "cause", "orsak"
        SYMPTOM = "symptom", "symtom"

    analysis = models.ForeignKey(CauseAnalysis, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    kind = models.CharField("slag", max_length=10, choices=NodeKind)
    text = models.TextField("text")
    order = models.PositiveIntegerField(default=0)
    standing = models.CharField(
        "belägg", max_length=10, choices=Standing, default=Standing.HYPOTHESIS
    )
    control = models.CharField("rådighet", max_length=6, choices=Control, blank=True)
    depth = models.CharField("orsak eller symtom", max_length=7, choices=Depth, blank=True)
    # Rises with every change of the text: a form that was opened with an older one is refused.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="area", parent__isnull=True)
                | (~Q(kind="area") & Q(parent__isnull=False)),
                # Which kind may hang below which is checked by the actions: a constraint sees one
                # row, not its parent's kind.
                name="only_an_area_stands_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="nothing_is_its_own_cause",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
