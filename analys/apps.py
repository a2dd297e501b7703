from importlib import import_module

from django.apps import AppConfig


class AnalysConfig(AppConfig):
    name = "analys"
    verbose_name = "Analys"

    def ready(self) -> None:
        """Tell the feed what to fetch and how to make a sample, and compute when it changes."""
        # Imported here and not above, because these modules import models, which cannot be loaded
        # before every app is known.
        import_module("analys.wiring").connect()
