"""Why somebody is not written to, and what a hold-out tells, as sentences for staff."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import money, number
from mailing.models import MailRefusal
from reminders.models import Campaign, ReminderRefusal
from reminders.rules.experiments import Uplift

# Nobody waits longer than two years for an answer.
MOST_WEEKS = 104


def refusal_sentence(reason: str) -> str:
    """``reason``: a value of ReminderRefusal or of the mailing's reasons."""
    known = ReminderRefusal if reason in ReminderRefusal.values else MailRefusal
    return str(known(reason).label)


def uplift_sentence(campaign: Campaign, uplift: Uplift | None) -> str:
    """What the campaign has brought, in the currency of its shop, which is at hand.
    ``uplift`` None: nobody has been held out of it so far.
    """
    if uplift is None:
        held = campaign.holdout_percent
        return _("Not enough data yet.") if held else _("Nobody is held out.")
    if uplift.revenue is None:
        return _not_enough(uplift)
    currency = campaign.shop.currency
    amounts = {
        "revenue": money(uplift.revenue, currency),
        "low": money(uplift.low, currency),
        "high": money(uplift.high, currency),
    }
    if uplift.is_proven:
        proven = _("%(revenue)s because of the campaign: between %(low)s and %(high)s.")
        return proven % amounts
    guess = _("%(revenue)s at a guess, but it may be chance: %(low)s to %(high)s.")
    sentence = guess % amounts
    return f"{sentence} {_not_enough(uplift)}" if uplift.weeks else sentence


def _not_enough(uplift: Uplift) -> str:
    if uplift.weeks is None:
        return _("Not enough data yet.")
    if uplift.weeks > MOST_WEEKS:
        return _("Not enough data yet: it would take more than two years.")
    return ngettext(
        "Not enough data yet: about %(weeks)s week more.",
        "Not enough data yet: about %(weeks)s weeks more.",
        uplift.weeks,
    ) % {"weeks": number(uplift.weeks)}
