"""The programme on the start pages: a municipality's records, and the cohorts one follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, Subquery

from kommuner.models import Municipality
from program.models import Cohort, Participation
from program.participations.queries import told_status
from program.record.queries import Next, next_thing, record_of

Status = Participation.Status


@dataclass(frozen=True)
class RecordCard:
    own: Participation
    known: Participation.Status  # as far as the municipality knows
    next: Next | None  # of the only record; with several, each page tells its own

    @property
    def status(self) -> str:
        return str(self.known.label)

    @property
    def takes_part(self) -> bool:
        return self.known == Status.ACCEPTED


def record_cards(municipalities: Collection[Municipality]) -> tuple[RecordCard, ...]:
    """The municipalities' records, the newest cohort first, with the status as it was announced.

    A decision that no letter has told of yet is not shown here either.
    """
    participations = list(
        Participation.objects.filter(municipality__in=municipalities)
        .select_related("cohort", "municipality")
        .prefetch_related("selection_decisions")
        .order_by("-cohort__starts_on", "municipality__sort_key")
    )
    if len(participations) == 1:
        record = record_of(participations[0], is_office=False)
        return (RecordCard(participations[0], record.known, next_thing(record)),)
    return tuple(RecordCard(p, told_status(p), None) for p in participations)


@dataclass(frozen=True)
class CohortCard:
    cohort: Cohort
    interested: int
    applied: int
    accepted: int


def cohort_cards(mentored: Collection[Municipality] | None) -> tuple[CohortCard, ...]:
    """All cohorts for the office (None), else those that one of the municipalities is in."""
    cohorts = Cohort.objects.all()
    if mentored is not None:
        participations = Participation.objects.filter(
            municipality__in=mentored, status=Status.ACCEPTED
        )
        cohorts = cohorts.filter(pk__in=Subquery(participations.values("cohort")))
    counted = cohorts.annotate(
        interested=Count("participations", Q(participations__status=Status.INTEREST)),
        applied=Count("participations", Q(participations__status=Status.APPLIED)),
        accepted=Count("participations", Q(participations__status=Status.ACCEPTED)),
    )
    return tuple(CohortCard(c, c.interested, c.applied, c.accepted) for c in counted)
