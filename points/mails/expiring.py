"""Points about to expire, read again when the mail goes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.days import last_day
from earning.models import RuleVersion
from earning.queries.versions import rules_at
from earning.rules import converting
from mailing.mail_types import JSON, Declined, MailType, Placeholder, Prepared
from mailing.models import Mail, MailCategory
from mailing.queries.links import absolute_url
from points import phrases as points_phrases
from points.queries.balance import expiring_by_customer

SPENT = "points_spent"


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Decline mails to those who have used their points meanwhile.

    Queries: 1 per shop, and 1 more per shop for the rules.
    """
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
                Prepared(_values(mail, soon, version)) if soon else Declined(SPENT)
            )
    return found


def _values(
    mail: Mail, ends: Mapping[datetime, int], version: RuleVersion
) -> dict[str, JSON]:
    """The last days on which they can be used, in their order, and how many each."""
    days: dict[date, int] = {}
    for end in sorted(ends):
        day = last_day(end, version.shop.zone)
        days[day] = days.get(day, 0) + ends[end]
    first, *later = days
    with override(mail.language):
        sentences = [points_phrases.usable_until(days[each], each) for each in later]
    return {
        "points": days[first],
        "day": first.isoformat(),
        "worth": str(converting.worth(days[first], version.value)),
        "later": "\n".join(sentences),
        "points_url": absolute_url("portal:points", mail.shop.code),
    }


POINTS_EXPIRING = MailType(
    code="points_expiring",
    label=_("Points about to expire"),
    category=MailCategory.PROGRAMME,
    advertising=False,
    texts=Path(__file__).parent,
    placeholders={
        "points": Placeholder(_("points that expire first"), "points", 120),
        "day": Placeholder(_("last day on which they can be used"), "date", "2026-12-31"),
        "worth": Placeholder(_("what they are worth"), "money", "60.00"),
        "later": Placeholder(
            _("those that expire soon after, in a sentence; often empty"), "text", ""
        ),
        "points_url": Placeholder(
            _("page of the points"), "url", "https://www.example.com/points/"
        ),
    },
    prepare=prepare,
    reasons={SPENT: _("No points were about to expire any more.")},
)
