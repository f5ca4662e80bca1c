"""A shop with so many rows of everything that the back-office lists."""

import gzip
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.models import Role, User
from analytics.models import AccountingTerms, SimulationRun
from api import actions as api_actions
from connectors.encryption import encrypt
from connectors.models import ContactAccount
from demo_shop.models import DemoOrder as Sale
from imports.models import FileImport
from mailing import actions as mailing
from mailing.models import MailCategory, Suppression
from outbox.models import Delivery, Webhook
from points.models import AdjustLimit
from referrals.models import Referral, ReferralTerms
from reminders.models import CampaignStep, Reminder
from segments.models import Segment
from shop import actions as shops
from shop.models import Customer, CustomerLook, Shop
from shop.rules.facts import (
    CardPaymentFact,
    CartFact,
    CartLineFact,
    CategoryFact,
    GroupFact,
    ProductFact,
)
from tests.connectors.rows import make_connection
from tests.factories import START, line, make_card
from tests.mailing.mail_types import NEWS
from tests.offers import open_offer, percent, set_guard
from tests.statements import adjust, convert, put_customer, put_order, set_rules
from tiers import actions as tiers
from tiers.models import Move, Tier
from tiers.rules.plans import Plan, TierPlan
from vouchers.models import Budget, VoucherBatch
from wishlist import actions as wishlist


def _look(shop: Shop, number: int) -> None:
    """A member of staff has opened the page of a customer."""
    user, _made = User.objects.get_or_create(email=f"looks{number}@example.com")
    customer = Customer.objects.filter(shop=shop).order_by("pk")[number - 1]
    CustomerLook.objects.create(shop=shop, customer=customer, user=user, day=START)


def furnish(shop: Shop, rows: int = 1) -> None:
    for number in range(1, rows + 1):
        role = Role.objects.create(name=f"Role {number} of {shop.code}")
        AdjustLimit.objects.create(shop=shop, role=role, at_once=100)
        _catalogue(shop, number)
        _customer(shop, number)
        _sale(shop, number)
        _look(shop, number)
        _referral(shop, number)
        api_actions.create_key(shop=shop, name=f"Key {number}", now=START)
        Budget.objects.create(shop=shop, name=f"Budget {number}", max_count=10)
        open_offer(shop, percent(50, 10), label_fr=f"Offer {number}")
        set_guard(shop, number, on=number)
        make_card(shop, code=f"CAD-{shop.code.upper()}-{number}")
        Segment.objects.create(shop=shop, name=f"Segment {number}")
        make_connection(shop, state="ended", ended_at=START)
        make_webhook(shop, number)
        SimulationRun.objects.create(shop=shop, author="system", started_at=START)
        FileImport.objects.create(
            shop=shop,
            kind="orders",
            name="orders.csv",
            heads=["order", "total"],
            content=gzip.compress(b"order;total\n1;40.00\n"),
            author="system",
            created_at=START,
        )
        VoucherBatch.objects.create(
            shop=shop,
            token=uuid4(),
            label=f"Batch {number}",
            terms={},
            count=0,
            author="system",
            prepared_at=START,
            made_at=START,
        )
    AccountingTerms.objects.create(shop=shop)
    ContactAccount.objects.create(shop=shop, secrets=encrypt({"key": "of Brevo"}))
    _tiers(shop, rows)
    for number in range(1, rows):
        set_rules(shop, on=number, ratio=Decimal(10 + number))


def make_webhook(shop: Shop, number: int) -> None:
    """An address that events are posted to, and one attempt."""
    webhook = Webhook.objects.create(
        shop=shop,
        url=f"https://shop{number}.example.com/events",
        events=["points.changed"],
        nonce=f"{shop.code}-{number}",
        author="system",
        created_at=START,
    )
    Delivery.objects.create(
        shop=shop,
        webhook=webhook,
        position=number,
        type="points.changed",
        status=200,
        attempted_at=START,
        milliseconds=12,
    )


