"""PostgreSQL, Redis, several processes behind a reverse proxy."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
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

ALLOWED_HOSTS = [
    host.strip()
    for host in _required(
        "PORTAL_HOSTS", "Ange portalens värdnamn, till exempel PORTAL_HOSTS=portal.kommunen.se"
    ).split(",")
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PORTAL_URL = f"https://{ALLOWED_HOSTS[0]}/"

_required("DATABASE_URL", "Ange PostgreSQL, till exempel postgres://portal:LÖSEN@db:5432/portal")
DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL")}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL ska peka på PostgreSQL i produktion.")
# A kept connection may be dead after a restart of the database; the check finds out before the
# first query of a request does.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Who owns the tables, for the processes that migrate, restore and clear: see grund/owner.py.
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = {**env.db_url("DATABASE_OWNER_URL"), "TEST": {"MIRROR": "default"}}
    if "postgresql" not in DATABASES["owner"]["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_OWNER_URL ska peka på PostgreSQL.")
    if DATABASES["owner"]["USER"] == DATABASES["default"]["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_URL och DATABASE_OWNER_URL har samma användare. Ge portalen en egen i "
            "DATABASE_URL: manage.py migrate skapar den."
        )

REDIS_URL = _required("REDIS_URL", "Ange Redis, till exempel redis://redis:6379/0")
CELERY_BROKER_URL = REDIS_URL
# Shared by all processes: the limits on login attempts are counted here.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the proxy of docker-compose.yml tells who the visitor is

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = _required(
    "PORTAL_FROM_EMAIL", "Ange avsändaren, till exempel PORTAL_FROM_EMAIL=portal@kommunen.se"
)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "effektiv.storage.StaticFiles"},
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
