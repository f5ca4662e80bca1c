"""Run the campaigns from the scheduler, often: each campaign knows its hours."""

from celery import shared_task
from django.utils import timezone

from reminders.actions.running import run_all


@shared_task(name="reminders.tasks.run")
def run() -> None:
    for _shop, _outcome in run_all(by="beat", now=timezone.now()):
        pass
