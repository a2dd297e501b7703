"""`manage.py export_cohort KEY` prints a whole cohort as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from grund.commands import PortalCommand
from grund.errors import PortalError
from program.cohorts.models import Cohort
from program.office.export import export


class Command(PortalCommand):
    help = "Skriver ut en hel omgång."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY", help="omgångens kortnamn i adressen")
        parser.add_argument("--format", choices=["json"], default="json", help="formatet")

    def handle(self, *args: Any, **options: Any) -> None:
        cohort = Cohort.objects.select_related("type").filter(key=options["key"]).first()
        if cohort is None:
            known = ", ".join(Cohort.objects.values_list("key", flat=True)) or "inga"
            raise PortalError(f"Omgången ”{options['key']}” finns inte. Omgångar: {known}.")
        self.stdout.write(json.dumps(export(cohort), ensure_ascii=False, indent=2))
