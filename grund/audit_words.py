"""The Swedish words of the log of changes: what was done, to what, and how.

One vocabulary for all apps, because a log is read as a whole.
"""

from __future__ import annotations

from functools import cache

from django.apps import apps

# What events are about.
NOUNS = {
    "Cohort": "omgång",
    "Invitation": "inbjudan",
    "Job": "hämtning",
    "Kpi": "nyckeltal",
    "Letter": "brev",
    "Participation": "deltagande",
    "ProgrammeType": "programtyp",
    "Restore": "återställning",
    "User": "konto",
}
# What they tell beside it.
DETAILS = {
    "activity": "aktivitet",
    "amount": "belopp",
    "analysis": "orsaksanalys",
    "answer": "svar",
    "attachment": "bilaga",
    "basis": "underlag",
    "cohort": "omgång",
    "comment": "kommentar",
    "commitment": "utfästelse",
    "corrected": "rättad adress",
    "deviation": "avvikelseanalys",
    "entry": "protokollspost",
    "fields": "fält",
    "finding": "iakttagelse",
    "first": "från och med",
    "full": "läs om allt",
    "group": "lärgrupp",
    "groups": "grupper",
    "home_task": "hemuppgift",
    "improvement": "åtgärd",
    "item": "rad",
    "kind": "slag",
    "kpi": "nyckeltal",
    "last": "till och med",
    "made_at": "kopian gjordes",
    "mapping": "kartläggning",
    "mentor": "mentor",
    "milestone": "milstolpe",
    "municipality": "kommun",
    "new": "nu",
    "node": "rad i orsaksanalysen",
    "note": "lapp",
    "notes": "lappar",
    "of": "kopia av",
    "old": "förr",
    "outcome": "utfall",
    "own_figure": "eget nyckeltal",
    "people": "personer",
    "person": "person i projektet",
    "phones": "telefoner",
    "portal": "portalens version",
    "proposal": "förslag om mallen",
    "receiver": "mottagare",
    "review": "granskning",
    "reviewers": "granskare",
    "revision": "version",
    "role": "roll",
    "rows": "rader",
    "shared_with": "delat med",
    "state": "nulägesbild",
    "step": "steg",
    "task": "uppgift i kartläggningen",
    "template": "mall för kartläggning",
    "theme": "tema",
    "themes": "teman",
    "times": "tillfällen",
    "type": "programtyp",
    "until": "till och med",
    "version": "version",
    "votes": "röster",
    "waiting": "brev som väntade",
    "work_group": "projektgrupp",
    "workshop": "workshop",
    "workshop_state": "läge",
}
# Details that are one of a field's choices, by the field, whose app lies above this one.
_CHOICES = {
    "answer": ("projekt", "Invitee", "answer"),
    "outcome": ("program", "SelectionDecision", "outcome"),
    "role": ("konton", "Membership", "role"),
    "shared_with": ("forbattring", "OwnFigure", "release"),
    "workshop_state": ("forbattring", "Workshop", "state"),
}
_VALUES = {"kind": {"sync_kolada": "från Kolada"}}


@cache
def values_of(detail: str) -> dict[str, str]:
    """The Swedish words of a detail's values, by what is stored; {} where it says them itself."""
    if detail not in _CHOICES:
        return _VALUES.get(detail, {})
    app, model, field = _CHOICES[detail]
    choices = apps.get_model(app, model)._meta.get_field(field).flatchoices
    return {str(stored): str(word) for stored, word in choices}
