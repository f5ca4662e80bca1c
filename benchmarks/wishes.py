"""Hearts by API, a list of five hundred wishes, and the ten most wished of a million."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from benchmarks import world
from benchmarks.measure import Figure, in_turn
from shop.models import Customer, Shop
from wishlist import actions as wishlist
from wishlist.queries import statistics
from wishlist.rules import Span

PER_ROUND = 50
ON_A_LIST = 500


def figures(adds: int) -> Iterator[Figure]:
    shop = world.new_shop()
    world.add_customers(shop, 1000)
    yield _hearts(shop)
    yield _list(shop)
    _fill(shop, adds)
    yield _top(shop, adds)


def _hearts(shop: Shop) -> Figure:
    """On and off again: two calls, against two that ask the database for one."""
    client, bare = world.shop_client(shop), Client()

    def press() -> None:
        for number in range(PER_ROUND):
            address = f"/api/v1/customers/1/wishlist/{number}"
            assert client.put(address, secure=True).status_code in {200, 201}
            assert client.delete(address, secure=True).status_code == 204

    def ask() -> None:
        for _ in range(2 * PER_ROUND):
            bare.get("/bare/one/", secure=True)

    took, base = in_turn(press, ask)
    per = 1000 / PER_ROUND
    return Figure("heart on and off by API", took * per, base * per, "ms", "–")


def _list(shop: Shop) -> Figure:
    customer = Customer.objects.select_related("shop").get(shop=shop, external_id="1")
    for number in range(ON_A_LIST):
        wishlist.add_favourite(customer=customer, product=f"w{number}", now=timezone.now())
    user, _created = User.objects.get_or_create(email="client1@example.com")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def read(address: str) -> None:
        for _ in range(PER_ROUND):
            assert client.get(address, secure=True).status_code == 200

    took, base = in_turn(
        lambda: read(f"/{shop.code}/compte/envies/"), lambda: read("/bare/page/")
    )
    per = 1000 / PER_ROUND
    name = f"« Mes envies », {ON_A_LIST} wishes"
    return Figure(name, took * per, base * per, "ms", "–")


def _fill(shop: Shop, adds: int) -> None:
    """A customer and a product each, spread over the last year."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO shop_product (shop_id, external_id, name, url, image, on_sale,
                                      active, gift_card, removed)
            SELECT %(shop)s, 'a' || n, '', '', '', false, true, false, false
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
        cursor.execute("VACUUM ANALYZE wishlist_wishevent")


def _top(shop: Shop, adds: int) -> Figure:
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

    took, base = in_turn(ours, bare)
    name = f"top ten of {adds:,} adds, a year"
    return Figure(name, took * 1000, base * 1000, "ms", "≤ 2")
