"""gunicorn in production; behind the reverse proxy."""

import faulthandler
import os
import signal
import threading
import time
from typing import Any

bind = os.environ.get("GUNICORN_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = 4
# An address with too many municipalities is answered by a page that says so, not by gunicorn.
# Its length is bounded by the proxy.
limit_request_line = 0
# It would lie in the folder of the portal, where nobody may write.
control_socket_disable = True
accesslog = "-"
logger_class = "effektiv.logs.AccessLog"
# The visitor in the place of the proxy, which names nobody else in this header.
access_log_format = (
    '%({x-forwarded-for}i)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms %({x-request-id}o)s'
)
# Ends a process whose main loop stands still for so long. The loop only hands requests to threads,
# so a request that hangs is never ended by it: PostgreSQL cuts off what takes long there
# (settings/production.py), and the watch below ends what is left.
timeout = 30
# What a process that is asked to stop may still finish.
graceful_timeout = 30
# A process begins anew now and then, so that what leaks does not grow; not all at once.
max_requests = 5000
max_requests_jitter = 1000
# A heartbeat file on disk can block; memory does not.
worker_tmp_dir = "/dev/shm"  # noqa: S108

# More than any page takes, and than the proxy waits for whoever reads slowly.
_LONGEST = float(os.environ.get("REQUEST_SECONDS", "240"))
_begun: dict[int, float] = {}


def pre_request(worker: Any, request: Any) -> None:
    _begun[threading.get_ident()] = time.monotonic()


def post_request(worker: Any, request: Any, environ: Any, response: Any) -> None:
    _begun.pop(threading.get_ident(), None)


def post_worker_init(worker: Any) -> None:
    threading.Thread(target=_watch, args=(worker,), daemon=True).start()


def _watch(worker: Any) -> None:
    """End this process when one of its requests has no end; a thread cannot be ended alone."""
    while all(time.monotonic() - begun < _LONGEST for begun in list(_begun.values())):
        time.sleep(min(5.0, _LONGEST))
    worker.log.error("A request has taken more than %s s, and its process is replaced.", _LONGEST)
    faulthandler.dump_traceback()
    os.kill(os.getpid(), signal.SIGTERM)  # what others ask may still be finished
    time.sleep(worker.cfg.graceful_timeout)
    os._exit(1)
