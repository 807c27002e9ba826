"""The work queue: it only wakes senders and sweeps; the truth is the outbox table. Tasks carry ids."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
app = Celery("permanence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
