"""A municipality that takes part, with people who work: for the browser tests of the project."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from grund.formats import TIME_ZONE
from konton.demo import PASSWORD
from tests.services import Portal, wait_for
from tests.walking import Walker, letters


def today() -> date:
    """The portal's day, wherever the machine is, and also when a run goes on past midnight."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


# Accepted by the portal's own acts into a cohort that is not a demo, with the people who log in.
_STAGE = """
from datetime import date, timedelta
from allauth.account.models import EmailAddress
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User
from program.selection import actions as selection
from program.applications.actions import save_application, submit
from program.office.actions import create_cohort, publish
from program.interest.actions import Contact, express_interest
from program.models import ProgrammeType
office = User.objects.get(email="administrator@demo.example")
place = Municipality.objects.get(name={place!r})
def person(name, role):
    email = f"{{name}}@{key}.example".lower()
    user = User.objects.create_user(email, {password!r}, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    add_membership(user=user, role=role, municipality=place)
    return user
ylva = person("Ylva", Role.PROJECT_LEADER)
person("Sten", Role.STEERING_GROUP)
person("Mia", Role.PROJECT_MEMBER)
made = create_cohort(by=office, programme_type=ProgrammeType.objects.get(key="effektivare-kommun"),
                     key={key!r}, name={key!r}, arranger="SKR",
                     starts_on=date.today() + timedelta(days=100))
made.contact_name, made.contact_email = "Programkontoret", "kontoret@program.example"
made.save()
publish(by=office, cohort=made)
own = express_interest(by=office, cohort=made, municipality=place,
                       contact=Contact("Ylva", "Chef", ylva.email), by_office=True).participation
answers = dict(nulage="Vi vet.", problem="Vi vill mer.", verksamheter=["lss"], styre="left")
save_application(by=ylva, participation=own, answers=answers, based_on=0)
submit(by=ylva, participation=own)
selection.decide(by=office, cohort=made,
                 choices=[selection.Choice(own, "accepted", "Ett tydligt behov.")])
selection.send_letters(by=office, cohort=made)
"""


def take_part(portal: Portal, place: str, key: str, more: str = "") -> str:
    """The path of the municipality's work. Ylva leads, Sten steers, Mia works, all @key.example;
    `more` is done after that."""
    portal.shell(_STAGE.format(place=place, key=key, password=PASSWORD) + more)
    return f"/program/{key}/kommun/{place.lower()}/arbete/"


def plan(walker: Walker, work: str, title: str, **more: str) -> int:
    """A meeting of today or another day, planned in the form; its number."""
    walker.open(work + "aktiviteter/ny/")
    walker.choose("Slag", more.get("kind", "Styrgruppsmöte"))
    walker.fill("Rubrik", title)
    walker.fill("Datum", more.get("on", today().isoformat()))
    walker.fill("Börjar klockan", more.get("starts", "13:00"))
    walker.fill("Slutar klockan", more.get("ends", "14:30"))
    if "groups" in more:
        walker.check(more["groups"])
    walker.press("Spara")
    walker.told("Aktiviteten är planerad.")
    return number(walker)


def number(walker: Walker) -> int:
    match = re.search(r"/aktivitet/(\d+)/", walker.page.url)
    assert match, walker.page.url
    return int(match.group(1))


def add_person(walker: Walker, work: str, group: str, name: str, email: str) -> None:
    walker.open(work + "organisation/")
    walker.page.get_by_role("link", name=f"Lägg till en person i {group}").click()
    walker.fill("Namn", name)
    walker.fill("E-post", email)
    walker.press("Lägg till")
    walker.told(f"{name} är med i {group}.")


def answer_link(portal: Portal, email: str) -> str:
    """The address in the newest letter about a meeting, without its host."""

    def links() -> list[str]:
        return re.findall(r"https?://[^/]+(/svar/\S+)", "\n".join(letters(portal, email)))

    return str(wait_for(links)[-1])


def answer_path(portal: Portal, email: str) -> str:
    """What the newest letter to the address leads to, without waiting for the letter."""
    code = (
        "from projekt.invitations.queries import answer_token\nfrom projekt.models import Invitee\n"
        f"newest = Invitee.objects.filter(person__email={email!r}).latest('pk')\n"
        "print(answer_token(newest))"
    )
    return f"/svar/{portal.shell(code).strip()}/"
