"""The sync: from a source to stored figures and a new data version."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from grund import audit, jobs
from grund.errors import PortalError
from grund.models import Job
from grund.verbs import Verb
from kolada import sources
from kolada.errors import KoladaError, Malformed
from kolada.fetch import Client, Fetched, batches, fetch_batch, fetch_metadata
from kolada.ingest import Reading, ingest_file
from kolada.models import SYNC, Feed, Kpi
from kolada.publication import closed_after, unit
from kolada.reference import store_catalogues
from kolada.registry import data_version_raised, wanted_kpis
from kolada.snapshot.folder import SnapshotFolder
from kolada.tally import Tally
from kommuner.models import Municipality

log = logging.getLogger(__name__)

# Kolada does not say whether `from_date` counts the day itself, and its clock may differ from
# ours; reading a few days twice costs little.
MARGIN = timedelta(days=3)
# The schedule reads everything again once a month. Where that was missed, the next sync does it.
FULL_EVERY = timedelta(days=31)


def enqueue(
    *,
    by: int | None,
    kpis: list[str],
    full: bool,
    accept_removals: bool = False,
    accept_scale: bool = False,
    attempt: int = 1,
) -> Job:
    """Create the row of a sync that is about to run. Raises AlreadyRunning."""
    return jobs.enqueue(
        kind=SYNC,
        params={
            "kpis": kpis,
            "full": full,
            "accept_removals": accept_removals,
            "accept_scale": accept_scale,
        },
        by=by,
        busy="En hämtning pågår redan. Vänta tills den är klar och försök sedan igen.",
        attempt=attempt,
    )


def run_here(*, kpis: list[str], full: bool, **accepted: bool) -> Job:
    """Run a sync in this process, at once; `accepted` as in `enqueue`.

    Jobs that wait for a worker, or whose process was killed, give way to it. They are queued
    again afterwards unless this sync has read all that they asked for.

    Raises:
        AlreadyRunning: another process runs a sync.
    """
    gave_way = [
        *jobs.sweep(SYNC),
        *jobs.withdraw(SYNC, "Fick vänta på en hämtning som startades för hand."),
    ]
    queued = enqueue(by=None, kpis=kpis, full=full, **accepted)
    job = run_sync(queued.pk)
    if job is None:
        raise jobs.AlreadyRunning("En arbetare hann före och hämtar redan.")
    for other in gave_way:
        if not _covers(job, other):
            with suppress(jobs.AlreadyRunning):
                _send(enqueue(by=other.started_by, **other.params))
    return job


def _covers(job: Job, other: Job) -> bool:
    """Whether this sync has read everything that the other one was to read."""
    is_whole = not job.params["kpis"] or job.params["kpis"] == other.params["kpis"]
    is_deep = job.params["full"] or not other.params["full"]
    return job.state == Job.JobState.DONE and is_whole and is_deep


def start_sync(*, by: int | None, kpis: Iterable[str] = (), full: bool = False) -> Job:
    """Queue a sync for the worker. Raises AlreadyRunning."""
    with transaction.atomic():
        job = enqueue(by=by, kpis=list(kpis), full=full)
        audit.log_event(by=by, verb=Verb.STARTED, noun="Job", noun_id=job.pk, kind=SYNC, full=full)
        # After the commit, or a quick worker would find no row to claim.
        transaction.on_commit(lambda: _send(job))
    return job


def _send(job: Job) -> None:
    """Send the worker a message with the job's id.

    The task is named by its path, because its module imports this one. A repeated message does no
    harm, and the sweep sends again what the broker does not take.
    """
    try:
        current_app.send_task("kolada.tasks.sync_kolada", args=[job.pk])
    except OperationalError:
        log.warning("Kön svarar inte. Hämtning %s väntar tills den gör det.", job.pk)


def run_sync(job_id: int) -> Job | None:
    """Claim the job and run it to its end; None when another process has it.

    Whatever happens the row says so: a source that does not answer ends the
    job as failed, with the sentence that says why.
    """
    job = jobs.claim(job_id)
    if job is None:
        return None
    tally = Tally()
    try:
        # The heart beats in a thread of its own, for one answer of a slow source may take longer
        # than LOST_AFTER.
        with jobs.beating(job):
            source = sources.choose()
            _sync(job, source, tally)
            _compute(job)
        jobs.finish(job, state=Job.JobState.DONE, message=tally.summary(), result=vars(tally))
    # The row is another process's by now, so nothing may be written in it.
    except jobs.JobLost:
        raise
    except PortalError as error:
        log.error("Hämtningen stoppades: %s", error)
        jobs.finish(job, state=Job.JobState.FAILED, message=str(error), result=vars(tally))
        _compute_quietly()
    except Exception as error:
        jobs.finish(
            job,
            state=Job.JobState.FAILED,
            message=f"Ett oväntat fel stoppade hämtningen ({type(error).__name__}). "
            "Sparade värden är hela. Felet står i loggen.",
            result=vars(tally),
        )
        raise
    return job


def _sync(job: Job, source: sources.Source, tally: Tally) -> None:
    started = timezone.now()
    stamp = f"{started:%Y-%m-%dT%H%M%S}-{job.pk}"
    folder = SnapshotFolder(settings.VAR_DIR / "raw" / stamp)
    with sources.opened(source) as client:
        # The catalogues first: they say which areas to ask for, and whether a key figure still
        # measures what it did.
        jobs.progress(job, message=f"Läser förteckningar från {source.label}")
        catalogues = fetch_metadata(client, folder)
        with transaction.atomic():
            jobs.progress(job)
            _mark_source(sources.kind_of(catalogues["kpi"]))
            odd = store_catalogues(catalogues, seen_at=started)
            _note_catalogues(catalogues)
        asked = list(dict.fromkeys(job.params["kpis"])) or wanted_kpis()
        kpis = _fetchable(asked, odd, tally)
        full = job.params["full"] or _needs_full(source, started)
        jobs.progress(job, total=len(kpis), done=0, message=f"Hämtar nyckeltal från {source.label}")
        run = _Run(job, client, folder, stamp, tally)
        run.fetch_all(kpis, full=full)
    # Only a reading of everything that is wanted moves these dates; what `from_date` is next time
    # is kept by each key figure (Kpi.last_fetched_at).
    if not job.params["kpis"] and tally.stored:
        done = {"last_success_at": started, "source": source.label}
        if (full or not Feed.objects.get().last_full_at) and not tally.faulty:
            done["last_full_at"] = started
        Feed.objects.update(**done)


def _needs_full(source: sources.Source, now: datetime) -> bool:
    """Whether everything must be read, because changes since the last reading are not enough.

    They are not when the source is another than last time, nor when the last full reading is too
    old: a monthly one that was missed is made up for by the next sync.
    """
    feed = Feed.objects.get()
    is_old = feed.last_full_at is not None and now - feed.last_full_at > FULL_EVERY
    return is_old or feed.source not in ("", source.label)


@dataclass
class _Run:
    """The fetching half of one sync, with what every step of it needs."""

    job: Job
    client: Client
    folder: SnapshotFolder
    stamp: str
    tally: Tally

    def fetch_all(self, kpis: list[Kpi], *, full: bool) -> None:
        areas = sorted(Municipality.objects.in_kolada().values_list("code", flat=True))
        # A key figure that was never read is read whole, whatever the others need.
        complete = [k for k in kpis if full or k.last_fetched_at is None]
        changed = [k for k in kpis if k not in complete]
        for group, is_full in ((complete, True), (changed, False)):
            by_id = {kpi.id: kpi for kpi in group}
            for batch in batches(list(by_id)):
                since = "" if is_full else _since(by_id[kpi] for kpi in batch)
                fetched_at = timezone.now()
                for one in fetch_batch(
                    self.client,
                    self.folder,
                    batch,
                    areas,
                    from_date=since,
                    beat=lambda: jobs.progress(self.job),
                ):
                    self._store(by_id[one.kpi], one, areas, fetched_at, is_full)

    def _store(
        self, kpi: Kpi, fetched: Fetched, areas: list[str], at: datetime, full: bool
    ) -> None:
        if fetched.path is None:
            # What came of one key figure stops that one only. All the others are stored, and the
            # page lists what was refused.
            self.tally.faulty += 1
            self.tally.refuse(kpi.id, fetched.problem)
        else:
            try:
                reading = Reading(
                    areas=set(areas),
                    fetched_at=at,
                    full=full,
                    raw_name=f"{self.stamp}/data/{fetched.path.name}",
                    accept_removals=self.job.params.get("accept_removals", False),
                    accept_scale=self.job.params.get("accept_scale", False),
                )
                outcome = ingest_file(
                    kpi,
                    fetched.path,
                    reading,
                    fence=lambda: jobs.progress(self.job),
                    on_change=raise_version,
                )
                self.tally.add(outcome)
                if full and not (outcome.new or outcome.revised or outcome.unchanged):
                    self.tally.empty.append(kpi.id)
            except Malformed as error:
                self.tally.faulty += 1
                self.tally.refuse(kpi.id, str(error))
        jobs.progress(self.job, done=self.job.done + 1, result=vars(self.tally))


def _since(kpis: Iterable[Kpi]) -> str:
    earliest = min(kpi.last_fetched_at for kpi in kpis if kpi.last_fetched_at)
    return str(timezone.localtime(earliest - MARGIN).date())


def _fetchable(asked: list[str], odd: Mapping[str, str], tally: Tally) -> list[Kpi]:
    """The key figures that were asked for and exist under a known title; the rest are refused."""
    known = Kpi.objects.in_bulk(asked)
    kpis = []
    for kpi_id in asked:
        kpi = known.get(kpi_id)
        if kpi_id in odd:
            tally.refuse(kpi_id, odd[kpi_id])
        elif kpi is None:
            tally.refuse(kpi_id, f"{kpi_id} finns inte i Koladas förteckning.")
        elif kpi.vanished_at:
            tally.refuse(kpi_id, f"{kpi_id} har försvunnit ur Kolada. Tidigare värden står kvar.")
        elif kpi.announced_title:
            tally.refuse(
                kpi_id,
                f"{kpi_id} har bytt namn från ”{kpi.title}” till ”{kpi.announced_title}”. "
                "Värdena står kvar tills någon godkänner bytet: "
                f"python manage.py sync_kolada --accept-title {kpi_id}",
            )
        else:
            kpis.append(kpi)
    return kpis


def _mark_source(kind: str) -> None:
    """Note the kind of source at the first sync, and hold later ones to it.

    Raises:
        SourceMixed: the figures stored are of the other kind.
    """
    feed = Feed.objects.first()
    sources.check_kind(kind, feed.source_kind if feed else None)
    if feed is None:
        now = timezone.now()
        Feed.objects.create(source_kind=kind, version=uuid.uuid4().hex, changed_at=now)


def _note_catalogues(catalogues: Mapping[str, Any]) -> None:
    """Raise the version when a name or a group has changed: pages show them beside the figures."""
    digest = hashlib.sha256(orjson.dumps(catalogues)).hexdigest()
    if Feed.objects.exclude(catalogues=digest).update(catalogues=digest):
        raise_version()


def raise_version() -> None:
    """Draw a new data version; called in the transaction that changes something."""
    # At random and not counted up: a restored database must not reach a version that a cache
    # knows with other figures.
    Feed.objects.update(version=uuid.uuid4().hex, changed_at=timezone.now())


def _compute(job: Job) -> None:
    """Have the apps above compute from the new figures before the job counts as done."""
    jobs.progress(job, message="Beräknar index och effektivitet")
    data_version_raised.send(Feed, version=Feed.objects.get().version)


def _compute_quietly() -> None:
    """Compute after a sync that stopped half-way: what did come in is worth computing from."""
    if feed := Feed.objects.first():
        data_version_raised.send(Feed, version=feed.version)


def accept_title(*, by: int | None, kpi_id: str) -> Kpi:
    """Let the values of a renamed key figure be fetched again, under its new title."""
    with transaction.atomic():
        kpi = Kpi.objects.select_for_update().filter(pk=kpi_id).first()
        if kpi is None or not kpi.announced_title:
            raise KoladaError(f"{kpi_id} väntar inte på något namnbyte.")
        audit.log_event(
            by=by,
            verb=Verb.APPROVED_NEW_NAME,
            noun="Kpi",
            noun_id=kpi_id,
            old=kpi.title,
            new=kpi.announced_title,
        )
        kpi.title, kpi.announced_title = kpi.announced_title, ""
        kpi.unit, kpi.closed_after = unit(kpi.title), closed_after(kpi.title)
        # The old values were of the old title: the next reading is of everything.
        kpi.last_fetched_at = None
        kpi.save(
            update_fields=["title", "announced_title", "unit", "closed_after", "last_fetched_at"]
        )
        raise_version()  # a closed series gives its gaps another reason
    return kpi


def sweep() -> list[Job]:
    """Start killed syncs again, and resend what the broker lost. Returns the new jobs."""
    started = []
    for lost in jobs.sweep(SYNC):
        # A sync that kills its process each time must not be started for ever.
        if lost.attempt < jobs.MAX_ATTEMPTS:
            again = enqueue(by=lost.started_by, attempt=lost.attempt + 1, **lost.params)
            started.append(again)
    for job in [*started, *jobs.unheard(SYNC)]:
        _send(job)
    return started
