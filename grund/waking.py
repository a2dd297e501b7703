"""Having the worker do something at once that it would do soon anyway."""

from __future__ import annotations

import logging
import threading

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# So many messages of a process may wait for the queue; what comes beside them is done soon.
_WAITING = threading.BoundedSemaphore(8)


def wake(task: str, pk: int) -> None:
    """Send the task's message in a thread that nobody waits for.

    A queue that is away takes seconds to say so, and a silent one says nothing.
    """
    if _WAITING.acquire(blocking=False):
        threading.Thread(target=_send, args=[task, pk], daemon=True).start()


def _send(task: str, pk: int) -> None:
    try:
        current_app.send_task(task, args=[pk], retry=False)
    except OperationalError:
        log.warning("Kön svarar inte. %s %s får vänta på nästa omgång.", task, pk)
    finally:
        _WAITING.release()
