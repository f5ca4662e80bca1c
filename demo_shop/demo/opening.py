"""Open the demo shop: its shelves, its customers, and months of orders before today.

The past comes in as a merchant's past does, in bulk and settled by its own dates, through
the programme's own actions: nobody can have called an API then. The last days, the
customers, the catalogue and the open carts come in through the API.
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
from demo_shop.actions import tell
from demo_shop.demo.bulk import Past
from demo_shop.demo.goods import CARDS, ITEMS, SHELVES
from demo_shop.demo.past import purchases
from demo_shop.demo.people import CAST, FRIENDS, REGULAR, Person, crowd
from demo_shop.models import Account, Category, DemoCart, DemoCartLine, Product, Storefront
from demo_shop.programme import Programme
from mailing.models import Mail
from points import actions as points
from programme import actions as programme
from referrals import actions as referrals
from referrals.models import Terms
from shop.models import Customer, Shop
from shop.rules import GroupFact
from tiers.rules import Plan, TierPlan
from wishlist import actions as wishlist
from wishlist.models import WishlistSettings

CODE = "atelier-lumiere"
AUTHOR = "system"
MERCHANT = "marchand@example.com"
# Known to everybody, so the demo opens on a machine that is being tried out only.
PASSWORD = "atelier-lumiere-demo"  # noqa: S105 -- the paragraph above

# The nights that passed, and what customers did with their points, every so many days.
STEP = 20
# Orders of these last days are told one by one.
LATELY = 7
CARTS = 25
WISHERS = 120


class NotHere(Refused):
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
    """The demo shop, filled the first time and left as it is from then on."""
    if not settings.DEBUG:
        raise NotHere
    if shop := Shop.objects.filter(code=CODE).first():
        return shop
    chance = Random(seed)  # noqa: S311 -- the same shop each time is what it is for
    days = max(size.days, 180)
    first = now - timedelta(days=days + STEP)
    shop = programme.open_shop(
        code=CODE, name="L’Atelier Lumière", author=AUTHOR, now=first
    )
    User.objects.create_superuser(MERCHANT, PASSWORD)
    front = _open_front(shop, size.customers)
    _open_parrainage(shop, first)
    people = crowd(size.customers, days=days, chance=chance)
    _fill_shelves(front, first)
    accounts = _register(front, people, now)
    past = Past(front, accounts, purchases(people, days=days, now=now, chance=chance), now)
    _live_through(past, days, chance)
    _leave_carts(front, accounts, now, chance)
    _wish(shop, days, now, chance)
    _set_tiers(shop, now)
    return shop


def _set_tiers(shop: Shop, now: datetime) -> None:
    plan = Plan(
        window="months",
        tiers=[
            TierPlan(name=name, minimum=Decimal(minimum), colour=colour, **rights)
            for name, minimum, colour, rights in TIERS
        ],
    )
    programme.change_tiers(shop=shop, plan=plan, grandfather=False, author=AUTHOR, now=now)


def _open_parrainage(shop: Shop, at: datetime) -> None:
    """10 € for both. Friends open their account in the demo shop itself."""
    account = reverse("demo_shop:open_account", args=[shop.code])
    gifts = {"sponsor_amount": Decimal(10), "friend_amount": Decimal(10)}
    usual = {name: getattr(Terms(), name) for name in referrals.SETTINGS}
    referrals.save_terms(
        shop=shop,
        base=0,
        values=usual | gifts | {"sign_up_url": f"{settings.BASE_URL}{account}"},
        author=AUTHOR,
        now=at,
    )


def _open_front(shop: Shop, customers: int) -> Storefront:
    """Connected as any shop is: with a key that is printed once."""
    said = StringIO()
    call_command(
        "create_api_key", shop=shop.code, name="Boutique", stdout=said, stderr=StringIO()
    )
    cart = f"{reverse('demo_shop:bring', args=[shop.code])}?article={{product}}"
    WishlistSettings.objects.filter(shop=shop).update(
        basket_address=f"{cart}&quantity={{quantity}}"
    )
    return Storefront.objects.create(
        shop=shop, api_key=said.getvalue().strip(), last_account=1000 + customers
    )


def _fill_shelves(front: Storefront, at: datetime) -> None:
    shelves = {
        number: Category(shop=front.shop, number=number, slug=slug, name=name, place=place)
        for place, (number, slug, name) in enumerate(SHELVES)
    }
    Category.objects.bulk_create(shelves.values())
    goods = [
        Product(
            shop=front.shop,
            number=item.number,
            slug=slugify(item.name),
            category=shelves[item.shelf],
            name=item.name,
            description=item.description,
            price=item.price,
            price_excl_tax=round(item.price / facts.TAXED, 6),
            was=item.was,
            stock=item.stock,
            drawing=item.drawing,
            colour=item.colours[0],
            ground=item.colours[1],
            gift_card=item in CARDS,
        )
        for item in [*ITEMS, *CARDS]
    ]
    Product.objects.bulk_create(goods)
    _tell(
        front,
        [
            ("category", each.number, facts.of_category(each, at))
            for each in shelves.values()
        ]
        + [("product", each.number, facts.of_product(each, at)) for each in goods],
    )


def _register(
    front: Storefront, people: Sequence[Person], now: datetime
) -> dict[str, Account]:
    accounts = [
        Account(
            shop=front.shop,
            number=person.number,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            group=person.group,
            registered_at=now - timedelta(days=person.since),
        )
        for person in people
    ]
    Account.objects.bulk_create(accounts)
    friends = GroupFact(
        updated_at=now, name="Amis de l’Atelier", discount_percent=Decimal(5)
    )
    _tell(
        front,
        [("group", FRIENDS, friends)]
        + [
            ("customer", each.number, facts.of_account(each, each.registered_at))
            for each in accounts
        ],
    )
    return {account.number: account for account in accounts}


def _live_through(past: Past, days: int, chance: Random) -> None:
    """Step by step, so that histories read in their order."""
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
        _take_stock()
    for order in past.write(until=past.now):
        tell(order)
    # What the past would have written to somebody is not written today.
    Mail.objects.filter(shop=past.shop, state=Mail.State.DUE).delete()


def _take_stock() -> None:
    """The database plans by what it has counted, and cannot count on its own in here."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _leave_carts(
    front: Storefront, accounts: dict[str, Account], now: datetime, chance: Random
) -> None:
    goods = list(Product.objects.filter(shop=front.shop, stock__gt=0).order_by("pk"))
    others = list(accounts.values())[len(accounts) // 2 :]
    owners = chance.sample(others, min(CARTS, len(others)))
    carts = [
        DemoCart(
            shop=front.shop,
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
    _tell(front, [("cart", str(each.key), facts.of_cart(each)) for each in carts])


def _wish(shop: Shop, days: int, now: datetime, chance: Random) -> None:
    """What people have wished for in the last months: the past, so not by the API."""
    members = list(Customer.objects.filter(shop=shop).select_related("shop").order_by("pk"))
    some = members[: len(CAST)] + chance.sample(members, min(WISHERS, len(members)))
    favourites = [item for item in ITEMS for _ in range(chance.choice([1, 2, 3, 8]))]
    for customer in some:
        for item in chance.sample(favourites, chance.choice([1, 2, 3, 4])):
            at = now - timedelta(days=min(chance.expovariate(1 / 45), days))
            wishlist.wish(customer=customer, product=item.number, now=at)


def _tell(front: Storefront, items: Iterable[tuple[str, str, object]]) -> None:
    """Through the API, as a shop does that has just been connected."""
    for result in Programme(front.api_key).put_many(items):  # type: ignore[arg-type]
        assert result["status"] < 400, result  # noqa: PLR2004 -- HTTP
