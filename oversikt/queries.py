"""The start page as one dataclass: a section for each role that the person has.

This app lies above those whose work it shows, so a section that needs meetings or what falls
due reads them from there. It needs no registry.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from analys.definitions.areas import service_areas
from grund import swedish as words
from grund.due import Due
from kommuner.models import Municipality
from konton.models import Invitation, Membership, Role, User
from konton.rules import is_administrator, places_of
from oversikt.feed import FeedStatus, feed_status
from oversikt.figures import Card, Figures, figures
from oversikt.models import TourState
from oversikt.my_list import my_list
from oversikt.programme import CohortCard, RecordCard, cohort_cards, record_cards

OWN_ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.READER)
UNFOLDED = 2  # with more cards than so, the tables are folded to keep the page short


@dataclass(frozen=True)
class CardsSection:
    """One card a municipality, in alphabetical order: never a ranking between them."""

    part: str  # tells tables of the same municipality apart, for those who hear the page
    heading: str
    lead: str
    cards: tuple[Card, ...]
    figures: Figures
    template: ClassVar[str] = "oversikt/_cards.html"

    @property
    def folded(self) -> bool:
        return len(self.cards) > UNFOLDED


class SteeringSection(CardsSection):
    """Few figures, with help to read them, for somebody in a steering group."""

    template: ClassVar[str] = "oversikt/_steering.html"


@dataclass(frozen=True)
class AdministratorSection:
    heading: str
    status: FeedStatus
    open_invitations: int
    template: ClassVar[str] = "oversikt/_administrator.html"


@dataclass(frozen=True)
class RecordsSection:
    """The municipality's place in the programme, and what comes next."""

    heading: str
    cards: tuple[RecordCard, ...]
    lead: str = ""
    template: ClassVar[str] = "oversikt/_records.html"


@dataclass(frozen=True)
class CohortsSection:
    """The cohorts that a mentor or the office follows."""

    heading: str
    cards: tuple[CohortCard, ...]
    lead: str
    is_office: bool
    template: ClassVar[str] = "oversikt/_cohorts.html"


@dataclass(frozen=True)
class DueSection:
    """The first of what falls due, with the way to the whole list."""

    heading: str
    dues: tuple[Due, ...]
    count: int
    lead: str = ""
    template: ClassVar[str] = "oversikt/_due_section.html"


Section = DueSection | CardsSection | AdministratorSection | RecordsSection | CohortsSection


@dataclass(frozen=True)
class StartView:
    sections: tuple[Section, ...]
    roles: str  # 'projektledare i Lekeberg', '' for nobody
    offers_tour: bool


def start_view(user: User) -> StartView:
    """Everything of a person's own on the start page, in a fixed number of queries."""
    memberships = list(Membership.objects.held_by(user.pk).select_related("municipality", "user"))
    # The figures of every role at once: a municipality that two sections show is read once.
    numbers = figures(_municipalities(memberships, tuple(Role)))
    sections: list[Section] = []
    municipalities = _municipalities(memberships, OWN_ROLES)
    if municipalities:
        cards = numbers.of(municipalities)
        sections.append(CardsSection("egen kommun", *_own_words(cards), cards, numbers))
    steered = numbers.of(_municipalities(memberships, (Role.STEERING_GROUP,)))
    if steered:
        words = _steering_words(steered, not sections)
        sections.append(SteeringSection("styrgrupp", *words, steered, numbers))
    mentored = numbers.of(_municipalities(memberships, (Role.MENTOR,)))
    if mentored:
        sections.append(CardsSection("mentor", *_mentor_words(mentored), mentored, numbers))
    if is_administrator(user):
        status = feed_status()
        sections.append(AdministratorSection(status.finding, status, _open_invitations()))
    # What waits comes second: the first section's heading is the page's own.
    sections[1:1] = _due_section(user)
    sections += _programme_sections(memberships, is_administrator(user))
    offers_tour = not TourState.objects.filter(user=user).exists()
    return StartView(tuple(sections), _roles(memberships, user), offers_tour)


