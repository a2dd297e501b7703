"""An OpenID Connect provider of a municipality, on loopback: whoever comes is the one in `claims`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "portalen", "en hemlighet mellan två"


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = KEY
        self.claims: dict[str, Any] = {}  # of the userinfo and the token
        self.token_claims: dict[str, Any] = {}  # of the token alone
        self.without: tuple[str, ...] = ()  # what discovery does not tell
        self.asked: dict[str, dict[str, str]] = {}  # by code
        self.paths: list[str] = []

    def entry(self, **more: Any) -> dict[str, Any]:
        """As it stands in OIDC_PROVIDERS."""
        return {
            "id": "lekeberg",
            "name": "Lekebergs kommun",
            "server_url": self.url,
            "client_id": CLIENT,
            "secret": SECRET,
            "domains": ["lekeberg.example"],
        } | more

    def discovery(self) -> dict[str, Any]:
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return {name: value for name, value in told.items() if name not in self.without}

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        told = claims | self.claims | self.token_claims
        return jwt.encode(told, self.key, "RS256", {"kid": "1"})

    def code_for(self, asked: dict[str, str]) -> str:
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        return code

    def knows(self, sent: dict[str, str]) -> bool:
        """A code is used once, by the one who asked for it (RFC 7636)."""
        asked = self.asked.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            asked is not None
            and (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
            and (asked["redirect_uri"], asked["code_challenge"])
            == (sent["redirect_uri"], challenge)
        )


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.server.paths.append(url.path)
        if url.path == "/authorize":
            asked = _flat(url.query)
            back = urlencode({"code": self.server.code_for(asked), "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif url.path == "/.well-known/openid-configuration":
            self._json(self.server.discovery())
        elif url.path == "/jwks":
            self._json(self.server.jwks())
        elif self.headers["Authorization"] == "Bearer access":
            self._json(self.server.claims)
        else:
            self._json({}, 401)

    def do_POST(self) -> None:
        sent = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self.server.knows(sent):
            self._json({"error": "invalid_grant"}, 400)
            return
        token = self.server.id_token()
        self._json({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def _json(self, body: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: Any) -> None:
        pass


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
