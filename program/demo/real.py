"""What the programme's documents say about the real municipalities of the demo."""

from __future__ import annotations

from datetime import date

from konton.actions import add_membership
from konton.models import Role
from program.applications.models import Extension
from program.cohorts.models import Cohort, CommitmentKind, Stage
from program.demo.people import Named
from program.demo.places import ALVKARLEBY, FLEN, JOKKMOKK, LEKEBERG, LUND, REAL
from program.participations.models import LearningGroup, Participation
from program.record.actions import settle_decision
from program.record.models import Commitment, MunicipalDecision

_DECIDED = date(2021, 9, 6)  # a week after the last day


def decide_real(cohort: Cohort, named: Named) -> None:
    """Enter Lekeberg's late decision and Lund's proposal; of the others nothing is known.

    Where no decision with a day is known, the promise to decide is left out: kept it would stand
    beside no decision, and open it would make the municipality look as if it had not decided.
    """
    lekeberg = cohort.participations.get(municipality=LEKEBERG)
    # Lekeberg decided on 6 September and the last day was 31 August: the office's extension is
    # what lets the decision count.
    Extension.objects.create(
        participation=lekeberg,
        stage=Stage.StageKind.DECISION,
        until=_DECIDED,
        by=named.office,
        reason="Kommunstyrelsens sammanträde var den 6 september.",
    )
    MunicipalDecision.objects.create(
        participation=lekeberg, decided_by="Kommunstyrelsen", decided_on=_DECIDED
    )
    settle_decision(lekeberg)
    lund = cohort.participations.get(municipality=LUND)
    MunicipalDecision.objects.create(
        participation=lund,
        prepared_by="Kommunstyrelsens arbetsutskott",
        decided_by="Kommunstyrelsen",
        registry_number="KS 2021/0493",
        points="- Lunds kommun är med i Effektivare kommun.\n"
        "- Avgiften betalas ur kommunstyrelsens reserverade medel.",
        financing="Kommunstyrelsens reserverade medel, fördelat på 2021 och 2022.",
    )
    decided = MunicipalDecision.objects.exclude(decided_on=None).values("participation")
    Commitment.objects.filter(
        participation__cohort=cohort,
        participation__municipality__in=REAL,
        kind__key=CommitmentKind.DECISION,
    ).exclude(participation__in=decided).delete()


def group_real(cohort: Cohort, named: Named) -> None:
    """Put four of them in Lekeberg's learning group, and give Lekeberg and Flen one mentor."""
    group = LearningGroup.objects.create(cohort=cohort, name="Lärgrupp 1")
    members = (LEKEBERG, FLEN, JOKKMOKK, ALVKARLEBY)
    cohort.participations.filter(municipality__in=members).update(learning_group=group)
    for participation in Participation.objects.filter(
        cohort=cohort, municipality__in=(LEKEBERG, FLEN)
    ):
        participation.mentor = named.mentor
        participation.save(update_fields=["mentor"])
        add_membership(user=named.mentor, role=Role.MENTOR, municipality=participation.municipality)
