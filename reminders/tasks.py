"""The clock's side of the campaigns: it ticks often, and each campaign knows its hours."""

from celery import shared_task
from django.utils import timezone

from reminders import actions as reminders


@shared_task(name="reminders.tasks.run")
def run() -> None:
    for _shop, _outcome in reminders.run_all(by="beat", now=timezone.now()):
        pass
