"""What sponsors and friends do, one call each. The cast: Alice brings, Bob is brought."""

from decimal import Decimal
from typing import Any

from programme import actions as programme
from programme.actions.receipts import OrderReceipt
from referrals import actions as referrals
from referrals.actions.terms import TERMS_FIELDS
from referrals.models import Referral, ReferralReward, ReferralTerms, Sponsor
from referrals.queries.persons import connection_digest
from referrals.queries.terms import terms_at
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import put_customer, put_order
from vouchers.models import Voucher

USUAL = {
    "sponsor_amount": Decimal(10),
    "friend_amount": Decimal(5),
    "sponsor_orders": 0,
}
HERE = connection_digest("192.0.2.7", "Firefox")


def open_referrals(shop: Shop, *, on: float = 0, **values: Any) -> ReferralTerms:
    """10 € for the sponsor 14 days after an order of 30 €, 5 € for the friend at once."""
    before = terms_at(shop, day(on))
    usual = {name: getattr(before or ReferralTerms(), name) for name in TERMS_FIELDS}
    return referrals.save_terms(
        shop=shop,
        base=before.number if before else 0,
        values={**usual, **({} if before else USUAL), **values},
        author="staff:1",
        now=day(on),
    )


def become(customer: Customer, *, on: float = 0) -> Sponsor:
    terms = terms_at(customer.shop, day(on))
    assert terms
    return referrals.become_sponsor(customer=customer, accepted=terms.number, now=day(on))


def accept(sponsor: Sponsor, email: str = "bob@example.com", **fields: Any) -> None:
    """The friend accepts the offer on the sponsor's page, on day 1."""
    on = fields.pop("on", 1)
    terms = terms_at(sponsor.shop, day(on))
    assert terms
    said: dict[str, Any] = {
        "shop": sponsor.shop,
        "code": sponsor.code,
        "email": email,
        "first_name": "Bob",
        "channel": Referral.Channel.LINK,
        "accepted": terms.number,
        "connection": HERE,
        "now": day(on),
    }
    referrals.accept_invitation(**said | fields)


def sign_up(
    shop: Shop, number: str = "2001", email: str = "bob@example.com", **fields: Any
) -> Customer:
    """An account is opened on day 2."""
    on = fields.pop("on", 2)
    said = {"last_name": "Durand", "registered_at": day(on)} | fields
    return put_customer(shop, number, on=on, email=email, **said).row


def buy(
    friend: Customer, order: str = "9001", *, on: float = 3, **fields: Any
) -> OrderReceipt:
    """An order of 40 €, placed and paid on day 3, as stated on day ``on``."""
    bought = line(1, fields.pop("price", "40.00"))
    usual: dict[str, Any] = {"placed_at": day(3), "paid_at": day(3), "on": on}
    return put_order(friend.shop, order, bought, customer=friend, **usual | fields)


def night(*, on: float) -> None:
    for _step in programme.night(now=day(on)):
        pass


def bring(sponsor: Sponsor, **fields: Any) -> Customer:
    """A friend who has claimed and opened an account."""
    accept(sponsor)
    return sign_up(sponsor.shop, **fields)


def referral_of(friend: Customer) -> Referral:
    return Referral.objects.select_related("sponsor__shop", "friend__shop", "shop").get(
        friend=friend
    )


def status_of(friend: Customer) -> str:
    return Referral.objects.get(friend=friend).status


def rewards(friend: Customer, side: str) -> list[tuple[int, bool]]:
    """Number of each reward, and whether it lives."""
    rows = ReferralReward.objects.filter(referral__friend=friend, side=side).order_by(
        "number"
    )
    return [(row.number, row.clawed_back_at is None) for row in rows]


def vouchers(customer: Customer) -> list[Decimal | None]:
    """Amounts of the unused vouchers that the customer has for referrals."""
    rows = Voucher.objects.filter(
        customer=customer, origin="referral", cancelled_at=None, used=0
    )
    return [row.amount for row in rows.order_by("pk")]
