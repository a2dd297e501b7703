from importlib import import_module

from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"
    verbose_name = "Programmet"

    def ready(self) -> None:
        """Connect the app to the ones below it; imported late, since models are needed."""
        import_module("program.wiring").connect(self)
