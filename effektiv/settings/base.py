"""What every environment shares."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from effektiv import port
from effektiv.schedule import BEAT_SCHEDULE

from .accounts import *  # noqa: F403
from .oidc import form_targets, providers

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything the running portal writes to disk when it runs on one machine.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "effektiv",
    "oversikt",
    "forbattring",
    "projekt",
    "program",
    "analys",
    "kolada",
    "konton",
    "kommuner",
    "grund",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "effektiv.middleware.Traced",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "effektiv.middleware.CleanText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "effektiv.middleware.PrivateWhenLoggedIn",
    "konton.sessions.Sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "effektiv.urls"
WSGI_APPLICATION = "effektiv.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "effektiv.context.portal",
                "oversikt.context.help_for_view",
            ],
            "builtins": ["grund.templatetags.svenska"],
        },
    }
]

# Widgets of our own lie in templates/ with everything else.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- language, time -------------------------------------------------------
LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"  # as in grund.formats, which knows no settings
USE_I18N = True
USE_TZ = True

# Where a fault in accessibility is reported; empty: the page names the programme's office.
PORTAL_CONTACT_EMAIL = env.str("PORTAL_CONTACT_EMAIL", default="")

# --- files ----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
# Front-end libraries come from npm; only the files a page loads are served.
_PACKAGES = {
    "htmx": BASE_DIR / "node_modules" / "htmx.org" / "dist",
    "markdown-toolbar": BASE_DIR / "node_modules" / "@github" / "markdown-toolbar-element" / "dist",
    "plotly": BASE_DIR / "node_modules" / "plotly.js-basic-dist-min",
    "turndown": BASE_DIR / "node_modules" / "turndown" / "dist",
}
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    *((name, folder) for name, folder in _PACKAGES.items() if folder.is_dir()),
]
# Uploaded files: no address leads there, the views of the apps hand them out (grund/files.py).
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Where the nightly backups lie, which hold everything; a disk of its own is better.
BACKUP_DIR = Path(env.str("BACKUP_DIR", default="") or VAR_DIR / "backups")
# A larger file waits on disk while it comes in. How large it may be, grund/files.py says.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "effektiv.uploads.OnDisk",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Limits what a form may send beside its files: a long text, with room to spare.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- login through organisations ------------------------------------------
SOCIALACCOUNT_PROVIDERS = providers(env.str("OIDC_PROVIDERS", default=""))

# --- sessions -------------------------------------------------------------
# They hold the code that somebody is about to type, which a copy of the database shall not show.
SESSION_SERIALIZER = "grund.seal.Serializer"

# --- security -------------------------------------------------------------
COOKIE_PREFIX = ""  # where there is HTTPS it is __Host-, see production.py
# Eight hours without a request end a login, so that it lasts a day of work with its meetings; two
# weeks end it however much it is used.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_LONGEST = 14 * 24 * 3600
SESSION_NOTED_EVERY = 600
CSRF_FAILURE_VIEW = "effektiv.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# What no page asks a browser for; passkeys and the clipboard are left as they are.
PERMISSIONS_POLICY = ", ".join(
    f"{one}=()"
    for one in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # The hash is that of an empty style element: plotly makes one and fills it by script.
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *form_targets(SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- figures --------------------------------------------------------------
KOLADA_LIVE_URL = "https://api.kolada.se/v3"
KOLADA_URL = env.str("KOLADA_URL", default="")  # empty: the live API
KOLADA_SNAPSHOT = env.str("KOLADA_SNAPSHOT", default="")
PUBLIC_FIGURES = env.bool("PUBLIC_FIGURES", default=False)
if KOLADA_URL and not KOLADA_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("KOLADA_URL ska börja med http:// eller https://.")
try:
    PORT = env.int("PORT", default=8000)
except ValueError:
    PORT = 0
if not 1 <= PORT <= port.HIGHEST:
    raise ImproperlyConfigured(port.WRONG)
try:
    KOLADA_REQUESTS_PER_SECOND = env.float("KOLADA_REQUESTS_PER_SECOND", default=4.0)
except ValueError:
    raise ImproperlyConfigured("KOLADA_REQUESTS_PER_SECOND ska vara ett tal.") from None

# --- what there is room for ------------------------------------------------
# Attempts are counted in the one, pages of figures are kept in the other, whose pages of some 50 kB
# must not push counts out. Memory of a process where there is no Redis (production.py).
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 600},
    },
}
CACHE_URL = ""
# With less than this on the disk of uploaded files, /halsa/ says so.
DISK_WARNING_MB = 500

# --- letters --------------------------------------------------------------
# Where links in letters lead; a request has its own address.
PORTAL_URL = f"http://localhost:{PORT}/"
SENDS_MAIL = True
EMAIL_TIMEOUT = 20  # seconds; a mail server that says nothing must not hold the worker

# --- worker ---------------------------------------------------------------
# The job's row says how it went, so results are not stored as well. A message is acknowledged
# when its task is done: a killed worker's is then delivered again, where the broker can, and does
# no harm, because the row is claimed only once (docs/decisions/0004).
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# Log lines go to stderr: a command's stdout is its answer and nothing else.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s: %(message)s"}
    },
    "filters": {
        "not_every_pulse": {"()": "effektiv.logs.NotEveryPulse"},
        "of_request": {"()": "effektiv.logs.OfRequest"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["not_every_pulse", "of_request"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # kombu warns that a folder has no host name, and Django that a page is missing or forbidden,
    # the latter with a traceback each time.
    "loggers": {"kombu.connection": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
