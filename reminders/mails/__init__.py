"""The mail type of each aim. ``apps.py`` adds the actions that decide on its mails."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder
from mailing.models import MailCategory
from reminders.models import Campaign, ReminderRefusal
from reminders.rules.presets import Aim

_VOUCHER = BlockPlaceholder(
    _("the voucher, where the campaign gives one"),
    "voucher",
    {
        "code": "PAN-7KQ4M2XD9AB",
        "label": "−5 %",
        "percent": "5.00",
        "valid_until": "2026-06-01T22:00:00+00:00",
    },
)
_CART = BlockPlaceholder(
    _("what lies in the cart, with pictures"),
    "products",
    [{"name": "Lampe Aurore", "quantity": 2, "price": "20.00"}],
)
_OWN: Mapping[Aim, Mapping[str, Placeholder]] = {
    Aim.CART: {
        "cart_url": Placeholder(
            _("link back to the cart"), "url", "https://www.example.com/panier"
        )
    },
    Aim.LAPSED: {"days": Placeholder(_("days since the last order"), "number", 100)},
    Aim.ORDERS: {"orders": Placeholder(_("number of orders reached"), "number", 10)},
    Aim.TURNOVER: {"amount": Placeholder(_("amount reached"), "money", "500.00")},
    Aim.TIER: {
        "tier": Placeholder(_("the tier that comes next"), "text", "Argent"),
        "missing": Placeholder(_("what is still to spend for it"), "money", "12.00"),
    },
    Aim.EXCLUSIVE: {"until": Placeholder(_("last day of the offer"), "date", "2026-06-01")},
}
_MESSAGE = Placeholder(_("your own word for the campaign"), "text", "")
_LABELS = {
    Aim.CART: _("Reminder: abandoned cart"),
    Aim.ORDER: _("Reminder: thanks for an order"),
    Aim.BEST: _("Reminder: best customers"),
    Aim.LAPSED: _("Reminder: lapsing customers"),
    Aim.WELCOME: _("Reminder: welcome"),
    Aim.BIRTHDAY: _("Reminder: birthday"),
    Aim.FIRST_ORDER: _("Reminder: after the first order"),
    Aim.ORDERS: _("Reminder: number of orders reached"),
    Aim.TURNOVER: _("Reminder: amount of purchases reached"),
    Aim.TIER: _("Reminder: close to the next tier"),
    Aim.EXCLUSIVE: _("Reminder: exclusive offer"),
}


MAIL_TYPES = {
    aim: MailType(
        code=f"reminder_{aim}",
        label=_LABELS[aim],
        category=MailCategory.OFFERS,
        advertising=True,
        texts=Path(__file__).parent,
        placeholders={"message": _MESSAGE, **_OWN.get(aim, {})},
        blocks={"voucher": _VOUCHER} | ({"cart": _CART} if aim == Aim.CART else {}),
        reasons={reason.value: reason.label for reason in ReminderRefusal},
    )
    for aim in Aim
}


def mail_type_of(campaign: Campaign) -> MailType:
    return MAIL_TYPES[Aim(campaign.aim)]
