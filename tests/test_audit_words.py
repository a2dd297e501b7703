"""What the code writes into the audit log: ids, and words that are known."""

from __future__ import annotations

import ast
import re

from grund import audit_words
from grund.audit_words import DETAILS, NOUNS
from tests.test_repository import TEXTS, TRACKED

RECORDERS = {
    "audit.log_event",
    "log_event",
    "log_work_event",
    "_log_event",
}  # the one way, and what hands on to it


def recorded() -> list[ast.Call]:
    """Every call in the apps that writes an event."""
    calls = []
    for path in TRACKED:
        if path.suffix == ".py" and "tests" not in path.parts:
            calls += [
                node
                for node in ast.walk(ast.parse(TEXTS[path]))
                if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDERS
            ]
    return calls


def test_no_event_holds_a_name_or_an_address() -> None:
    """Events outlive those they are about. A person is an id, a municipality its code."""
    personal = re.compile(r"\b(e?mail|name|address|to|addresses|user|person)$|str\(\w*user")
    calls = recorded()
    assert len(calls) >= 10
    for call in calls:
        for argument in call.keywords:
            if argument.arg not in ("by", "verb", None):
                assert not personal.search(ast.unparse(argument.value)), ast.unparse(call)


def test_every_event_has_its_words() -> None:
    words = set(DETAILS)
    for call in recorded():
        # None is `**details`, handed on from a call that stands here too.
        given = {argument.arg: argument.value for argument in call.keywords if argument.arg}
        if "noun" in given:
            assert ast.literal_eval(given["noun"]) in NOUNS, ast.unparse(call)
        told = set(given) - {"by", "verb", "noun", "noun_id"}
        assert told <= words, ast.unparse(call)


def test_details_that_are_choices_have_the_words_of_their_field() -> None:
    assert audit_words.values_of("role")["reader"] == "läsare"
    assert audit_words.values_of("kind")["sync_kolada"] == "från Kolada"
    assert all(audit_words.values_of(detail) for detail in audit_words._CHOICES)
    assert audit_words.values_of("version") == {}
