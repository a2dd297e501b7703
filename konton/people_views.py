"""The pages where the programme's office manages everybody's accounts."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from grund.errors import PortalError
from konton import people as actions
from konton.models import User
from konton.permissions import KontonPermission
from konton.rules import asks

_PER_PAGE = 50


@require_GET
@asks(KontonPermission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    page = Paginator(actions.accounts(), _PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "konton/people.html", {"page": page})


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.MANAGE_PEOPLE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            actions.close_account(by=cast(User, request.user), user=user)
        except actions.LastAdministrator as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Kontot för {user} är avstängt.")
        return redirect("start" if user == request.user and not user.is_active else "konton:people")
    return confirm(
        request,
        title=f"Stäng av kontot för {user}?",
        text=f"{user.email} loggas ut överallt och kan inte logga in igen. Det personen har gjort "
        "i portalen finns kvar, och kontot kan öppnas igen.",
        button="Stäng av kontot",
    )


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.MANAGE_PEOPLE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            actions.open_account(by=cast(User, request.user), user=user)
        except actions.Erased as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{user} kan logga in igen.")
        return redirect("konton:people")
    return confirm(
        request,
        title=f"Öppna kontot för {user}?",
        text=f"{user.email} kan logga in igen och får tillbaka rollerna som inte är avslutade.",
        button="Öppna kontot",
    )


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.MANAGE_PEOPLE)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        if request.method == "POST":
            actions.erase(by=cast(User, request.user), user=user)
            messages.success(request, f"Personen är raderad och kallas nu {user}.")
            return redirect("konton:people")
        actions.check_erasable(user)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("konton:people")
    return confirm(
        request,
        title=f"Radera {user} för alltid?",
        text="Namn, e-postadress, roller, inloggningar, inbjudningar och brev till personen tas "
        f"bort och kan inte hämtas tillbaka. Det personen har gjort står kvar, som ”raderad person "
        f"{user.pk}”.",
        button="Radera personen",
    )


def confirm(
    request: HttpRequest, *, title: str, text: str, button: str, back: str = "konton:people"
) -> HttpResponse:
    """Ask before something that is hard to undo."""
    context = {"title": title, "text": text, "button": button, "back": reverse(back)}
    return render(request, "konton/confirm.html", context)
