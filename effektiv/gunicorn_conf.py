"""gunicorn in production; behind the reverse proxy."""

import os
from typing import Any

from gunicorn.glogging import Logger


class NotEveryHealthCheck(Logger):
    """Leaves out what the container asks four times a minute."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if environ.get("PATH_INFO") != "/halsa/":
            super().access(resp, req, environ, request_time)


bind = os.environ.get("GUNICORN_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
threads = 4
# An address with too many municipalities is answered by a page that says so, not by gunicorn.
# Its length is bounded by the proxy.
limit_request_line = 0
# It would lie in the folder of the portal, where nobody may write.
control_socket_disable = True
accesslog = "-"
logger_class = NotEveryHealthCheck
# gunicorn's own format, with the visitor in place of the proxy: the proxy names nobody else here.
access_log_format = '%({x-forwarded-for}i)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"'
# Half a minute is more than any page needs; what hangs is replaced.
timeout = 30
# A heartbeat file on disk can block; memory does not.
worker_tmp_dir = "/dev/shm"  # noqa: S108
