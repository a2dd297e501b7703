"""Write docs/roles.md: who may do what, as the predicates answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.test.utils import override_settings

from grund.commands import PortalCommand
from konton import role_table


def text() -> str:
    """docs/roles.md as text, the same whatever PUBLIC_FIGURES is on this machine."""
    with override_settings(PUBLIC_FIGURES=False):
        closed = role_table.table()
    with override_settings(PUBLIC_FIGURES=True):
        public = role_table.table()
    return role_table.as_markdown(closed, public)


class Command(PortalCommand):
    help = "Skriver tabellen över vad varje roll får göra."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "docs" / "roles.md"
        parser.add_argument("--to", type=Path, default=default, help="filen som skrivs")

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(text(), encoding="utf-8")
        self.stdout.write(f"Tabellen är skriven till {options['to']}.")
