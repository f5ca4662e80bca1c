from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.days import close_of, local_day
from core.names import initials
from mailing import actions as mailing
from mailing.mail_types import JSON
from points import actions as points
from referrals import queries as referrals_queries
from referrals.mails import REWARD, WELCOME
from referrals.models import Referral, ReferralReward, RewardTerms
from shop.models import Customer
from vouchers import actions as vouchers
from vouchers.models import Voucher

Side = ReferralReward.Side


def give_reward(
    *, referral: Referral, side: Side, customer: Customer, author: str, now: datetime
) -> None:
    """His reward, unless he has it; where he was let keep one, that is it."""
    had = referral.rewards.filter(side=side).order_by("number")
    living = next((each for each in had if each.clawed_back_at is None), None)
    terms = referral.terms
    gift = terms.for_sponsor if side == Side.SPONSOR else terms.for_friend
    if living:
        if living.kept_at:
            living.kept_at = None
            living.save(update_fields=["kept_at"])
    elif gift != RewardTerms():
        reward = ReferralReward(
            referral=referral, side=side, number=len(had) + 1, given_at=now
        )
        _hand_over(reward, gift, customer, author, now)
        reward.save(force_insert=True)
        _tell(reward, gift, customer, now)


def _tell(
    reward: ReferralReward, gift: RewardTerms, customer: Customer, now: datetime
) -> None:
    """A mail of thanks, once for each reward."""
    referral, currency = reward.referral, customer.shop.currency
    with override(customer.language or customer.shop.language):
        values: dict[str, JSON] = {"offer": referrals_queries.offered(gift, currency)}
        if reward.side == Side.SPONSOR:
            friend = referral.friend
            assert friend, "who has ordered is somebody"
            values["friend"] = initials(friend.first_name, friend.last_name) or "…"
        else:
            values["sponsor"] = referrals_queries.first_name_of(referral.sponsor)
    mailing.queue(
        mail_type=REWARD if reward.side == Side.SPONSOR else WELCOME,
        shop=customer.shop,
        source=reward.source,
        values=values,
        customer=customer,
        now=now,
    )


def _hand_over(
    reward: ReferralReward,
    gift: RewardTerms,
    customer: Customer,
    author: str,
    now: datetime,
) -> None:
    if gift.points:
        reward.points = gift.points
        points.reward_referral(
            customer=customer,
            points=gift.points,
            source=reward.source,
            author=author,
            now=now,
        )
        return
    reward.voucher = vouchers.issue(
        shop=customer.shop,
        customer=customer,
        terms=_voucher_terms(reward, gift, customer, now),
        author=author,
        now=now,
    )


def _voucher_terms(
    reward: ReferralReward, gift: RewardTerms, customer: Customer, now: datetime
) -> vouchers.VoucherTerms:
    terms, zone = reward.referral.terms, customer.shop.zone
    last = local_day(now, zone) + timedelta(days=terms.voucher_days)
    with override(customer.language or customer.shop.language):
        label = _("Referral reward")
    return vouchers.VoucherTerms(
        origin=Voucher.Origin.REFERRAL,
        label=label,
        kind=Voucher.Kind.PERCENT if gift.percent else Voucher.Kind.AMOUNT,
        amount=gift.amount,
        percent=gift.percent,
        minimum=terms.voucher_minimum,
        valid_from=now,
        valid_until=close_of(last, zone),
    )


def claw_back_reward(*, referral: Referral, side: Side, author: str, now: datetime) -> None:
    """The reward of a referral that does not stand any more. A voucher that was used is his
    to keep, and shown to staff.
    """
    rows = referral.rewards.filter(side=side, clawed_back_at=None, kept_at=None)
    reward = rows.select_related("referral__shop", "voucher").first()
    if reward is None:
        return
    if reward.voucher:
        done = _cancel(reward.voucher, now)
    else:
        shop = referral.shop
        points.claw_back_referral(shop=shop, source=reward.source, author=author, now=now)
        done = True
    name = "clawed_back_at" if done else "kept_at"
    setattr(reward, name, now)
    reward.save(update_fields=[name])


def _cancel(voucher: Voucher, now: datetime) -> bool:
    """Whether nothing of it had been used."""
    for unused in vouchers.lock_unused([voucher.pk]):
        vouchers.cancel(voucher=unused, now=now)
        return True
    return voucher.cancelled_at is not None
