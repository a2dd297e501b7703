from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from konton import actions
from konton.forms import AcceptForm, InvitationForm
from konton.models import Invitation, Role, User


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite, and see who has been invited."""
    if not request.user.has_perm("konton.invite"):
        raise PermissionDenied("Bara programadministratörer bjuder in.")
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(
                by=cast(User, request.user),
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                municipality=form.cleaned_data["municipality"],
                base_url=request.build_absolute_uri("/"),
            )
        except actions.InvitationRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Inbjudan är skickad till {form.cleaned_data['email']}.")
            return redirect("konton:invitations")
    sent = Invitation.objects.select_related("municipality")[:50]
    return render(request, "konton/invitations.html", {"form": form, "sent": sent})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: choose a name and perhaps a password, and be logged in.

    Only a new account is logged in by the link; someone who already has one
    logs in as usual, so that a forwarded mail opens nobody's account.
    """
    try:
        return _accept(request, token)
    except actions.InvitationRefused as error:
        return render(request, "konton/refused.html", {"reason": str(error)}, status=410)


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = actions.open_invitation(token)
    is_new = not User.objects.filter(email__iexact=invitation.email).exists()
    form = AcceptForm(request.POST or None)
    if not is_new:
        del form.fields["password"], form.fields["name"]
    if request.method == "POST" and form.is_valid():
        user = actions.accept(
            token=token,
            name=form.cleaned_data.get("name", ""),
            password=form.cleaned_data.get("password"),
        )
        if is_new:
            login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
        messages.success(request, "Välkommen! Din roll är nu kopplad till ditt konto.")
        return redirect("start")
    context = {"form": form, "invitation": invitation, "is_new": is_new}
    return render(request, "konton/accept.html", context)
