"""The programme: its addresses, and what each view that writes is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from konton.models import User
from program.fees import actions as fees
from program.models import Cohort, FeeItem, Participation, ProgrammeType
from program.record import actions as participation
from program.selection import actions as selection
from tests.access.forms import Fields
from tests.access.people import LEADER, OFFICE, REVIEWER
from tests.cohorts import applied, choice

PUBLIC = {"programmes", "invitation", "express", "thanks", "rule"}


def addresses(own: Participation) -> dict[str, str]:
    """Every view of program, and the board of oversikt, with what it needs."""
    key, slug = own.cohort.key, own.municipality.slug
    item = own.fee_items.order_by("-year")[0]
    more: dict[str, list[Any]] = {
        "programmes": [],
        "rule": ["behov"],
        "types": [],
        "create": [],
        "edit_type": ["natverk"],
        "copy_type": ["natverk"],
        "applicants_file": [key, "csv"],
        "review": [key, slug],
        "step_aside": [key, slug],
        "review_file": [key, slug, own.attachments.get().pk],
        "letter_file": [key, own.selection_decisions.get().pk],
        "basis_file": [key, 1, "csv"],
        "change_item": [key, item.pk],
        "put_back": [key, item.pk],
        "fulfil": [key, slug, own.commitments.first().pk],  # type: ignore[union-attr]
        "attachment": [key, slug, own.attachments.get().pk],
        "detach": [key, slug, own.attachments.get().pk],
    }
    found = {}
    for pattern in named("program"):
        takes_slug = "<slug:slug>" in str(pattern.pattern)
        args = more.get(pattern.name, [key, slug] if takes_slug else [key])
        found[pattern.name] = reverse(f"program:{pattern.name}", args=args)
    found["tavla"] = reverse("oversikt:board", args=[key])
    found["tavla, fil"] = reverse("oversikt:board_file", args=[key, "csv"])
    return found


def named(app: str) -> list[Any]:
    inner: Any = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == app)
    return list(inner.url_patterns)


def records(own: Participation) -> dict[str, str]:
    return {
        name: url
        for name, url in addresses(own).items()
        if f"/kommun/{own.municipality.slug}/" in url
    }


READING_ONLY = {
    "programmes",
    "rule",
    "types",
    "invitation",
    "thanks",
    "office",
    "export",
    "applicants",
    "applicants_file",
    "reviews",
    "review_file",
    "letter_file",
    "basis_file",
    "record",
    "versions",
    "attachment",
    "extract",
    "tavla",
    "tavla, fil",
}


def sent(view: str, record: Participation, people: dict[str, User]) -> Fields:
    """What differs from the untouched form, or where a view has no page, all that it takes."""
    day = record.cohort.today.isoformat()
    pk, step = record.pk, record.cohort.steps.all()[0].pk
    waiting = record.cohort.participations.filter(status="applied").first()
    fields: dict[str, Fields] = {
        "edit_type": {"name": "Nytt namn"},
        "edit": {"name": "Nytt namn"},
        "edit_plan": {"steg-0-name": "Nytt steg"},
        "edit_questions": {"fragor-0-label": "Ny fråga?"},
        "create": {
            "type": ProgrammeType.objects.get(key="natverk").pk,
            "key": "nya",
            "name": "Ny",
            "arranger": "SKR",
            "starts_on": day,
        },
        "express": {
            "municipality": "1281",
            "name": "Ida",
            "title": "Chef",
            "email": "i@example.com",
        },
        "register": {"municipality": "1281", "name": "Ida", "email": "i@example.com"},
        "reviewers": {"users": [people[OFFICE].pk]},
        "review": {"beskrivning": "3", "forutsattningar": "2"},
        "step_aside": {"reason": "Släkt."},
        "choose": {f"{waiting.pk}-outcome": "declined", f"{waiting.pk}-reason": "Skäl."}
        if waiting
        else {},
        "fees": {"participation": pk, "year": "2030", "text": "Resa", "amount": "100"},
        "make_basis": {"year": str(record.fee_items.filter(basis=None)[0].year)},
        "change_item": {"reason": "Fel."},
        "withdraw": {"reason": "Annat."},
        "groups": {f"{pk}-group": "Grupp B", f"{pk}-mentor": people["mentor"].pk},
        "themes": {"propose": "", "title": "Ett nytt tema"},
        "application": {"problem": "Något annat.", "save": ""},
        "attach": {"file": SimpleUploadedFile("ny.txt", b"hej")},
        "comment": {"kommentar-text": "Hej."},
        "decision": {"decided_by": "Fullmäktige"},
        "fulfil": {"on": day},
        "set_step": {"steg-step": step, "steg-on": day},
        "contact": {"contact_name": "En annan"},
        "give_time": {
            "tid-stage": "decision",
            "tid-until": record.cohort.starts_on.isoformat(),
            "tid-reason": "Skäl.",
        },
    }
    return fields.get(view, {})


WITHOUT_PAGE = {
    "copy_type",
    "publish",
    "step_aside",
    "make_basis",
    "put_back",
    "letters",
    "attach",
    "detach",
    "comment",
    "set_step",
    "take_back",
    "give_time",
    "invite",
    "themes",
}


def _reopen(record: Participation, people: dict[str, User]) -> None:
    Participation.objects.filter(pk=record.pk).update(submitted_at=None)


def _under_review(record: Participation, people: dict[str, User]) -> None:
    Participation.objects.filter(pk=record.pk).update(status="applied")


def _one_waits(record: Participation, people: dict[str, User]) -> None:
    applied(record.cohort, people[LEADER], "0643")


def _one_letter_waits(record: Participation, people: dict[str, User]) -> None:
    waiting = applied(record.cohort, people[LEADER], "0643")
    selection.decide(by=people[OFFICE], cohort=record.cohort, choices=[choice(waiting)])


def _strike(record: Participation, people: dict[str, User]) -> None:
    item = FeeItem.objects.filter(participation=record).order_by("-year")[0]
    fees.strike(by=people[OFFICE], item=item, reason="Fel.")


def _leave(record: Participation, people: dict[str, User]) -> None:
    participation.withdraw(by=people[LEADER], participation=record, reason="Annat.")


def _hide(record: Participation, people: dict[str, User]) -> None:
    Cohort.objects.update(state="draft")


# Where the act is not possible on the record as it is.
BEFORE: dict[str, Callable[[Participation, dict[str, User]], None]] = {
    "application": _reopen,
    "attach": _reopen,
    "detach": _reopen,
    "review": _under_review,
    "step_aside": _under_review,
    "choose": _one_waits,
    "letters": _one_letter_waits,
    "put_back": _strike,
    "take_back": _leave,
    "publish": _hide,
}


def asked_of(view: str) -> str:
    """Whose act it is above all."""
    pattern = next(p for p in named("program") if p.name == view)
    if pattern.callback.asks == "program.manage":
        return OFFICE
    return REVIEWER if pattern.callback.asks == "program.review" else LEADER
