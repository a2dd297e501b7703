"""The background tasks of the programme's nouns, where Celery looks for them."""

from program.record.tasks import remind

__all__ = ["remind"]
