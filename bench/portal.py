"""A portal of its own for a benchmark: an empty SQLite file in a folder that goes away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command


@contextmanager
def empty_portal() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effektiv.settings")
        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)
