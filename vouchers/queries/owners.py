"""Whose a voucher is, and how often one person has had it."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from shop.models import Customer, Order
from shop.persons import person_of
from vouchers.models import Voucher, VoucherUse


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


def orders_of(customer: Customer) -> QuerySet[Order]:
    """Select the orders of the customer, and of whoever has one of their addresses today.

    Lazy: it stands inside lists of vouchers, where ``person_of`` would ask for each.
    """
    keys = {customer.address_key, customer.proven_key} - {""}
    at_address = Q(customer__address_key__in=keys) | Q(customer__proven_key__in=keys)
    nobodys = Q(customer=None, address_key__in=keys)
    rows = Order.objects.filter(shop=customer.shop_id)
    return rows.filter(Q(customer=customer) | at_address | nobodys)
