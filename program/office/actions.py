"""Actions on a cohort: copying it from a programme type, changing, publishing, deleting."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.dispatch import Signal

from grund import audit
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.cohorts.models import (
    Cohort,
    CommitmentKind,
    Criterion,
    Gathering,
    ProgrammeType,
    Question,
    Stage,
    Step,
)
from program.office.dates import moved_gathering
from program.participations.actions import locked_cohort
from program.participations.models import Participation
from program.programme_types.definition import Definition
from program.themes.models import Theme

# Sent with `cohort` inside the transaction that makes one, when all its rows are there.
cohort_created = Signal()


class CohortRefused(PortalError):
    """The cohort may not be made, changed or removed in this way; the text says why."""


@transaction.atomic
def create_cohort(
    *,
    by: User | None,
    programme_type: ProgrammeType,
    key: str,
    name: str,
    arranger: str,
    starts_on: date,
    is_demo: bool = False,
) -> Cohort:
    """Copy a programme type into a new cohort, with its day offsets turned into real dates.

    The cohort keeps no link to the type's rows: see decision 0013.
    """
    d = programme_type.definition
    cohort = Cohort.objects.create(
        key=key,
        name=name,
        type=programme_type,
        arranger=arranger,
        is_demo=is_demo,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=d["days"]),
        intro=d.get("intro", ""),
        target_group=d.get("target_group", ""),
        place=d.get("place", ""),
        composition=d.get("composition", ""),
        cap=d.get("cap"),
        participants_min=d.get("participants_min"),
        participants_max=d.get("participants_max"),
        reviewers_needed=d["reviewers_needed"],
        fee=Decimal(d["fee"]["total"]),
        fee_rule=d["fee"]["rule"],
        fee_shares=d["fee"]["shares"],
        vat_percent=d["fee"]["vat_percent"],
        extras=d["fee"].get("extras", ""),
    )
    _copy_dates(cohort, d)
    _copy_questions(cohort, d)
    Theme.objects.bulk_create(Theme(cohort=cohort, title=title) for title in d.get("themes", []))
    _log_event(by, Verb.CREATED, cohort, type=programme_type.key)
    cohort_created.send(create_cohort, cohort=cohort)
    return cohort


def _copy_dates(cohort: Cohort, d: Definition) -> None:
    def day(offset: int) -> date:
        return cohort.starts_on + timedelta(days=offset)

    Stage.objects.bulk_create(
        Stage(cohort=cohort, kind=s["kind"], opens_on=day(s["opens"]), closes_on=day(s["closes"]))
        for s in d["stages"]
    )
    Step.objects.bulk_create(
        Step(
            cohort=cohort,
            number=number,
            name=s["name"],
            starts_on=day(s["starts"]),
            ends_on=day(s["ends"]),
            deliverables=s.get("deliverables", ""),
        )
        for number, s in enumerate(d["steps"], 1)
    )
    for g in d["gatherings"]:
        on = day(g["day"])
        # Of a month that is known, the first day stands for all of it.
        on = on.replace(day=1) if g["precision"] == "month" else on
        Gathering.objects.create(
            cohort=cohort, name=g["name"], on=on, precision=g["precision"], text=g.get("text", "")
        )
    CommitmentKind.objects.bulk_create(
        CommitmentKind(
            cohort=cohort, order=order, key=c["key"], text=c["text"], due_on=day(c["day"])
        )
        for order, c in enumerate(d["commitments"])
    )


def _copy_questions(cohort: Cohort, d: Definition) -> None:
    Question.objects.bulk_create(
        Question(
            cohort=cohort,
            order=order,
            stage=q["stage"],
            key=q["key"],
            label=q["label"],
            help=q.get("help", ""),
            kind=q["kind"],
            required=q["required"],
        )
        for order, q in enumerate(d["questions"])
    )
    Criterion.objects.bulk_create(
        Criterion(
            cohort=cohort,
            order=order,
            key=c["key"],
            name=c["name"],
            source=c["source"],
            help=c.get("help", ""),
            weight=c["weight"],
        )
        for order, c in enumerate(d["criteria"])
    )


def check_cap(cohort: Cohort, cap: int | None) -> None:
    """Raise CohortRefused when the cap is below the number of municipalities already accepted."""
    accepted = cohort.participations.filter(status=Participation.Status.ACCEPTED).count()
    if cap is not None and cap < accepted:
        raise CohortRefused(
            f"Taket kan inte vara {cap}, för {accepted} kommuner är redan antagna. "
            f"Välj {accepted} eller fler."
        )


def save_cohort(
    *, by: User, cohort: Cohort, changed: list[str], rows: Sequence[Callable[[], object]] = ()
) -> None:
    """Store what a form has changed on the cohort, and its rows through their own `save`.

    Raises:
        CohortRefused: the cap is too low, a removed row is in use, or two rows collide. Nothing
            is stored then.
    """
    try:
        with transaction.atomic():
            # `cohort` carries the form's unsaved values, so the row that is read with the lock is
            # only counted against. The lock is the one that `decide` waits at: a cap cannot be
            # lowered while somebody is being accepted.
            check_cap(locked_cohort(cohort), cohort.cap)
            cohort.save()
            for save in rows:
                save()
            _log_event(by, Verb.CHANGED, cohort, fields=sorted(changed))
    # What answers, progress and promises refer to is protected in the models. Letting the
    # database refuse is safe against a reference that is made while the form is open.
    except ProtectedError:
        raise CohortRefused(
            "Det du vill ta bort används redan av en kommun. Ändra texten i stället."
        ) from None
    except IntegrityError:
        raise CohortRefused(
            "Två rader har samma nummer eller betyder samma sak. Ändra eller ta bort den ena."
        ) from None


def move_dates(*, cohort: Cohort, by_days: timedelta, kept: Collection[int]) -> None:
    """Move all dates along with the start; `kept` are stages that got days of their own.

    Run by `save_cohort` among its rows, inside its transaction and its event. The municipalities'
    own dates are theirs and stay.
    """
    if cohort.reviews_by:
        cohort.reviews_by += by_days
        cohort.save(update_fields=["reviews_by"])
    for stage in cohort.stages.exclude(pk__in=kept):
        stage.opens_on, stage.closes_on = stage.opens_on + by_days, stage.closes_on + by_days
        stage.save()
    for step in cohort.steps.all():
        step.starts_on, step.ends_on = step.starts_on + by_days, step.ends_on + by_days
        step.save()
    for gathering in cohort.gatherings.all():
        gathering.on = moved_gathering(gathering, by_days)
        gathering.save()
    for kind in cohort.commitment_kinds.all():
        kind.due_on += by_days
        kind.save()


@transaction.atomic
def publish(*, by: User, cohort: Cohort) -> None:
    """Make the invitation public.

    Raises CohortRefused while it lacks a text, a contact with e-mail, or a last day.
    """
    missing = [
        word
        for word, there in (
            ("en inbjudan", cohort.intro),
            ("en kontakt med e-post", cohort.contact_name and cohort.contact_email),
            ("en sista dag", cohort.stages.exists()),
        )
        if not there
    ]
    if missing:
        raise CohortRefused(f"Innan sidan kan visas behövs {' och '.join(missing)}.")
    cohort.state = Cohort.CohortState.PUBLISHED
    cohort.save(update_fields=["state"])
    _log_event(by, Verb.PUBLISHED, cohort)


@transaction.atomic
def unpublish(*, by: User, cohort: Cohort) -> None:
    """Hide the invitation, so that nobody new can express interest.

    Those who have a record keep every page: see `program.participations.access.is_in`.
    """
    cohort.state = Cohort.CohortState.DRAFT
    cohort.save(update_fields=["state"])
    _log_event(by, Verb.UNPUBLISHED, cohort)


@transaction.atomic
def delete_draft(*, by: User, cohort: Cohort) -> None:
    """Delete a cohort that nobody outside has seen.

    Raises CohortRefused when a municipality has a record in it, or the invitation is published.
    """
    if cohort.is_published or cohort.participations.exists():
        raise CohortRefused("Bara ett utkast utan kommuner kan raderas.")
    # The event is written first: after `delete` the row has no pk to be called by.
    _log_event(by, Verb.DELETED, cohort)
    cohort.delete()


def _log_event(by: User | None, verb: Verb, cohort: Cohort, **details: object) -> None:
    audit.log_event(
        by=by.pk if by else None,
        verb=verb,
        noun="Cohort",
        noun_id=cohort.pk,
        cohort=cohort.key,
        **details,
    )
