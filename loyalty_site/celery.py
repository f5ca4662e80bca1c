"""Celery is the clock: what a run does is decided by rows, not by this table."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")

app = Celery("loyalty_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The one beat table. Times are UTC; the night's work asks each shop's own zone.
app.conf.beat_schedule = {
    "nightly": {"task": "program.tasks.nightly", "schedule": crontab(hour="*", minute=5)},
    "heartbeat": {"task": "program.tasks.heartbeat", "schedule": 60.0},
    "answers": {"task": "api.tasks.purge_answers", "schedule": crontab(minute=35)},
}
