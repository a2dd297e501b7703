"""Who does what in Lekeberg's project, by role: sixteen persons with twenty-nine assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from konton.models import User
from program.models import Cohort, Participation
from projekt.organisation.models import Assignment, ProjectGroup, ProjectPerson


@dataclass(frozen=True)
class Somebody:
    key: str
    name: str
    title: str
    organisation: str = ""
    role: str = ""  # the demo account behind the person


_FROM = date(2021, 9, 13)
_BUF, _SOF = "barn- och utbildningsförvaltningen", "socialförvaltningen"
_KSF = "kommunstyrelseförvaltningen"
PEOPLE = (
    Somebody("kd", "Kommundirektören", "kommundirektör"),
    Somebody("bkd", "Biträdande kommundirektören", "biträdande kommundirektör", role="styrgrupp"),
    Somebody("fcb", "Förvaltningschefen för skolan", f"förvaltningschef, {_BUF}"),
    Somebody("fcs", "Förvaltningschefen för omsorgen", f"förvaltningschef, {_SOF}"),
    Somebody("eko", "Ekonomichefen", "ekonomichef"),
    Somebody("hr", "HR-chefen", "HR-chef"),
    Somebody("it", "IT-chefen", "IT-chef", "Sydnärkes IT-förvaltning"),
    Somebody("vd", "Bolagens VD", "VD", "LeBo och Leko"),
    Somebody("pl", "Projektledaren", f"förändringsledare, {_KSF}", role="projektledare"),
    Somebody("utr", "Utredaren", f"utredare, {_KSF}", role="projektmedlem"),
    Somebody("vc", "Verksamhetscontrollern", f"verksamhetscontroller, {_KSF}"),
    Somebody("e1", "Ekonomen för skolan", f"ekonom, {_KSF}"),
    Somebody("e2", "Ekonomen för omsorgen", f"ekonom, {_KSF}"),
    Somebody("vub", "Verksamhetsutvecklaren i skolan", f"verksamhetsutvecklare, {_BUF}"),
    Somebody("vus", "Verksamhetsutvecklaren i omsorgen", f"verksamhetsutvecklare, {_SOF}"),
    Somebody("men", "Mentorn", "kontorschef", "RKA", role="mentor"),
)
GROUPS = (
    ("owner", "Projektägare", "kd"),
    ("steering", "Styrgrupp", "kd bkd fcb fcs eko hr it vd"),
    ("leader", "Projektledare", "pl"),
    ("team", "Projektgrupp", "pl utr vc e1 e2 vub vus"),
    ("mentors", "Mentorgrupp", "men bkd eko pl utr"),
    ("analysis", "Analysgrupp barn- och utbildningsförvaltningen", "vub e1"),
    ("analysis", "Analysgrupp socialförvaltningen", "vus e2"),
    ("support", "Stödfunktion kommunstyrelseförvaltningen", "pl vc utr"),
)
# The programme's own organisation.
PROGRAMME = (
    ("own", "Arbetsgruppen hos SKR", ("Programledaren", "Utredaren på SKR", "Kommunikatören")),
    ("own", "RKA", ("Analytikern på RKA",)),
    ("own", "Referenspersoner", ("Referenspersonen i en kommun", "Referenspersonen i en region")),
)


def make_organisation(participation: Participation) -> dict[str, ProjectPerson]:
    people = {}
    for somebody in PEOPLE:
        email = f"{somebody.role}@demo.example" if somebody.role else f"{somebody.key}@demo.example"
        people[somebody.key] = ProjectPerson.objects.create(
            cohort=participation.cohort,
            participation=participation,
            name=somebody.name,
            title=somebody.title[0].upper() + somebody.title[1:],
            organisation=somebody.organisation,
            email=email,
            user=User.objects.filter(email=email).first(),
        )
    for kind, name, keys in GROUPS:
        group = ProjectGroup.objects.create(
            cohort=participation.cohort,
            participation=participation,
            kind=kind,
            name=name,
            starts_on=_FROM,
        )
        for key in keys.split():
            Assignment.objects.create(group=group, person=people[key], starts_on=_FROM)
    return people


def make_programme(cohort: Cohort) -> None:
    for kind, name, names in PROGRAMME:
        group = ProjectGroup.objects.create(cohort=cohort, kind=kind, name=name, starts_on=_FROM)
        for each in names:
            person = ProjectPerson.objects.create(cohort=cohort, name=each)
            Assignment.objects.create(group=group, person=person, starts_on=_FROM)
