from django import forms
from django.apps import AppConfig
from django.core import checks

from grund.owner import check_log


class GrundConfig(AppConfig):
    name = "grund"
    verbose_name = "Grund"

    def ready(self) -> None:
        # Before any form is made: a field copies these when it is. Django's own say "Kontrollera
        # att detta värde är större än eller lika med 1".
        forms.Field.default_error_messages |= _WORDS
        checks.register(check_log, deploy=True)


_WORDS = {
    "required": "Fyll i fältet.",
    "min_value": "Ange %(limit_value)s eller mer.",
    "max_value": "Ange högst %(limit_value)s.",
    "max_length": "Texten är %(show_value)d tecken. Högst %(limit_value)d får plats.",
}
