"""A real mail server on loopback that takes letters, refuses, is silent, or is away."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from tests.services import PATIENCE, free_port

TAKES, REFUSES, LATER, SILENT, AWAY = "takes", "550", "450", "silent", "away"
_GREETINGS = {b"EHLO": "250 portal.example", b"DATA": "354 ja", b"QUIT": "221 tack"}


class MailServer:
    """What has come to the server, and what it does with the next letter."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mode = TAKES
        self.connections = 0
        self.letters: list[EmailMessage] = []
        self._hush = threading.Event()
        self._server: socketserver.ThreadingTCPServer | None = None

    def become(self, mode: str) -> None:
        self._close()
        self.mode = mode
        if mode != AWAY:
            self._open()

    def to(self, address: str) -> list[str]:
        """The texts of the letters to an address."""
        return [str(one.get_content()) for one in self.letters if one["To"] == address]

    def _open(self) -> None:
        ours = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                ours.connections += 1
                if ours.mode == SILENT:
                    ours._hush.wait(PATIENCE)
                    return
                ours._converse(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._hush.clear()
        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    def _converse(self, comes: Any, goes: Any) -> None:
        def say(line: str) -> None:
            goes.write(line.encode() + b"\r\n")

        say("220 portal.example")
        for line in comes:
            word = line[:4].upper()
            if word == b"RCPT" and self.mode != TAKES:
                say(f"{self.mode} nej")
                continue
            say(_GREETINGS.get(word, "250 ja"))
            if word == b"QUIT":
                return
            if word == b"DATA":
                text = b"".join(iter(comes.readline, b".\r\n")).replace(b"\r\n", b"\n")
                made: Any = email.message_from_bytes(text, policy=email.policy.default)
                self.letters.append(made)
                say("250 ja")

    def _close(self) -> None:
        self._hush.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The server, as one that takes letters to begin with."""
    server = MailServer()
    server.become(TAKES)
    try:
        yield server
    finally:
        server.become(AWAY)
