"""How often and when a shop sends offers, in sentences."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.typography import number, together
from mailing.models import Pace


def pace_in_words(pace: Pace) -> list[str]:
    return [_cap(pace), *_hours(pace), *_days(pace)]


def _cap(pace: Pace) -> str:
    if pace.cap is None:
        return _("As many offers as campaigns send.")
    words = ngettext(
        "At most %(cap)s offer in %(days)s days.",
        "At most %(cap)s offers in %(days)s days.",
        pace.cap,
    )
    return words % {"cap": number(pace.cap), "days": number(pace.cap_days)}


def _hours(pace: Pace) -> list[str]:
    if pace.quiet_from == pace.quiet_until:
        return []
    return [
        _("None between %(start)s and %(end)s.")
        % {"start": f"{pace.quiet_from:%H:%M}", "end": f"{pace.quiet_until:%H:%M}"}
    ]


def _days(pace: Pace) -> list[str]:
    if not pace.quiet_days:
        return []
    names = [str(WEEKDAYS[day - 1]).lower() for day in sorted(pace.quiet_days)]
    return [_("None on these days: %(days)s.") % {"days": together(names)}]
