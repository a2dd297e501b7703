"""The words in which this app's events stand in the audit log."""

from grund import audit


def connect() -> None:
    audit.register_details({
        "analysis": "orsaksanalys", "node": "rad i orsaksanalysen", "state": "nulägesbild",
        "finding": "iakttagelse", "kpi": "nyckeltal", "mapping": "kartläggning",
        "task": "uppgift i kartläggningen", "template": "mall för kartläggning",
        "proposal": "förslag om mallen",
    })  # fmt: skip
