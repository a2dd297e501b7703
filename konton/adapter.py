"""allauth's texts and choices: by invitation only, and the portal's name instead of a host's."""

from __future__ import annotations

import base64
import logging
import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from grund import outbox
from grund.errors import PortalError
from grund.seal import CannotBeOpened, opened, sealed
from konton import unsent
from konton.models import User

log = logging.getLogger(__name__)

_WAYS = {
    "reauthenticate": "Använd ditt lösenord",
    "mfa_reauthenticate": "Använd en kod från din app eller en reservkod",
    "mfa_reauthenticate:webauthn": "Använd en passernyckel",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Kontot är avstängt.",
        "cannot_remove_primary_email": "Det är din enda adress, så den kan inte tas bort.",
        "duplicate_email": "Du har redan den adressen.",
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
        "email_taken": "Adressen används av ett annat konto.",
        "enter_current_password": "Det är inte ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "invalid_or_expired_key": "Länken gäller inte längre.",
        "invalid_login": "E-postadressen stämmer inte.",
        "invalid_password_reset": "Länken gäller inte längre. Be om en ny.",
        "max_email_addresses": "Du kan inte ha fler än %d adresser.",
        "too_many_login_attempts": "För många försök. Vänta några minuter och försök igen.",
        "unknown_email": "Inget konto har den adressen.",
        "unverified_primary_email": "Bekräfta din e-postadress först.",
        "select_only_one": "Välj bara en.",
        "same_as_current": "Det är samma som du redan har.",
        "rate_limited": "För många försök. Vänta några minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of a form that was sent too late, also by a way in that forgets the page."""
        kept = unsent.waiting(request) if unsent.is_told(request) else []
        return f"{kept[0].page}{unsent.PLACE}" if kept else super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("konton:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("konton:account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": _WAYS[way["id"]]} for way in ways]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter in the outbox: the page is the same whatever the mail server does."""
        context = {"request": self.request, "email": email, **context}
        letter = self.render_mail(template_prefix, email, context)
        holds = _holds(template_prefix)
        try:
            outbox.post_secret(
                to=email,
                subject=letter.subject,
                text=str(letter.body),
                key=f"account-{uuid.uuid4().hex}",
                not_after=timezone.now() + holds if holds else None,
            )
        except PortalError:
            # No account has such an address. Whoever typed it sees the page that all see.
            log.warning("A letter of an account has an address that no letter can go to")


def _holds(template_prefix: str) -> timedelta | None:
    """For how long the code or the link in a letter does; None for a notice."""
    _, _, letter = template_prefix.rpartition("/")
    seconds = {
        "login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
    }.get(letter)
    return timedelta(seconds=seconds) if seconds else None


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Stäng av tvåstegsinloggningen innan du byter adress.",
        "cannot_delete_authenticator": "Tvåstegsinloggningen kan inte stängas av.",
        "cannot_generate_recovery_codes": "Reservkoder får du när tvåstegsinloggningen är på.",
        "incorrect_code": "Koden stämmer inte.",
        "unverified_email": "Bekräfta din e-postadress innan du slår på tvåstegsinloggning.",
    }

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return opened(encrypted_text)
        except CannotBeOpened:
            # No code shall fit when SECRET_KEY is another one since, and no page fail.
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Min passernyckel" if number == 1 else f"Min passernyckel {number}"
