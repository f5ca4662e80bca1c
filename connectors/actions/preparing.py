"""Facts as the shop tells them, made those of the programme: for a page at once.

Codes that are not ours are left out; a rule that the shop has deleted is named by the
code it was pushed with. A group of a tier is not the shop's own. An order whose customer
the shop has forgotten stays theirs until they are erased.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models.functions import Upper

from connectors.contract import Kind
from connectors.models import Connection, PushedCode, PushedGroup, PushedTier
from connectors.queries.past import history_since
from shop.models import Customer, Order
from shop.rules.facts import AnyFact, CustomerFact, OrderFact
from vouchers.models import Voucher

type Stated = tuple[Kind, str, AnyFact]


def prepared(connection: Connection, stated: Sequence[Stated]) -> list[Stated]:
    """Return the facts to be stated. Queries: at most 8, however many there are."""
    orders = {name: fact for _kind, name, fact in stated if isinstance(fact, OrderFact)}
    people = {name: fact for _kind, name, fact in stated if isinstance(fact, CustomerFact)}
    left_out = _from_before(connection, orders)
    in_group = _people(connection, people)
    changed: dict[tuple[Kind, str], AnyFact] = {
        **{(Kind.ORDER, name): fact for name, fact in _orders(connection, orders).items()},
        **{(Kind.CUSTOMER, name): fact for name, fact in in_group.items()},
    }
    tiers = {name for kind, name, _fact in stated if kind is Kind.GROUP}
    ours = PushedGroup.objects.filter(connection=connection, external_id__in=tiers)
    # A group that we have made is a tier's: read back as the shop's own it would be given
    # twice, and stay when the tier is lost.
    made = set(ours.values_list("external_id", flat=True)) if tiers else set()
    return [
        (kind, name, changed.get((kind, name), fact))
        for kind, name, fact in stated
        if not (kind is Kind.GROUP and name in made)
        and not (kind is Kind.ORDER and name in left_out)
    ]


def _from_before(connection: Connection, orders: dict[str, OrderFact]) -> set[str]:
    """Orders from before the day they are let in from; one that is here already stays."""
    since = history_since(connection)
    if since is None:
        return set()
    old = {name for name, fact in orders.items() if fact.placed_at < since}
    rows = Order.objects.filter(shop=connection.shop, external_id__in=old)
    return old - set(rows.values_list("external_id", flat=True))


def _orders(connection: Connection, orders: dict[str, OrderFact]) -> dict[str, OrderFact]:
    """With our codes, and under the customer whom the shop has named before."""
    named = {code for fact in orders.values() for code in fact.vouchers}
    pushed: dict[str, str] = {}
    ours: set[str] = set()
    if named:
        # The shop has deleted the rule: it is named by « # » and the id it had there.
        deleted = {code[1:] for code in named if code[0] == "#"}
        rows = PushedCode.objects.filter(connection=connection, external_id__in=deleted)
        pushed = dict(rows.values_list("external_id", "voucher__code"))
        # Shops write codes large or small, and have promotions of their own: those are
        # nobody's voucher, and no refusal that staff should read.
        written = {code.upper() for code in (named | set(pushed.values()))}
        known = Voucher.objects.filter(shop=connection.shop).alias(upper=Upper("code"))
        found = known.filter(upper__in=written).values_list("code", flat=True)
        ours = {code.upper() for code in found}
    # Shops drop the customer from the orders of an account that they delete. Until we have
    # heard of the deletion itself the order stays theirs, or their points would be lost.
    nobodys = [name for name, fact in orders.items() if fact.customer is None]
    before = {
        row.external_id: row.stated_id or 0
        for row in Order.objects.filter(shop=connection.shop, external_id__in=nobodys)
    }
    owners = Customer.objects.filter(pk__in=before.values(), erased_at=None)
    names = dict(owners.values_list("pk", "external_id")) if before else {}
    return {
        name: replace(
            fact,
            customer=fact.customer or names.get(before.get(name, 0)),
            vouchers=tuple(
                code
                for each in fact.vouchers
                for code in [pushed.get(each[1:], "") if each[0] == "#" else each]
                if code.upper() in ours
            ),
        )
        for name, fact in orders.items()
    }


def _people(
    connection: Connection, people: dict[str, CustomerFact]
) -> dict[str, CustomerFact]:
    """Whoever counts in a tier's group is in the group that counted before it."""
    groups = {fact.group for fact in people.values() if fact.group}
    ours = PushedGroup.objects.filter(connection=connection, external_id__in=groups)
    tiers = set(ours.values_list("external_id", flat=True)) if groups else set()
    if not tiers:
        return {}
    rows = PushedTier.objects.filter(
        connection=connection, customer__external_id__in=people
    )
    former = dict(rows.values_list("customer__external_id", "former"))
    return {
        name: replace(fact, group=former.get(name) or None)
        for name, fact in people.items()
        if fact.group in tiers
    }
