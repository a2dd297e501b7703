"""Syncs exclude each other; orphans are found, the living are left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grund import jobs
from grund.models import Job
from kolada import actions, sources
from kolada.models import SYNC, Value
from kolada.snapshot.folder import SnapshotFolder
from kolada.tally import Tally
from tests.conftest import serving
from tests.syncing import ALL, sync

pytestmark = pytest.mark.django_db


def test_two_syncs_exclude_each_other() -> None:
    actions.enqueue(by=None, kpis=[], full=False)
    with pytest.raises(jobs.AlreadyRunning, match="pågår redan"):
        actions.enqueue(by=None, kpis=[], full=False)
    with pytest.raises(IntegrityError), transaction.atomic():  # in the database, not in our code
        Job.objects.create(kind=SYNC, state=Job.JobState.RUNNING)
    Job.objects.create(kind="something else", state=Job.JobState.RUNNING)


def test_a_job_is_claimed_once() -> None:
    job = actions.enqueue(by=None, kpis=[], full=False)
    assert jobs.claim(job.pk) is not None
    assert jobs.claim(job.pk) is None
    assert actions.run_sync(job.pk) is None  # a repeated message does nothing


def test_a_sync_by_hand_replaces_one_that_waits(folder: SnapshotFolder, settings: Any) -> None:
    waiting = actions.enqueue(by=None, kpis=ALL, full=True)
    with serving(folder, settings):
        assert sync().state == Job.JobState.DONE
    waiting.refresh_from_db()
    assert waiting.state == Job.JobState.LOST
    assert actions.run_sync(waiting.pk) is None  # its message comes later, and finds nothing
    # It asked for more (everything anew), so it waits again.
    again = Job.objects.get(state=Job.JobState.QUEUED)
    assert again.params == waiting.params


def orphan(**fields: Any) -> Job:
    job = actions.enqueue(by=None, kpis=["U11901"], full=True)
    Job.objects.filter(pk=job.pk).update(
        state=Job.JobState.RUNNING,
        **{"owner": jobs.this_process(), "heartbeat_at": timezone.now(), **fields},
    )
    return Job.objects.get(pk=job.pk)


def test_an_orphan_is_swept_up_and_started_again() -> None:
    host = jobs.this_process().split(":")[0]
    dead = orphan(owner=f"{host}:4194304:1")
    started = actions.sweep()
    dead.refresh_from_db()
    assert dead.state == Job.JobState.LOST
    assert [(job.attempt, job.params) for job in started] == [(2, dead.params)]


def test_a_process_that_fell_silent_elsewhere_is_swept_up() -> None:
    orphan(owner="another-host:17:1", heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert len(actions.sweep()) == 1


def test_the_living_are_left_alone() -> None:
    job = orphan()
    assert actions.sweep() == []
    job.refresh_from_db()
    assert job.state == Job.JobState.RUNNING
    Job.objects.update(owner="another-host:17:1")  # cannot be looked up, but its heart beats
    assert actions.sweep() == []


def test_after_three_attempts_it_is_left_to_people() -> None:
    host = jobs.this_process().split(":")[0]
    orphan(owner=f"{host}:4194304:1", attempt=jobs.MAX_ATTEMPTS)
    assert actions.sweep() == []


def test_a_process_thought_dead_may_not_write_any_more(
    folder: SnapshotFolder, settings: Any
) -> None:
    """The fence: the row was given to another while we were frozen."""
    with serving(folder, settings):
        job = actions.enqueue(by=None, kpis=ALL, full=True)
        mine = jobs.claim(job.pk)
        assert mine is not None
        Job.objects.filter(pk=job.pk).update(state=Job.JobState.LOST)
        with pytest.raises(jobs.JobLost):
            actions._sync(mine, sources.choose(), Tally())
    assert not Value.objects.exists()
