"""The page of letters that did not go, for the programme's office."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from grund import outbox
from grund.errors import PortalError
from grund.models import Letter
from konton import letters as actions
from konton.forms import AddressForm
from konton.models import User
from konton.rules import asks

_PER_PAGE = 50


@require_safe
@asks("konton.send_letters")
def letters(request: HttpRequest) -> HttpResponse:
    page = Paginator(outbox.failed(), _PER_PAGE).get_page(request.GET.get("sida"))
    put_off = outbox.put_off()
    context = {
        "page": page,
        "put_off": put_off[:_PER_PAGE],
        "put_off_count": put_off.count(),
        "of_accounts": outbox.failed(secret=True).order_by("-pk")[:_PER_PAGE],
    }
    return render(request, "konton/letters.html", context)


@require_http_methods(["GET", "POST"])
@asks("konton.send_letters")
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one failed letter with its address to correct, and have it sent again."""
    letter = get_object_or_404(Letter, pk=pk, is_secret=False)
    if letter.state != Letter.State.FAILED:
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
