from importlib import import_module

from django.apps import AppConfig


class ForbattringConfig(AppConfig):
    name = "forbattring"
    verbose_name = "Förbättring"

    def ready(self) -> None:
        import_module("forbattring.wiring").connect()
