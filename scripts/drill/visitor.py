"""A person with a browser that keeps cookies and does not look at the certificate."""

from __future__ import annotations

import http.cookiejar
import json
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Visitor:
    def __init__(self, host: str) -> None:
        self.url = f"https://{host}"
        # The proxy signs itself for names that nobody outside can reach.
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=trusting),
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
