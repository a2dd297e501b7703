"""Pages of a workshop for the phones in the room, without accounts.

The code on the wall lets a phone in, and a secret in a cookie tells one phone from another. No
address reveals anything to a visitor with neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import uuid4

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.workshop.actions import phones as actions
from forbattring.workshop.forms import CodeForm, NoteForm
from forbattring.workshop.models import NOTE_LENGTH, Phone
from forbattring.workshop.queries import BLANK, POLL, joined, told_to
from forbattring.workshop.views.leader import answered, since_of
from grund.errors import PortalError

COOKIE, _SALT = "workshop_phone", "forbattring.workshop"
_KEPT = int(timedelta(days=1).total_seconds())
GUESSING = "workshop_code"  # in ACCOUNT_RATE_LIMITS
_MOST_AT_ONCE = actions.MOST_OF_A_PHONE

View = Callable[..., HttpResponseBase]


def _unlisted(view: View) -> View:
    """Keep the page out of search engines, proxies, and the next user's browser."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        answer = view(request, *args, **more)
        answer["Cache-Control"] = "no-store, private"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


def _secret(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=_KEPT) or ""


def _keep(request: HttpRequest, answer: HttpResponse, secret: str) -> HttpResponse:
    answer.set_signed_cookie(
        COOKIE,
        secret,
        salt=_SALT,
        max_age=_KEPT,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        # Only the workshop's pages get the cookie: the rest of the portal needs no trace of the
        # phone.
        path=reverse("forbattring:join"),
    )
    return answer


def _of_phone(view: View) -> View:
    """Guard a view for a phone that has joined by that code; 404 for all others."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str) -> HttpResponseBase:
        phone = joined(code.upper(), _secret(request))
        if phone is None:
            raise Http404
        return view(request, phone)

    return guarded


# --- the door ------------------------------------------------------------------------------------
@login_not_required
@require_http_methods(["GET", "POST"])
@_unlisted
def join(request: HttpRequest) -> HttpResponse:
    """Take the code, typed or from the square on the wall.

    The phone gets its secret with the form and not with the answer to it, so that a double tap is
    one phone. Only a code that is sent is looked up: no address reveals whether a code is right.
    """
    secret = _secret(request) or secrets.token_urlsafe(32)
    form = CodeForm(request.POST or None, initial={"kod": request.GET.get("kod", "")[:40]})
    if request.method == "POST":
        # First, and without counting: who has guessed too often must not go on until one is right.
        if not ratelimit.consume(request, action=GUESSING, dry_run=True):
            return ratelimit.respond_429(request)
        if form.is_valid():
            phone = _let_in(request, form, secret)
            if phone:
                answer = redirect("forbattring:phone", phone.workshop.code)
                return _keep(request, answer, secret)
    return _keep(request, render(request, "forbattring/workshop/join.html", {"form": form}), secret)


def _let_in(request: HttpRequest, form: CodeForm, secret: str) -> Phone | None:
    try:
        phone = actions.join(code=form.code, secret=secret)
    except PortalError as error:
        form.add_error(None, str(error))
        return None
    if phone is None:
        ratelimit.consume(request, action=GUESSING)  # sixty right ones from one address cost none
        form.add_error(
            "kod", "Ingen öppen workshop har koden. Jämför med väggen, eller fråga den som leder."
        )
    return phone


# --- the board -----------------------------------------------------------------------------------
@login_not_required
@require_safe
@_unlisted
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Show the board on a phone. One that has not joined is sent to the door, whatever the
    code."""
    found = joined(code.upper(), _secret(request))
    if found is None:
        return redirect(f"{reverse('forbattring:join')}?kod={code.upper()}")
    return _page(request, found, NoteForm(initial={"key": uuid4()}))


def _page(request: HttpRequest, phone: Phone, form: NoteForm) -> HttpResponse:
    told = told_to(phone)
    newest_first = sorted(told.slips, key=lambda slip: -slip.id)
    return render(
        request,
        "forbattring/workshop/phone.html",
        {
            "workshop": phone.workshop,
            "told": told,
            "form": form,
            "poll": POLL,
            "most": NOTE_LENGTH,
            "slips": [slip for slip in newest_first if slip.text],
            "blank": BLANK,
            "is_demo": phone.workshop.analysis.participation.cohort.is_demo,
        },
    )


@login_not_required
@require_safe
@_unlisted
@_of_phone
def phone_board(request: HttpRequest, phone: Phone) -> HttpResponseBase:
    """Return what has changed since the version that the phone has."""
    return answered(request, phone.workshop, f"p{phone.pk}", lambda: _told(request, phone))


def _told(request: HttpRequest, phone: Phone) -> dict[str, Any]:
    told = told_to(phone, since_of(request))
    return {
        "version": phone.workshop.version,
        "state": phone.workshop.now,
        "told": told.sentence,
        "left": told.votes_left,
        "notes": [asdict(slip) for slip in told.slips],
    }


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@login_not_required
@require_POST
@_unlisted
@_of_phone
def phone_notes(request: HttpRequest, phone: Phone) -> HttpResponseBase:
    """Take one note from the form, or all that wait in the phone: lists of `key` and `text`."""
    sent = list(zip(request.POST.getlist("key"), request.POST.getlist("text"), strict=False))
    forms = [NoteForm({"key": key, "text": text}) for key, text in sent[:_MOST_AT_ONCE]]
    good = [form for form in forms if form.is_valid()]
    done = actions.put_up(
        phone=phone, notes=[actions.Written(**form.cleaned_data) for form in good]
    )
    if not _wants_json(request):
        return _put_up_by_form(request, phone, forms[:1], done)
    refused = {str(key): reason for key, reason in done.refused.items()}
    for form in forms:
        if not form.is_valid():
            wrong: Any = form.errors.get("text", [])
            refused[str(form.data["key"])] = " ".join(map(str, wrong)) or "Försök igen."
    return JsonResponse({"stored": [str(key) for key in done.stored], "refused": refused})


def _put_up_by_form(
    request: HttpRequest, phone: Phone, forms: list[NoteForm], done: actions.PutUp
) -> HttpResponse:
    """Answer a phone without script: the board, or the form with what is wrong."""
    for form in forms:
        for reason in done.refused.values():
            form.add_error("text", reason)
        if form.errors:
            return _page(request, phone, form)
    if done.stored:
        messages.success(request, "Lappen sitter på tavlan.")
    return redirect("forbattring:phone", phone.workshop.code)


@login_not_required
@require_POST
@_unlisted
@_of_phone
def phone_vote(request: HttpRequest, phone: Phone) -> HttpResponseBase:
    """Cast or take back a vote; `want` is what shall be true, so that a double tap does no
    harm."""
    pk = request.POST.get("note", "")
    refused = ""
    try:
        actions.vote(
            phone=phone,
            note_id=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 16 else 0,
            wanted=request.POST.get("want") == "1",
        )
    except PortalError as error:
        refused = str(error)
    if _wants_json(request):
        return JsonResponse({"refused": refused})
    if refused:
        messages.error(request, refused)
    return redirect(f"{reverse('forbattring:phone', args=[phone.workshop.code])}#lapp-{pk[:15]}")
