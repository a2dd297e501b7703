"""allauth's forms with the portal's labels, and no placeholder that repeats them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

_LABELS = {
    "login": "E-post",
    "email": "E-post",
    "password": "Lösenord",
    "remember": "Kom ihåg mig på den här datorn",
    "oldpassword": "Nuvarande lösenord",
    "password1": "Nytt lösenord",
    "password2": "Nytt lösenord en gång till",
    "code": "Kod",
    "name": "Namn",
    "passwordless": "Jag vill kunna logga in med bara passernyckeln",
}


class _Plain(forms.Form):
    """Gives allauth's fields the portal's labels, and takes their placeholders away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":  # allauth makes a list, which cannot stand in the help's span
                field.help_text = " ".join(password_validators_help_texts())
            if name == "code":  # digits and letters alike: no keyboard of digits only
                field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def add_error(self, field: str | None, error: Any) -> None:
        """Put Swedish words on the one error of allauth's that no setting reaches."""
        is_mismatch = field == "password2" and "password1" in self.cleaned_data
        super().add_error(field, "De två lösenorden är inte lika." if is_mismatch else error)


class LoginForm(_Plain, account.LoginForm):
    pass


class NewEmail(_Plain, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Ny e-postadress"


class OtherEmail(_Plain, account.ChangeEmailForm):
    pass


class ChangePassword(_Plain, account.ChangePasswordForm):
    pass


class SetPassword(_Plain, account.SetPasswordForm):
    pass


class ForgottenPassword(_Plain, account.ResetPasswordForm):
    pass


class PasswordFromLink(_Plain, account.ResetPasswordKeyForm):
    pass


class Reauthenticate(_Plain, account.ReauthenticateForm):
    pass


class RequestCode(_Plain, account.RequestLoginCodeForm):
    pass


class ConfirmCode(_Plain, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmail(_Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class SecondFactor(_Plain, second.AuthenticateForm):
    pass


class SecondFactorAgain(_Plain, second.ReauthenticateForm):
    pass


class ActivateApp(_Plain, totp.ActivateTOTPForm):
    pass


class AddPasskey(_Plain, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskey(_Plain, webauthn.EditWebAuthnForm):
    pass
