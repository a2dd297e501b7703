"""Login, by invitation only: with a password, a code by mail, a passkey or one's organisation."""

AUTH_USER_MODEL = "konton.User"
# rules answers what somebody may do, Door only who somebody is.
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "konton.backends.Door",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
INVITATION_DAYS = 14

ACCOUNT_ADAPTER = "konton.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code and not a link: it is typed where one already is logged in, while a link may be opened by
# a mail filter.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # mail filters of municipalities take their time
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Effektivare kommun: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "konton.account_forms.LoginForm",
    "add_email": "konton.account_forms.NewEmail",
    "change_email": "konton.account_forms.OtherEmail",
    "change_password": "konton.account_forms.ChangePassword",
    "set_password": "konton.account_forms.SetPassword",
    "reset_password": "konton.account_forms.ForgottenPassword",
    "reset_password_from_key": "konton.account_forms.PasswordFromLink",
    "reauthenticate": "konton.account_forms.Reauthenticate",
    "request_login_code": "konton.account_forms.RequestCode",
    "confirm_login_code": "konton.account_forms.ConfirmCode",
    "confirm_email_verification_code": "konton.account_forms.ConfirmEmail",
}

MFA_ADAPTER = "konton.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Effektivare kommun"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute wrong
MFA_TRUST_ENABLED = True
MFA_FORMS = {
    "authenticate": "konton.account_forms.SecondFactor",
    "reauthenticate": "konton.account_forms.SecondFactorAgain",
    "activate_totp": "konton.account_forms.ActivateApp",
    "add_webauthn": "konton.account_forms.AddPasskey",
    "edit_webauthn": "konton.account_forms.RenamePasskey",
}

# Which organisations: OIDC_PROVIDERS.
SOCIALACCOUNT_ADAPTER = "konton.organisations.OrganisationAdapter"
# A login starts with a button and a token, so that a link from elsewhere cannot log anybody in.
# Of the answer only the provider's id for the person is kept (docs/decisions/0010).
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# Limits beside allauth's own, counted for each IP address: answers to a public invitation, and
# wrong codes of workshops. A whole room of phones comes from one address, and a tenth of it
# mistypes.
ACCOUNT_RATE_LIMITS = {
    "programme_interest": "20/h/ip",
    "workshop_code": "60/10m/ip",
    # More than the field asks for while somebody writes without a pause.
    "preview": "120/m/user",
}
