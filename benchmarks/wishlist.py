"""Favourites by API, a list of 500 wishes, and the ten most wished of a million."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn
from shop.models import Customer, Shop
from wishlist import actions as wishlist
from wishlist.queries import statistics
from wishlist.rules import Span


def figures(size: Size) -> Iterator[Figure]:
    adds = size.pick(tiny=1000, usual=100_000, full=1_000_000)
    shop = world.new_shop()
    world.add_customers(shop, 1000)
    yield _favourites(shop, size)
    yield _list(shop, size)
    _fill(shop, adds)
    yield _top(shop, size, adds)


def _favourites(shop: Shop, size: Size) -> Figure:
    """Added and removed: two calls, against two that ask the database for one."""
    per_round = size.pick(tiny=2, usual=50)
    client, bare = world.shop_client(shop), Client()

    def press() -> None:
        for number in range(per_round):
            address = f"/api/v1/customers/1/wishlist/{number}"
            assert client.put(address, secure=True).status_code in {200, 201}
            assert client.delete(address, secure=True).status_code == 204

    def ask() -> None:
        for _ in range(2 * per_round):
            bare.get("/bare/one/", secure=True)

    took, base = in_turn(press, ask, rounds=size.pick(tiny=1, usual=5))
    per = 1000 / per_round
    return Figure("favourite added and removed by API", took * per, base * per, "ms", "–")


def _list(shop: Shop, size: Size) -> Figure:
    per_round, wishes = size.pick(tiny=(2, 5), usual=(50, 500))
    customer = Customer.objects.select_related("shop").get(shop=shop, external_id="1")
    for number in range(wishes):
        wishlist.add_favourite(customer=customer, product=f"w{number}", now=timezone.now())
    user, _created = User.objects.get_or_create(email="client1@example.com")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def read(address: str) -> None:
        for _ in range(per_round):
            assert client.get(address, secure=True).status_code == 200

    took, base = in_turn(
        lambda: read(f"/{shop.code}/compte/envies/"),
        lambda: read("/bare/page/"),
        rounds=size.pick(tiny=1, usual=5),
    )
    per = 1000 / per_round
    name = f"« Mes envies », {wishes} wishes"
    return Figure(name, took * per, base * per, "ms", "–")


def _fill(shop: Shop, adds: int) -> None:
    """A customer and a product each, spread over the last year."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO shop_product (shop_id, external_id, name, url, image, on_sale,
                                      active, gift_card, removed, variants)
            SELECT %(shop)s, 'a' || n, '', '', '', false, true, false, false, '[]'
            FROM generate_series(1, 1000) n;

            INSERT INTO wishlist_wishevent (shop_id, product_id, customer_id, day, added_at)
            SELECT %(shop)s, product.id, customer.id, at::date, at
            FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM shop_customer
                WHERE shop_id = %(shop)s
            ) customer
            JOIN (
                SELECT id, row_number() OVER (ORDER BY id) AS n FROM shop_product
                WHERE shop_id = %(shop)s AND external_id LIKE 'a%%'
            ) product ON customer.n <= %(adds)s / 1000
            CROSS JOIN LATERAL (
                SELECT now() - (customer.n * 7919 + product.n * 104729) %% 31500000
                               * interval '1 second' AS at
            ) moment;
            """,
            {"shop": shop.pk, "adds": adds},
        )
    world.analyze()


def _top(shop: Shop, size: Size, adds: int) -> Figure:
    """Against the leanest statement that counts the same rows."""
    since = Span.LAST_365_DAYS.since(timezone.now(), shop.zone)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT product_id, count(*) FROM wishlist_wishevent WHERE shop_id = %s"
                " GROUP BY product_id ORDER BY 2 DESC LIMIT 10",
                [shop.pk],
            )
            assert len(cursor.fetchall()) == statistics.TOP

    def ours() -> None:
        assert len(statistics.top_added(shop, since)) == statistics.TOP

    took, base = in_turn(ours, bare, rounds=size.pick(tiny=1, usual=5))
    name = f"top ten of {adds:,} adds, a year"
    return Figure(name, took * 1000, base * 1000, "ms", "≤ 2")