def _due_section(user: User) -> list[DueSection]:
    shown = my_list(user)
    dues = (*shown.late, *shown.soon, *shown.later)
    return [DueSection(shown.finding, dues[:5], shown.count)] if dues else []


def _programme_sections(
    memberships: Collection[Membership], is_office: bool
) -> list[RecordsSection | CohortsSection]:
    sections: list[RecordsSection | CohortsSection] = []
    municipalities = _municipalities(memberships, (*OWN_ROLES, Role.STEERING_GROUP))
    if municipalities and (records := record_cards(municipalities)):
        sections.append(RecordsSection("Kommunens väg i programmet", records))
    mentored = _municipalities(memberships, (Role.MENTOR,))
    if is_office or mentored:
        cohorts = cohort_cards(None if is_office else mentored)
        lead = "Tavlan visar vilket steg varje kommun är i och vilka som är tysta."
        if cohorts or is_office:
            sections.append(CohortsSection("Omgångar", cohorts, lead, is_office))
    return sections


def _municipalities(
    memberships: Collection[Membership], roles: Collection[str]
) -> list[Municipality]:
    """The municipalities in which somebody has one of the roles, each once, by name.

    Invented ones have no figures, and so no card.
    """
    found = {
        m.municipality.code: m.municipality
        for m in memberships
        if m.municipality and m.role in roles and m.municipality.type != Municipality.Type.INVENTED
    }
    return sorted(found.values(), key=lambda municipality: municipality.sort_key)


def first_own_municipality(user: User) -> Municipality | None:
    """The first of the person's municipalities that has a page of figures, None for nobody's."""
    municipalities = Municipality.objects.municipalities().filter(pk__in=places_of(user, *Role))
    return municipalities.order_by("sort_key").first()


def _own_words(cards: tuple[Card, ...]) -> tuple[str, str]:
    areas = words.count(len(service_areas()))
    lead = (
        f"På kommunens sida ser du var pengarna och kvaliteten ligger i {areas} verksamheter, "
        "hur det har ändrats, och vilka liknande kommuner du kan lära av."
    )
    if len(cards) == 1:
        return cards[0].finding, lead
    return f"Du arbetar med {len(cards)} kommuner", lead


def _steering_words(cards: tuple[Card, ...], first: bool) -> tuple[str, str]:
    """Heading and lead of the steering group's section.

    The heading is the finding, unless a section above has that already.
    """
    lead = "Här är de siffror som styrgruppen behöver se först. De tar tre minuter att läsa."
    if len(cards) == 1:
        return cards[0].finding if first else f"Styrgruppens siffror för {cards[0].name}", lead
    return f"Styrgruppens siffror för {len(cards)} kommuner", lead


def _mentor_words(cards: tuple[Card, ...]) -> tuple[str, str]:
    lead = "Indexen säger var det är värt att ställa frågor, inte hur bra en kommun är."
    if len(cards) == 1:
        return f"Du är mentor för {cards[0].name}", lead
    order = "Dina kommuner står i bokstavsordning."
    return f"Du är mentor för {len(cards)} kommuner", f"{order} {lead}"


def _roles(memberships: Collection[Membership], user: User) -> str:
    """The roles in words, in the order of the sections: 'mentor för 3 kommuner, läsare i Flen'.

    What somebody has as a stand-in comes last: 'ersättare för Anna (projektledare i Flen)'.
    """
    order = (*OWN_ROLES, Role.STEERING_GROUP, Role.MENTOR, Role.ADMINISTRATOR)
    roles = []
    for role in order:
        held = [m for m in memberships if m.role == role and m.user_id == user.pk]
        if held:
            names = [m.name for m in _municipalities(held, (role,))]
            where = f"{len(names)} kommuner" if len(names) > 1 else "".join(names)
            word = "för" if role == Role.MENTOR else "i"
            roles.append(f"{role.label} {word} {where}" if where else str(role.label))
    standing = [m for m in memberships if m.user_id != user.pk]
    roles += [
        f"ersättare för {m.user} ({m.get_role_display()} i {m.municipality})" for m in standing
    ]
    return ", ".join(roles)


def _open_invitations() -> int:
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now()).count()
