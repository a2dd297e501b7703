"""Which code runs, for what is kept from one release to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings


@cache
def code_version() -> str:
    """A digest of all that a page is made of beside its figures, read once a process."""
    digest = hashlib.sha256()
    for path in sorted(_files(Path(settings.BASE_DIR))):
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _files(root: Path) -> Iterator[Path]:
    paths = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    for folder in (*paths, root / "templates", root / "static"):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    yield root / "requirements.txt"  # a library may draw otherwise
    yield root / "package-lock.json"
