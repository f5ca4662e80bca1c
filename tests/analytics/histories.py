"""A shop that lives for some months, day by day: a random history through the doors."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.errors import Refused
from giftcards.actions.ending import cancel as cancel_card
from giftcards.actions.making import issue as issue_card
from giftcards.models import GiftCard
from points import actions as points
from programme import actions as programme
from programme.actions.night import night
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact, OrderFact
from tests.factories import CustomerFactory, day, line
from tests.statements import set_rules
from vouchers import actions as vouchers
from vouchers.models import Voucher

PEOPLE = ["alice", "bob", "carol", "dave"]
STATES = ["paid", "paid", "paid", "cancelled", "refunded", "delivered"]


@dataclass
class History:
    """What a shop, its customers and its staff do, drawn by ``seed``."""

    shop: Shop
    seed: int
    people: list[Customer] = field(default_factory=list)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.people = [
            CustomerFactory.create(shop=self.shop, external_id=name) for name in PEOPLE
        ]
        set_rules(
            self.shop,
            ratio=Decimal(1),
            validity=self.draw.choice([12, 20]),
            pending_days=self.draw.choice([0, 3]),
            voucher_days=self.draw.choice([6, 15]),
            return_days=self.draw.choice([0, 9]),
        )

    def days(self, count: int) -> Iterator[int]:
        """Each day is lived, and then told; nights come on some of them."""
        for number in range(1, count + 1):
            times = [self.draw.uniform(-0.3, 0.45) for _ in range(self.draw.randint(1, 4))]
            for hour in sorted(times):
                self.something(day(number + hour))
            if self.draw.random() < 0.6:
                for _ in night(now=day(number + 0.46)):
                    pass
            if number == count // 2:
                set_rules(self.shop, on=number + 0.47, value=Decimal("0.37"))
            yield number

    def something(self, now: datetime) -> None:
        steps = [self.order, self.order, self.change, self.change, self.convert]
        steps += [self.cancel_voucher, self.adjust, self.buy_card, self.spend_card]
        steps += [self.give_voucher]
        with suppress(Refused):
            self.draw.choice(steps)(now)

    def order(self, now: datetime) -> None:
        """Some are told late, and some pay with a voucher that is there."""
        late = timedelta(days=self.draw.choice([0, 0, 0, 2, 6]))
        usable = Voucher.objects.filter(used=0, cancelled_at=None, shop=self.shop)
        codes = [self.draw.choice([*usable]).code] if usable and late == timedelta() else []
        number = f"O{len(self.orders)}"
        owner = self.draw.choice(self.people)
        if codes and (holder := Voucher.objects.get(code=codes[0]).customer):
            owner = holder
        self.orders[number] = {
            "customer": owner.external_id,
            "placed_at": now - late,
            "paid_at": now - late,
            "quantity": self.draw.randint(1, 4),
            "discount": Decimal(3) if codes else Decimal(0),
            "vouchers": tuple(codes),
        }
        self.state(number, "paid", now)

    def change(self, now: datetime) -> None:
        if self.orders:
            number = self.draw.choice([*self.orders])
            back = self.draw.choice([0, 0, 1])
            self.state(number, self.draw.choice(STATES), now, refunded_quantity=back)

    def state(self, number: str, state: str, now: datetime, **refunded: Any) -> None:
        said = dict(self.orders[number])
        quantity = said.pop("quantity")
        programme.receive_order(
            shop=self.shop,
            external_id=number,
            fact=OrderFact(
                updated_at=now,
                state=state,
                currency="EUR",
                lines=(line(1, "11.00", quantity=quantity, **refunded),),
                **said,
            ),
            author="api:1",
            now=now,
        )

    def convert(self, now: datetime) -> None:
        customer = self.draw.choice(self.people)
        points.convert(customer=customer, points=None, author="customer", now=now)

    def cancel_voucher(self, now: datetime) -> None:
        for voucher in Voucher.objects.filter(origin="points", shop=self.shop).order_by(
            "-pk"
        )[:1]:
            points.cancel_conversion(voucher=voucher, author="staff:1", now=now)

    def adjust(self, now: datetime) -> None:
        points.adjust(
            customer=self.draw.choice(self.people),
            points=self.draw.choice([25, 8, -5]),
            reason="Goodwill",
            source=f"{now}",
            author="system",
            now=now,
        )

    def buy_card(self, now: datetime) -> None:
        card = GiftCard(
            shop=self.shop,
            code=f"CAD-{now:%m%d%H%M%S%f}",
            amount=Decimal(30),
            balance=0,
            single_use=self.draw.random() < 0.3,
            valid_from=now,
            valid_until=now + timedelta(days=self.draw.choice([5, 30])),
            author="system",
            issued_at=now,
        )
        issue_card(card, "system", now)

    def give_voucher(self, now: datetime) -> None:
        """Of 20 €, the remainder of which is kept."""
        terms = vouchers.VoucherTerms(
            origin=Voucher.Origin.MANUAL,
            label="Geste",
            amount=Decimal(20),
            partial=True,
            valid_from=now,
            valid_until=now + timedelta(days=self.draw.choice([4, 40])),
        )
        owner = self.draw.choice(self.people)
        vouchers.issue(
            shop=self.shop, customer=owner, terms=terms, author="staff:1", now=now
        )

    def spend_card(self, now: datetime) -> None:
        """An order pays with a card; a later one may give it back."""
        for card in GiftCard.objects.filter(shop=self.shop).order_by("-balance")[:1]:
            if self.draw.random() < 0.2:
                cancel_card(card=card, reason="Lost", author="staff:1", now=now)
                return
            number = f"C{len(self.orders)}"
            paid = CardPaymentFact(code=card.code, amount=min(card.balance, Decimal(7)))
            self.orders[number] = {
                "customer": "alice",
                "placed_at": now,
                "paid_at": now,
                "quantity": 1,
                "gift_cards": (paid,) if paid.amount else (),
            }
            self.state(number, "paid", now)
