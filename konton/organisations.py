"""Login through an organisation's own OpenID Connect provider (see docs/decisions/0010).

A provider opens accounts that exist, and only those whose address has one of its domains. What it
answers becomes one address or none; nothing else of it is kept, for claims may hold a personnummer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from konton.models import User

log = logging.getLogger(__name__)

# What comes of a provider that is down (OSError is the parent of all that requests raises), or
# that answers something else than a login.
_NONSENSE = (OSError, LookupError, TypeError, ValueError, AttributeError, ImproperlyConfigured)


def vouched_address(answer: dict[str, Any], entry: dict[str, Any]) -> str:
    """The address that the provider vouches for and may vouch for; empty when there is none."""
    token, info = answer.get("id_token") or {}, answer.get("userinfo") or {}
    if not token.get("sub") or token["sub"] != info.get("sub"):
        return ""  # OpenID Connect: never use a userinfo that is about somebody else
    claims = info if info.get("email") else token
    address = str(claims.get("email") or "").strip()
    # Some letters become others when they are made small: the sign of kelvin becomes k. An
    # address with them could so turn into somebody else's.
    if not address.isascii() or address.count("@") != 1:
        return ""
    # Some providers write the claim as text, and "false" would count as true.
    is_verified = entry.get("trusts_email") is True or claims.get("email_verified") in (
        True,
        "true",
    )
    address = address.lower()
    return address if is_verified and address.split("@")[1] in entry.get("domains", []) else ""


class OrganisationAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Make the provider's answer one address or none, before anything is looked up."""
        account = sociallogin.account
        address = vouched_address(account.extra_data, sociallogin.provider.app.settings)
        # Claims may hold a personnummer, and nothing of them is needed from here on.
        account.extra_data = {}
        sociallogin.email_addresses = (
            [EmailAddress(email=address, verified=True, primary=True)] if address else []
        )
        return sociallogin.user

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        for vouched in sociallogin.email_addresses:
            # Only an address that the owner of the account has proven (docs/decisions/0010).
            owned = EmailAddress.objects.filter(email=vouched.email, verified=True)
            if found := owned.select_related("user").first():
                return found.user, found.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse whoever the provider does not vouch for now, also somebody who has come before.

        Addresses and accounts change, so an earlier login proves nothing.
        """
        user, vouched = sociallogin.user, [a.email for a in sociallogin.email_addresses]
        is_login = sociallogin.state.get("process") == AuthProcess.LOGIN
        if not (is_login and sociallogin.is_existing and user.is_active and user.email in vouched):
            log.info("Nobody was let in through %s", sociallogin.account.provider)
            # One and the same page for whatever reason, so that it tells nothing about the
            # account.
            raise ImmediateHttpResponse(
                render(request, "konton/not_let_in.html", _named(sociallogin.provider), status=403)
            )
        _remember(self, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        """Answer with a page of the portal instead of allauth's own."""
        log.warning("A login through %s was not completed: %r", provider.sub_id, exception or error)
        is_cancelled = error == AuthError.CANCELLED
        raise ImmediateHttpResponse(_unfinished(request, 200 if is_cancelled else 400))


def _remember(adapter: OrganisationAdapter, sociallogin: Any) -> None:
    """Remember the login; the first time, the account's owner gets a letter about it."""
    account = sociallogin.account
    sociallogin.account, is_new = SocialAccount.objects.get_or_create(
        provider=account.provider, uid=account.uid, defaults={"user": sociallogin.user}
    )
    if is_new:
        adapter.send_notification_mail(
            "socialaccount/email/account_connected",
            sociallogin.user,
            context=_named(sociallogin.provider),
        )


def names_for(user: User) -> list[str]:
    """The organisations through which somebody has logged in, as they are called now."""
    used = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [app["name"] for app in apps if app["provider_id"] in used]


def _named(provider: Any) -> dict[str, str]:
    return {"organisation": provider.name}


def _unfinished(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "konton/login_unfinished.html", status=status)


View = Callable[[HttpRequest, str], HttpResponse]


def _with_own_page(view: View) -> View:
    """Answer a provider that cannot be used with a page of the portal."""

    @wraps(view)
    def answered(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except _NONSENSE:
            log.exception("The provider %s could not be used", provider_id)
            return _unfinished(request, 502)

    return answered


class SignedAnswers(oidc.OpenIDConnectOAuth2Adapter):
    """Demands a right signature of the answer, where the standard lets TLS alone vouch for it."""

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().get_access_token_data(*args, **kwargs)
        self.did_fetch_access_token = False  # while this is True, allauth leaves the signature out
        return answer


def _callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        view = OAuth2CallbackView.adapter_view(SignedAnswers(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer


# Each login begins with a question to the provider. Without a limit a stranger could make the
# portal ask it without end.
login = login_not_required(
    never_cache(require_POST(rate_limit(action="login")(_with_own_page(oidc.login))))
)
callback = login_not_required(never_cache(require_GET(_with_own_page(_callback))))
