"""The letter about a selection decision: its text for the mail, and a Word document for
the file."""

from __future__ import annotations

import io
from dataclasses import dataclass

import docx
from django.template.loader import render_to_string

from grund.formats import day
from program.participations.models import SelectionDecision

# Subject and text of each outcome.
_LETTERS = {
    "accepted": (
        "{municipality} får plats i {cohort}",
        "program/selection/mail/letter_accepted.txt",
    ),
    "reserve": (
        "{municipality} står på reservlistan till {cohort}",
        "program/selection/mail/letter_reserve.txt",
    ),
    "declined": (
        "Beslut om {municipality} och {cohort}",
        "program/selection/mail/letter_declined.txt",
    ),
}


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def letter(decision: SelectionDecision) -> Letter:
    """Write the letter that tells a decision."""
    participation = decision.participation
    subject, template = _LETTERS[decision.outcome]
    stages = participation.cohort.stages.all()  # read once for a whole list of letters
    final = next((stage for stage in stages if stage.kind == "decision"), None)
    context = {"decision": decision, "participation": participation, "final": final}
    text = render_to_string(template, context).strip() + "\n"
    return Letter(
        subject.format(municipality=participation.municipality, cohort=participation.cohort), text
    )


def as_document(written: Letter) -> bytes:
    """Return the letter as .docx: the subject as heading, then a paragraph for each of the
    text's."""
    document = docx.Document()
    document.core_properties.title = written.subject
    document.core_properties.language = "sv-SE"
    document.add_heading(written.subject, level=1)
    for paragraph in written.text.split("\n\n"):
        if paragraph.strip():
            document.add_paragraph(" ".join(paragraph.split()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letter_key(decision: SelectionDecision) -> str:
    """Return what the keys of the decision's letters begin with; an address follows."""
    return f"decision-{decision.pk}-"


def file_name(decision: SelectionDecision) -> str:
    return f"beslut-{decision.participation.municipality.slug}-{day(decision.at)}.docx"
