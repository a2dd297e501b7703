from importlib import import_module

from django.apps import AppConfig


class KoladaConfig(AppConfig):
    name = "kolada"
    verbose_name = "Kolada"

    def ready(self) -> None:
        # Imported here and not above, because these modules import models, which cannot be loaded
        # before every app is known.
        import_module("kolada.wiring").connect()
