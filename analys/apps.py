from importlib import import_module

from django.apps import AppConfig


class AnalysConfig(AppConfig):
    name = "analys"
    verbose_name = "Analys"

    def ready(self) -> None:
        """Tell the feed what the definitions need, how a sample is made, and listen for news."""
        import_module("analys.wiring").connect()
