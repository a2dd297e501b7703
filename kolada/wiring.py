"""The words in which this app's events stand in the audit log."""

from grund import audit
from kolada.models import SYNC


def connect() -> None:
    audit.register_nouns({"Job": "hämtning", "Kpi": "nyckeltal"})
    audit.register_details(
        {"kind": "slag", "full": "läs om allt", "old": "förr", "new": "nu"},
        {"kind": {SYNC: "från Kolada"}},
    )
