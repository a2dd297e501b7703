"""Compare Kolada's API, as it answers now, with what the portal expects of it."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings

from grund.commands import PortalCommand
from kolada import client as http
from kolada import sources
from kolada.check import Check
from kolada.errors import SourceUnavailable

DIFFERS, OUT_OF_REACH = 1, 3  # 2 is a command line that cannot be read


class Command(PortalCommand):
    help = (
        "Jämför Koladas API med det portalen väntar sig. Ändrar inget. "
        "Svarar 0 när allt stämmer, 1 när något skiljer och 3 när API:et inte går att nå."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        url = sources.api_url()
        pace = settings.KOLADA_REQUESTS_PER_SECOND
        unreached = ""
        with http.connected(url, requests_per_second=pace) as client:
            check = Check(client)
            try:
                check.run()
            except SourceUnavailable as error:
                unreached = str(error)
        for difference in check.differences:
            self.stdout.write(difference)
        if unreached:
            self.stderr.write(f"{unreached} Jämförelsen är inte gjord till slut.")
            sys.exit(OUT_OF_REACH)
        if check.differences:
            self.stderr.write(f"{len(check.differences)} saker skiljer på {url}.")
            sys.exit(DIFFERS)
        self.stdout.write(f"API:et på {url} är som portalen väntar sig.")
