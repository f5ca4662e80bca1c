"""Points about to expire, as they stand when the mail goes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.days import last_day
from core.templatetags.typography import day
from core.templatetags.typography import points as in_points
from earning import rules
from earning.models import RuleVersion
from earning.queries import rules_at
from mailing.mail_types import JSON, Declined, Prepared
from mailing.models import Mail
from mailing.queries import absolute_url
from points.queries import expiring_by_customer

SPENT = "points_spent"

type Days = Mapping[date, int]


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """A query per shop beside one for all: who has used them meanwhile is left in peace."""
    versions = {mail.shop_id: rules_at(mail.shop, now) for mail in mails}
    found: dict[int, Prepared | Declined] = {}
    for version in versions.values():
        own = [mail for mail in mails if mail.shop_id == version.shop_id]
        ends = expiring_by_customer(
            [mail.customer_id for mail in own if mail.customer_id],
            now=now,
            until=now + timedelta(days=version.notice_days or 0),
        )
        for mail in own:
            soon = ends.get(mail.customer_id or 0)
            found[mail.pk] = (
                Prepared(_values(mail, _by_day(soon, version), version))
                if soon
                else Declined(SPENT)
            )
    return found


def _by_day(ends: Mapping[datetime, int], version: RuleVersion) -> Days:
    """The last days on which they can be used, in their order."""
    found: dict[date, int] = {}
    for end in sorted(ends):
        day = last_day(end, version.shop.zone)
        found[day] = found.get(day, 0) + ends[end]
    return found


def _values(mail: Mail, ends: Days, version: RuleVersion) -> dict[str, JSON]:
    first, *later = ends
    with override(mail.language):
        said = [
            _("Then %(points)s until %(day)s.")
            % {"points": in_points(ends[each]), "day": day(each)}
            for each in later
        ]
    return {
        "points": ends[first],
        "day": first.isoformat(),
        "worth": str(rules.worth(ends[first], version.value)),
        "later": "\n".join(said),
        "points_url": absolute_url("portal:points", mail.shop.code),
    }
