"""Why somebody is not written to, and what a hold-out tells, as sentences for staff."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import to_cent
from core.templatetags.typography import money, number
from mailing.models import MailRefusal
from reminders.models import Campaign, ReminderRefusal
from reminders.rules.experiments import MOST_WEEKS, Bounds, Effect


def refusal_sentence(reason: str) -> str:
    """``reason``: a value of ReminderRefusal or of the mailing's reasons."""
    known = ReminderRefusal if reason in ReminderRefusal.values else MailRefusal
    return str(known(reason).label)


def effect_sentence(campaign: Campaign, effect: Effect | None) -> str:
    """What the campaign has brought, in the currency of its shop, which is at hand.

    ``effect`` None: nobody has been held out of it long enough.
    """
    if effect is None:
        held = campaign.holdout_percent
        return _("Not enough data yet.") if held else _("Nobody is held out.")
    if effect.bought is None:
        return _not_enough(effect)
    if not effect.is_proven:
        return f"{_may_be_chance(effect)} {_how_long(effect)}".strip()
    return f"{_because_of_it(effect.bought)} {_worth(campaign, effect)}".strip()


def _because_of_it(bought: Bounds) -> str:
    """Of a hundred people: whole numbers, for no more is known."""
    more = bought.likely > 0
    low, high = sorted((abs(bought.low), abs(bought.high)))
    sentence = (
        _(
            "Of 100 customers written to, about %(likely)s more have bought because of"
            " the campaign: between %(low)s and %(high)s."
        )
        if more
        else _(
            "Of 100 customers written to, about %(likely)s fewer have bought because of"
            " the campaign: between %(low)s and %(high)s."
        )
    )
    figures = {"likely": abs(bought.likely), "low": low, "high": high}
    return sentence % {name: _of_hundred(share) for name, share in figures.items()}


def _of_hundred(share: float) -> str:
    return number(Decimal(str(round(100 * share, 1))))


def _worth(campaign: Campaign, effect: Effect) -> str:
    if effect.spent is None:
        return _("How much money that is cannot be told yet.")
    people, currency = effect.written.people, campaign.shop.currency
    amounts = {
        name: money(to_cent(Decimal(str(value * people))), currency)
        for name, value in {
            "likely": effect.spent.likely,
            "low": effect.spent.low,
            "high": effect.spent.high,
        }.items()
    }
    return (
        _("In turnover, about %(likely)s in all: between %(low)s and %(high)s.") % amounts
    )


def _may_be_chance(effect: Effect) -> str:
    return _(
        "Of 100 customers, %(written)s have bought with the mail and %(held)s without:"
        " that may be chance."
    ) % {
        "written": _of_hundred(effect.written.share),
        "held": _of_hundred(effect.held.share),
    }


def _how_long(effect: Effect) -> str:
    if effect.weeks is None:
        return _("An effect that is worth it would have shown by now.")
    if effect.weeks > MOST_WEEKS:
        return _("At this pace, and with so few held out, it will never be enough.")
    return ngettext(
        "About %(weeks)s week more to tell.",
        "About %(weeks)s weeks more to tell.",
        effect.weeks,
    ) % {"weeks": number(effect.weeks)}


def _not_enough(effect: Effect) -> str:
    if effect.weeks is None:
        return _("Not enough data yet.")
    if effect.weeks > MOST_WEEKS:
        return _(
            "Not enough data yet. At this pace, and with so few held out, it will never"
            " be enough."
        )
    return ngettext(
        "Not enough data yet: about %(weeks)s week more.",
        "Not enough data yet: about %(weeks)s weeks more.",
        effect.weeks,
    ) % {"weeks": number(effect.weeks)}
