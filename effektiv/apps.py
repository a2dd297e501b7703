from django.apps import AppConfig


class EffektivConfig(AppConfig):
    name = "effektiv"
    verbose_name = "Effektivare kommun"
