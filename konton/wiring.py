"""Connects this app to the registries of the apps below it."""

from django.contrib.auth.signals import user_logged_in

from grund import audit
from konton import sessions
from konton.models import Role


def connect() -> None:
    user_logged_in.connect(sessions.begin, dispatch_uid="konton")
    audit.register_nouns({"User": "konto", "Invitation": "inbjudan", "Letter": "brev"})
    audit.register_nouns({"Restore": "återställning"})
    audit.register_details(
        {
            "role": "roll",
            "corrected": "rättad adress",
            "waiting": "brev som väntade",
            "made_at": "kopian gjordes",
            "portal": "portalens version",
            "rows": "rader",
            "receiver": "mottagare",
            "first": "från och med",
            "last": "till och med",
        },
        {"role": {str(r): str(r.label) for r in Role}},
    )
