"""(m) The chain in a work of 1,000 links against 100, for each link, and (n) what an idle
poll of a phone costs against a whole board of 600 notes: both below 1.0 where they are right."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bench.portal import empty_portal
from bench.programme import cohort, timed

FEW, MANY, NOTES = 100, 1000, 600


def main() -> None:
    with empty_portal():
        from forbattring.chain.queries import chain
        from forbattring.workshop.queries import told_to

        few, many = analysis("liten", FEW), analysis("stor", MANY)

        def walk(one: Any) -> Any:
            return chain(one.participation, "problem", str(one.nodes.get(kind="problem").pk))

        ratio = (timed(walk, many) / MANY) / (timed(walk, few) / FEW)
        print(f"bench m chain in a work of {MANY} links against {FEW}, each: {ratio:.2f}")
        phone = joined(few)
        phone.workshop.refresh_from_db()
        newest = told_to(phone).workshop.version
        idle = timed(lambda one: told_to(one, newest), phone)
        ratio = idle / timed(told_to, phone)
        print(f"bench n an idle poll of a phone against a board of {NOTES} notes: {ratio:.2f}")


def analysis(key: str, count: int) -> Any:
    """One problem with causes in rows of ten, each below the one before."""
    from forbattring.models import CauseAnalysis, CauseNode

    own = cohort(key, 1).participations.select_related("cohort", "municipality").get()
    made = CauseAnalysis.objects.create(participation=own, title=key)
    area = CauseNode.objects.create(analysis=made, kind="area", text="Område")
    problem = CauseNode.objects.create(analysis=made, parent=area, kind="problem", text="Problem")
    above = problem
    for number in range(count - 1):
        above = problem if number % 10 == 0 else above
        above = CauseNode.objects.create(
            analysis=made, parent=above, kind="cause", text=f"Orsak {number}"
        )
    return made


def joined(made: Any) -> Any:
    """A phone in a workshop that has filled its board."""
    from forbattring.workshop.actions import leader as workshop
    from forbattring.workshop.actions import phones
    from konton.models import User

    leader = User.objects.create_user("leder@example.com")
    room = workshop.start(by=leader, analysis=made, question="Varför?", votes_each=3)
    phone = None
    for group in range(NOTES // 50):
        phone = phones.join(code=room.code, secret=f"hemlig-{group}")
        assert phone
        phones.put_up(phone=phone, notes=[phones.Written(uuid4(), f"Lapp {n}") for n in range(50)])
    return phone


if __name__ == "__main__":
    main()
