"""Turn campaigns on and off.

A campaign is off until somebody has seen whom it would write to.
"""

from datetime import datetime

from django.db import transaction

from reminders.actions.refusals import CannotTurnOn
from reminders.models import Campaign
from reminders.rules.presets import Aim
from shop.models import Shop

IMPORT = "import"


@transaction.atomic
def turn_on(*, campaign: Campaign, now: datetime) -> None:
    """Turn the campaign on. What happened before ``now`` triggers nothing. Idempotent.

    Raises: CannotTurnOn.
    """
    if campaign.aim == Aim.EXCLUSIVE and not (campaign.starts_on and campaign.ends_on):
        raise CannotTurnOn
    if campaign.activated_at is None:
        # Not moved where it is on already: what happened since is still due.
        campaign.activated_at, campaign.paused_for = now, ""
        campaign.save(update_fields=["activated_at", "paused_for"])


@transaction.atomic
def turn_off(*, campaign: Campaign) -> None:
    """Mails that wait to go are stopped when they are claimed."""
    campaign.activated_at, campaign.paused_for = None, ""
    campaign.save(update_fields=["activated_at", "paused_for"])


@transaction.atomic
def pause_all(*, shop: Shop) -> int:
    """Turn all campaigns of a shop off before a history is imported: nobody is to be
    written to for what is long over. Answers how many were on.

    Whoever turns a campaign on again sees first whom it would write to.
    """
    running = Campaign.objects.filter(shop=shop, activated_at__isnull=False)
    return running.update(activated_at=None, paused_for=IMPORT)
