from importlib import import_module

from django.apps import AppConfig


class KontonConfig(AppConfig):
    name = "konton"
    verbose_name = "Konton"

    def ready(self) -> None:
        # Imported here and not above, because these modules import models, which cannot be loaded
        # before every app is known.
        import_module("konton.wiring").connect()
