"""Save a folder of answers from any server that speaks API v3."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from grund.commands import PortalCommand
from grund.errors import PortalError
from kolada import sources
from kolada.fetch import batches, fetch_batch, fetch_metadata
from kolada.ids import parse_kpi_ids
from kolada.registry import wanted_kpis
from kolada.snapshot.folder import SnapshotFolder


class Command(PortalCommand):
    help = "Sparar en mapp med svar, som serve_snapshot sedan kan visa."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument(
            "--url", default="", help="servern (annars samma källa som för en hämtning)"
        )
        parser.add_argument("--kpi", action="extend", nargs="+", default=[], metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = SnapshotFolder(options["folder"])
        target = Path(options["folder"])
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise PortalError(f"{target} är ingen tom mapp. Välj en ny.")
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise PortalError(f"{target} går inte att skapa. Välj en mapp som är din.") from None
        if not os.access(target, os.W_OK | os.X_OK):
            raise PortalError(f"{target} går inte att skriva i. Välj en mapp som är din.")
        kpis = parse_kpi_ids(options["kpi"]) or wanted_kpis()
        url = options["url"]
        source = sources.Source(sources.REAL, url, url=url) if url else sources.choose()
        with sources.opened(source) as client:
            catalogues = fetch_metadata(client, folder)
            areas = [m["id"] for m in catalogues["municipality"]]
            saved = 0
            for batch in batches(kpis):
                for one in fetch_batch(client, folder, batch, areas):
                    saved += one.path is not None
                    if one.problem:
                        self.stderr.write(f"{one.kpi} sparades inte: {one.problem}")
        self.stdout.write(f"{saved} nyckeltal sparade i {folder.path}.")
        if source.kind == sources.SAMPLE:
            self.stdout.write("Det är exempeldata: värdena är påhittade och förblir märkta så.")
