"""Create the campaigns that a shop begins with. All of them are off."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import override

from reminders.models import Campaign, CampaignStep, Schedule
from reminders.rules.presets import PRESETS, Aim, Preset
from shop.models import Shop
from vouchers.models import Voucher
from vouchers.phrases.conditions import GIVEN_FOR

ORIGINS = {
    Aim.CART: Voucher.Origin.CART,
    Aim.ORDER: Voucher.Origin.THANKS,
    Aim.BEST: Voucher.Origin.BEST,
    Aim.LAPSED: Voucher.Origin.LAPSED,
    Aim.WELCOME: Voucher.Origin.WELCOME,
    Aim.BIRTHDAY: Voucher.Origin.BIRTHDAY,
    Aim.FIRST_ORDER: Voucher.Origin.THANKS,
    Aim.ORDERS: Voucher.Origin.BEST,
    Aim.TURNOVER: Voucher.Origin.BEST,
    Aim.TIER: Voucher.Origin.TIER,
    Aim.EXCLUSIVE: Voucher.Origin.MANUAL,
}


@transaction.atomic
def open_campaigns(*, shop: Shop) -> None:
    """Create one for each aim, named after it in the shop's language. Once per shop."""
    _schedule, is_new = Schedule.objects.get_or_create(shop=shop)
    if is_new:
        _add(shop, PRESETS)


@transaction.atomic
def add_campaign(*, shop: Shop, aim: Aim, name: str) -> Campaign:
    """Create one more campaign with this aim, and a name of its own."""
    preset = next(each for each in PRESETS if each.aim == aim)
    return _add(shop, [preset], name)[0]


def _add(shop: Shop, presets: Iterable[Preset], name: str = "") -> list[Campaign]:
    # Names and labels are the shop's from now on: written once, in its language.
    with override(shop.language):
        campaigns = Campaign.objects.bulk_create(
            Campaign(
                shop=shop,
                aim=preset.aim.value,
                name=name or str(Campaign.Aim(preset.aim.value).label),
                label=str(GIVEN_FOR[ORIGINS[preset.aim]]),
                priority=preset.priority,
                **preset.settings,
            )
            for preset in presets
        )
    by_aim = {preset.aim: preset for preset in presets}
    CampaignStep.objects.bulk_create(
        CampaignStep(
            campaign=campaign,
            number=number,
            delay_hours=stage.hours,
            gives=CampaignStep.Gives.PERCENT
            if stage.percent
            else CampaignStep.Gives.NOTHING,
            percent=stage.percent,
            valid_days=stage.days,
        )
        for campaign in campaigns
        for number, stage in enumerate(by_aim[Aim(campaign.aim)].stages, 1)
    )
    return campaigns
