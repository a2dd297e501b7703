"""The addresses of the project work, and what each view that writes is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from projekt.invitations.queries import answer_token
from projekt.models import ActivityKind, Assignment, Invitee, Minutes, Outcome
from projekt.scheduling import actions as activities
from tests.access.forms import Fields, answer
from tests.access.people import LEADER, MENTOR, OFFICE
from tests.access.programme import named
from tests.access.work import OF_EACH_OWNER, OWNERS, Work


# --- addresses -----------------------------------------------------------------------------------
def addresses(work: Work) -> dict[str, str]:
    """Every view of projekt, the two of Min lista, and those of the municipality's roles.

    'view (owner)' is for a wider activity, 'view (f.d. medlem)' what a former member still has.
    """
    key, slug = work.own.cohort.key, work.own.municipality.slug
    found = {}
    for pattern in named("projekt"):
        route = str(pattern.pattern)
        where = [key] * ("<slug:key>" in route) + [slug] * ("<slug:slug>" in route)
        more = _more(work, pattern.name, route)
        found[pattern.name] = reverse(f"projekt:{pattern.name}", args=[*where, *more])
    for view in OF_EACH_OWNER:
        for owner in OWNERS[1:]:
            of = work.tasks if view in ("outcome", "edit_outcome", "finish") else work.meetings
            found[f"{view} ({owner})"] = reverse(f"projekt:{view}", args=[of[owner].pk])
    found["Min lista"] = reverse("oversikt:my_list")
    found["påminnelser"] = reverse("oversikt:reminders")
    found["answer_by_letter (f.d. medlem)"] = reverse(
        "projekt:answer_by_letter", args=[work.former.answer]
    )
    found["feed (f.d. medlem)"] = reverse("projekt:feed", args=[work.former.feed])
    role = work.stand_in.membership_id
    for view, args in (
        ("roles_in", [slug]),
        ("end_role", [role]),
        ("hand_over", [role]),
        ("stand_in", [role]),
        ("end_stand_in", [work.stand_in.pk]),
    ):
        found[view] = reverse(f"konton:{view}", args=args)
    return found


def _more(work: Work, view: str, route: str) -> list[object]:
    """What the address names besides the cohort and the municipality."""
    meeting, group = work.meetings[""].pk, work.own.groups.get(kind="team")
    named: dict[str, list[object]] = {
        "end_assignment": [group.assignments.get().pk],
        "plan_step": [1],
        "activities_file": ["csv"],
        "settle_minutes": [meeting, work.beside.pk],
        "uninvite": [work.invitee.pk],
        "renew_link": [work.invitee.pk],
        "answer_by_letter": [answer_token(work.invitee)],
        "feed": [work.token],
        "programme_end": [_programme(work).pk],
        "programme_assign": [_programme(work).group_id],
    }
    if view in named:
        return named[view]
    by_path: tuple[tuple[str, object], ...] = (
        ("organisation/grupp/<int:pk>", group.pk),
        ("organisation/person/<int:pk>", work.people[Role.PROJECT_LEADER].pk),
        ("milstolpe/<int:pk>", work.milestone.pk),
        ("hemuppgift/<int:pk>", work.home_task.pk),
        ("hemuppgifter/<int:pk>", work.home_task.pk),
        ("aktivitet/<int:pk>", meeting),
        ("punkt/<int:pk>", work.item.pk),
        ("utfall/<int:pk>", work.tasks[""].pk),
    )
    return [pk for path, pk in by_path if path in route][:1]


def _programme(work: Work) -> Assignment:
    return Assignment.objects.get(group__participation=None, group__cohort=work.own.cohort)


def work_address(work: Work, view: str, *args: object) -> str:
    own = work.own
    return reverse(f"projekt:{view}", args=[own.cohort.key, own.municipality.slug, *args])


def of_municipality(work: Work) -> dict[str, str]:
    return {view: url for view, url in addresses(work).items() if belongs(view, url)}


def belongs(view: str, url: str) -> bool:
    """Whether it is the municipality's own, and its address may say so or not."""
    parts = {
        pattern.name
        for pattern in named("projekt")
        if str(pattern.pattern).startswith(("aktivitet/", "inbjuden/", "punkt/", "utfall/"))
    }
    return ("/program/" in url and "/kommun/lekeberg/" in url) or view in parts


def wider(work: Work, *owners: str) -> dict[str, str]:
    ends = tuple(f"({owner})" for owner in owners)
    return {view: url for view, url in addresses(work).items() if view.endswith(ends)}


def told(client: Client, urls: Iterable[str]) -> set[str]:
    """All that is answered, to looking and to sending, apart from what a view has not."""
    found = {answer(client, how, url) for url in urls for how in ("get", "post")}
    return found - {"–"}


