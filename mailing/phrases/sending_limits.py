"""How often and when a shop sends offers, in sentences."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import number, together
from mailing.models import SendingLimits


def sending_limits_in_words(limits: SendingLimits) -> list[str]:
    return [_cap_in_words(limits), *_hours_in_words(limits), *_days_in_words(limits)]


def _cap_in_words(limits: SendingLimits) -> str:
    if limits.frequency_cap is None:
        return _("As many offers as campaigns send.")
    words = ngettext(
        "At most %(cap)s offer in %(days)s days.",
        "At most %(cap)s offers in %(days)s days.",
        limits.frequency_cap,
    )
    return words % {
        "cap": number(limits.frequency_cap),
        "days": number(limits.frequency_cap_days),
    }


def _hours_in_words(limits: SendingLimits) -> list[str]:
    if limits.quiet_from == limits.quiet_until:
        return []
    return [
        _("None between %(start)s and %(end)s.")
        % {"start": f"{limits.quiet_from:%H:%M}", "end": f"{limits.quiet_until:%H:%M}"}
    ]


def _days_in_words(limits: SendingLimits) -> list[str]:
    if not limits.quiet_days:
        return []
    names = [str(WEEKDAYS[day - 1]).lower() for day in sorted(limits.quiet_days)]
    return [_("None on these days: %(days)s.") % {"days": together(names)}]
