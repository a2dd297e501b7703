from importlib import import_module

from django.apps import AppConfig


class KoladaConfig(AppConfig):
    name = "kolada"
    verbose_name = "Kolada"

    def ready(self) -> None:
        import_module("kolada.rules")
        import_module("kolada.wiring").connect()
