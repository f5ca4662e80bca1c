"""Whose a voucher is, and how often one person has had it."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Count, Q, QuerySet

from core.sql import Fragment, fetch
from shop.fragments import KEYS_OF
from shop.models import Customer, Order, Shop
from shop.persons import person_of
from vouchers.models import RefusedCode, Voucher, VoucherUse
from vouchers.rules.cart import RefusalReason


def is_owners(
    voucher: Voucher, *, customer: Customer | None, keys: Collection[str]
) -> bool:
    """Whether it is anybody's, this customer's, or of whoever has one of these addresses,
    as ``address_key`` writes them. Queries: 1 where it is another customer's, else none.
    """
    if voucher.customer_id is None or (customer and voucher.customer_id == customer.pk):
        return True
    said = {*keys, customer.address_key if customer else ""}
    owner = Customer(pk=voucher.customer_id, shop_id=voucher.shop_id)
    return bool(person_of(owner).keys & said)


def times_used(voucher: Voucher, customer: Customer) -> int:
    """Count the purchases in which this person has had the voucher, under any of their
    accounts or addresses. Queries: 2.
    """
    person = person_of(customer)
    accounts = Customer.objects.filter(person.customers)
    orders = Order.objects.filter(Q(customer__in=accounts) | person.addressed)
    uses = VoucherUse.objects.filter(voucher=voucher, order__in=orders)
    return int(uses.aggregate(times=Count("purchase", distinct=True))["times"])


def orders_with_codes(
    shop: Shop, customers: Collection[int], keys: Collection[str]
) -> list[int]:
    """Orders of these ids and addresses, by primary key, that have a code which each person
    has so many times, or were refused one for whose it is. Queries: 1.
    """
    keys = {*keys} - {""}
    theirs = Q(customer__in=customers) | Q(
        Q(address_key__in=keys)
        | Q(customer__address_key__in=keys)
        | Q(customer__proven_key__in=keys)
    )
    had = VoucherUse.objects.filter(voucher__uses_per_customer__isnull=False)
    refused = RefusedCode.objects.filter(
        reason__in=[RefusalReason.WRONG_CUSTOMER, RefusalReason.ALREADY_USED]
    )
    named = Q(pk__in=had.values("order")) | Q(pk__in=refused.values("order"))
    rows = Order.objects.filter(theirs, shop=shop).filter(named)
    return list(rows.order_by("pk").values_list("pk", flat=True))


# Orders that were refused a code as somebody else's, which is their buyer's own. With
# {among}, a condition on the row ``refused``.
REFUSED_OWNERS = Fragment("""
    SELECT shop_order.id, shop_order.external_id, voucher.code
    FROM vouchers_refusedcode refused
    JOIN shop_order ON shop_order.id = refused.order_id
    JOIN vouchers_voucher voucher
      ON voucher.shop_id = refused.shop_id AND upper(voucher.code) = upper(refused.code)
    LEFT JOIN shop_customer buyer ON buyer.id = shop_order.customer_id
    WHERE refused.reason = 'wrong_customer' AND {among}
      AND (voucher.customer_id IS NULL OR voucher.customer_id = shop_order.customer_id
           OR ARRAY[shop_order.address_key, buyer.address_key]::text[]
              && {owners_keys}::text[])
""").fill(owners_keys=KEYS_OF.fill(customer="voucher.customer_id"))


def refused_owners_in(orders: Sequence[Order]) -> Iterator[str]:
    """Ids of those of these orders that were refused what is their buyer's. Queries: 1."""
    among = REFUSED_OWNERS.fill(among="refused.order_id = ANY(%(orders)s)")
    found = fetch(among.given(orders=[order.pk for order in orders]))
    return (external_id for _pk, external_id, _code in found)


def orders_of(customer: Customer) -> QuerySet[Order]:
    """Select the orders of the customer, and of whoever has one of their addresses today.

    Lazy: it stands inside lists of vouchers, where ``person_of`` would ask for each.
    """
    keys = {customer.address_key, customer.proven_key} - {""}
    at_address = Q(customer__address_key__in=keys) | Q(customer__proven_key__in=keys)
    nobodys = Q(customer=None, address_key__in=keys)
    rows = Order.objects.filter(shop=customer.shop_id)
    return rows.filter(Q(customer=customer) | at_address | nobodys)
