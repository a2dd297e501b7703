"""The pages of one's own account, of the roles, and of invitations."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grund import audit
from grund.verbs import Verb
from konton import actions, logins, own_data, role_table, unsent
from konton.forms import AcceptForm, InvitationForm, NameForm
from konton.letters import way_of, with_letters
from konton.models import Invitation, Role, User
from konton.organisations import names_for
from konton.people import log_out_everywhere
from konton.people_views import confirm
from konton.permissions import KontonPermission
from konton.rules import about_oneself, asks


@require_http_methods(["GET", "POST"])
@about_oneself
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: what it holds, and the ways to change it."""
    user = cast(User, request.user)
    form = NameForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.log_event(by=user.pk, verb=Verb.CHANGED_NAME, noun="User", noun_id=user.pk)
        messages.success(request, "Ditt namn är sparat.")
        return redirect("konton:account")
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "form": form,
        "memberships": user.memberships.select_related("municipality").order_by("pk"),
        "stand_ins": user.stand_ins.not_over().select_related(
            "membership__user", "membership__municipality"
        ),
        "led": [
            held.municipality
            for held in user.memberships.filter(role=Role.PROJECT_LEADER).select_related(
                "municipality"
            )
        ],
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "organisations": names_for(user),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }
    return render(request, "konton/account.html", context)


@require_POST
@about_oneself
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Log out here and on every other device."""
    user = cast(User, request.user)
    log_out_everywhere(user)
    audit.log_event(by=user.pk, verb=Verb.LOGGED_OUT_EVERYWHERE, noun="User", noun_id=user.pk)
    # The row of this request's own session is gone too, so the request cannot go on with it.
    logout(request)
    messages.success(request, "Du är utloggad överallt.")
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
@about_oneself
def show_logins(request: HttpRequest) -> HttpResponse:
    """Where one is logged in, and a button that ends all but this."""
    user, here = cast(User, request.user), request.session.session_key
    if request.method == "POST":
        count = logins.end_others(by=user, here=here)
        messages.success(request, f"Du är utloggad på andra ställen ({count}).")
        return redirect("konton:logins")
    return render(request, "konton/logins.html", {"logins": logins.logins_of(user, here)})


@require_GET
@about_oneself
def own_data_file(request: HttpRequest) -> HttpResponse:
    """All that the portal holds of oneself, as a file."""
    told = own_data.everything(cast(User, request.user))
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    return answer


@require_http_methods(["GET", "POST"])
@about_oneself
def show_unsent(request: HttpRequest) -> HttpResponse:
    """What this browser sent when the login had ended: to copy, or to throw away."""
    waiting = unsent.waiting(request)
    if request.method == "POST":
        for one in waiting:
            one.delete()
        messages.success(request, "Det du skrev är slängt.")
        return redirect("start")
    return render(request, "konton/unsent.html", {"waiting": waiting})


@require_GET
@asks(KontonPermission.VIEW_ROLES)
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "konton/roles.html", {"table": role_table.table()})


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.INVITE)
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite, and see who has been invited."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(
                by=cast(User, request.user),
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                municipality=form.cleaned_data["municipality"],
                base_url=request.build_absolute_uri("/"),
            )
        except actions.InvitationRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, way_of(made))
            return redirect("konton:invitations")
    sent = with_letters(Invitation.objects.select_related("municipality")[:50])
    return render(request, "konton/invitations.html", {"form": form, "sent": sent})


@require_POST
@asks(KontonPermission.INVITE)
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        again = actions.resend(
            by=cast(User, request.user),
            invitation_id=invitation.pk,
            base_url=request.build_absolute_uri("/"),
        )
    except actions.InvitationRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, way_of(again))
    return redirect("konton:invitations")


@require_http_methods(["GET", "POST"])
@asks(KontonPermission.INVITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    if request.method == "GET":
        return confirm(
            request,
            title=f"Återkalla inbjudan till {invitation.email}?",
            text="Länken i brevet slutar att gälla. Du kan bjuda in samma adress igen.",
            button="Återkalla inbjudan",
            back="konton:invitations",
        )
    try:
        actions.withdraw(by=cast(User, request.user), invitation_id=invitation.pk)
    except actions.InvitationRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Inbjudan till {invitation.email} är återkallad.")
    return redirect("konton:invitations")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@about_oneself
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
        # The link must not change an account that exists (see actions.accept).
        del form.fields["password"], form.fields["name"]
    if request.method == "POST" and form.is_valid():
        user = actions.accept(
            token=token,
            name=form.cleaned_data.get("name", ""),
            password=form.cleaned_data.get("password"),
        )
        if is_new:
            # Where there are several backends, Django must be told which one it was.
            login(request, user, "konton.backends.Door")
        messages.success(request, "Välkommen! Din roll är nu kopplad till ditt konto.")
        return redirect("start")
    context = {"form": form, "invitation": invitation, "is_new": is_new}
    return render(request, "konton/accept.html", context)
