"""(k) Min lista with 200 rows against 20, and (l) the calendar feed with 200 meetings against 20,
for each row: 1.0 is evenly grown, below that the page costs more than its rows."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from bench.portal import empty_portal
from bench.programme import timed

FEW, MANY = 20, 200


def main() -> None:
    with empty_portal():
        from oversikt.my_list import my_list
        from projekt.calendar.queries import feed_of

        few, many = person("liten", FEW), person("stor", MANY)
        tell("k", "Min lista", my_list, few, many)
        tell("l", "calendar feed", lambda one: feed_of(one.pk), few, many)


def tell(letter: str, what: str, run: Any, few: Any, many: Any) -> None:
    ratio = (timed(run, many) / MANY) / (timed(run, few) / FEW)
    print(f"bench {letter} {what} with {MANY} rows against {FEW}, each: {ratio:.2f}")


def person(key: str, count: int) -> Any:
    """Somebody who is asked to so many meetings, in a cohort of their own."""
    from konton.models import User
    from program.models import ProgrammeType
    from program.office.actions import create_cohort
    from projekt.models import Activity, ActivityKind, Invitee, ProjectPerson

    made = create_cohort(
        by=None,
        programme_type=ProgrammeType.objects.get(key="effektivare-kommun"),
        key=key,
        name=key,
        arranger="SKR",
        starts_on=date(2026, 1, 12),
    )
    user = User.objects.create_user(f"{key}@example.com")
    known = ProjectPerson.objects.create(cohort=made, name=key, email=user.email, user=user)
    kind = ActivityKind.objects.filter(participation=None, is_meeting=True)[0]
    meetings = Activity.objects.bulk_create(
        Activity(
            cohort=made,
            kind=kind,
            title=f"Möte {number}",
            starts_at=time(9),
            on=made.today + timedelta(days=number),
        )
        for number in range(count)
    )
    Invitee.objects.bulk_create(Invitee(activity=one, person=known) for one in meetings)
    return user


if __name__ == "__main__":
    main()
