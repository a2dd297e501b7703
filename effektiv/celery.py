"""The Celery application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effektiv.settings")

app = Celery("effektiv")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