def _catalogue(shop: Shop, number: int) -> None:
    shelf = CategoryFact(updated_at=START, name=f"Shelf {number}", parent=f"root{number}")
    shops.state_category(shop=shop, external_id=f"c{number}", fact=shelf)
    root = CategoryFact(updated_at=START, name=f"Root {number}")
    shops.state_category(shop=shop, external_id=f"root{number}", fact=root)
    product = ProductFact(
        updated_at=START,
        name=f"Lamp {number}",
        price=Decimal(40),
        categories=(f"c{number}",),
    )
    shops.state_product(shop=shop, external_id=f"p{number}", fact=product)


def _referral(shop: Shop, number: int) -> None:
    terms = ReferralTerms.objects.create(
        shop=shop,
        number=number,
        effective_from=START,
        author="system",
        sponsor_amount=10,
        friend_amount=5,
    )
    Referral.objects.create(
        shop=shop,
        sponsor=Customer.objects.get(shop=shop, external_id=str(number)),
        terms=terms,
        channel="link",
        address=bytes([number]),
        created_at=START,
    )


def _sale(shop: Shop, number: int) -> Sale:
    """An order of the demo shop, where one sells."""
    return Sale.objects.create(
        shop=shop,
        number=str(number),
        reference=f"SALE{number}",
        email=f"client{number}@example.com",
        state=Sale.State.PAID,
        placed_at=START,
        updated_at=START,
        total=Decimal(40),
    )


def _customer(shop: Shop, number: int) -> Customer:
    group = GroupFact(updated_at=START, name=f"Group {number}")
    shops.state_group(shop=shop, external_id=f"g{number}", fact=group)
    stated = put_customer(
        shop,
        str(number),
        on=0,
        email=f"client{number}@example.com",
        last_name=f"Person {number}",
        group=f"g{number}",
    )
    customer = stated.row
    item = CartLineFact(id="1", product=f"p{number}", quantity=1, unit_price=Decimal(40))
    cart = CartFact(updated_at=START, customer=str(number), lines=(item,))
    shops.state_cart(shop=shop, external_id=f"cart{number}", fact=cart)
    bought = line(number)
    put_order(
        shop,
        f"order{number}",
        bought,
        customer=customer,
        cart=f"cart{number}",
        vouchers=("FID-NOBODYS",),
        gift_cards=(CardPaymentFact(code="CAD-NOBODYS", amount=Decimal(5)),),
    )
    convert(customer)
    adjust(customer, 7)
    wishlist.add_favourite(customer=customer, product=f"p{number}", now=START)
    _mails(customer, number)
    _remind(shop, customer)
    return customer


def _mails(customer: Customer, number: int) -> None:
    """A mail that waits, the customer's consents, and an address that bounced."""
    to: dict[str, Any] = {"customer": customer, "now": START}
    mailing.queue(
        mail_type=NEWS, shop=customer.shop, source=f"news:{number}", values={}, **to
    )
    mailing.unsubscribe(category=MailCategory.OFFERS, source="portal", **to)
    mailing.suppress(
        shop=customer.shop,
        email=f"nobody{number}@example.com",
        reason=Suppression.Reason.BOUNCED,
        now=START,
    )


def _remind(shop: Shop, customer: Customer) -> None:
    step = CampaignStep.objects.filter(campaign__shop=shop).order_by("pk")[0]
    Reminder.objects.create(
        shop=shop,
        campaign=step.campaign,
        step=step,
        customer=customer,
        trigger_key="order:1",
        created_at=START,
    )


def _tiers(shop: Shop, rows: int) -> None:
    """Tiers that nobody reaches, and moves between them."""
    plan = Plan(
        tiers=[
            TierPlan(name=f"Tier {number}", minimum=Decimal(100_000 * number))
            for number in range(1, rows + 1)
        ]
    )
    tiers.change(shop=shop, plan=plan, grandfather=False, author="system", now=START)
    top = Tier.objects.filter(shop=shop).latest("minimum")
    for number in range(1, rows + 1):
        Move.objects.create(
            shop=shop,
            customer=Customer.objects.get(shop=shop, external_id=str(number)),
            after=top,
            up=True,
            cause="order",
            spent=Decimal(100_000),
            minimum=top.minimum,
            author="system",
            at=START,
        )
