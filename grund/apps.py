from django.apps import AppConfig


class GrundConfig(AppConfig):
    name = "grund"
    verbose_name = "Grund"
