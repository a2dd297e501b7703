"""The state of the feed and of the worker, as an administrator needs it at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from grund.formats import day
from grund.models import Job, Pulse
from kolada.queries import FeedState, active_sync, feed_state, syncs

# Six of the worker's signs of life (effektiv/schedule.py), so that a busy moment is no alarm.
WORKER_SILENT = timedelta(minutes=3)


@dataclass(frozen=True)
class Worker:
    """When the worker was last heard of; None for never."""

    last_seen: datetime | None

    @property
    def is_silent(self) -> bool:
        return self.last_seen is None or timezone.now() - self.last_seen > WORKER_SILENT


def worker() -> Worker:
    pulse = Pulse.objects.first()
    return Worker(pulse.at if pulse else None)


@dataclass(frozen=True)
class FeedStatus:
    feed: FeedState | None
    active: Job | None
    latest: Job | None  # the newest sync that has ended
    worker: Worker

    @property
    def refused(self) -> int:
        return len(self.latest.result.get("refused", [])) if self.latest else 0

    @property
    def finding(self) -> str:
        """What an administrator must know first; the worst comes before the ordinary."""
        if self.worker.is_silent:
            return "Arbetaren är tyst, så inga värden hämtas"
        if self.active:
            return "Värden hämtas just nu"
        if self.latest and self.latest.state != Job.JobState.DONE:
            return "Den senaste hämtningen blev inte klar"
        if self.feed is None:
            return "Inga värden är hämtade ännu"
        return f"Värdena hämtades {day(self.feed.changed_at)} och arbetaren är igång"


def feed_status() -> FeedStatus:
    ended = syncs().exclude(state__in=Job.ACTIVE)
    return FeedStatus(feed_state(), active_sync(), ended.first(), worker())
