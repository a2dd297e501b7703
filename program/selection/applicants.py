"""The applicants of a cohort, as the selection compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from grund.richtext import excerpt
from grund.tables import Column, Row, Table
from program.applications.models import ApplicationVersion
from program.cohorts.models import Cohort
from program.facts.queries import Facts, KnownFacts, facts
from program.participations.models import Participation, SelectionDecision
from program.selection.method import Candidate, Proposal, Weighed, propose, spread
from program.selection.models import Review

Status = Participation.Status
_OWN_TEXT = 140
IN_SELECTION = (Status.APPLIED, Status.ACCEPTED, Status.RESERVE, Status.DECLINED)


@dataclass(frozen=True)
class Applicant:
    participation: Participation
    facts: Facts

    @property
    def reviews(self) -> list[Review]:
        return [r for r in self.participation.reviews.all() if not r.has_conflict]

    @property
    def conflicts(self) -> list[Review]:
        return [r for r in self.participation.reviews.all() if r.has_conflict]

    @property
    def decision(self) -> SelectionDecision | None:
        return next(iter(self.participation.selection_decisions.all()), None)

    @property
    def own_text(self) -> str:
        """Return the beginning of the longest answer in the newest version that was sent in."""
        sent = next(iter(self.participation.versions.all()), None)
        texts = [a for a in sent.answers.values() if isinstance(a, str)] if sent else []
        return excerpt(max(texts, key=len, default=""), _OWN_TEXT)

    @property
    def candidate(self) -> Candidate:
        participation = self.participation
        return Candidate(
            code=participation.municipality_id,
            name=participation.municipality.name,
            marks=[review.marks for review in self.reviews],
            need=self.facts.need.points,
            groups={
                "landsdel": self.facts.part,
                "storlek": self.facts.size,
                "styre": participation.get_majority_display() if participation.majority else "",
            },
            conflicts=len(self.conflicts),
        )


@dataclass(frozen=True)
class Applicants:
    cohort: Cohort
    rows: tuple[Applicant, ...]
    known: KnownFacts

    @property
    def in_selection(self) -> tuple[Applicant, ...]:
        return tuple(a for a in self.rows if a.participation.status in IN_SELECTION)


def applicants(cohort: Cohort) -> Applicants:
    """Return everybody with a record in the cohort, in a fixed number of queries."""
    participations = list(
        cohort.participations.select_related("municipality__county", "cohort")
        .prefetch_related(
            Prefetch("reviews", Review.objects.select_related("reviewer")),
            "selection_decisions",
            # What is only saved is the municipality's own. The office compares what has been sent
            # in.
            Prefetch("versions", ApplicationVersion.objects.exclude(submitted_at=None)),
        )
        .order_by("municipality__sort_key")
    )
    known = facts([p.municipality for p in participations])
    return Applicants(
        cohort, tuple(Applicant(p, known.of(p.municipality)) for p in participations), known
    )


def criteria_of(cohort: Cohort) -> list[Weighed]:
    return [Weighed(c.key, c.name, c.source, c.weight) for c in cohort.criteria.all()]


def proposal_of(found: Applicants) -> Proposal:
    """Propose a selection among all applicants, whether their outcome is open or decided.

    Decided ones are ranked too, so that a decision can be compared with the proposal.
    """
    return propose(
        [a.candidate for a in found.in_selection],
        criteria_of(found.cohort),
        cap=found.cohort.cap,
        reviewers_needed=found.cohort.reviewers_needed,
    )


def spread_rows(
    everybody: Sequence[Candidate], chosen: Sequence[Candidate]
) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Return [(dimension, [(kind, applicants, chosen)])] for the table of spread."""
    of_all, of_chosen = spread(everybody), spread(chosen)
    return [
        (dimension, [(kind, n, of_chosen[dimension][kind]) for kind, n in sorted(kinds.items())])
        for dimension, kinds in of_all.items()
    ]


# --- order, filter, file -------------------------------------------------------------------
ORDERS = {
    "namn": ("namn", lambda a: a.participation.municipality.sort_key),
    # The unknown sorts below 0, so it comes last and is not taken for the least need.
    "behov": ("störst behov", lambda a: -_or(a.facts.need.points, -1)),
    "storlek": ("störst först", lambda a: -_or(a.facts.inhabitants, -1)),
    "lan": ("län", lambda a: (a.facts.county, a.participation.municipality.sort_key)),
    "lage": ("läge", lambda a: (a.participation.status, a.participation.municipality.sort_key)),
}


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def ordered(rows: Sequence[Applicant], order: str, status: str) -> list[Applicant]:
    kept = [a for a in rows if not status or a.participation.status == status]
    _, key = ORDERS.get(order, ORDERS["namn"])
    return sorted(kept, key=key)


def as_table(found: Applicants, rows: Sequence[Applicant]) -> Table:
    """Return the applicants as a table for CSV and Excel."""
    year = found.known.year
    columns = (
        Column("Kommun"),
        Column("Kod"),
        Column("Läge"),
        Column("Behov", f"0–100, {year}" if year else "0–100", 1),
        Column("Invånare", f"antal, {year}" if year else "antal", 0),
        Column("Län"),
        Column("Kommungrupp"),
        Column("Politiskt styre"),
        Column("Granskningar", "antal", 0),
        Column("Egen text"),
    )
    told = tuple(
        Row(
            (
                a.participation.municipality.name,
                a.participation.municipality_id,
                a.participation.get_status_display(),
                a.facts.need.points,
                a.facts.inhabitants,
                a.facts.county or None,
                a.facts.category or None,
                a.participation.get_majority_display() or None,
                len(a.reviews),
                a.own_text or None,
            )
        )
        for a in rows
    )
    source = " · ".join(filter(None, [found.known.own_source, "Uppgifter i ansökan"]))
    return Table(f"Sökande till {found.cohort}", columns, told, source)
