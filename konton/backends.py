"""Who is it? What they may do is answered by rules alone."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class Door(AuthenticationBackend):
    def has_perm(self, *args: Any, **kwargs: Any) -> bool:
        """Django would read its own tables of permissions, which the portal leaves empty."""
        return False
