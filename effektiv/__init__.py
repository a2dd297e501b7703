from effektiv.celery import app as celery_app

__all__ = ["celery_app"]

VERSION = "0.1.0"  # as in pyproject.toml, which is in no image
