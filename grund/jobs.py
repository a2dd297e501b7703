"""The life of a job row: queued, claimed, beating, finished or lost.

The broker may lose or repeat a message; the row decides. A task gets only the
id, claims the row, and every later write says whether the claim still holds.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from grund.errors import PortalError
from grund.models import Job
from grund.unique import or_refuse

HEARTBEAT_SECONDS = 5
# A beat that is this late means that the process is gone, or frozen beyond use.
LOST_AFTER = timedelta(seconds=90)
# A queued row whose message the broker lost is sent again after this time.
RESEND_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 3


class AlreadyRunning(PortalError):
    """Another job of the same kind is active."""


class JobLost(PortalError):
    """The row was taken from this process, which must stop without writing."""


@cache
def _started(pid: int) -> str:
    """Ticks from boot to the process's start, or '' where the system does not tell."""
    try:
        # Counted from the last bracket, for the program's name before it may hold spaces and
        # brackets; the start is then the 20th field (field 22 in proc(5)).
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def this_process() -> str:
    """Name the running process so that a later one with the same pid is not taken for it."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_dead(owner: str) -> bool:
    """True only when the owner surely is gone: same machine, and no such process."""
    host, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    if host != socket.gethostname() or not pid:
        return False
    # Past the cache, which knows who had the pid when it was first asked about.
    return _started.__wrapped__(int(pid)) != started


def enqueue(
    *, kind: str, params: dict[str, Any], by: int | None, busy: str, attempt: int = 1
) -> Job:
    """Create the row, or refuse because one of the kind is active.

    Raises:
        AlreadyRunning: with the sentence `busy` for the user.
    """
    # The constraint decides and no question before it, for two processes could both find
    # nothing.
    with or_refuse(AlreadyRunning(busy)):
        return Job.objects.create(
            kind=kind,
            params=params,
            started_by=by,
            attempt=attempt,
            message="Väntar på att arbetaren ska börja",
        )


def claim(job_id: int) -> Job | None:
    """Take a queued row for this process; None if someone else has it."""
    now = timezone.now()
    # One conditional update is question and claim at once: of two workers with the same message,
    # only one changes the row.
    taken = Job.objects.filter(pk=job_id, state=Job.JobState.QUEUED).update(
        state=Job.JobState.RUNNING, owner=this_process(), started_at=now, heartbeat_at=now
    )
    return Job.objects.get(pk=job_id) if taken else None


def progress(job: Job, **fields: Any) -> None:
    """Store progress and a heartbeat; raises JobLost when the row is no longer ours.

    Called inside an ingest's transaction it is the fence that keeps a process
    which was believed dead from writing beside its successor.
    """
    mine = Job.objects.filter(pk=job.pk, state=Job.JobState.RUNNING, owner=job.owner)
    if not mine.update(heartbeat_at=timezone.now(), **fields):
        raise JobLost("Arbetet avbröts eftersom det inte hördes av.")
    for name, value in fields.items():
        setattr(job, name, value)


def finish(job: Job, *, state: str, message: str, result: dict[str, Any]) -> None:
    progress(job, state=state, message=message, result=result, finished_at=timezone.now())


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Keep the heartbeat fresh from a thread while the block waits for slow answers."""
    # An in-memory SQLite database belongs to one connection, so another thread would see an empty
    # one. No other process could sweep the row there either.
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        yield
        return
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            # A missed beat does no harm: LOST_AFTER leaves room for many.
            with suppress(OperationalError):
                Job.objects.filter(pk=job.pk, state=Job.JobState.RUNNING, owner=job.owner).update(
                    heartbeat_at=timezone.now()
                )
            # This thread has a connection of its own, and Django only tends connections around
            # requests.
            close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"heartbeat-{job.pk}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def sweep(kind: str) -> list[Job]:
    """Mark the jobs of killed or silent processes as lost, and return them."""
    lost = []
    now = timezone.now()
    for job in Job.objects.filter(kind=kind, state=Job.JobState.RUNNING):
        silent = job.heartbeat_at is None or now - job.heartbeat_at > LOST_AFTER
        if not (silent or is_dead(job.owner)):
            continue
        # The condition again: since the row was read the job may have ended, or another sweeper
        # been first.
        if Job.objects.filter(pk=job.pk, state=Job.JobState.RUNNING, owner=job.owner).update(
            state=Job.JobState.LOST,
            finished_at=now,
            message="Avbröts: processen som arbetade försvann. Inget sparat värde är skadat.",
        ):
            lost.append(job)
    return lost


def withdraw(kind: str, message: str) -> list[Job]:
    """Take back jobs that nobody has claimed yet; their messages then find no row to claim."""
    taken = []
    for job in Job.objects.filter(kind=kind, state=Job.JobState.QUEUED):
        if Job.objects.filter(pk=job.pk, state=Job.JobState.QUEUED).update(
            state=Job.JobState.LOST, message=message, finished_at=timezone.now()
        ):
            taken.append(job)
    return taken


def unheard(kind: str) -> list[Job]:
    """Queued jobs that no process has claimed in time; their messages may be lost."""
    late = timezone.now() - RESEND_AFTER
    return list(Job.objects.filter(kind=kind, state=Job.JobState.QUEUED, created_at__lt=late))
