"""Answers to a stage's questions: which are missing, and which also fill fields of the record."""

from __future__ import annotations

from typing import Any

from program.models import Participation, Question

Answers = dict[str, Any]


def apply_structured(participation: Participation, answers: Answers) -> None:
    """Copy the political majority and the verksamheter from the answers to the record, where the
    selection can count them. The caller saves the record."""
    for question in participation.cohort.questions.all():
        answer = answers.get(question.key)
        if question.kind == Question.Kind.MAJORITY and answer:
            # The day tells how old the statement is, so it moves only when the answer does: saving
            # the rest of the application again does not make an old majority newer.
            if answer != participation.majority:
                participation.majority_on = participation.cohort.today
            participation.majority = answer
        elif question.kind == Question.Kind.AREAS:
            participation.areas = list(answer or [])


def is_empty(answer: Any) -> bool:
    return not (answer.strip() if isinstance(answer, str) else answer)


def unanswered(questions: list[Question], answers: Answers) -> list[Question]:
    return [q for q in questions if q.required and is_empty(answers.get(q.key))]
