"""Connects this app to the registries of the apps below it."""

from django.contrib.auth.signals import user_logged_in

from grund import audit, due
from konton import sessions
from konton.letters import failed_letters
from konton.models import Role


def connect() -> None:
    user_logged_in.connect(sessions.begin, dispatch_uid="konton")
    audit.register_nouns({"User": "konto", "Invitation": "inbjudan", "Letter": "brev"})
    due.register("konton.failed_letters", failed_letters)
    audit.register_details(
        {"role": "roll", "corrected": "rättad adress"},
        {"role": {str(r): str(r.label) for r in Role}},
    )
