"""Actions on expressions of interest, with which a municipality's record begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from grund.verbs import Verb
from kommuner.models import Municipality
from konton.models import User
from program.applications.answers import Answers, apply_structured
from program.applications.models import ApplicationVersion
from program.cohorts.models import Cohort, Stage
from program.cohorts.queries import is_the_application, open_stage
from program.interest.models import Interest
from program.participations.actions import RecordRefused, log_event
from program.participations.letters import tell_municipality, tell_office
from program.participations.models import Participation

Status = Participation.Status


@dataclass(frozen=True)
class Contact:
    name: str
    title: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Expressed:
    participation: Participation
    interest: Interest
    is_first: bool  # False: the municipality had already done so, and this one lies beside


@transaction.atomic
def express_interest(
    *,
    by: User | None,
    cohort: Cohort,
    municipality: Municipality,
    contact: Contact,
    message: str = "",
    answers: Answers | None = None,
    by_office: bool = False,
) -> Expressed:
    """Store an expression of interest, and make the municipality's record where there is none.

    `by` is None from the public page. The office passes `by_office` for somebody who wrote or
    phoned.

    Raises RecordRefused when the stage is closed, unless it is the office.
    """
    if not by_office and not (cohort.is_published and open_stage(cohort, Stage.StageKind.INTEREST)):
        raise RecordRefused(
            f"Intresseanmälan till {cohort.name} är stängd. Hör av dig till programkontoret om du "
            "ändå vill vara med."
        )
    # Two people of one municipality may answer the same invitation, perhaps at once. One record
    # is made; the contact is that of the first, and the other's form lies beside it for the
    # office to read.
    participation, is_first = Participation.objects.get_or_create(
        cohort=cohort,
        municipality=municipality,
        defaults={
            "contact_name": contact.name,
            "contact_title": contact.title,
            "contact_email": contact.email.lower(),
            "contact_phone": contact.phone,
            "last_activity_at": timezone.now(),
        },
    )
    interest = Interest.objects.create(
        participation=participation,
        name=contact.name,
        title=contact.title,
        email=contact.email.lower(),
        phone=contact.phone,
        message=message,
        answers=answers or {},
        by_office=by_office,
    )
    # A second answer must not replace an application that the office may already be reading.
    if is_first and is_the_application(cohort):
        _apply_at_once(participation, answers or {})
    log_event(
        by, Verb.REGISTERED_INTEREST if is_first else Verb.REGISTERED_INTEREST_AGAIN, participation
    )
    _tell(Expressed(participation, interest, is_first))
    return Expressed(participation, interest, is_first)


def _apply_at_once(participation: Participation, answers: Answers) -> None:
    now = timezone.now()
    ApplicationVersion.objects.create(
        participation=participation, number=1, answers=answers, at=now, submitted_at=now
    )
    apply_structured(participation, answers)
    participation.status = Status.APPLIED
    participation.submitted_at = now
    participation.save()


def _tell(expressed: Expressed) -> None:
    participation, interest = expressed.participation, expressed.interest
    context = {"participation": participation, "interest": interest, "is_first": expressed.is_first}
    subject = f"Intresseanmälan: {participation.municipality} till {participation.cohort}"
    key = f"interest-{interest.pk}"
    text = render_to_string("program/interest/mail/office.txt", context)
    tell_office(participation, key, subject, text)
    # Only the first gets a receipt: the letter goes to the contact of the record, who did not
    # send the second form.
    if expressed.is_first:
        text = render_to_string("program/interest/mail/receipt.txt", context)
        tell_municipality(participation, key, subject, text)


def forget_contact(*, email: str) -> None:
    """Erase a person from the contacts of records: it stays that there was a contact, not who."""
    erased = "raderad person"
    Participation.objects.filter(contact_email__iexact=email).update(
        contact_name=erased, contact_title="", contact_email="", contact_phone=""
    )
    Interest.objects.filter(email__iexact=email).update(
        name=erased, title="", email="", phone="", message=""
    )
