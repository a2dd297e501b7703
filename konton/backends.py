"""Finds out who somebody is. What they may do is answered by rules alone."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class Door(AuthenticationBackend):
    def has_perm(self, *args: Any, **kwargs: Any) -> bool:
        """Always no: Django's own tables of permissions are empty here, and need not be read."""
        return False
