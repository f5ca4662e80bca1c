"""State customers and groups, and blank those who are erased."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.addresses import postal_digest
from core.errors import Invalid
from shop import queries as shop_queries
from shop.actions.facts import StatementResult, lock, lock_known, refer_one, state
from shop.actions.order_owners import lock_canonical
from shop.models import Cart, Customer, CustomerGroup, Order, OrderLine, Shop
from shop.persons import Person, person_of
from shop.rules import amounts
from shop.rules.facts import CustomerFact, GroupFact


@transaction.atomic
def state_group(
    *, shop: Shop, external_id: str, fact: GroupFact
) -> StatementResult[CustomerGroup]:
    """Store what the shop says of a group. Raises Invalid."""
    percent, multiplier = fact.discount_percent, fact.points_multiplier
    if not amounts.is_amount(percent, digits=5) or percent / 100 > 1:
        raise Invalid(_("A discount is between 0 and 100 %."), field="discount_percent")
    if not amounts.is_amount(multiplier, digits=6, decimals=3):
        raise Invalid(
            _("A multiplier is between 0 and 999.999."), field="points_multiplier"
        )
    return state(
        lock(CustomerGroup, shop, external_id),
        fact,
        {
            "name": fact.name,
            "discount_percent": fact.discount_percent,
            "points_multiplier": fact.points_multiplier,
            "free_shipping": fact.free_shipping,
        },
    )


def lock_customer(*, shop: Shop, external_id: str) -> Customer:
    """Lock the customer of this id; a placeholder is made where it was never stated."""
    return lock(Customer, shop, external_id)


@transaction.atomic
def state_customer(
    *, shop: Shop, external_id: str, fact: CustomerFact
) -> StatementResult[Customer]:
    """Store what the shop says of a customer. Somebody who was erased stays so: the
    statement counts as stale.
    """
    row = lock_customer(shop=shop, external_id=external_id)
    if row.erased_at:
        return StatementResult(row, stale=True)
    group = refer_one(CustomerGroup, shop, fact.group)
    return state(
        row,
        fact,
        {
            "email": fact.email,
            "email_verified": fact.email_verified,
            "first_name": fact.first_name,
            "last_name": fact.last_name,
            "language": fact.language,
            "birthday": fact.birthday,
            "registered_at": fact.registered_at,
            "guest": fact.guest,
            # Only to tell whether two accounts live together; the address itself is not
            # kept.
            "postal_digest": postal_digest(fact.address),
            "shop_group": group,
        },
    )


def prove_email(*, customer: Customer, email: str) -> None:
    """Record that the customer answered a code sent there. Requires: they are locked."""
    if customer.proven_email != email.lower():
        customer.proven_email = email.lower()
        customer.save(update_fields=["proven_email"])


@transaction.atomic
def lock_person(*, shop: Shop, external_id: str) -> Person:
    """Lock a known customer, and answer all ids and addresses that are theirs.

    Raises UnknownId.
    """
    return person_of(lock_canonical(lock_known(Customer, shop, external_id)))


@transaction.atomic
def erase_customer(*, shop: Shop, external_id: str, now: datetime) -> Customer:
    """Blank the person under all their ids, and answer the customer for whom they counted.

    The rows stay, with their ids only: the books refer to them. Raises UnknownId.
    """
    row = lock_known(Customer, shop, external_id)
    canonical = lock_canonical(row)
    rows = Customer.objects.select_for_update(no_key=True)
    everyone = shop_queries.merged_ids(canonical)
    for each in rows.filter(pk__in=everyone).order_by("pk"):
        if each.erased_at is None:
            # A new row over the old one, so that a column that is added later is blanked
            # too; only what the merge and later statements need is kept.
            nobody = Customer(
                pk=each.pk,
                shop_id=each.shop_id,
                external_id=each.external_id,
                erased_at=now,
            )
            for name in ("updated_at", "digest", "merged_into_id", "merged_at"):
                setattr(nobody, name, getattr(each, name))
            nobody.save(force_update=True)
            Cart.objects.filter(customer=each).update(email="", recovery_url="")
            Order.objects.filter(customer=each).update(email="")
            OrderLine.objects.filter(order__customer=each).exclude(gift={}).update(gift={})
    shop_queries.open_erasures().filter(customer__in=everyone).update(done_at=now)
    canonical.refresh_from_db()
    canonical.shop = shop
    return canonical


@transaction.atomic
def forget_address(*, person: Person) -> None:
    """Blank the person's addresses on orders and carts: those that know no customer, and
    those that another customer placed with it.

    Requires: nobody who is left has one of the addresses.
    """
    carts = Cart.objects.filter(person.at_address)
    carts.filter(customer=None).update(recovery_url="")
    carts.update(email="")
    orders = Order.objects.filter(person.at_address)
    gifts = OrderLine.objects.filter(order__in=orders.filter(customer=None))
    gifts.exclude(gift={}).update(gift={})
    orders.update(email="")
