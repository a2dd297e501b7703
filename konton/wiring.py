"""Connects this app to the registries of the apps below it."""

from django.contrib.auth.signals import user_logged_in

from konton import sessions


def connect() -> None:
    user_logged_in.connect(sessions.begin, dispatch_uid="konton")
