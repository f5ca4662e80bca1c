"""Whether an id of the shop still names whom, and what, it has always named.

A shop that is installed anew, or restored from a backup, gives its ids a second time. What
then comes in under a known id is somebody else's, and must never reach the first one's
points: it is kept out and said, with all orders of such a customer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from connectors.contract import Kind
from connectors.models import Connection, PendingRead
from core.addresses import address_key
from shop.models import Customer, Order
from shop.rules.facts import AnyFact, CustomerFact, OrderFact

type Stated = tuple[Kind, str, AnyFact]
# A day that something was made on never moves. More than one, because the shop's zone may
# have been set right since.
_SAME = timedelta(days=1)


def reused(connection: Connection, stated: Sequence[Stated]) -> dict[tuple[Kind, str], str]:
    """Return why each of those that name another than before is kept out.

    Queries: 1 for customers, 3 for orders, 0 for a page of neither.
    """
    people = {name: fact for _kind, name, fact in stated if isinstance(fact, CustomerFact)}
    orders = {name: fact for _kind, name, fact in stated if isinstance(fact, OrderFact)}
    others = {
        (Kind.CUSTOMER, name): _(
            "The id belongs to another person, registered on another day under another"
            " address."
        )
        for name in _other_people(connection, people)
    }
    if not orders:
        return others
    rows = Order.objects.filter(shop=connection.shop, external_id__in=orders)
    known = {row.external_id: row for row in rows}
    apart = [
        row
        for row in known.values()
        if _apart(row.placed_at, orders[row.external_id].placed_at)
    ]
    others |= {
        (Kind.ORDER, name): _("The id belongs to another order, placed on another day.")
        for name in _other_orders(apart, orders)
    }
    # New orders of whom this very page, or one before, has found to be another. One that is
    # known from before is still the first one's.
    buyers = {name for kind, name in others if kind is Kind.CUSTOMER}
    buyers |= _known_others(connection, orders.values())
    return others | {
        (Kind.ORDER, name): _("Its customer’s id belongs to another person.")
        for name, fact in orders.items()
        if fact.customer in buyers and name not in known
    }


def _other_people(connection: Connection, people: dict[str, CustomerFact]) -> list[str]:
    """Ids of customers whose address and day of registration are both another's. Either
    alone proves nothing: people change addresses, and days are corrected.
    """
    rows = Customer.objects.filter(shop=connection.shop, external_id__in=people)
    return [
        row.external_id
        for row in (rows if people else ())
        for fact in [people[row.external_id]]
        if row.erased_at is None
        and _apart(row.registered_at, fact.registered_at)
        and _differ(row.address_key, address_key(fact.email))
    ]


def _other_orders(apart: Sequence[Order], orders: dict[str, OrderFact]) -> list[str]:
    """``apart``: those that were placed on another day than we know. A day that staff have
    corrected leaves reference, customer and address alone.
    """
    people = Customer.objects.filter(pk__in=[row.stated_id for row in apart])
    names = dict(people.values_list("pk", "external_id")) if apart else {}
    return [
        row.external_id
        for row in apart
        for fact in [orders[row.external_id]]
        if _differ(row.reference, fact.reference)
        or _differ(names.get(row.stated_id or 0), fact.customer)
        or _differ(address_key(row.email), address_key(fact.email))
    ]


def _known_others(connection: Connection, orders: Iterable[OrderFact]) -> set[str]:
    named = {fact.customer for fact in orders if fact.customer}
    rows = PendingRead.objects.filter(
        connection=connection, kind=Kind.CUSTOMER, external_id__in=named, reused=True
    )
    return set(rows.values_list("external_id", flat=True)) if named else set()


def _apart(ours: datetime | None, theirs: datetime | None) -> bool:
    return bool(ours and theirs and abs(ours - theirs) > _SAME)


def _differ(ours: str | None, theirs: str | None) -> bool:
    """Whether both are known and are not the same."""
    return bool(ours and theirs and ours != theirs)
