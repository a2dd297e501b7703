"""The words in which this app's events stand in the audit log."""

from grund import audit
from konton.models import Role


def connect() -> None:
    audit.register_nouns({"User": "konto", "Invitation": "inbjudan"})
    audit.register_details({"role": "roll"}, {"role": {str(r): str(r.label) for r in Role}})
