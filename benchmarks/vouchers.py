"""Vouchers: a cart priced, a code held and used, and a hundred thousand codes at once."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn
from shop.models import Category, Customer, Product, Shop
from vouchers import actions as vouchers
from vouchers.actions.issuing import VoucherTerms, issue_many
from vouchers.models import Voucher


def figures(size: Size) -> Iterator[Figure]:
    codes = size.pick(tiny=200, usual=100_000)
    shop = world.new_shop()
    world.add_customers(shop, 1)
    _fill(shop)
    issue_many(shop=shop, count=codes, terms=_terms(), author="system", now=timezone.now())
    world.analyze()
    yield _quote(shop, size)
    yield _hold_and_use(shop, size)
    yield _many_codes(shop, size, codes)


def _terms(**fields: Any) -> VoucherTerms:
    now = timezone.now()
    usual: dict[str, Any] = {
        "origin": Voucher.Origin.MANUAL,
        "label": "Bon de réduction",
        "amount": Decimal(5),
        "valid_from": now - timedelta(days=1),
        "valid_until": now + timedelta(days=30),
    }
    return VoucherTerms(**usual | fields)


def _fill(shop: Shop) -> None:
    """A catalogue three shelves deep."""
    stated: dict[str, Any] = {"updated_at": timezone.now(), "digest": b"bench"}
    above = None
    for name in ("maison", "luminaires", "lampes"):
        above = Category.objects.create(shop=shop, external_id=name, parent=above, **stated)
    products = Product.objects.bulk_create(
        Product(shop=shop, external_id=str(number), **stated) for number in range(200)
    )
    shelves = Product.categories.through
    shelves.objects.bulk_create(
        shelves(product_id=product.pk, category_id=above.pk)
        for product in products
        if above
    )


def _quote(shop: Shop, size: Size) -> Figure:
    """Ten lines, five vouchers of every kind, against SELECT 1."""
    per_round = size.pick(tiny=2, usual=50)
    house = Category.objects.get(shop=shop, external_id="maison")
    customer = Customer.objects.get(shop=shop, external_id="1")
    kinds: list[dict[str, Any]] = [
        {"categories": [house]},
        {"minimum": Decimal(50)},
        {"amount": None, "percent": Decimal(10), "kind": Voucher.Kind.PERCENT},
        {"amount": None, "kind": Voucher.Kind.SHIPPING},
        {"with_vouchers": False},
    ]
    named = [
        vouchers.issue(
            shop=shop,
            customer=customer,
            terms=_terms(**kind),
            author="system",
            now=timezone.now(),
        )
        for kind in kinds
    ]
    lines = [
        {"id": str(number), "product": str(number), "quantity": 2, "unit_price": "12.50"}
        for number in range(10)
    ]
    body = world.dumps(
        {
            "customer": "1",
            "cart": "1",
            "lines": lines,
            "shipping": "4.90",
            "vouchers": [voucher.code for voucher in named],
        }
    )
    client, bare = world.shop_client(shop), Client()

    def ours() -> None:
        for _ in range(per_round):
            response = client.post(
                "/api/v1/quotes", body, content_type="application/json", secure=True
            )
            assert response.status_code == 200, response.content

    def theirs() -> None:
        for _ in range(per_round):
            assert bare.get("/bare/one/", secure=True).status_code == 200

    took, base = in_turn(ours, theirs, rounds=size.pick(tiny=1, usual=5))
    per = 1000 / per_round
    return Figure("quote, 10 lines and 5 vouchers", took * per, base * per, "ms", "≤ 4")


def _hold_and_use(shop: Shop, size: Size) -> Figure:
    """A code held by its cart and used by its order, against the same order without."""
    per_round = size.pick(tiny=2, usual=50)
    client = world.shop_client(shop)
    codes = iter(
        Voucher.objects.filter(shop=shop, customer=None)
        .order_by("pk")
        .values_list("code", flat=True)[: 20 * per_round]
    )

    def order(**fields: Any) -> None:
        body = world.order_body(1) | fields
        _put(client, f"/api/v1/orders/{body['reference']}", body, 201)

    def ours() -> None:
        for _ in range(per_round):
            code = next(codes)
            _put(client, f"/api/v1/vouchers/{code}/holds/1", {}, 200)
            placed = timezone.now().isoformat()
            order(vouchers=[code], discount="5.00", placed_at=placed)
        assert Voucher.objects.get(shop=shop, code=code).used == 1

    def theirs() -> None:
        for _ in range(per_round):
            order()

    took, base = in_turn(ours, theirs, rounds=size.pick(tiny=1, usual=5))
    return Figure(
        "hold a code and use it, against an order",
        took * 1000 / per_round,
        base * 1000 / per_round,
        "ms",
        "≤ 3",
    )


def _put(client: Client, address: str, body: dict[str, Any], status: int) -> None:
    response = client.put(
        address, world.dumps(body), content_type="application/json", secure=True
    )
    assert response.status_code == status, response.content


def _many_codes(shop: Shop, size: Size, codes: int) -> Figure:
    """Against the barest INSERT of as many random codes into the same table."""

    def ours() -> None:
        with transaction.atomic():
            issue_many(
                shop=shop, count=codes, terms=_terms(), author="system", now=timezone.now()
            )
            transaction.set_rollback(True)

    def theirs() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BARE, {"shop": shop.pk, "count": codes})
            transaction.set_rollback(True)

    took, base = in_turn(ours, theirs, rounds=size.pick(tiny=1, usual=3))
    return Figure(f"{codes:,} codes", took, base, "s", "≤ 2")


_BARE = """
    INSERT INTO vouchers_voucher (
        shop_id, code, origin, label, kind, amount, minimum, minimum_of_goods,
        minimum_excl_tax, on_sale,
        with_group, with_vouchers, use_limit, partial, highlight, valid_from, valid_until,
        used, reissued, author, issued_at)
    SELECT %(shop)s, upper(md5(random()::text)), 'manual', '', 'amount', 5, 0, false,
           false, true,
           true, true, 1, false, true, now(), now() + interval '30 days', 0, 0, 'system',
           now()
    FROM generate_series(1, %(count)s)
"""
