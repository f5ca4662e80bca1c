"""How often and when a shop sends offers, in sentences."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import number, together
from mailing.models import SendingLimits


def sending_limits_in_words(limits: SendingLimits) -> list[str]:
    """One sentence on the frequency cap, then those on quiet hours and days, if any."""
    cap, days = limits.frequency_cap, number(limits.frequency_cap_days)
    if cap is None:
        sentences = [_("As many offers as campaigns send.")]
    else:
        sentence = ngettext(
            "At most %(cap)s offer in %(days)s days.",
            "At most %(cap)s offers in %(days)s days.",
            cap,
        )
        sentences = [sentence % {"cap": number(cap), "days": days}]
    start, end = limits.quiet_from, limits.quiet_until
    if start != end:
        hours = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        sentences.append(_("None between %(start)s and %(end)s.") % hours)
    if limits.quiet_days:
        names = [str(WEEKDAYS[day - 1]).lower() for day in sorted(limits.quiet_days)]
        sentences.append(_("None on these days: %(days)s.") % {"days": together(names)})
    return sentences
