"""PostgreSQL, Redis, several processes behind a reverse proxy."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ACCOUNT_RATE_LIMITS as _LIMITS
from .base import CACHES as _IN_MEMORY
from .base import env

EMBEDDED = False
DEBUG = False


def _required(name: str, remedy: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} saknas. {remedy}")
    return value


SECRET_KEY = _required(
    "SECRET_KEY",
    'Sätt en hemlig text på minst 50 tecken, till exempel från: python -c "import secrets; '
    'print(secrets.token_urlsafe(50))"',
)
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY är för kort. Den ska ha minst 50 tecken.")

_hosts = _required(
    "PORTAL_HOSTS", "Ange portalens värdnamn, till exempel PORTAL_HOSTS=portal.kommunen.se"
)
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PORTAL_URL = f"https://{ALLOWED_HOSTS[0]}/"

_required("DATABASE_URL", "Ange PostgreSQL, till exempel postgres://portal:LÖSEN@db:5432/portal")
DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL")}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL ska peka på PostgreSQL i produktion.")
# Beside the address, where it would have to be spelled for one; and not by env, for which a text
# that begins with $ is the name of another variable.
if _password := os.environ.get("POSTGRES_PASSWORD"):
    DATABASES["default"]["PASSWORD"] = _password
_options = DATABASES["default"].setdefault("OPTIONS", {})
_options.setdefault("connect_timeout", 5)
# What a page asks has an end, and its thread is free again: 15 seconds for a statement, 5 for the
# lock of somebody else, a minute for a transaction in which nothing happens. Worker, migrations and
# commands may take hours, so effektiv/wsgi.py alone asks for it.
if "PORTAL_SERVES_PAGES" in os.environ:
    _limits = {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    }
    _set = " ".join(f"-c {name}={limit}" for name, limit in _limits.items())
    _options["options"] = f"{_options.get('options', '')} {_set}".strip()
# A kept connection may be dead after a restart of the database; the check finds out before the
# first query of a request does.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Who owns the tables, for the processes that migrate and restore: see grund/owner.py.
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = {**env.db_url("DATABASE_OWNER_URL"), "TEST": {"MIRROR": "default"}}
    if "postgresql" not in DATABASES["owner"]["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_OWNER_URL ska peka på PostgreSQL.")
    if _password := os.environ.get("POSTGRES_OWNER_PASSWORD"):
        DATABASES["owner"]["PASSWORD"] = _password
    if DATABASES["owner"]["USER"] == DATABASES["default"]["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_URL och DATABASE_OWNER_URL har samma användare. Ge portalen en egen i "
            "DATABASE_URL: manage.py migrate skapar den."
        )

REDIS_URL = _required("REDIS_URL", "Ange Redis, till exempel redis://redis:6379/0")
CELERY_BROKER_URL = REDIS_URL
# A message that cannot be sent is no loss (docs/decisions/0004), so nobody waits long for the
# queue. The worker waits for it for as long as it takes.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Shared by all processes, and still there in each while Redis is away. In a database of its own
# beside the queue's, so that emptying it takes no message.
_queue = urlsplit(REDIS_URL)
_number = _queue.path.strip("/") or "0"
CACHE_URL = env.str("CACHE_URL", default="") or (
    _queue._replace(path=f"/{int(_number) + 1}").geturl()
    if _number.isdigit()
    else _required(
        "CACHE_URL", "Ange Redis för det som inte är kön, till exempel redis://redis:6379/1"
    )
)
_SHARED = {"BACKEND": "effektiv.cache.SharedCache", "LOCATION": CACHE_URL}
CACHES = {name: {**own, **_SHARED, "KEY_PREFIX": name} for name, own in _IN_MEMORY.items()}
# Drawing a page of figures takes a second of work. A whole office reads from one address.
ACCOUNT_RATE_LIMITS = {
    **_LIMITS,
    "public_figures": env.str("PUBLIC_FIGURES_RATE", default="120/m/ip"),
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the proxy of docker-compose.yml tells who the visitor is

_MAIL = (
    "Ange e-postservern, till exempel smtp+tls://portal:LÖSEN@mail.kommunen.se:587, eller skriv "
    "EMAIL_URL=none om portalen inte ska skicka några brev."
)
SENDS_MAIL = _required("EMAIL_URL", _MAIL) != "none"
EMAIL_BACKEND = "grund.no_mail.EmailBackend"
if SENDS_MAIL:
    try:
        vars().update(env.email_url("EMAIL_URL"))
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(f"EMAIL_URL är ingen adress till en server. {_MAIL}") from None
DEFAULT_FROM_EMAIL = _required(
    "PORTAL_FROM_EMAIL", "Ange avsändaren, till exempel PORTAL_FROM_EMAIL=portal@kommunen.se"
)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What is uploaded is for the portal alone (FILE_UPLOAD_PERMISSIONS). These are collected by
    # whoever builds the image, and read by the portal's user.
    "staticfiles": {
        "BACKEND": "effektiv.storage.StaticFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

# TLS ends at the reverse proxy, which says so in this header and strips it from visitors.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("PORTAL_HTTPS", default=True)
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
# This host only: what lies below its name may be the municipality's, with services that have no
# HTTPS. What these hosts could do to the portal's cookies, __Host- keeps them from.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
# A browser takes such a cookie only over HTTPS and from this very host, so that no other host of
# the municipality's domain can plant one.
COOKIE_PREFIX = "__Host-" if SECURE_SSL_REDIRECT else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MFA_TRUST_COOKIE_NAME = f"{COOKIE_PREFIX}mfa_trusted"
