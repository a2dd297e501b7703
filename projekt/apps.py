from importlib import import_module

from django.apps import AppConfig


class ProjektConfig(AppConfig):
    name = "projekt"
    verbose_name = "Projektet"

    def ready(self) -> None:
        import_module("projekt.wiring").connect(self)
