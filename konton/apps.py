from importlib import import_module

from django.apps import AppConfig


class KontonConfig(AppConfig):
    name = "konton"
    verbose_name = "Konton"

    def ready(self) -> None:
        import_module("konton.rules")
        import_module("konton.wiring").connect()
