"""Celery runs tasks by the clock. What a run does is decided by rows, not by this table."""

import os
from typing import Any

from celery import Celery, Task, signals
from celery.schedules import crontab
from django.conf import settings
from kombu.transport import redis
from redis.exceptions import ConnectionError  # noqa: A004 -- celery's word for it

from core.logs import forget, note
from core.patience import retry_on_deadlock
from loyalty_site import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


class Channel(redis.Channel):
    """Raises an error that Celery understands when its connection is lost.

    A worker that holds a task when Redis goes away gives the task back, or reports it
    done, on the channel it had. There kombu 5.7 raises AttributeError for the missing
    connection, which ended the worker, or left it alive without any work.
    """

    def _connparams(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        transport: Any = self.connection
        if transport is None or transport.client is None:
            raise ConnectionError("The connection of this channel is lost.")
        params: dict[str, Any] = super()._connparams(*args, **kwargs)  # type: ignore[misc]
        return params


redis.Transport.Channel = Channel


class PatientTask(Task):  # type: ignore[type-arg]
    """Done again where PostgreSQL let another transaction go first: what a task does is
    decided by rows, so it may begin anew.
    """

    def __call__(self, *args: Any, **named: Any) -> Any:
        return retry_on_deadlock(super().__call__, *args, **named)


app = Celery("loyalty_site", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The one beat table. Times are UTC; the night's work asks each shop's own zone.
app.conf.beat_schedule = {
    "nightly": {"task": "programme.tasks.nightly", "schedule": crontab(hour="*", minute=5)},
    "heartbeat": {"task": "programme.tasks.heartbeat", "schedule": 60.0},
    # A run that waited until the next one is due is not needed any more.
    "mails": {
        "task": "mailing.tasks.send_due",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "reminders": {
        "task": "reminders.tasks.run",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "wishes": {
        "task": "wishlist.tasks.queue_alerts",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "imports": {
        "task": "imports.tasks.resume",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # One task a shop: what waited past the next beat is done by it.
    "connections": {
        "task": "connectors.tasks.beat",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "connection_pulls": {
        "task": "connectors.tasks.pull_all",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "connection_nights": {
        "task": "connectors.tasks.nights",
        "schedule": crontab(minute=25),
    },
    "contacts": {
        "task": "connectors.tasks.contacts",
        "schedule": crontab(minute=10),
    },
    "events": {
        "task": "outbox.tasks.beat",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "simulations": {
        "task": "analytics.tasks.simulate",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "answers": {"task": "api.tasks.purge_responses", "schedule": crontab(minute=35)},
}


@signals.setup_logging.connect
def log_like_django(**_: Any) -> None:
    """Celery configures no logging itself where this signal has a receiver."""
    logs.configure(settings.LOGGING)


@signals.task_prerun.connect
def begin(task_id: str, task: Task[..., Any], **_: Any) -> None:
    forget()
    note(task=task.name, task_id=task_id)
