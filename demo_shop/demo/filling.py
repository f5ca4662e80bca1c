"""Open the demo shop: its catalogue, its customers, and months of orders before today.

Past orders are imported in bulk and settled by their own dates, as a merchant's history
is. The last days, the customers, the catalogue and the open carts come through the API.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from demo_shop import facts
from demo_shop.actions.syncing import sync_order
from demo_shop.api_client import ProgrammeClient
from demo_shop.demo.goods import CARDS, CATEGORIES, ITEMS
from demo_shop.demo.past_orders import PastOrders
from demo_shop.demo.people import CAST, FRIENDS, REGULAR, DemoPerson, crowd
from demo_shop.demo.purchases import purchases
from demo_shop.models import (
    DemoAccount,
    DemoCart,
    DemoCartLine,
    DemoCategory,
    DemoProduct,
    Storefront,
)
from mailing.models import Mail
from points.actions import converting as points
from programme import actions as programme
from referrals.actions import terms as referrals
from referrals.models import ReferralTerms
from shop.models import Customer, Shop
from shop.rules.facts import GroupFact
from tiers.rules.plans import Plan, TierPlan
from wishlist.actions import favourites as wishlist
from wishlist.models import WishlistSettings

CODE = "atelier-lumiere"
AUTHOR = "system"
MERCHANT = "marchand@example.com"
# Public, so the demo opens with DEBUG=1 only.
PASSWORD = "atelier-lumiere-demo"  # noqa: S105 -- the paragraph above

# The nights that passed, and what customers did with their points, every so many days.
STEP = 20
# Orders of these last days are sent one by one.
LATELY = 7
CARTS = 25
WISHERS = 120


class DemoRefused(Refused):
    code = "demo_refused"

    def __init__(self) -> None:
        super().__init__(
            _("The demo shop has public passwords: it opens with DEBUG=1 only.")
        )


TIERS: list[tuple[str, int, str, dict[str, Any]]] = [
    ("Bronze", 0, "#8c6a3f", {"discount_percent": Decimal(5)}),
    ("Argent", 500, "#5b6770", {"discount_percent": Decimal(10)}),
    (
        "Or",
        1000,
        "#8a6d00",
        {
            "discount_percent": Decimal(15),
            "points_multiplier": Decimal(2),
            "free_shipping": True,
            "perks": "Un cadeau avec votre commande de Noël",
        },
    ),
]


@dataclass(frozen=True, slots=True)
class Size:
    customers: int = 400
    days: int = 540


FULL = Size()


@transaction.atomic
def open_demo(*, now: datetime, size: Size = FULL, seed: int = 46) -> Shop:
    """Open and fill the demo shop. Idempotent: a shop that exists is left as it is."""
    if not settings.DEBUG:
        raise DemoRefused
    if shop := Shop.objects.filter(code=CODE).first():
        return shop
    chance = Random(seed)  # noqa: S311 -- the same shop each time is what it is for
    days = max(size.days, 180)
    first = now - timedelta(days=days + STEP)
    shop = programme.open_shop(
        code=CODE, name="L’Atelier Lumière", author=AUTHOR, now=first
    )
    User.objects.create_superuser(MERCHANT, PASSWORD)
    storefront = _open_storefront(shop, size.customers)
    _open_referrals(shop, first)
    people = crowd(size.customers, days=days, chance=chance)
    _fill_catalogue(storefront, first)
    accounts = _register(storefront, people, now)
    past = PastOrders(
        storefront, accounts, purchases(people, days=days, now=now, chance=chance), now
    )
    _live_through(past, days, chance)
    _leave_carts(storefront, accounts, now, chance)
    _wish(shop, days, now, chance)
    plan = Plan(
        window="months",
        tiers=[
            TierPlan(name=name, minimum=Decimal(minimum), colour=colour, **rights)
            for name, minimum, colour, rights in TIERS
        ],
    )
    programme.change_tiers(shop=shop, plan=plan, grandfather=False, author=AUTHOR, now=now)
    return shop


def _open_referrals(shop: Shop, at: datetime) -> None:
    """Open the referral programme: 10 € for both; friends sign up in the demo shop."""
    account = reverse("demo_shop:open_account", args=[shop.code])
    gifts = {"sponsor_amount": Decimal(10), "friend_amount": Decimal(10)}
    usual = {name: getattr(ReferralTerms(), name) for name in referrals.TERMS_FIELDS}
    referrals.save_terms(
        shop=shop,
        base=0,
        values=usual | gifts | {"sign_up_url": f"{settings.BASE_URL}{account}"},
        author=AUTHOR,
        now=at,
    )


def _open_storefront(shop: Shop, customers: int) -> Storefront:
    """Connect the shop as any other: with a key that is printed once."""
    output = StringIO()
    call_command(
        "create_api_key", shop=shop.code, name="Boutique", stdout=output, stderr=StringIO()
    )
    cart = f"{reverse('demo_shop:add_from_link', args=[shop.code])}?article={{product}}"
    WishlistSettings.objects.filter(shop=shop).update(
        cart_address=f"{cart}&quantity={{quantity}}"
    )
    return Storefront.objects.create(
        shop=shop, api_key=output.getvalue().strip(), last_account=1000 + customers
    )


def _fill_catalogue(storefront: Storefront, at: datetime) -> None:
    categories = {
        number: DemoCategory(
            shop=storefront.shop, number=number, slug=slug, name=name, rank=rank
        )
        for rank, (number, slug, name) in enumerate(CATEGORIES)
    }
    DemoCategory.objects.bulk_create(categories.values())
    goods = [
        DemoProduct(
            shop=storefront.shop,
            number=item.number,
            slug=slugify(item.name),
            category=categories[item.category],
            name=item.name,
            description=item.description,
            price=item.price,
            price_excl_tax=round(item.price / facts.TAX_FACTOR, 6),
            was=item.was,
            stock=item.stock,
            drawing=item.drawing,
            colour=item.colours[0],
            ground=item.colours[1],
            gift_card=item in CARDS,
        )
        for item in [*ITEMS, *CARDS]
    ]
    DemoProduct.objects.bulk_create(goods)
    _send(
        storefront,
        [
            ("category", each.number, facts.category_fact(each, at))
            for each in categories.values()
        ]
        + [("product", each.number, facts.product_fact(each, at)) for each in goods],
    )


def _register(
    storefront: Storefront, people: Sequence[DemoPerson], now: datetime
) -> dict[str, DemoAccount]:
    accounts = [
        DemoAccount(
            shop=storefront.shop,
            number=person.number,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            group=person.group,
            registered_at=now - timedelta(days=person.since),
        )
        for person in people
    ]
    DemoAccount.objects.bulk_create(accounts)
    friends = GroupFact(
        updated_at=now, name="Amis de l’Atelier", discount_percent=Decimal(5)
    )
    _send(
        storefront,
        [("group", FRIENDS, friends)]
        + [
            ("customer", each.number, facts.customer_fact(each, each.registered_at))
            for each in accounts
        ],
    )
    return {account.number: account for account in accounts}


def _live_through(past: PastOrders, days: int, chance: Random) -> None:
    """Let the months pass step by step, so that each history reads in its order."""
    for ago in range(days, 0, -STEP):
        at = past.now - timedelta(days=max(ago - STEP, 0))
        until = min(at, past.now - timedelta(days=LATELY))
        past.buy(until=until)
        for _step in programme.night(now=at):
            pass
        if ago - STEP == STEP:
            regular = Customer.objects.get(shop=past.shop, external_id=REGULAR.number)
            points.convert(customer=regular, points=5, author=AUTHOR, now=at)
        past.convert(at=at, chance=chance)
        # Update the planner's statistics: autovacuum cannot see into this transaction.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    for order in past.write(until=past.now):
        sync_order(order)
    # The nights of the past have queued mails; nobody is to receive those today.
    Mail.objects.filter(shop=past.shop, state=Mail.State.DUE).delete()


def _leave_carts(
    storefront: Storefront, accounts: dict[str, DemoAccount], now: datetime, chance: Random
) -> None:
    goods = list(
        DemoProduct.objects.filter(shop=storefront.shop, stock__gt=0).order_by("pk")
    )
    others = list(accounts.values())[len(accounts) // 2 :]
    owners = chance.sample(others, min(CARTS, len(others)))
    carts = [
        DemoCart(
            shop=storefront.shop,
            account=owner,
            updated_at=now - timedelta(hours=chance.uniform(2, 240)),
        )
        for owner in owners
    ]
    DemoCart.objects.bulk_create(carts)
    DemoCartLine.objects.bulk_create(
        DemoCartLine(cart=cart, product=product, quantity=1)
        for cart in carts
        for product in chance.sample(goods, chance.choice([1, 1, 2, 3]))
    )
    _send(storefront, [("cart", str(each.key), facts.cart_fact(each)) for each in carts])


def _wish(shop: Shop, days: int, now: datetime, chance: Random) -> None:
    """Fill the wish lists of the last months, by actions: the API takes no past date."""
    members = list(Customer.objects.filter(shop=shop).select_related("shop").order_by("pk"))
    some = members[: len(CAST)] + chance.sample(members, min(WISHERS, len(members)))
    favourites = [item for item in ITEMS for _ in range(chance.choice([1, 2, 3, 8]))]
    for customer in some:
        for item in chance.sample(favourites, chance.choice([1, 2, 3, 4])):
            at = now - timedelta(days=min(chance.expovariate(1 / 45), days))
            wishlist.add_favourite(customer=customer, product=item.number, now=at)


def _send(storefront: Storefront, items: Iterable[tuple[str, str, object]]) -> None:
    """Send facts through the API, as a shop does that has just been connected."""
    for result in ProgrammeClient(storefront.api_key).put_many(items):  # type: ignore[arg-type]
        assert result["status"] < 400, result  # noqa: PLR2004 -- HTTP
