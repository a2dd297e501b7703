"""Settings by environment.

`EFFEKTIV_ENV` chooses: `embedded` (default: SQLite, no Redis, one machine)
or `production` (switched on explicitly; a missing setting says how to mend it).
"""

import os

from django.core.exceptions import ImproperlyConfigured

_environment = os.environ.get("EFFEKTIV_ENV", "embedded")

if _environment == "embedded":
    from .embedded import *  # noqa: F403
elif _environment == "production":
    from .production import *  # noqa: F403
else:
    raise ImproperlyConfigured(
        f"EFFEKTIV_ENV är {_environment!r} men ska vara 'embedded' eller 'production'."
    )
