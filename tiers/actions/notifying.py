"""Queue the mails about a tier: reached, lost, and about to be lost. One per move."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import override

from core.days import last_day
from core.money import ZERO
from mailing.actions import queueing as mailing
from mailing.actions.queueing import MailDraft
from mailing.mail_types import JSON
from mailing.queries.eligibility import may_receive
from shop.models import Customer, Shop
from tiers import mails
from tiers.actions.reviewing import ReviewRow
from tiers.models import Move, Tier
from tiers.phrases import now_at, reason_of_fall, rights_of
from tiers.queries.measures import Measure, measure_of
from tiers.queries.products import featured_products
from tiers.queries.standings import about_to_fall, in_grace, tiers_by_id
from vouchers.models import Voucher


def queue_promotion_mail(
    *, customer: Customer, tier: Tier, move: int, voucher: Voucher | None, now: datetime
) -> None:
    """With products where the customer may be sent offers, which makes it advertising;
    without them it is a service mail.
    """
    with_products = mails.TIER_UP_GOODS
    refusals = may_receive([customer], with_products, now)
    offers = refusals.get(customer.pk) is None
    with override(customer.spoken_language):
        values: dict[str, JSON] = {
            "tier": tier.name,
            "rights": "\n".join(rights_of(tier)),
            "voucher": None,
        }
    if voucher:
        values["voucher"] = {
            "code": voucher.code,
            "label": voucher.label,
            "amount": str(voucher.amount) if voucher.amount else "",
            "percent": str(voucher.percent) if voucher.percent else "",
            "valid_until": voucher.valid_until.isoformat(),
            "minimum": str(voucher.minimum),
        }
    if offers:
        values["products"] = featured_products(customer.shop, tier)
    mailing.queue(
        mail_type=with_products if offers else mails.TIER_UP,
        shop=customer.shop,
        source=f"tier:{move}",
        values=values,
        customer=customer,
        now=now,
    )


def queue_demotion_mails(
    *, measure: Measure, rows: Sequence[ReviewRow], cause: Move.Cause, now: datetime
) -> None:
    """Queue a mail to those of these customers who have just fallen from a tier that sends
    mails. Queries: 2, and those of ``mailing.queue_many``.
    """
    # All are read at once: a change of the tiers may let thousands fall.
    fallen = [row for row in rows if row.move and not row.up and row.before]
    drafts = []
    people = Customer.objects.in_bulk([row.customer for row in fallen])
    tiers = tiers_by_id({row.before for row in fallen if row.before})
    for row in fallen:
        lost, customer = tiers[row.before or 0], people[row.customer]
        # Whoever has lost the account itself (erased, merged) is not written to.
        if not lost.mail or not customer.may_earn:
            continue
        with override(customer.spoken_language):
            values: dict[str, JSON] = {
                "tier": lost.name,
                "now": now_at(measure.tier(row.after)),
                "cause": reason_of_fall(cause),
                "missing": str(max(lost.minimum - row.spent, ZERO)),
            }
        drafts.append(MailDraft(row.customer, f"tier:{row.move}", values))
    mailing.queue_many(mail_type=mails.TIER_DOWN, shop=measure.shop, rows=drafts, now=now)


def queue_notices(*, shop: Shop, now: datetime) -> int:
    """Queue a mail to customers who will fall within the days of notice, and to those in
    their days of grace. One mail for each date; answers how many are new.
    """
    measure = measure_of(shop)
    if measure is None:
        return 0
    drafts = _notices(measure, now)
    return mailing.queue_many(mail_type=mails.TIER_NOTICE, shop=shop, rows=drafts, now=now)


def _notices(measure: Measure, now: datetime) -> Iterator[MailDraft]:
    grace = timedelta(days=measure.scheme.grace_days)
    # Two groups that never share a customer: who is in grace has fallen below already.
    for customer, held, bought_at, missing in about_to_fall(measure, now):
        if close := measure.leaves_at(bought_at):
            yield _notice(measure, customer, held, missing, close + grace)
    for customer, held, below_since, missing in in_grace(measure, now):
        yield _notice(measure, customer, held, missing, below_since + grace)


def _notice(
    measure: Measure, customer: int, held: int, missing: Decimal, ends_at: datetime
) -> MailDraft:
    # The source names the day: a mail of the same source is queued once.
    day = last_day(ends_at, measure.shop.zone).isoformat()
    tier = measure.tier(held)
    values: dict[str, JSON] = {
        "tier": tier.name if tier else "",
        "missing": str(missing),
        "until": day,
    }
    return MailDraft(customer, f"tier-notice:{customer}:{held}:{day}", values)
