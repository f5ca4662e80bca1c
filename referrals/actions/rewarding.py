"""Give one side of a referral its reward, and take it back."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.days import close_of, local_day
from core.names import initials
from mailing.actions import queueing as mailing
from mailing.mail_types import JSON
from points.actions import referrals as points
from referrals.mails import REWARD, WELCOME
from referrals.models import Referral, ReferralReward, RewardTerms
from referrals.phrases import reward_phrase, sponsor_first_name
from shop.models import Customer
from vouchers.actions.cancelling import cancel as cancel_vouchers
from vouchers.actions.cancelling import lock_unused as lock_unused_vouchers
from vouchers.actions.issuing import VoucherTerms
from vouchers.actions.issuing import issue as issue_voucher
from vouchers.models import Voucher

Side = ReferralReward.Side


def give_reward(
    *, referral: Referral, side: Side, customer: Customer, author: str, now: datetime
) -> None:
    """Give ``customer`` the reward of this side, unless they have it. Idempotent.

    A reward that they were allowed to keep counts as given again.
    """
    had = referral.rewards.filter(side=side).order_by("number")
    living = next((each for each in had if each.clawed_back_at is None), None)
    if living and living.kept_at:
        living.kept_at = None
        living.save(update_fields=["kept_at"])
    terms = referral.terms
    given = terms.for_sponsor if side == Side.SPONSOR else terms.for_friend
    if living or given == RewardTerms():
        return
    reward = ReferralReward(referral=referral, side=side, number=len(had) + 1, given_at=now)
    # The reward's source is unique in the ledger, so points cannot be given twice even
    # where two transactions come this far.
    if given.points:
        reward.points = given.points
        points.reward_referral(
            customer=customer,
            points=given.points,
            source=reward.source,
            author=author,
            now=now,
        )
    else:
        reward.voucher = issue_voucher(
            shop=customer.shop,
            customer=customer,
            terms=_voucher_terms(reward, given, customer, now),
            author=author,
            now=now,
        )
    reward.save(force_insert=True)
    _queue_mail(reward, given, customer, now)


def _voucher_terms(
    reward: ReferralReward, given: RewardTerms, customer: Customer, now: datetime
) -> VoucherTerms:
    terms, zone = reward.referral.terms, customer.shop.zone
    # In the customer's language, kept with the voucher: mails and pages repeat it.
    last = local_day(now, zone) + timedelta(days=terms.voucher_days)
    with override(customer.spoken_language):
        label = _("Referral reward")
    return VoucherTerms(
        origin=Voucher.Origin.REFERRAL,
        label=label,
        kind=Voucher.Kind.PERCENT if given.percent else Voucher.Kind.AMOUNT,
        amount=given.amount,
        percent=given.percent,
        minimum=terms.voucher_minimum,
        valid_from=now,
        valid_until=close_of(last, zone),
    )


def _queue_mail(
    reward: ReferralReward, given: RewardTerms, customer: Customer, now: datetime
) -> None:
    """Thank the sponsor or welcome the friend, once for each reward."""
    referral, currency = reward.referral, customer.shop.currency
    with override(customer.spoken_language):
        values: dict[str, JSON] = {"offer": reward_phrase(given, currency)}
        if reward.side == Side.SPONSOR:
            friend = referral.friend
            assert friend, "only a registered friend is rewarded for"
            values["friend"] = initials(friend.first_name, friend.last_name) or "…"
        else:
            values["sponsor"] = sponsor_first_name(referral.sponsor)
    mailing.queue(
        mail_type=REWARD if reward.side == Side.SPONSOR else WELCOME,
        shop=customer.shop,
        source=reward.source,
        values=values,
        customer=customer,
        now=now,
    )


def claw_back_reward(*, referral: Referral, side: Side, author: str, now: datetime) -> None:
    """Take back the reward of a referral that does not count any more. Idempotent.

    A voucher that has been used stays the customer's, and staff see that.
    """
    rows = referral.rewards.filter(side=side, clawed_back_at=None, kept_at=None)
    reward = rows.select_related("referral__shop", "voucher").first()
    if reward is None:
        return
    field = "clawed_back_at"
    if reward.voucher is None:
        points.claw_back_referral(
            shop=referral.shop, source=reward.source, author=author, now=now
        )
    # Locked before it is looked at: an order may be taking it right now.
    elif unused := lock_unused_vouchers([reward.voucher.pk]):
        for voucher in unused:
            cancel_vouchers(voucher=voucher, now=now)
    elif reward.voucher.cancelled_at is None:
        field = "kept_at"
    setattr(reward, field, now)
    reward.save(update_fields=[field])
