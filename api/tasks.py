from celery import shared_task
from django.utils import timezone

from api import actions as api_actions


@shared_task(name="api.tasks.purge_responses")
def purge_responses() -> None:
    for _gone in api_actions.purge_responses(now=timezone.now()):
        pass
    api_actions.revoke_keys_without_maker(now=timezone.now())
    api_actions.purge_uses(now=timezone.now())
