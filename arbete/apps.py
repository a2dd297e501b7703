from django.apps import AppConfig


class ArbeteConfig(AppConfig):
    name = "arbete"
    verbose_name = "Projektarbetet"
