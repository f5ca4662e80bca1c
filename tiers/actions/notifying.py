"""Customers are told when their tier changes, and before it does. One mail per move."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.days import last_day
from core.money import ZERO
from mailing import actions as mailing
from mailing.actions import MailDraft
from mailing.mail_types import JSON, MailType
from shop.models import Customer, Shop
from tiers import mails
from tiers import queries as tiers_queries
from tiers.actions.reviewing import ReviewRow
from tiers.models import Move, Tier
from tiers.phrases import rights_of
from tiers.queries import Measure, measure_of
from tiers.queries.products import featured_products
from vouchers.models import Voucher

_CAUSES = {
    Move.Cause.REFUND: lambda: _("An order of yours was refunded."),
    Move.Cause.CANCELLATION: lambda: _("An order of yours was cancelled."),
}


def queue_promotion_mail(
    *, customer: Customer, tier: Tier, move: int, voucher: Voucher | None, now: datetime
) -> None:
    """With goods where he may be sent offers; without them it is a service."""
    goods = mails.TIER_UP_GOODS
    offers = mailing.may_receive([customer], goods, now).get(customer.pk) is None
    with override(customer.language or customer.shop.language):
        values: dict[str, JSON] = {
            "tier": tier.name,
            "rights": "\n".join(rights_of(tier)),
            "voucher": _voucher_values(voucher) if voucher else None,
        }
    if offers:
        values["products"] = featured_products(customer.shop, tier)
    mailing.queue(
        mail_type=goods if offers else mails.TIER_UP,
        shop=customer.shop,
        source=f"tier:{move}",
        values=values,
        customer=customer,
        now=now,
    )


def _voucher_values(voucher: Voucher) -> JSON:
    return {
        "code": voucher.code,
        "label": voucher.label,
        "amount": str(voucher.amount) if voucher.amount else "",
        "percent": str(voucher.percent) if voucher.percent else "",
        "valid_until": voucher.valid_until.isoformat(),
        "minimum": str(voucher.minimum),
    }


def queue_demotion_mails(
    *, measure: Measure, done: Sequence[ReviewRow], cause: Move.Cause, now: datetime
) -> None:
    """To those of these who have just fallen from a tier that writes."""
    fallen = [each for each in done if each.move and not each.up and each.before]
    _queue(mails.TIER_DOWN, measure.shop, _fallen(measure, fallen, cause), now)


def _fallen(
    measure: Measure, fallen: Sequence[ReviewRow], cause: Move.Cause
) -> Iterator[MailDraft]:
    people = Customer.objects.in_bulk([each.customer for each in fallen])
    tiers = tiers_queries.tiers_by_id({each.before for each in fallen if each.before})
    for each in fallen:
        lost, customer = tiers[each.before or 0], people[each.customer]
        if not lost.mail or not customer.may_earn:
            continue
        with override(customer.language or measure.shop.language):
            values = _down(lost, measure.tier(each.after), each.spent, cause)
        yield MailDraft(each.customer, f"tier:{each.move}", values)


def _down(
    lost: Tier, held: Tier | None, spent: Decimal, cause: Move.Cause
) -> dict[str, JSON]:
    other = _("Orders of some time ago count no more.")
    now = _("You are at the %(tier)s tier now.") % {"tier": held.name} if held else ""
    return {
        "tier": lost.name,
        "now": now,
        "cause": _CAUSES[cause]() if cause in _CAUSES else other,
        "missing": str(max(lost.minimum - spent, ZERO)),
    }


def queue_notices(*, shop: Shop, now: datetime) -> int:
    """To those who will fall within the days of notice, and in their days of grace: how
    many are new. Each date is told once.
    """
    measure = measure_of(shop)
    if measure is None:
        return 0
    return _queue(mails.TIER_NOTICE, shop, _notices(measure, now), now)


def _notices(measure: Measure, now: datetime) -> Iterator[MailDraft]:
    zone = measure.shop.zone
    grace = timedelta(days=measure.scheme.grace_days)
    for customer, held, holding, missing in tiers_queries.about_to_fall(measure, now):
        close = measure.leaves_at(holding)
        if close:
            day = last_day(close + grace, zone).isoformat()
            yield _notice(measure, customer, held, missing, day)
    for customer, held, below, missing in tiers_queries.in_grace(measure, now):
        day = last_day(below + grace, zone).isoformat()
        yield _notice(measure, customer, held, missing, day)


def _notice(
    measure: Measure, customer: int, held: int, missing: Decimal, day: str
) -> MailDraft:
    tier = measure.tier(held)
    values: dict[str, JSON] = {
        "tier": tier.name if tier else "",
        "missing": str(missing),
        "until": day,
    }
    return MailDraft(customer, f"tier-notice:{customer}:{held}:{day}", values)


def _queue(kind: MailType, shop: Shop, rows: Iterable[MailDraft], now: datetime) -> int:
    return mailing.queue_many(mail_type=kind, shop=shop, rows=rows, now=now)
