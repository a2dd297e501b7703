"""The one way to write an audit event, and the Swedish words in which events are shown."""

from __future__ import annotations

from typing import Any

from grund.models import AuditEvent
from grund.verbs import Verb


def log_event(*, by: int | None, verb: Verb, noun: str, noun_id: object, **details: Any) -> None:
    """Note that `by` (a user's id, or None for the portal) did `verb` to `noun`.

    Details are ids, codes and titles, never somebody's name or address: an event cannot be
    changed, and is kept when the person is erased. What happened in one municipality says so by
    `municipality=<code>`. Words for a new noun or detail are registered in `AppConfig.ready`.
    """
    AuditEvent.objects.create(by=by, verb=verb, noun=noun, noun_id=str(noun_id), details=details)


# --- the words ----------------------------------------------------------------------------
_nouns: dict[str, str] = {}
_details: dict[str, str] = {"municipality": "kommun"}
_values: dict[str, dict[str, str]] = {}


def register_nouns(words: dict[str, str]) -> None:
    """Register what events are about, each with its Swedish word: {"User": "konto"}."""
    _nouns.update(words)


def register_details(
    words: dict[str, str], values: dict[str, dict[str, str]] | None = None
) -> None:
    """Register the Swedish words for details and, where they need some, for their values.

    `words` is {"role": "roll"}; `values` is {"role": {"reader": "läsare"}}.
    """
    _details.update(words)
    _values.update(values or {})


def nouns() -> dict[str, str]:
    return dict(_nouns)


def details() -> dict[str, str]:
    return dict(_details)


def verb_word(verb: str) -> str:
    """The Swedish word of a stored key; the key itself where a later version has let go of it."""
    return str(Verb(verb).label) if verb in Verb.values else verb


def verbs_like(text: str) -> list[str]:
    """The stored keys of the verbs whose Swedish words hold the text."""
    return [verb.value for verb in Verb if text.casefold() in verb.label.casefold()]


def noun_word(noun: str) -> str:
    return _nouns.get(noun, noun)


def told(event: AuditEvent) -> dict[str, str]:
    """The details of an event as {Swedish word: Swedish value}.

    A key or value without a word is shown as it is stored, because an audit log must hide
    nothing. The words are sorted, because PostgreSQL does not keep the order in which the keys
    were written.
    """
    words = {_details.get(key, key): _value(key, value) for key, value in event.details.items()}
    return dict(sorted(words.items()))


def _value(key: str, value: Any) -> str:
    if value is None:
        return "ingen"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    return _values.get(key, {}).get(str(value), str(value))