READING_ONLY = {
    "work",
    "organisation",
    "steps",
    "activities",
    "activities_file",
    "decisions",
    "tasks",
    "hand_in_file",
    "cohort_activities",
    "home_tasks",
    "home_task",
    "activity",
    "minutes_history",
    "item_file",
    "outcome",
    "programme",
    "calendar",
    "feed",
    "Min lista",
    "roles_in",
}
# What led somewhere once; the answer is the same for everybody.
ENDED = {"answer_by_letter (f.d. medlem)"}
WITHOUT_PAGE = {
    "seed_groups",
    "reach_milestone",
    "judge",
    "comment_task",
    "withdraw_home_task",
    "hold_activity",
    "remove_activity",
    "answer",
    "presence",
    "uninvite",
    "renew_link",
    "end_stand_in",
    "move_item",
    "remove_outcome",
    "finish",
    "make_address",
    "revoke_address",
    "answer_by_letter",
}
TABLE = "Aktivitet\tDatum\tMålgrupp\tLeverans\nStyrgruppsmöte\t2030-03-17\tStyrgrupp\tBeslut"


# --- what is sent --------------------------------------------------------------------------------
def view_of(row: str) -> str:
    return row.partition(" (")[0]


def sent(view: str, work: Work) -> Fields:
    """What differs from the untouched form, or where a view has no page, all that it takes."""
    day = work.own.cohort.today.isoformat()
    kind = ActivityKind.objects.get(key="workshop", participation=None).pk
    new = {"kind": kind, "title": "Något nytt", "on": day}
    fields: dict[str, Fields] = {
        "add_group": {"kind": "own", "name": "Ny grupp"},
        "edit_group": {"name": "Nytt namn"},
        "assign": {"name": "Ny person", "email": "ny@example.com"},
        "programme_group": {"kind": "own", "name": "Arbetsgrupp"},
        "programme_assign": {"name": "Ny person"},
        "edit_person": {"title": "Chef"},
        "invite_person": {"role": "reader"},
        "plan_step": {"reason": "Vi tar den tid det tar."},
        "add_milestone": {"title": "Klart", "on": day},
        "edit_milestone": {"title": "Nytt"},
        "new_activity": new,
        "new_cohort_activity": {**new, "receiver": "all"},
        "add_kind": {"name": "Studiebesök"},
        "import": {"pasted": TABLE, "store": ""},
        "own_task": {"text": "Ett nytt svar", "upload": _file()},
        "judge": {"state": "done"},
        "comment_task": {"kommentar-text": "Hej."},
        "new_home_task": {"receiver": "all", "title": "Ny", "due_on": day},
        "edit_home_task": {"title": "Nytt", "receiver": "all"},
        "edit_activity": {"title": "Nytt"},
        "cancel_activity": {"reason": "Sjukdom."},
        "answer": {"answer": "comes"},
        "answer_by_letter": {"answer": "remote"},
        "presence": {"present": [work.invitee.pk]},
        "invite_people": {"people": [work.people[Role.STEERING_GROUP].pk]},
        "new_item": {"title": "Ny punkt", "upload": _file()},
        "edit_item": {"title": "Nytt", "upload": _file()},
        "move_item": {"remove": ""},
        "write_minutes": {"text": "Något annat."},
        "settle_minutes": {"text": "Båda."},
        "new_outcome": {"kind": "decision", "text": "Nytt beslut"},
        "edit_outcome": {"text": "Något annat"},
        "finish": {"on": day, "remark": "Bra"},
        "påminnelser": {"rhythm": "never", "days_before": "1"},
        "hand_over": {"to": work.stand_in.user_id},
        "stand_in": {"to": work.stand_in.user_id, "starts_on": day, "ends_on": day},
    }
    return fields.get(view, {})


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("ny.txt", b"hej")


def asked_of(row: str) -> str:
    """Whose act it is above all."""
    wider = {"lärgrupp": MENTOR, "mentor": MENTOR, "omgången": OFFICE}
    view, _, owner = row.partition(" (")
    if owner and view not in ("answer", "finish"):
        return wider[owner.rstrip(")")]
    of_office = (
        "programme_group",
        "programme_assign",
        "programme_end",
        "new_cohort_activity",
        "new_home_task",
        "edit_home_task",
        "withdraw_home_task",
    )
    return MENTOR if view == "judge" else OFFICE if view in of_office else LEADER


# Where the act is not possible on the work as it is.
def _empty(work: Work, people: dict[str, User]) -> None:
    work.own.groups.all().delete()


def _cancelled(work: Work, people: dict[str, User]) -> None:
    activities.cancel(by=people[LEADER], activity=work.meetings[""], reason="Sjukdom.")


def _unknown(work: Work, people: dict[str, User]) -> None:
    Invitee.objects.filter(activity=work.meetings[""]).delete()
    Outcome.objects.filter(activity=work.meetings[""]).delete()
    Minutes.objects.all().delete()


BEFORE: dict[str, Callable[[Work, dict[str, User]], None]] = {
    "seed_groups": _empty,
    "hold_activity": _cancelled,
    "remove_activity": _unknown,
}
