"""gunicorn in production; behind the reverse proxy."""

import os

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
# Half a minute is more than any page needs; what hangs is replaced.
timeout = 30
# A heartbeat file on disk can block; memory does not.
worker_tmp_dir = "/dev/shm"  # noqa: S108
