"""Answers to a stage's questions: which are missing, how they read, and which also fill
fields of the record."""

from __future__ import annotations

from typing import Any

from analys.definitions.areas import service_areas
from grund.richtext import Change, differences
from program.cohorts.models import Question
from program.participations.models import Participation

Answers = dict[str, Any]


def apply_structured(participation: Participation, answers: Answers) -> None:
    """Copy the political majority and the verksamheter from the answers to the record, where the
    selection can count them. The caller saves the record."""
    for question in participation.cohort.questions.all():
        answer = answers.get(question.key)
        if question.kind == Question.QuestionKind.MAJORITY and answer:
            # The day tells how old the statement is, so it moves only when the answer does: saving
            # the rest of the application again does not make an old majority newer.
            if answer != participation.majority:
                participation.majority_on = participation.cohort.today
            participation.majority = answer
        elif question.kind == Question.QuestionKind.AREAS:
            participation.areas = list(answer or [])


def is_empty(answer: Any) -> bool:
    return not (answer.strip() if isinstance(answer, str) else answer)


def unanswered(questions: list[Question], answers: Answers) -> list[Question]:
    return [q for q in questions if q.required and is_empty(answers.get(q.key))]


def as_text(question: Question, answer: Any) -> str:
    """Return an answer as text: a choice by its label, a list as a sentence."""
    if question.kind == Question.QuestionKind.MAJORITY:
        return dict(Participation.Majority.choices).get(answer, "")
    if isinstance(answer, list):
        names = {area.key: area.name for area in service_areas()}
        return ", ".join(names.get(str(key), str(key)) for key in answer)
    return answer or ""


def compare(
    questions: list[Question], old: dict[str, Any], new: dict[str, Any]
) -> list[tuple[Question, list[Change]]]:
    """Return what differs between two sets of answers, question by question."""
    found = []
    for question in questions:
        before, after = (as_text(question, a.get(question.key)) for a in (old, new))
        if before != after:
            found.append((question, differences(before, after)))
    return found
