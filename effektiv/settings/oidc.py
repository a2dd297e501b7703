"""Reads OIDC_PROVIDERS: organisations whose own login opens the portal for their own people."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_EXAMPLE = (
    '[{"id": "lekeberg", "name": "Lekebergs kommun", "server_url": "https://login.lekeberg.se", '
    '"client_id": "…", "secret": "…", "domains": ["lekeberg.se"]}]'
)
_TEXTS = ("id", "name", "server_url", "client_id", "secret")
_OPTIONAL = {"trusts_email": bool, "origins": list}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*")


def providers(text: str) -> dict[str, Any]:
    """allauth's setting for the organisations, {} when there are none.

    Raises:
        ImproperlyConfigured: an entry is wrong; the sentence names it and repeats no secret.
    """
    entries = _entries(text)
    for number, entry in enumerate(entries, 1):
        if wrong := _fault(entry):
            raise ImproperlyConfigured(
                f"OIDC_PROVIDERS, post {number}: {wrong} Så här kan en lista se ut: {_EXAMPLE}"
            )
    ids = [entry["id"] for entry in entries]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS har flera poster med id {twice[0]!r}. Ge varje post ett eget id."
        )
    if not entries:
        return {}
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_app(e) for e in entries]}}


def form_targets(found: dict[str, Any]) -> list[str]:
    """The origins to which a login form is redirected, for the policy's form-action.

    Chromium holds form-action against each step of a redirect, so every one must be named.
    """
    apps = found.get("openid_connect", {}).get("APPS", [])
    return sorted({origin for app in apps for origin in app["settings"]["origins"]})


def _entries(text: str) -> list[Any]:
    if not text.strip():
        return []
    try:
        entries = json.loads(text)
    except ValueError:
        entries = None
    if not isinstance(entries, list):
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS är inte en lista i JSON. Skriv till exempel {_EXAMPLE}, "
            "eller ta bort variabeln."
        )
    return entries


def _fault(entry: Any) -> str:
    """What is wrong with one entry, as a sentence; empty when nothing is."""
    if not isinstance(entry, dict):
        return "den ska vara ett objekt med id, name, server_url, client_id, secret och domains."
    known = {*_TEXTS, "domains", *_OPTIONAL}
    if unknown := sorted(set(entry) - known):
        return f"{unknown[0]!r} finns inte. Nycklarna är {', '.join(sorted(known))}."
    for name in _TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            return f"{name} saknas eller är inte en text."
    for name, kind in _OPTIONAL.items():
        if name in entry and not isinstance(entry[name], kind):
            return f"{name} ska vara {'true eller false' if kind is bool else 'en lista'}."
    return _fault_of_values(entry)


def _fault_of_values(entry: dict[str, Any]) -> str:
    if not _ID.fullmatch(entry["id"]):
        return "id ska bestå av små bokstäver a–z, siffror och bindestreck."
    for name, url in [("server_url", entry["server_url"]), *_named(entry.get("origins", []))]:
        if not _origin(url):
            return f"{name} ska börja med https:// och ha ett värdnamn."
    domains = entry.get("domains")
    if not isinstance(domains, list) or not domains:
        return "domains ska vara en lista med de e-postdomäner som posten gäller."
    if not all(isinstance(one, str) and _DOMAIN.fullmatch(one.lower()) for one in domains):
        return "varje domän ska skrivas som lekeberg.se, utan @ och utan jokertecken."
    return ""


def _named(origins: list[Any]) -> list[tuple[str, Any]]:
    return [("origins", one) for one in origins]


def _origin(url: Any) -> str:
    """Scheme, host and port of an address; '' for one that cannot be trusted with a login."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    # Without TLS only on this machine, for a provider that somebody tries the login with.
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not is_safe or not re.fullmatch(r"[a-z0-9.:-]+", host):
        return ""
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}" + (f":{port}" if port else "")


def _app(entry: dict[str, Any]) -> dict[str, Any]:
    urls = [entry["server_url"], *entry.get("origins", [])]
    return {
        "provider_id": entry["id"],
        "name": entry["name"].strip(),
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": {
            "server_url": entry["server_url"].rstrip("/"),
            "domains": [domain.lower() for domain in entry["domains"]],
            "trusts_email": entry.get("trusts_email", False),
            "origins": [_origin(url) for url in urls],
        },
    }
