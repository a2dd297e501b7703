from importlib import import_module

from django.apps import AppConfig


class OversiktConfig(AppConfig):
    name = "oversikt"
    verbose_name = "Översikt"

    def ready(self) -> None:
        import_module("oversikt.wiring").connect()
