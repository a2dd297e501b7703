"""The page of letters that did not go, for the programme's office."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import mail_hold, outbox
from grund.errors import PortalError
from grund.models import Letter
from konton import letters as actions
from konton.forms import AddressForm
from konton.models import User
from konton.permissions import KontonPermission
from konton.rules import asks

_PER_PAGE = 50


@require_safe
@asks(KontonPermission.SEND_LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    page = Paginator(outbox.failed(), _PER_PAGE).get_page(request.GET.get("sida"))
    put_off, held = outbox.put_off(), mail_hold.held()
    held_back = mail_hold.held_back(held) if held else Letter.objects.none()
    context = {
        "page": page,
        # While all are held, what is tried again waits with the others.
        "put_off": [] if held else put_off[:_PER_PAGE],
        "put_off_count": put_off.count(),
        "held": held,
        "held_back": held_back[:_PER_PAGE],
        "held_back_count": held_back.count(),
        "of_accounts": outbox.failed(secret=True).order_by("-pk")[:_PER_PAGE],
    }
    return render(request, "konton/letters.html", context)


@require_POST
@asks(KontonPermission.LET_LETTERS_GO)
def let_go(request: HttpRequest) -> HttpResponse:
    """Let the letters go that have been held since a restore."""
    if actions.let_go(by=cast(User, request.user)):
        messages.success(request, "Breven är släppta. De som väntar skickas inom någon minut.")
    else:
        messages.success(request, "Breven är redan släppta.")
    return redirect("konton:letters")


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.SEND_LETTERS)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one failed letter with its address to correct, and have it sent again."""
    letter = get_object_or_404(Letter, pk=pk, is_secret=False)
    if letter.state != Letter.LetterState.FAILED:
        messages.success(request, f"Brevet till {letter.to} är inte längre bland de misslyckade.")
        return redirect("konton:letters")
    form = AddressForm(request.POST or None, initial={"to": letter.to})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            actions.send_again(by=cast(User, request.user), letter=letter, to=to)
        except PortalError as error:
            form.add_error("to", str(error))
        else:
            messages.success(request, f"Brevet till {to} skickas inom någon minut.")
            return redirect("konton:letters")
    return render(request, "konton/send_again.html", {"letter": letter, "form": form})
