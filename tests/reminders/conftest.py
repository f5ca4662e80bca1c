"""Campaigns, carts and what becomes of them, one call each."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.sql import Fragment, fetch
from mailing import actions as mailing
from mailing.models import Consent, Mail, MailCategory
from reminders import actions as reminders
from reminders.actions.running import RunOutcome
from reminders.models import Campaign, CampaignStep, Reminder
from reminders.queries.campaigns import running
from reminders.queries.due import due
from reminders.rules.presets import Aim
from shop import actions as shops
from shop.models import Cart, Customer, Shop
from shop.rules.facts import CartFact, CartLineFact
from tests.factories import START, day
from tests.segments.conftest import buy
from vouchers.models import Voucher

HOUR = 1 / 24
SECOND = HOUR / 3600
__all__ = ["buy"]


def campaign(shop: Shop, aim: Aim, *, on: float = 0, **fields: Any) -> Campaign:
    """The shop's own of this aim, turned on, at any hour."""
    row = Campaign.objects.get(shop=shop, aim=aim)
    for name, value in {"hour_from": 0, "hour_until": 24, **fields}.items():
        setattr(row, name, value)
    row.save()
    reminders.turn_on(campaign=row, now=day(on))
    return row


def steps(row: Campaign, *stages: tuple[int, str | None]) -> None:
    """So many hours after, with a percentage or none."""
    CampaignStep.objects.filter(campaign=row).delete()
    for number, (hours, percent) in enumerate(stages, 1):
        CampaignStep.objects.create(
            campaign=row,
            number=number,
            delay_hours=hours,
            gives=CampaignStep.Gives.PERCENT if percent else CampaignStep.Gives.NOTHING,
            percent=percent,
            valid_days=2,
        )


def fill(
    customer: Customer,
    number: str = "c1",
    *,
    on: float,
    price: str = "40.00",
    **fields: Any,
) -> Cart:
    """The customer's cart with one lamp in it, as it was then."""
    item = CartLineFact(
        id="1", product="p1", quantity=1, unit_price=Decimal(price), name="Lamp"
    )
    said: dict[str, Any] = {
        "updated_at": day(on),
        "customer": customer.external_id,
        "lines": (item,),
        "recovery_url": f"https://shop.example/cart/{number}",
    }
    fact = CartFact(**said | fields)
    return shops.state_cart(shop=customer.shop, external_id=number, fact=fact).row


def agree(customer: Customer, *, given: bool = True, on: float = 0) -> None:
    mailing.save_consent(
        customer=customer,
        category=MailCategory.OFFERS,
        given=given,
        basis=Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL,
        wording="Offers by e-mail" if given else "",
        source="test",
        now=day(on),
    )


_REASONS = Fragment("""
    SELECT customer.external_id, reason FROM ({due}) due
    JOIN shop_customer customer ON customer.id = due.customer_id
""")


def announced(shop: Shop, *, on: float) -> dict[str, str]:
    """Why not, by the customer's id in the shop; '' for those to be written to."""
    asked = due(running(shop), day(on))
    if asked is None:
        return {}
    rows = fetch(_REASONS.fill(due=asked))
    return {customer: reason for customer, reason in rows}  # noqa: C416 -- typed pairs


def run(shop: Shop, *, on: float) -> RunOutcome:
    return reminders.run(shop=shop, by="system", now=day(on))


def told(shop: Shop) -> list[tuple[str, str]]:
    """Whom a mail was queued for, and of which kind, in that order."""
    mails = Mail.objects.filter(shop=shop).order_by("pk")
    return [
        (external_id, kind.removeprefix("reminder_"))
        for external_id, kind in mails.values_list("customer__external_id", "mail_type")
    ]


def issued_vouchers(shop: Shop) -> list[Voucher]:
    return list(Voucher.objects.filter(shop=shop, author__startswith="campaign:"))


def reminded(shop: Shop) -> Reminder:
    return Reminder.objects.get(campaign__shop=shop)


def clear() -> None:
    """What waits has gone, so long ago that it counts for no cap."""
    waiting = Mail.objects.filter(state__in=["due", "claimed"])
    waiting.update(state="sent", sent_at=START - timedelta(30))


@pytest.fixture
def carts(shop: Shop) -> Campaign:
    """Abandoned carts: 5 % for two days, a day after."""
    return campaign(shop, Aim.CART)


@pytest.fixture
def client57(alice: Customer) -> Customer:
    """Alice has agreed to receive offers."""
    agree(alice)
    return alice
