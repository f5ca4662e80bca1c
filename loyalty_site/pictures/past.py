"""What happened before the pictures were taken: friends brought, campaigns answered."""

from collections import deque
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core.days import local_day
from core.money import to_cent
from demo_shop import models as demo_shop
from demo_shop.demo import people as demo
from mailing.actions import sending as mailing
from programme import actions as programme
from referrals import actions as referrals
from referrals.models import Referral, Sponsor
from referrals.queries.persons import connection_digest
from referrals.queries.terms import open_terms
from reminders import actions as reminders
from reminders.models import Campaign, Schedule
from reminders.rules.presets import Aim
from shop.models import Customer, Order, Shop
from shop.rules.facts import CustomerFact, OrderFact, OrderLineFact
from vouchers.models import Voucher

AUTHOR = "system"
# On so many Tuesdays the campaigns have run, at ten: on other days, or at night, a shop
# may not write to anybody.
TUESDAYS, TUESDAY, TEN = 4, 1, time(10)
# One voucher in so many is used; the shop's margin before discounts is so many percent.
ANSWERED, MARGIN = 7, 45
# No order of the demo shop has a number as high.
FIRST = 9001


class Buying:
    """Orders of one article, told as a shop tells them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        rows = demo_shop.DemoProduct.objects.filter(shop=shop, stock__gt=0, gift_card=False)
        dear = rows.filter(price__gte=30).order_by("number")
        self.articles, self.number = list(dear), FIRST

    def buy(
        self,
        customer: Customer | None,
        at: datetime,
        *,
        voucher: Voucher | None = None,
        **said: Any,
    ) -> Order:
        article = self.articles[self.number % len(self.articles)]
        percent = (voucher.percent if voucher else None) or Decimal(0)
        line = OrderLineFact(
            id=article.number,
            product=article.number,
            name=article.name,
            quantity=1,
            unit_price=article.price,
            unit_price_excl_tax=article.price_excl_tax,
        )
        fact = OrderFact(
            updated_at=at,
            state=Order.State.DELIVERED,
            currency=self.shop.currency,
            placed_at=at,
            paid_at=at,
            lines=(line,),
            reference=f"CMD{self.number}",
            customer=customer.external_id if customer else None,
            email=customer.email if customer else "",
            vouchers=(voucher.code,) if voucher else (),
            discount=to_cent(article.price * percent / 100),
            **said,
        )
        number, self.number = str(self.number), self.number + 1
        receipt = programme.receive_order(
            shop=self.shop, external_id=number, fact=fact, author=AUTHOR, now=at
        )
        return receipt.stated.row


def bring_friends(buying: Buying, now: datetime) -> Sponsor:
    """One is rewarded, one waits for the merchant, one has opened an account so far."""
    shop, then = buying.shop, now - timedelta(days=60)
    julien = Customer.objects.get(shop=shop, external_id=demo.REGULAR.number)
    terms = open_terms(shop, then)
    assert terms, "the demo shop is open to referrals"
    sponsor = referrals.become_sponsor(customer=julien, accepted=terms.number, now=then)
    referrals.note_connection(sponsor=sponsor, ip="192.0.2.7", agent="Firefox", now=then)
    for number, (first, last, ip, bought) in enumerate(
        [
            ("Léna", "Faucher", "192.0.2.20", True),
            ("Marc", "Moreau", "192.0.2.7", True),
            ("Zélie", "Aumont", "192.0.2.31", False),
        ],
        start=FIRST,
    ):
        email, at = f"{first}.{last}@example.org", now - timedelta(days=40)
        referrals.accept_invitation(
            shop=shop,
            code=sponsor.code,
            email=email,
            first_name=first,
            channel=Referral.Channel.LINK,
            accepted=terms.number,
            connection=connection_digest(ip, "Firefox"),
            now=at,
        )
        friend = open_account(
            shop, number=str(number), email=email, first=first, last=last, at=at
        )
        if bought:
            buying.buy(friend, at + timedelta(days=2))
    return sponsor


def open_account(
    shop: Shop, *, number: str, email: str, first: str, last: str, at: datetime
) -> Customer:
    fact = CustomerFact(
        updated_at=at,
        email=email,
        email_verified=True,
        first_name=first,
        last_name=last,
        language=shop.language,
        registered_at=at,
    )
    return programme.receive_customer(
        shop=shop, external_id=number, fact=fact, author=AUTHOR, now=at
    ).row


def write_for_weeks(buying: Buying, now: datetime) -> None:
    """Two campaigns, their mails, and the orders that some of them have brought."""
    shop, today = buying.shop, local_day(now, buying.shop.zone)
    # The vouchers of the last Tuesday have been used by today.
    last = today - timedelta(days=(today.weekday() - TUESDAY) % 7 or 7)
    days = [
        datetime.combine(last - timedelta(weeks=ago), TEN, tzinfo=shop.zone)
        for ago in range(TUESDAYS, 0, -1)
    ]
    for aim in (Aim.LAPSED, Aim.BEST):
        turn_on(shop, aim, days[0], holdout_percent=10)
    for at in days:
        reminders.run(shop=shop, by=AUTHOR, now=at)
        _send(at)
        given = Voucher.objects.filter(
            shop=shop, author__startswith="campaign:", issued_at=at
        )
        given = given.select_related("customer__shop").order_by("customer__external_id")
        for voucher in given[::ANSWERED]:
            buying.buy(voucher.customer, at + timedelta(days=2), voucher=voucher)
    Schedule.objects.filter(shop=shop).update(margin_percent=MARGIN)


def turn_on(shop: Shop, aim: Aim, at: datetime, **terms: object) -> Campaign:
    """At any hour: pictures are taken at night too."""
    rows = Campaign.objects.filter(shop=shop, aim=aim)
    rows.update(hour_from=0, hour_until=24, **terms)
    campaign = rows.select_related("shop").get()
    reminders.turn_on(campaign=campaign, now=at)
    return campaign


def _send(at: datetime) -> None:
    deque(mailing.send_due(clock=lambda: at), maxlen=0)
