"""The letter about the selection, as text for the mail and as a Word document for the file."""

from __future__ import annotations

import io
from dataclasses import dataclass

import docx
from django.template.loader import render_to_string

from grund.formats import day
from projekt.models import SelectionDecision

_SUBJECTS = {
    SelectionDecision.Outcome.ACCEPTED: "{municipality} får plats i {cohort}",
    SelectionDecision.Outcome.RESERVE: "{municipality} står på reservlistan till {cohort}",
    SelectionDecision.Outcome.DECLINED: "Beslut om {municipality} och {cohort}",
}


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def letter(decision: SelectionDecision) -> Letter:
    own = decision.participation
    outcome = SelectionDecision.Outcome(decision.outcome)
    subject = _SUBJECTS[outcome].format(municipality=own.municipality, cohort=own.cohort)
    final = own.cohort.stages.filter(kind="decision").first()
    context = {"decision": decision, "participation": own, "final": final}
    text = render_to_string(f"projekt/mail/letter_{outcome}.txt", context)
    return Letter(subject, text.strip() + "\n")


def as_document(written: Letter) -> bytes:
    """A paragraph for each of the text's, under its subject as heading."""
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


def file_name(decision: SelectionDecision) -> str:
    return f"beslut-{decision.participation.municipality.slug}-{day(decision.at)}.docx"
