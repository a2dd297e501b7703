"""What the answers of an application also tell in fields that can be counted."""

from __future__ import annotations

from typing import Any

from projekt.models import Participation, Question

Answers = dict[str, Any]


def apply_structured(participation: Participation, answers: Answers) -> None:
    """Copy majority and verksamheter to the record; the caller saves it."""
    for question in participation.cohort.questions.all():
        answer = answers.get(question.key)
        if question.kind == Question.Kind.MAJORITY and answer:
            if answer != participation.majority:
                participation.majority_on = participation.cohort.today
            participation.majority = answer
        elif question.kind == Question.Kind.AREAS:
            participation.areas = list(answer or [])


def is_empty(answer: Any) -> bool:
    return not (answer.strip() if isinstance(answer, str) else answer)


def unanswered(questions: list[Question], answers: Answers) -> list[Question]:
    return [q for q in questions if q.required and is_empty(answers.get(q.key))]
