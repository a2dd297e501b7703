"""A person with a browser that keeps cookies."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import re
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class _Here(http.client.HTTPSConnection):
    """To this machine, whatever the name resolves to, and without a look at the certificate."""

    def connect(self) -> None:
        trusting = ssl.create_default_context()
        # The proxy signs itself for names that nobody outside can reach.
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", 443), 30)
        self.sock = trusting.wrap_socket(plain, server_hostname=self.host)


class _Handler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_Here, request)


class Visitor:
    def __init__(self, host: str) -> None:
        self.url = f"https://{host}"
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            _Handler(),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def ask(self, path: str, **form: str) -> str:
        """The page, '' when there is none."""
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.url + path, data, {"Referer": f"{self.url}/"})
        try:
            with self._opener.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def health(self) -> Any:
        """What /halsa/ says, None when it says nothing."""
        return json.loads(self.ask("/halsa/") or "null")

    def logs_in(self, email: str, password: str) -> bool:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("/konto/login/"))
        form = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "login": email,
            "password": password,
        }
        self.ask("/konto/login/", **form)
        return "Logga ut" in self.ask("/konto/")
