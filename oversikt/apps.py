from importlib import import_module

from django.apps import AppConfig


class OversiktConfig(AppConfig):
    name = "oversikt"
    verbose_name = "Översikt"

    def ready(self) -> None:
        # Imported here and not above, because these modules import models, which cannot be loaded
        # before every app is known.
        import_module("oversikt.wiring").connect()
