"""Models of who does what in a project: groups, people, and assignments over time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from konton.models import User
from program.models import Cohort, Participation


class ProjectGroup(models.Model):
    """A role or a group of the project. Without a participation it is the programme's own."""

    class ProjectGroupKind(models.TextChoices):
        OWNER = "owner", "projektägare"
        STEERING = "steering", "styrgrupp"
        LEADER = "leader", "projektledare"
        TEAM = "team", "projektgrupp"
        MENTORS = "mentors", "mentorgrupp"
        ANALYSIS = "analysis", "analysgrupp"
        SUPPORT = "support", "stödfunktion"
        OWN = "own", "annan grupp"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="groups"
    )
    kind = models.CharField("slag", max_length=10, choices=ProjectGroupKind)
    name = models.CharField("namn", max_length=120)
    starts_on = models.DateField("från", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "participation",
                Lower("name"),
                name="one_group_of_a_name",
                condition=Q(participation__isnull=False, ends_on__isnull=True),
            ),
            models.UniqueConstraint(
                "cohort",
                Lower("name"),
                name="one_group_of_the_programme_of_a_name",
                condition=Q(participation__isnull=True, ends_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="a_group_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectPerson(models.Model):
    """A person with a part in the project, with or without an account in the portal."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="people")
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="people"
    )
    name = models.CharField("namn", max_length=120)
    title = models.CharField("befattning", max_length=120, blank=True)
    organisation = models.CharField("organisation", max_length=120, blank=True)
    email = models.EmailField("e-post", blank=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="project_people"
    )
    left_on = models.DateField("slutade", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["email"], name="project_person_by_email")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "email"],
                name="one_person_of_an_address",
                condition=~Q(email="") & Q(participation__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_gone(self) -> bool:
        """Whether nothing is to be expected of the person any more."""
        return self.left_on is not None or self.has_closed_account

    @property
    def has_closed_account(self) -> bool:
        return self.user is not None and not self.user.is_active

    @property
    def described(self) -> str:
        """Title and organisation as far as known: 'Kommundirektör, Lekebergs kommun'."""
        return ", ".join(part for part in (self.title, self.organisation) if part)


class Assignment(models.Model):
    """Uppdrag: a person's part in a group, from a day to a day, in the project's own words."""

    group = models.ForeignKey(ProjectGroup, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(ProjectPerson, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField("roll", max_length=120, blank=True)
    starts_on = models.DateField("från", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person"],
                name="one_open_assignment_each",
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="an_assignment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} i {self.group_id}"

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day; an open beginning or end has no limit."""
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or on <= self.ends_on
        )
