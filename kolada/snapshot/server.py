"""Serves the API on a loopback port. No Django."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kolada.snapshot.api import Answer, Api
from kolada.snapshot.faults import Faults
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.store import Store


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive: a sync asks hundreds of times
    disable_nagle_algorithm = True
    server: SnapshotServer

    def do_GET(self) -> None:
        if self.server.faults.latency:
            time.sleep(self.server.faults.latency)
        url = urlsplit(self.path)
        origin = f"http://{self.headers.get('Host', 'localhost')}"
        answer = self.server.ask(unquote(url.path), url.query, origin)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        """Write nothing: a sync's hundreds of lines would hide what matters."""


class SnapshotServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        folder: Path | str,
        port: int = 0,
        faults: Faults | None = None,
        *,
        with_changes: bool = True,
    ) -> None:
        self.faults = faults or Faults()
        self._store = Store(SnapshotFolder(folder), self.faults, with_changes=with_changes)
        self._api = Api(self._store, self.faults)
        self._lock = threading.Lock()
        self.requests: deque[str] = deque(maxlen=10_000)  # what was asked, for tests
        super().__init__(("127.0.0.1", port), _Handler)

    def ask(self, path: str, query: str, origin: str) -> Answer:
        with self._lock:  # the store fills its tables while answering
            self.requests.append(f"{path}?{query}" if query else path)
            return self._api.answer(path, query, origin)

    def server_close(self) -> None:
        super().server_close()
        with self._lock:  # an answer that is on its way reads the store
            self._store.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v3"


@contextmanager
def running(
    folder: Path | str, faults: Faults | None = None, *, with_changes: bool = True
) -> Iterator[SnapshotServer]:
    """A server on a free port in a thread of this process."""
    with SnapshotServer(folder, faults=faults, with_changes=with_changes) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
