"""Fetch key figures from Kolada: queue it for the worker, or run it here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from grund.commands import PortalCommand
from grund.errors import PortalError
from grund.models import Job
from kolada import actions, sources
from kolada.guards import ACCEPT_REMOVALS, ACCEPT_SCALE
from kolada.ids import parse_kpi_ids
from kolada.models import Kpi
from kolada.registry import wanted_kpis

_ACCEPTS = {"accept_removals": ACCEPT_REMOVALS, "accept_scale": ACCEPT_SCALE}


class Command(PortalCommand):
    help = "Hämtar nyckeltal från Kolada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kpi",
            action="extend",
            nargs="+",
            default=[],
            metavar="ID",
            help="bara dessa nyckeltal (annars alla som verksamheterna behöver)",
        )
        parser.add_argument("--full", action="store_true", help="läs om allt, inte bara ändringar")
        parser.add_argument(
            "--now", action="store_true", help="kör här, och återvänd när allt är sparat"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="säg vad som skulle hämtas, ändra inget"
        )
        parser.add_argument(
            ACCEPT_REMOVALS,
            action="store_true",
            help="med --now och --kpi: låt det som saknas i svaret räknas som borttaget",
        )
        parser.add_argument(
            ACCEPT_SCALE,
            action="store_true",
            help="med --now och --kpi: ta emot värdena fast de ser ut att ha fått en annan skala",
        )
        parser.add_argument(
            "--accept-title", metavar="ID", help="godkänn att ett nyckeltal har bytt namn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kpis = parse_kpi_ids(options["kpi"])
        if options["kpi"] and not kpis:
            raise PortalError("--kpi är tomt. Ange minst ett id, till exempel U11901.")
        accepted = {name: options[name] for name in _ACCEPTS}
        for name, option in _ACCEPTS.items():
            if accepted[name] and not (kpis and options["now"]):
                raise PortalError(f"{option} gäller nyckeltal som räknas upp med --kpi, och --now.")
        if options["accept_title"] is not None:
            kpi = actions.accept_title(by=None, kpi_id=options["accept_title"])
            self.stdout.write(f"{kpi.id} heter nu ”{kpi.title}”. Värdena hämtas nästa gång.")
        elif options["dry_run"]:
            self._tell(kpis, full=options["full"])
        elif options["now"]:
            self._run(kpis, full=options["full"] or any(accepted.values()), **accepted)
        else:
            job = actions.start_sync(by=None, kpis=kpis, full=options["full"])
            self.stdout.write(
                f"Hämtning {job.pk} väntar på arbetaren. Följ den på sidan Hämtningar."
            )

    def _tell(self, kpis: list[str], *, full: bool) -> None:
        source = sources.choose()
        wanted = kpis or wanted_kpis()
        read_before = Kpi.objects.filter(id__in=wanted, last_fetched_at__isnull=False).count()
        everything = len(wanted) if full else len(wanted) - read_before
        self.stdout.write(
            f"Skulle hämta {len(wanted)} nyckeltal från {source.label}: "
            f"{everything} helt, {len(wanted) - everything} bara ändringar. Inget är ändrat."
        )

    def _run(self, kpis: list[str], *, full: bool, **accepted: bool) -> None:
        job = actions.run_here(kpis=kpis, full=full, **accepted)
        for refused in job.result["refused"]:
            self.stderr.write(f"{refused['kpi']} stoppades: {refused['reason']}")
        if job.result["empty"]:
            self.stderr.write(f"Tomma i Kolada: {', '.join(job.result['empty'])}")
        if job.state != Job.JobState.DONE:
            raise PortalError(job.message)
        if kpis and {refused["kpi"] for refused in job.result["refused"]} >= set(kpis):
            raise PortalError("Inget av det som skulle hämtas kunde hämtas.")
        self.stdout.write(f"Klart: {job.message}")
