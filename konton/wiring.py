"""Connects this app to the registries of the apps below it."""

from grund import audit, due
from konton.letters import failed_letters
from konton.models import Role


def connect() -> None:
    audit.register_nouns({"User": "konto", "Invitation": "inbjudan", "Letter": "brev"})
    due.register("konton.failed_letters", failed_letters)
    audit.register_details(
        {
            "role": "roll",
            "corrected": "rättad adress",
            "receiver": "mottagare",
            "first": "från och med",
            "last": "till och med",
        },
        {"role": {str(r): str(r.label) for r in Role}},
    )
