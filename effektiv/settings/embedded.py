"""Everything on one machine: SQLite in WAL mode, a folder as broker, no Redis."""

import os
import secrets
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import STATIC_ROOT, VAR_DIR, env

EMBEDDED = True
DEBUG = env.bool("DEBUG", default=False)
_remedy = f"VAR_DIR ({VAR_DIR}) ska vara en mapp som går att skriva i. Ange en annan."
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError:
    raise ImproperlyConfigured(_remedy) from None
if not os.access(VAR_DIR, os.W_OK | os.X_OK, effective_ids=True):
    raise ImproperlyConfigured(_remedy)


def _own_secret_key() -> str:
    """The secret key of this folder, made at the first start and kept beside the database."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        # With its rights before it has content, so that nobody else can read it in between.
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PUBLIC_FIGURES = env.bool("PUBLIC_FIGURES", default=True)
# Passkeys work on http://localhost, which browsers count as secure.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'effektiv.sqlite3'}")
}
_engine = DATABASES["default"].get("ENGINE", "")
if not _engine.endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured("DATABASE_URL ska börja med postgres:// eller sqlite:///.")
if _engine.endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins, and writers queue for it. A deferred
        # one that has already read is refused at once when another has written meanwhile,
        # whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # WAL lets pages be read while a sync writes; with it, NORMAL loses at most the last
        # commits in a power failure and never the file.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "Effektivare kommun <portal@localhost>"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "effektiv.folder:Transport"
    _broker = VAR_DIR / "broker"
    for _name in ("messages", "processed", "control"):
        (_broker / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
        # kombu's default of a second makes short tasks slow; this costs 0.4 % of a processor when
        # idle.
        "polling_interval": 0.1,
    }

# Static files straight from their folders: no collecting step between an edit and the page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
