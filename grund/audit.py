"""The one way to write an audit event, and the Swedish words in which events are shown."""

from __future__ import annotations

from typing import Any

from grund.audit_words import DETAILS, NOUNS, values_of
from grund.models import AuditEvent
from grund.verbs import Verb


def log_event(*, by: int | None, verb: Verb, noun: str, noun_id: object, **details: Any) -> None:
    """Note that `by` (a user's id, or None for the portal) did `verb` to `noun`.

    Details are ids, codes and titles, never somebody's name or address: an event cannot be
    changed, and is kept when the person is erased. What happened in one municipality says so by
    `municipality=<code>`. A new noun or detail has its word in `audit_words`.
    """
    AuditEvent.objects.create(by=by, verb=verb, noun=noun, noun_id=str(noun_id), details=details)


# --- the words ----------------------------------------------------------------------------
def verb_word(verb: str) -> str:
    """The Swedish word of a stored key; the key itself where a later version has let go of it."""
    return str(Verb(verb).label) if verb in Verb.values else verb


def verbs_like(text: str) -> list[str]:
    """The stored keys of the verbs whose Swedish words hold the text."""
    return [verb.value for verb in Verb if text.casefold() in verb.label.casefold()]


def noun_word(noun: str) -> str:
    return NOUNS.get(noun, noun)


def told(event: AuditEvent) -> dict[str, str]:
    """The details of an event as {Swedish word: Swedish value}.

    A key or value without a word is shown as it is stored, because an audit log must hide
    nothing. The words are sorted, because PostgreSQL does not keep the order in which the keys
    were written.
    """
    words = {DETAILS.get(key, key): _value(key, value) for key, value in event.details.items()}
    return dict(sorted(words.items()))


def _value(key: str, value: Any) -> str:
    if value is None:
        return "ingen"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    return values_of(key).get(str(value), str(value))
