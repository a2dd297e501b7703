"""The one way to write an audit event."""

from typing import Any

from grund.models import AuditEvent


def record(*, by: int | None, verb: str, noun: str, noun_id: object, **details: Any) -> None:
    """Note that `by` (a user's id, or None for the portal) did `verb` to `noun`."""
    AuditEvent.objects.create(by=by, verb=verb, noun=noun, noun_id=str(noun_id), details=details)
