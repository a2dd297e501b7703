from importlib import import_module

from django.apps import AppConfig


class ArbeteConfig(AppConfig):
    name = "arbete"
    verbose_name = "Projektarbetet"

    def ready(self) -> None:
        import_module("arbete.wiring").connect(self)
