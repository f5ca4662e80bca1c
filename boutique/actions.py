"""Fill the demo shop through the programme's own doors, with dates around today."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from boutique.catalogue import (
    CATEGORIES,
    ITEMS,
    PEOPLE,
    PURCHASES,
    REGULAR,
    Person,
    Purchase,
)
from core.errors import Refused
from core.money import ZERO
from points import actions as points
from program import actions as program
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules import CategoryFact, CustomerFact, OrderFact, OrderLineFact, ProductFact

CODE = "atelier-lumiere"
AUTHOR = "system"
MERCHANT = "marchand@example.com"
# Known to everybody, so the demo opens on a machine that is being tried out only.
PASSWORD = "atelier-lumiere-demo"  # noqa: S105 -- the paragraph above

_PRICES = {item.id: item for item in ITEMS}


class NotHere(Refused):
    code = "demo_refused"

    def __init__(self) -> None:
        super().__init__(
            _("The demo shop has public passwords: it opens with DEBUG=1 only.")
        )


@transaction.atomic
def open_demo(*, now: datetime) -> Shop:
    """The demo shop, filled the first time and left as it is from then on."""
    if not settings.DEBUG:
        raise NotHere
    if shop := Shop.objects.filter(code=CODE).first():
        return shop
    first = now - timedelta(days=200)
    shop = program.open_shop(code=CODE, name="L’Atelier Lumière", author=AUTHOR, now=first)
    User.objects.create_superuser(MERCHANT, PASSWORD)
    _fill_shelves(shop, first)
    for person in PEOPLE:
        _register(shop, person, first, now)
    for purchase in sorted(PURCHASES, key=lambda each: -each.days_ago):
        _pass_the_nights(now - timedelta(days=purchase.days_ago))
        _buy(shop, purchase, now)
    regular = Customer.objects.get(shop=shop, external_id=REGULAR.id)
    points.convert(customer=regular, points=5, author=AUTHOR, now=now - timedelta(days=20))
    return shop


def _fill_shelves(shop: Shop, at: datetime) -> None:
    for external_id, name, parent in CATEGORIES:
        shops.state_category(
            shop=shop,
            external_id=external_id,
            fact=CategoryFact(updated_at=at, name=name, parent=parent),
        )
    for item in ITEMS:
        shops.state_product(
            shop=shop,
            external_id=item.id,
            fact=ProductFact(
                updated_at=at,
                name=item.name,
                price=item.price,
                stock=20,
                categories=(item.category,),
            ),
        )


def _register(shop: Shop, person: Person, at: datetime, now: datetime) -> None:
    program.receive_customer(
        shop=shop,
        external_id=person.id,
        fact=CustomerFact(
            updated_at=at,
            email=person.email,
            email_verified=True,
            first_name=person.first_name,
            last_name=person.last_name,
            language="fr",
            registered_at=at,
        ),
        author=AUTHOR,
        now=now,
    )


def _buy(shop: Shop, purchase: Purchase, now: datetime) -> None:
    placed = now - timedelta(days=purchase.days_ago, hours=3)
    paid = None if purchase.state == "pending" else placed + timedelta(minutes=2)
    program.receive_order(
        shop=shop,
        external_id=purchase.id,
        fact=OrderFact(
            updated_at=placed + timedelta(hours=2),
            reference=f"ATL{purchase.id.zfill(6)}",
            customer=purchase.customer.id,
            email=purchase.customer.email,
            state=purchase.state,
            currency=shop.currency,
            placed_at=placed,
            paid_at=paid,
            lines=tuple(
                _line(number, item, quantity, purchase)
                for number, (item, quantity) in enumerate(purchase.basket, 1)
            ),
            total=sum(
                (_PRICES[item].price * quantity for item, quantity in purchase.basket), ZERO
            ),
        ),
        author=AUTHOR,
        now=placed + timedelta(hours=2),
    )


def _pass_the_nights(until: datetime) -> None:
    """What had expired by then was written down then: histories read in their order."""
    for _step in program.night(now=until):
        pass


def _line(number: int, item: str, quantity: int, purchase: Purchase) -> OrderLineFact:
    return OrderLineFact(
        id=str(number),
        product=item,
        name=_PRICES[item].name,
        quantity=quantity,
        unit_price=_PRICES[item].price,
        refunded_quantity=quantity if item in purchase.refunded else 0,
    )
